import Document
import Resources

/// What runs left of a resource that the state does not say, since they were killed: told by the marks in the world.
struct UnrecordedWork {
    let world: World

    /// How far a run got with a resource that the state has otherwise.
    enum Extent {
        /// Some of its objects are as they shall be, which the state does not know.
        case begun
        /// Some of its objects are neither as the state has them nor as they shall be.
        case other
    }

    /// Nil where the state knows the objects as they are, or nothing of them at all.
    func extent(in changes: [ItemChange], of address: ResourceAddress) -> Extent? {
        let unrecorded = changes.filter { isUnrecorded($0, of: address) }
        guard !unrecorded.isEmpty else { return nil }
        return unrecorded.contains { $0.action == .none } ? .begun : .other
    }

    /// Whether Berth wrote an object since the state recorded it last: the digest on it is of another content.
    private func isUnrecorded(_ change: ItemChange, of address: ResourceAddress) -> Bool {
        guard world.snapshots[address.group] != nil, let observation = world.observations[change.key],
            world.verdict(on: observation) == .ours(address, .whole)
        else { return false }
        guard let record = world.applied(change.key) else { return true }
        let digest: Path = ["metadata", "annotations", Item.Mark.appliedAnnotation]
        guard let written = observation.value[digest], let known = record.applied[digest], written != known else {
            return false
        }
        return FieldOwnership(of: observation.value).own.contains(digest)
    }
}

extension World {
    /// The generated secrets of which some changes write another value, and nothing else; nil where they write something else, or
    /// the specification of an object is not the one applied last.
    func renewedSecrets(in changes: [ItemChange]) -> [String]? {
        let updates = changes.filter { $0.action != .none }
        var names: Set<String> = []
        for change in updates {
            guard change.action == .update, let item = change.item, !change.leaves.isEmpty,
                change.leaves.allSatisfy({ $0.isSensitive && $0.reason == .spec }),
                let applied = applied(change.key)?.applied, applied == item.desired
            else { return nil }
            names.formUnion(item.generated.map(\.name))
        }
        return updates.isEmpty ? nil : names.sorted()
    }
}
