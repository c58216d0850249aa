import Document
import Resources

/// Plans the removal of items that carry the mark of a workspace and are wanted no more.
struct RemovalPlanner: Sendable {
    let world: World

    /// One step an address; applications go before what they were installed into.
    func plan(_ observations: [Observation], graph: ResourceGraph) -> StepPlanner.Result {
        var result = StepPlanner.Result()
        let groups = Dictionary(grouping: observations) { $0.address }
        for (address, group) in groups.sorted(by: { ($0.key?.description ?? "") < ($1.key?.description ?? "") }) {
            guard let address else { continue }
            if let kept = result.steps.firstIndex(where: { $0.address == address }) {
                result.steps[kept].changes += group.map(Self.deletion)
                continue
            }
            result.steps.append(
                Step(
                    address: graph[address] == nil ? address : ResourceAddress(removalOf: address),
                    kind: graph[address]?.kind ?? Self.kind(of: address), action: .delete,
                    reason: "not in the specification any more",
                    changes: group.sorted { ItemKey.removalOrder($0.key, $1.key) }.map(Self.deletion)))
            let isProtected = group.contains { $0.annotation(Item.Mark.protectedAnnotation) == "true" }
            if isProtected {
                result.problems.append(
                    Plan.Problem(
                        kind: .refused, address: address, message: "\(address) is protected and would be deleted",
                        hint: "set protected: false and apply that first"))
            }
        }
        return result
    }

    /// What the removal of one item is.
    static func deletion(_ observation: Observation) -> ItemChange {
        ItemChange(
            key: observation.key, action: .delete,
            seen: ItemChange.Seen(uid: observation.uid, version: observation.version),
            dependents: observation.dependents)
    }

    /// The kind of resource that an address names, for what no specification describes.
    static func kind(of address: ResourceAddress) -> Resource.Kind {
        let head = String(address.name.prefix { $0 != "/" })
        return Resource.Kind(rawValue: head) ?? .application
    }
}

extension ResourceAddress {
    /// The step that removes leftovers of a resource that stays.
    fileprivate init(removalOf address: ResourceAddress) {
        self = address
        name += "/removed"
    }
}

extension Observation {
    /// What goes with an item and outlives it for a moment: a removal waits for it (facts of Kamaji).
    fileprivate var dependents: [ItemKey] {
        guard key.kind == "TenantControlPlane" else { return [] }
        func core(_ kind: String, _ name: String) -> ItemKey {
            ItemKey(place: key.place, apiVersion: "v1", kind: kind, namespace: key.namespace, name: name)
        }
        return [
            core("Service", key.name), core("Secret", "\(key.name)-admin-kubeconfig"),
            core("Secret", "\(key.name)-datastore-config"),
        ]
    }
}
