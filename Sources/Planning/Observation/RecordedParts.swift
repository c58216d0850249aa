import Resources

/// Holds what the state recorded of a workspace against what was seen of it: what stands and is not Berth's to take away any
/// more, or must stand somewhere else, is not forgotten with the rest.
struct RecordedParts: Sendable {
    let workspace: String
    let world: World
    /// What was looked at; nil: everything that the state recorded.
    var asked: Set<ItemKey>?

    /// What has to be settled before the workspace can be destroyed. What lies in its tenant goes with the control plane, and
    /// does not count.
    func problems(consents: Set<Consent>) -> [Plan.Problem] {
        lost + (consents.contains(.replace) ? [] : elsewhere)
    }

    private var recorded: [(key: ItemKey, address: ResourceAddress, uid: String)] {
        (world.snapshots[workspace]?.items ?? [:]).sorted { $0.key < $1.key }.compactMap { key, item in
            if case .tenant = key.place { return nil }
            guard asked?.contains(key) ?? true else { return nil }
            return item.uid.map { (key, item.address, $0) }
        }
    }

    /// The very objects that Berth made, under the mark of another estate.
    private var lost: [Plan.Problem] {
        recorded.compactMap { key, address, uid in
            guard let observation = world.observations[key], observation.uid == uid,
                case .foreign(let owner?) = world.verdict(on: observation)
            else { return nil }
            return Plan.Problem(
                kind: .refused, address: address, item: key,
                message: "\(key) in \(key.place.description) was made for \(workspace), and now it "
                    + OwnershipVerdict.foreign(owner).words,
                hint: "give the estate its name back in metadata.name, or let \(owner.estate) destroy it")
        }
    }

    /// The name leads to a control plane, and neither that nor its namespace is on the cluster where the state knows them: a
    /// destruction takes the name first, so that this was none. The cluster's kubeconfig may lead to another cluster.
    private var elsewhere: [Plan.Problem] {
        let plane = recorded.first { $0.key.itemKind == TenantLocation.controlPlaneKind }
        let namespaces = recorded.filter { $0.address.name == "namespace" && $0.key.kind == "Namespace" }
        guard let plane, !namespaces.isEmpty, !isThere(plane), !namespaces.contains(where: isThere),
            world.unknownReason(of: plane.key) == nil,
            !namespaces.contains(where: { world.unknownReason(of: $0.key) != nil }),
            let name = recorded.first(where: { $0.key.place == .dns && isThere($0) })
        else { return [] }
        return [
            Plan.Problem(
                kind: .refused, address: plane.address, item: plane.key,
                message: "neither \(plane.key) nor its namespace is on \(plane.key.place.description), where the state "
                    + "knows them, while \(name.key.name) still leads to it",
                hint:
                    "see that the kubeconfig of the cluster leads to the right one; where the control plane is really "
                    + "gone, plan with \(Consent.replace.option)")
        ]
    }

    private func isThere(_ part: (key: ItemKey, address: ResourceAddress, uid: String)) -> Bool {
        world.observations[part.key]?.uid == part.uid
    }
}
