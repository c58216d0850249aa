import Document
import Resources
import State

/// Turns the resources of a graph into steps.
struct StepPlanner: Sendable {
    struct Result: Sendable {
        var steps: [Step] = []
        var problems: [Plan.Problem] = []

        mutating func append(_ other: Result) {
            steps += other.steps
            problems += other.problems
        }
    }

    let graph: ResourceGraph
    let world: World
    let backends: any BackendProvider
    let resolver: InsertionResolver
    let estate: String
    let options: Planner.Options

    func plan() async throws -> Result {
        let items = ItemPlanner(
            estate: estate, world: world, backends: backends, resolver: resolver,
            forcesConflicts: options.forcesConflicts, newNamespaces: newNamespaces)
        let planned = try await graph.resources.concurrentMap(limit: options.parallelism) { resource in
            var outcomes: [ItemPlanner.Outcome] = []
            if !isDeferred(resource) {
                for item in resource.items { outcomes.append(try await items.plan(item, of: resource.address)) }
            }
            return (resource, outcomes)
        }
        var result = Result()
        var byAddress: [ResourceAddress: Step] = [:]
        for (resource, outcomes) in planned {
            result.problems += outcomes.flatMap(\.problems)
            let step = step(resource, outcomes.map(\.change), byAddress)
            byAddress[resource.address] = step
            result.steps.append(step)
        }
        return result
    }

    /// Namespaces that an earlier step makes.
    private var newNamespaces: Set<ItemKey> {
        Set(
            graph.resources.flatMap(\.items).map(\.key).filter {
                $0.kind == "Namespace" && world.observations[$0] == nil
            })
    }

    /// What needs worker nodes waits for one, unless it is installed already.
    private func isDeferred(_ resource: Resource) -> Bool {
        guard resource.requiresWorkers, let workspace = resource.address.workspace,
            !resource.items.contains(where: { world.observations[$0.key] != nil })
        else { return false }
        if case .reachable(_, let readyNodes) = world.tenants[workspace] { return readyNodes == 0 }
        return world.silence(of: .tenant(workspace)) == nil
    }

    private func step(
        _ resource: Resource, _ changes: [ItemChange], _ before: [ResourceAddress: Step]
    ) -> Step {
        var step = Step(
            address: resource.address, kind: resource.kind, action: .none, dependencies: resource.dependencies,
            changes: changes, gate: resource.gate, timeout: resource.timeout, deployment: resource.deployment,
            location: resource.location)
        let blocking = resource.dependencies.sorted().first { before[$0]?.action == .defer }
        let silent = silence(of: resource, before)
        if let silent {
            (step.action, step.reason) = (.unknown, silent)
        } else if isDeferred(resource) {
            (step.action, step.reason) = (.defer, "waits for a worker node")
            step.changes = resource.items.map {
                ItemChange(
                    key: $0.key, action: .defer, item: $0, leaves: $0.newLeaves,
                    verification: .deferred("no worker node is Ready"))
            }
        } else if let blocking, resource.gate == nil {
            (step.action, step.reason) = (.defer, "waits for \(blocking.name)")
        } else if let open = unknown(before: resource, changes, before) {
            (step.action, step.reason) = (.unknown, "\(open) is unknown")
        } else if let gate = resource.gate {
            (step.action, step.reason) = self.gate(gate, resource, before)
        } else {
            (step.action, step.reason) = action(of: changes, resource)
        }
        return step
    }

    private func silence(of resource: Resource, _ before: [ResourceAddress: Step]) -> String? {
        for item in resource.items {
            if let reason = world.silence(of: item.key.place) { return "\(item.key.place.description): \(reason)" }
        }
        switch resource.gate {
        case .kubeconfig, .api, .storeKubeconfig:
            let isAhead = resource.dependencies.contains { before[$0]?.action.isChange == true }
            return isAhead ? nil : world.silence(of: .tenant(resource.address.group))
        default: return nil
        }
    }

    /// The unknown step that something new, or a gate, would stand on.
    private func unknown(
        before resource: Resource, _ changes: [ItemChange], _ before: [ResourceAddress: Step]
    ) -> ResourceAddress? {
        guard resource.kind != .active else { return nil }
        if changes.contains(where: { $0.action == .unknown }) { return resource.address }
        let isNew = resource.gate != nil || changes.contains { $0.action == .create }
        return isNew ? resource.dependencies.sorted().first { before[$0]?.action == .unknown } : nil
    }

    private func action(of changes: [ItemChange], _ resource: Resource) -> (Action, String) {
        let actions = Set(changes.map(\.action)).subtracting([.none])
        guard !actions.isEmpty else {
            let record = world.snapshots[resource.address.group]?.deployments[resource.address]
            if record?.state == .failed || record?.state == .installing {
                return (.update, "the last install did not finish")
            }
            return (.none, "")
        }
        if actions == [.create], changes.allSatisfy({ $0.action == .create }) {
            let wasThere = changes.contains(where: \.wasRemoved)
            return (.create, wasThere ? "drift: it was removed outside of Berth" : "new")
        }
        let leaves = changes.filter { !$0.wasRemoved }.flatMap(\.leaves)
        let hasDrift = leaves.contains { $0.reason == .drift } || changes.contains(where: \.wasRemoved)
        let hasSpec =
            changes.contains { $0.action == .create && !$0.wasRemoved }
            || leaves.contains { $0.reason == .spec || $0.reason == .forced }
        switch (hasDrift, hasSpec) {
        case (true, false): return (.update, "drift")
        case (true, true): return (.update, "the specification changed, and drift")
        case (false, true): return (.update, "the specification changed")
        case (false, false): return (.update, "ownership and marks")
        }
    }

    private func gate(
        _ gate: Gate, _ resource: Resource, _ before: [ResourceAddress: Step]
    ) -> (Action, String) {
        let group = resource.address.group
        let isAhead = resource.dependencies.contains { address in
            guard let step = before[address] else { return false }
            return step.action == .wait || step.action.isChange
        }
        switch gate {
        case .placement(let cluster):
            let isPlaced = world.observations.values.contains {
                $0.key.kind == "Namespace" && $0.address == ResourceAddress(workspace: group, "namespace")
            }
            return isPlaced ? (.none, "on \(cluster)") : (.wait, "on \(cluster)")
        case .kubeconfig, .api:
            guard case .reachable = world.tenants[group] else { return (.wait, "waits for the control plane") }
            return isAhead ? (.wait, "checked again, since the control plane changes") : (.none, "")
        case .storeKubeconfig:
            guard case .reachable(let access, _) = world.tenants[group] else { return (.create, "new") }
            guard let stored = world.snapshots[group]?.kubeconfig else { return (.create, "none is stored") }
            let isCurrent = stored.uid == access.secretUID && stored.version == access.secretVersion
            return isCurrent ? (.none, "") : (.update, "the control plane's certificates were renewed")
        case .active:
            if before.values.contains(where: { $0.address.group == group && $0.action == .unknown }) {
                return (.unknown, "a part of the workspace is unknown")
            }
            if isAhead { return (.wait, "the workspace state") }
            guard let phase = world.snapshots[group]?.phase, phase != .active else { return (.none, "") }
            return (.update, "the workspace state is \(phase.rawValue)")
        }
    }
}
