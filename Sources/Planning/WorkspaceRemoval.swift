import Document
import Resources

/// The way back of one workspace: what holds outside resources, the name, the control plane, what stood before it.
struct WorkspaceRemoval: Sendable {
    let workspace: String
    let world: World
    let estate: String

    /// In the order of removal; empty where nothing of the workspace exists. With a `silence` nothing is deleted: what
    /// answers waits, too, since the rest could not follow.
    func steps(silence: String?) -> [Step] {
        let items = world.observations.values.filter {
            $0.belongs(to: estate) && $0.address?.workspace == workspace && isRemovedByItself($0)
        }
        var groups = Dictionary(grouping: items) { $0.address }.compactMap { address, items -> Step? in
            guard let address else { return nil }
            return Step(
                address: address, kind: kind(of: address, items), action: .delete, reason: "destroyed",
                changes: items.sorted { ItemKey.removalOrder($0.key, $1.key) }.map(RemovalPlanner.deletion),
                timeout: .seconds(600))
        }
        if let snapshot = world.snapshots[workspace], snapshot.kubeconfig != nil {
            groups.append(
                Step(
                    address: ResourceAddress(workspace: workspace, "kubeconfig-store"), kind: .kubeconfigStore,
                    action: .delete, reason: "destroyed"))
        }
        groups.sort { (rank(of: $0.kind), $0.address) < (rank(of: $1.kind), $1.address) }
        return groups.map { step in
            var step = step
            if let silence {
                (step.action, step.reason, step.changes) = (.unknown, silence, [])
                return step
            }
            step.dependencies = Set(groups.filter { rank(of: $0.kind) < rank(of: step.kind) }.map(\.address))
            return step
        }
    }

    /// Most of what lies in a tenant goes with its control plane; what holds resources outside of it has to go before.
    private func isRemovedByItself(_ observation: Observation) -> Bool {
        guard case .tenant = observation.key.place else { return true }
        switch (observation.key.group, observation.key.kind) {
        case ("", "Service"): return observation.value["spec"]?["type"] == "LoadBalancer"
        case ("", "PersistentVolumeClaim"), ("networking.k8s.io", "Ingress"): return true
        // A claim stays as long as a pod uses it.
        case ("apps", _), ("batch", _), ("", "Pod"):
            return world.observations.values.contains {
                $0.key.kind == "PersistentVolumeClaim" && $0.address == observation.address
            }
        default: return false
        }
    }

    private func kind(of address: ResourceAddress, _ items: [Observation]) -> Resource.Kind {
        let isInTenant = items.contains { if case .tenant = $0.key.place { true } else { false } }
        if address.application != nil { return isInTenant ? .application : .prerequisite }
        return RemovalPlanner.kind(of: address)
    }

    private func rank(of kind: Resource.Kind) -> Int {
        switch kind {
        case .application, .integration, .rbac, .secret, .active: 0
        case .dns, .api, .kubeconfig: 1
        case .controlPlane: 2
        case .prerequisite, .kubeconfigStore: 3
        case .namespace, .placement: 4
        case .network: 5
        }
    }
}
