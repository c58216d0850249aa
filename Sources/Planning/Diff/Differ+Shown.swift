import Document
import Resources

/// Whether what a plan shows of a change is what a write would do now.
extension Differ {
    /// One way in which a plan shows another change than it makes.
    package enum Misstatement: Sendable, Hashable, CustomStringConvertible {
        case unshown(Path)
        case unwritten(Path)
        case reason(Path, shown: LeafChange.Reason, real: LeafChange.Reason)
        /// A leaf that the change depends on and that nothing is said of.
        case unseen(Path)
        /// The record of its ownership is not lost.
        case notLost(Path)

        package var description: String {
            switch self {
            case .unshown(let path): "\(path) would be written, and the plan does not show it"
            case .unwritten(let path): "\(path) is shown, and would not be written"
            case .reason(let path, let shown, let real):
                "\(path) is shown as \(shown.rawValue), and is \(real.rawValue)"
            case .unseen(let path): "the plan does not say how \(path) must be"
            case .notLost(let path): "\(path) belongs to others now"
            }
        }
    }

    /// The leaves that a write would change and that these changes do not show: none in a plan that shows all it does.
    package func unshown(in shown: [LeafChange]) -> [Path] {
        let paths = Dictionary(shown.map { ($0.path, $0) }) { first, _ in first }
        return comparison.leaves.compactMap { leaf in
            guard !leaf.path.isMark, !leaf.isEqual, let desired = leaf.desired, !desired.isEmptyContainer else {
                return nil
            }
            guard let change = paths[leaf.path] else { return isKeptByServer(leaf) ? nil : leaf.path }
            let isShown =
                change.isSensitive || [.ownership, .server].contains(change.reason)
                || change.new?.completes(desired, at: leaf.path, of: item.key.itemKind) == true
            return isShown ? nil : leaf.path
        }
    }

    /// Whether a server may leave a leaf as it is though it is wanted otherwise: a zero, which most fields store as absent, what the
    /// server completed, and what is wanted no more and has a default, or other owners. It is asked (`ServerQuestions`).
    func isKeptByServer(_ leaf: Comparison.Leaf) -> Bool {
        guard let desired = leaf.desired else { return true }
        guard let observed = leaf.observed else { return desired.isStoredAsAbsent(at: leaf.path, in: item.key.group) }
        return observed.completes(desired, at: leaf.path, of: item.key.itemKind)
    }

    /// The first of them; nil where the plan shows what it does.
    package func misstatement(of change: ItemChange, at step: Step) -> Misstatement? {
        if let path = unshown(in: change.leaves).min() { return .unshown(path) }
        let leaves = Dictionary(comparison.leaves.map { ($0.path, $0) }) { first, _ in first }
        let orders = Set(comparison.rearranged.map(\.path))
        if let order = change.leaves.first(where: { $0.isOrder && !orders.contains($0.path) }) {
            return .unwritten(order.path)
        }
        for shown in change.leaves {
            guard let real = realReason(of: shown, change, leaves), real != shown.reason else { continue }
            return .reason(shown.path, shown: shown.reason, real: real)
        }
        for shown in change.leaves where !shown.isToldByServer && shown.path != ["apiVersion"] {
            guard let leaf = leaves[shown.path] else {
                if reclaimed.contains(shown.path) || change.reclaimed.contains(shown.path) { continue }
                return .unwritten(shown.path)
            }
            let real = reason(of: leaf, change.forced)
            if shown.reason != .ownership, shown.reason != real {
                return .reason(shown.path, shown: shown.reason, real: real)
            }
        }
        let shown = Set(change.leaves.map(\.path))
        let hidden = removedByReclaiming.map(\.path).filter { change.reclaimed.contains($0) && !shown.contains($0) }
        if let path = hidden.min() { return .unshown(path) }
        let taken = change.reclaimed.subtracting(reclaimed)
        if let path = taken.sorted().first(where: { !ownership.own.contains($0) && observation.value[$0] != nil }) {
            return .notLost(path)
        }
        // What the narrowing of a record of kinds, and the last version of several, stand on is what the plan itself wrote before.
        guard step.address == step.resource, !step.endsUpgrade, let owner = change.precondition?.owner else {
            return nil
        }
        return change.precondition?.gap(to: precondition(owner: owner, adopted: change.precondition?.adopted)).map(
            Misstatement.unseen)
    }

    /// Why a leaf changes that is said to do so by the server's doing alone, or in its order; nil where that is so.
    private func realReason(
        of shown: LeafChange, _ change: ItemChange, _ leaves: [Path: Comparison.Leaf]
    ) -> LeafChange.Reason? {
        if shown.isOrder { return comparison.rearranged.first { $0.path == shown.path }.map(reason) }
        guard shown.reason == .server, !shown.isSensitive, let leaf = leaves[shown.path] else { return nil }
        let isAsWanted =
            leaf.desired.map { desired in
                shown.new?.completes(desired, at: leaf.path, of: item.key.itemKind) ?? false
            } ?? true
        return isAsWanted && !leaf.isEqual ? reason(of: leaf, change.forced) : nil
    }
}
