import Document
import Resources

/// Why a leaf changes, and whether Berth may take it.
extension Differ {
    /// How a field that others own came to be theirs.
    package enum Claim: Sendable, Hashable {
        /// Berth had applied it, and somebody changed it: it is set back.
        case drift
        /// Berth never applied it: the operator has to say.
        case conflict
    }

    /// Whether Berth may take a field from others.
    package func claim(on path: Path) -> Claim {
        // A conflict may be reported at an element that holds the leaves, or the other way round.
        let leaves = comparison.leaves.filter { $0.path.hasPrefix(path) || path.hasPrefix($0.path) }
        let known = leaves.isEmpty ? [path] : leaves.map(\.path)
        // Who applied a field beside Berth, and with the same value, changed nothing.
        let isShared = leaves.contains { $0.isOwned && ownership.isApplied($0.path) }
        return !isShared && known.allSatisfy { lastApplied($0) != nil } ? .drift : .conflict
    }

    /// Why a leaf changes, where fields are taken from others with an operator's approval (`forced`).
    func reason(of leaf: Comparison.Leaf, _ forced: Set<Path>) -> LeafChange.Reason {
        if !item.key.isKubernetes {
            // Without a record of ownership, what was applied last is all there is to tell drift by. What is not known yet
            // has not drifted.
            if let insertion = item.insertions[leaf.path], leaf.desired == insertion.placeholder { return .spec }
            guard let last = lastApplied(leaf.path) else { return .spec }
            return last == specified(leaf.path) ? .drift : .spec
        }
        if leaf.isOwned, isWrittenInOurName(leaf) { return .drift }
        guard leaf.desired != nil else { return .spec }
        if !leaf.isOwned, lastApplied(leaf.path) != nil { return .drift }
        let isForced = forced.contains { leaf.path.hasPrefix($0) || $0.hasPrefix(leaf.path) }
        return isForced && claim(on: leaf.path) == .conflict ? .forced : .spec
    }

    /// Why the items of a list come to stand otherwise.
    func reason(of list: Comparison.Arrangement) -> LeafChange.Reason {
        applied.map { list.isDrift(from: $0, to: observation.value) } ?? false ? .drift : .spec
    }

    /// What the specification has at a path that the server knows.
    func specified(_ path: Path) -> Value? { item.desired.specified(at: path, of: item.key.itemKind) }

    /// What Berth applied last at a path that the server knows; nil where it applied nothing, or nothing is known of it.
    func lastApplied(_ path: Path) -> Value? { applied?.specified(at: path, of: item.key.itemKind) }

    /// Whether somebody wrote a leaf under Berth's own name, by the mark of what was applied: it still says that the specification
    /// is as it was then.
    private func isWrittenInOurName(_ leaf: Comparison.Leaf) -> Bool {
        guard isAsApplied, isRecorded, !leaf.isEqual else { return false }
        // What is put in later has no value yet that could be another one.
        guard !item.insertions.values.contains(where: { $0.placeholder == leaf.desired }) else { return false }
        // A zero is stored as absent by most fields.
        if leaf.observed == nil, leaf.desired?.isStoredAsAbsent(at: leaf.path, in: item.key.group) == true {
            return false
        }
        let specified = specified(leaf.path)
        return specified == leaf.desired && lastApplied(leaf.path) == specified
    }
}
