import Document
import Kubernetes
import Resources

/// What only a server can say of what a plan shows of a change.
package struct ServerQuestions: Sendable {
    /// The object as it is.
    fileprivate var observed: Value
    fileprivate var kind: ItemKind
    /// Leaves that stay as they are though they are wanted otherwise.
    fileprivate var kept: [Comparison.Leaf] = []
    /// Leaves that come out as they are shown, with what the server completes.
    fileprivate var made: [LeafChange] = []
    /// Lists whose items come to stand as is shown; those of which nothing is shown stay as they are.
    fileprivate var lists: [(list: Comparison.Arrangement, shown: LeafChange?)] = []

    package var isEmpty: Bool { kept.isEmpty && made.isEmpty && lists.isEmpty }

    /// The places of which anything is asked.
    package var paths: [Path] { kept.map(\.path) + made.map(\.path) + lists.map(\.list.path) }

    /// The first place at which a write would do something else than the plan shows, by the answer to its dry run; nil where
    /// there is none.
    package func contradiction(in result: Value) -> Path? {
        let others = made.filter { !isSame($0, in: result) }.map(\.path)
        let written = kept.filter { result[$0.path] != $0.observed }.map(\.path)
        let moved = lists.filter { list, shown in
            let change = list.change(from: observed, to: result)
            return change?.old != shown?.old || change?.new != shown?.new
        }.map(\.list.path)
        return (others + written + moved).min()
    }

    /// Whether a leaf comes out as it is shown. What the server allocates, as the ports of nodes, may be another one each time.
    private func isSame(_ change: LeafChange, in result: Value) -> Bool {
        guard let shown = change.new, let given = result[change.path] else { return change.new == result[change.path] }
        let defaults = ServerDefaults(group: kind.group, kind: kind.kind)
        var planned = result
        planned[change.path] = shown
        return Value.differences(from: shown, to: given).allSatisfy { difference in
            let path = change.path.appending(difference.path)
            guard let old = difference.old, let new = difference.new else { return false }
            return defaults.isDefault(old, at: path, in: planned) && defaults.isDefault(new, at: path, in: result)
        }
    }
}

extension Differ {
    /// What only the server can say of what a plan shows of a change.
    package func questions(on change: ItemChange) -> ServerQuestions {
        let shown = Dictionary(change.leaves.map { ($0.path, $0) }) { first, _ in first }
        let orders = Dictionary(change.leaves.filter(\.isOrder).map { ($0.path, $0) }) { first, _ in first }
        var questions = ServerQuestions(observed: observation.value, kind: item.key.itemKind)
        for leaf in comparison.leaves where !leaf.isEqual && !leaf.path.isMark {
            guard let change = shown[leaf.path], !change.isOrder else {
                if isKeptByServer(leaf) { questions.kept.append(leaf) }
                continue
            }
            switch change.reason {
            case .ownership: questions.kept.append(leaf)
            case .server, .spec, .drift, .forced:
                if !change.isSensitive, let new = change.new, new != leaf.desired { questions.made.append(change) }
            }
        }
        questions.lists = comparison.rearranged.map { ($0, orders[$0.path]) }
        return questions
    }
}
