import Document
import Resources

/// The way back of one workspace: what holds outside resources, the name, the control plane, what stood before it.
struct WorkspaceRemoval: Sendable {
    let workspace: String
    let world: World
    /// What costs money in the tenant, whoever's it is. It goes first: Berth's own by itself, anything else where the operator
    /// agreed.
    let billed: [Observation]
    let consents: Set<Consent>
    /// Who protects the workspace; nil where nobody does.
    let protection: String?
    /// Why its steps go, in words.
    let reason: String

    /// In the order of removal; empty where nothing of the workspace exists. With `unknown`, a reason and the place that could not be asked, nothing is deleted: what
    /// answers waits, too, since the rest could not follow.
    func steps(unknown: (text: String, place: Place?)?) -> StepPlanner.Result {
        let owned = world.owned(by: workspace).filter { world.verdict(on: $0).allowsDeletion }
        let hooks = hooks(beside: owned)
        let made = Set(hooks.steps.flatMap(\.changes).map(\.key))
        let items = owned.filter { isRemovedByItself($0, among: owned) && !made.contains($0.key) }
        var steps = Dictionary(grouping: items) { world.verdict(on: $0).address }.compactMap {
            address, items -> Step? in
            guard let address else { return nil }
            return Step(
                address: address, kind: Self.kind(of: address, items.map(\.key)), action: .delete, reason: reason,
                changes: items.sorted { ItemKey.removalOrder($0.key, $1.key) }
                    .map { RemovalPlanner.deletion($0, owner: address) },
                timeout: .seconds(600), protection: protection)
        }
        steps += hooks.steps
        let removed = made.union(items.map(\.key))
        let others = billed.filter { !removed.contains($0.key) }
        if consents.contains(.cascade), !others.isEmpty { steps.append(step(removing: others)) }
        if world.snapshots[workspace]?.kubeconfig != nil {
            steps.append(
                Step(
                    address: ResourceAddress(workspace: workspace, "kubeconfig-store"), kind: .kubeconfigStore,
                    action: .delete, reason: reason, protection: protection))
        }
        if steps.isEmpty, world.snapshots[workspace] != nil {
            var step = Self.forgetting(ResourceAddress(workspace: workspace, "active"))
            step.protection = protection
            steps.append(step)
        }
        steps.sort { (Self.rank(of: $0.kind), $0.address) < (Self.rank(of: $1.kind), $1.address) }
        noteContents(of: owned.filter { !removed.contains($0.key) }, others, in: &steps)
        let planned = steps.map { step in
            var step = step
            if let unknown {
                (step.action, step.reason, step.changes) = (.unknown, unknown.text, [])
                step.silentPlace = unknown.place
                return step
            }
            step.dependencies = Self.predecessors(of: step, among: steps)
            return step
        }
        return .init(steps: planned, problems: hooks.problems)
    }

    /// The hooks of charts that stand before the control plane; those of charts in the tenant go with it, as they do.
    private func hooks(beside owned: [Observation]) -> (steps: [Step], problems: [Plan.Problem]) {
        let hooks = RemovalHooks(snapshots: world.snapshots)
        let leftovers = Set(owned.compactMap { world.verdict(on: $0).address })
        var result: (steps: [Step], problems: [Plan.Problem]) = ([], [])
        for chart in hooks.charts(of: [workspace], leftovers: leftovers) {
            let keys = hooks.keys(of: [chart])
            guard Self.kind(of: chart, Array(keys)) == .prerequisite else { continue }
            let (steps, problems) = hooks.steps(of: chart, .prerequisite, protection: protection, in: world)
            result.steps += steps
            result.problems += problems
        }
        return result
    }

    /// Lets the state forget what is gone: a destruction was killed before it did.
    static func forgetting(_ address: ResourceAddress) -> Step {
        Step(address: address, kind: .active, action: .delete, reason: "only the state still knows it")
    }

    /// What nothing proves to be Berth's and would cost money after the tenant is gone.
    private func step(removing others: [Observation]) -> Step {
        Step(
            address: ResourceAddress(workspace: workspace, Self.billedName), kind: .application, action: .delete,
            reason: "costs money and would outlive the control plane",
            changes: others.sorted { ItemKey.removalOrder($0.key, $1.key) }
                .map { RemovalPlanner.deletion($0, owner: nil) },
            timeout: .seconds(600), protection: protection)
    }

    /// The name of the step that removes what costs money in a tenant and is not Berth's.
    static let billedName = "tenant:billed"

    /// What lies in the tenant goes with the control plane, and is counted there.
    private func noteContents(of inner: [Observation], _ others: [Observation], in steps: inout [Step]) {
        for index in steps.indices where steps[index].kind == .controlPlane {
            for change in steps[index].changes.indices
            where steps[index].changes[change].key.itemKind == TenantLocation.controlPlaneKind {
                steps[index].changes[change].add(inner + (consents.contains(.cascade) ? [] : others), world)
            }
        }
    }

    /// Most of what lies in a tenant goes with its control plane; what holds resources outside of it has to go before.
    private func isRemovedByItself(_ observation: Observation, among owned: [Observation]) -> Bool {
        guard case .tenant = observation.key.place else { return true }
        if billed.contains(where: { $0.key == observation.key }) { return true }
        switch (observation.key.group, observation.key.kind) {
        case ("", "Service"): return observation.value["spec"]?["type"] == "LoadBalancer"
        case ("", "PersistentVolumeClaim"), ("networking.k8s.io", "Ingress"): return true
        // A claim stays as long as a pod uses it.
        case ("apps", _), ("batch", _), ("", "Pod"):
            let address = world.verdict(on: observation).address
            return owned.contains {
                $0.key.kind == "PersistentVolumeClaim" && world.verdict(on: $0).address == address
            }
        default: return false
        }
    }

    /// What a step is that removes these items: whether an application stands in the tenant or before it, they say.
    static func kind(of address: ResourceAddress, _ keys: [ItemKey]) -> Resource.Kind {
        let isInTenant = keys.contains { if case .tenant = $0.place { true } else { false } }
        if address.application != nil { return isInTenant ? .application : .prerequisite }
        return RemovalPlanner.kind(of: address)
    }

    /// The steps of the same workspace that have to be done before one: what stands on something goes before it.
    static func predecessors(of step: Step, among steps: [Step]) -> Set<ResourceAddress> {
        let before = steps.filter {
            rank(of: $0.kind) < rank(of: step.kind) || RemovalHooks.goes($0, before: step)
        }
        return Set(before.map(\.address))
    }

    private static func rank(of kind: Resource.Kind) -> Int {
        switch kind {
        case .application, .integration, .rbac, .secret, .active: 0
        case .dns, .api, .kubeconfig: 1
        case .controlPlane: 2
        case .prerequisite, .kubeconfigStore, .storedSecret: 3
        case .namespace, .placement: 4
        case .network: 5
        }
    }
}
