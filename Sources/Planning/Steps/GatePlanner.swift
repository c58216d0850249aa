import Document
import Resources
import State

/// Says whether a gate is open, or what it waits for.
struct GatePlanner: Sendable {
    let world: World
    /// The steps before it.
    let before: PlannedSteps

    func plan(_ gate: Gate, _ resource: Resource) -> (Action, String) {
        let group = resource.address.group
        let isAhead = resource.dependencies.contains { address in
            guard let action = before.action(at: address) else { return false }
            return action == .wait || action.isChange
        }
        switch gate {
        case .placement(let cluster):
            let namespace = world.locations[group].flatMap { world.observations[$0.namespaceItem] }
            return (namespace == nil ? .wait : .none, "on \(cluster)")
        case .api where !isAhead && isRenamed(group): return (.wait, NameChange.reason)
        case .kubeconfig, .api:
            guard case .reachable = world.tenants[group] else { return (.wait, "waits for the control plane") }
            return isAhead ? (.wait, "checked again, since the control plane changes") : (.none, "")
        case .storeKubeconfig(_, let host, _): return store(group, host)
        // Planned by what is stored, or by whose the resource is, which no specification gives.
        case .encryptAnew, .otherShard: return (.none, "")
        case .active: return active(resource, isAhead: isAhead)
        }
    }

    /// Whether an old name of the workspace goes.
    private func isRenamed(_ group: String) -> Bool {
        before[Step.retiring(namesOf: ResourceAddress(workspace: group, "control-plane"))] != nil
    }

    private func store(_ group: String, _ host: String) -> (Action, String) {
        guard case .reachable(let access, _) = world.tenants[group] else { return (.create, "new") }
        guard let stored = world.snapshots[group]?.kubeconfig else { return (.create, "none is stored") }
        let isCurrent = stored.uid == access.secretUID && stored.version == access.secretVersion
        guard isCurrent else { return (.update, "the control plane's certificates were renewed") }
        return (stored.host ?? published(group, host)) == host ? (.none, "") : (.update, "the server is \(host) now")
    }

    /// The name that the workspace had when a snapshot was made that does not say it of the kubeconfig.
    private func published(_ group: String, _ host: String) -> String {
        let names = (world.snapshots[group]?.items ?? [:]).filter { $0.key.place == .dns }.map(\.key.name).sorted()
        return names.contains(host) ? host : names.first ?? host
    }

    /// The workspace is active when everything before it is right and ready; until a run has recorded that, it is a change.
    private func active(_ resource: Resource, isAhead: Bool) -> (Action, String) {
        if resource.dependencies.contains(where: { before.action(at: $0) == .unknown }) {
            return (.unknown, "a part of the workspace is unknown")
        }
        if let phase = world.snapshots[resource.address.group]?.phase, phase != .active {
            return (.update, "the workspace state is \(phase.rawValue)")
        }
        if recordsEndedProtection(resource) { return (.update, "the state still says protected") }
        return isAhead ? (.wait, "the workspace state") : (.none, "")
    }

    /// Whether the state protects what the specification does not protect any more. The objects may not show it, where
    /// somebody took the mark off them: then nothing but the state changes.
    private func recordsEndedProtection(_ resource: Resource) -> Bool {
        let mark: Path = ["metadata", "annotations", Item.Mark.protectedAnnotation]
        let protected = (world.snapshots[resource.address.group]?.items ?? [:])
            .filter { $0.value.applied[mark] == "true" }.keys
        guard !protected.isEmpty else { return false }
        let wanted = Dictionary(
            resource.dependencies.compactMap { before[$0] }.flatMap(\.changes).compactMap(\.item)
                .map { ($0.key, $0.desired[mark] == "true") }
        ) { $0 || $1 }
        return protected.contains { wanted[$0] == false }
    }
}
