import Diagnostics
import Document
import Resources
import State

/// Turns the resources of a graph into steps.
struct StepPlanner: Sendable {
    struct Result: Sendable {
        var steps: [Step] = []
        var problems: [Plan.Problem] = []
        var remarks: [String] = []
        var doubts: [Plan.Doubt] = []

        mutating func append(_ other: Result) {
            steps += other.steps
            problems += other.problems
            remarks += other.remarks
            doubts += other.doubts
        }
    }

    let graph: ResourceGraph
    let world: World
    let backends: any BackendProvider
    let items: ItemPlanner
    let parallelism: Int

    /// What planning a resource by itself gave.
    struct Draft: Sendable {
        var resource: Resource
        var outcomes: [ItemPlanner.Outcome] = []
        /// What is not ready of the items that are right, in words; nil where all is.
        var unreadiness: String?
        /// Why it cannot be done before there are worker nodes.
        var deferral: String?
        /// The names of a control plane that go later.
        var names: NameChange?

        var changes: [ItemChange] { outcomes.map(\.change) }
    }

    func plan() async throws -> Result {
        let drafts = try await graph.resources.concurrentMap(limit: parallelism) { try await draft($0) }
        var result = Result()
        var planned = PlannedSteps(minimumCapacity: drafts.count)
        var retirements: [String: Step] = [:]
        let hooked = Set(drafts.compactMap(\.resource.address.hookedChart))
        let charts = Dictionary(
            drafts.lazy.filter { hooked.contains($0.resource.address) }.map { ($0.resource.address, $0) }
        ) { first, _ in first }
        for var draft in drafts {
            // What is active has its old names behind it.
            if draft.resource.kind == .active, let last = retirements[draft.resource.address.group] {
                draft.resource.dependencies.insert(last.address)
                planned.append(last)
            }
            result.problems += draft.outcomes.flatMap(\.problems)
            result.remarks += draft.outcomes.compactMap(\.remark)
            var step: Step
            if let chart = draft.resource.address.hookedChart.flatMap({ charts[$0] }) {
                let problems: [Plan.Problem]
                (step, problems) = hooks(draft.resource, of: chart, planned)
                result.problems += problems
            } else {
                step = self.step(draft, planned)
                if let doubt = Plan.Doubt(step, draft.changes, in: world) { result.doubts.append(doubt) }
                for hop in Self.hops(draft.outcomes.flatMap(\.stages), to: &step) { planned.append(hop) }
                if let names = draft.names,
                    let plane = draft.changes.first(where: { $0.key.itemKind == TenantLocation.controlPlaneKind }),
                    let last = names.retirement(after: step, plane)
                {
                    retirements[step.address.group] = last
                    planned.announce(last)
                }
            }
            planned.append(step)
        }
        result.steps = planned.steps
        return result
    }

    private func draft(_ resource: Resource) async throws -> Draft {
        var draft = Draft(resource: resource, deferral: deferral(of: resource))
        // Hooks are not compared with anything.
        guard draft.deferral == nil, resource.address.hookedChart == nil else { return draft }
        for item in resource.items {
            let names = world.observations[item.key].flatMap { NameChange(item, over: $0) }
            draft.names = names ?? draft.names
            draft.outcomes.append(
                await items.plan(
                    names?.kept(in: item) ?? item, of: resource.address, adopts: resource.adopts,
                    replaces: resource.replaces,
                    formerly: resource.formerly))
        }
        draft.outcomes = await items.withHolders(draft.outcomes, of: resource)
        try Task.checkCancellation()
        let unchanged = draft.changes.filter { $0.action == .none }.map(\.key)
        draft.unreadiness = try await world.unreadiness(of: unchanged, asking: backends).map { "not ready: \($0)" }
        return draft
    }

    /// The workspaces in which something waits for a worker node: what is installed already does not.
    static func awaitingWorkers(_ graph: ResourceGraph, in world: World) -> [String] {
        Set(
            graph.resources.compactMap { resource -> String? in
                guard awaitsWorkers(resource, in: world), let workspace = resource.address.workspace,
                    case .reachable = world.tenants[workspace]
                else { return nil }
                return workspace
            }
        ).sorted()
    }

    private static func awaitsWorkers(_ resource: Resource, in world: World) -> Bool {
        resource.requiresWorkers && !resource.items.contains { world.observations[$0.key] != nil }
    }

    /// What needs worker nodes waits for one.
    private func deferral(of resource: Resource) -> String? {
        guard Self.awaitsWorkers(resource, in: world), let workspace = resource.address.workspace else { return nil }
        switch world.tenants[workspace] {
        case .reachable(_, let nodes?) where nodes > 0: return nil
        case .reachable(_, nil): return "waits for a worker node; its nodes could not be listed"
        case .unreachable: return nil
        default: return "waits for a worker node"
        }
    }

    /// The step that runs hooks; as unknown, or put off, as the chart that they belong to.
    private func hooks(
        _ resource: Resource, of chart: Draft, _ before: PlannedSteps
    ) -> (Step, [Plan.Problem]) {
        var step = Step(
            address: resource.address, kind: resource.kind, action: .none, dependencies: resource.dependencies,
            timeout: resource.timeout, deployment: resource.deployment, location: resource.location)
        let keys = resource.items.map(\.key)
        if let (reason, place) = unknown(chart, before)
            ?? keys.compactMap(world.unknownReason).first.map({ (reason: $0, place: nil) })
        {
            (step.action, step.reason, step.silentPlace) = (.unknown, reason, place)
        } else if let reason = chart.deferral {
            (step.action, step.reason) = (.defer, reason)
        } else if let blocking = resource.dependencies.filter({ before.action(at: $0) == .defer }).min() {
            (step.action, step.reason) = (.defer, "waits for \(blocking.name)")
        } else {
            let planned = HookPlanner(world: world).plan(resource, of: chart.resource, chart.changes)
            (step.action, step.reason, step.changes) = (planned.action, planned.reason, planned.changes)
            return (step, planned.problems)
        }
        return (step, [])
    }

    private func step(_ draft: Draft, _ before: PlannedSteps) -> Step {
        let resource = draft.resource
        var step = Step(
            address: resource.address, kind: resource.kind, action: .none, dependencies: resource.dependencies,
            changes: draft.changes, gate: resource.gate, timeout: resource.timeout, deployment: resource.deployment,
            location: resource.location)
        step.formerly = resource.formerly
        if let (reason, place) = unknown(draft, before) {
            (step.action, step.reason, step.silentPlace) = (.unknown, reason, place)
            for index in step.changes.indices where step.changes[index].action.isChange {
                (step.changes[index].action, step.changes[index].unknownReason) = (.unknown, reason)
            }
        } else if let reason = draft.deferral {
            (step.action, step.reason) = (.defer, reason)
            step.changes = resource.items.map {
                ItemChange(
                    key: $0.key, action: .defer, item: $0, leaves: $0.newLeaves,
                    verification: .deferred("no worker node is Ready"))
            }
        } else if resource.gate == nil,
            let blocking = resource.dependencies.filter({ before.action(at: $0) == .defer }).min()
        {
            (step.action, step.reason) = (.defer, "waits for \(blocking.name)")
            for index in step.changes.indices where step.changes[index].action.isChange {
                (step.changes[index].action, step.changes[index].verification) = (.defer, .deferred(step.reason))
            }
        } else if let gate = resource.gate {
            (step.action, step.reason) = GatePlanner(world: world, before: before).plan(gate, resource)
            if step.action == .unknown { step.silentPlace = Self.silentPlace(behind: resource, before) }
        } else {
            (step.action, step.reason) = action(of: draft)
            if [.update, .replace].contains(step.action), revisionChange(resource) != nil {
                step.location = resource.revisionLocation
            }
            let notes = draft.outcomes.compactMap(\.note) + [draft.unreadiness].compactMap(\.self)
            step.reason = ([step.reason].filter { !$0.isEmpty } + notes).joined(separator: "; ")
            LostControlPlane(world: world).mark(&step)
        }
        return step
    }

    /// What is not known of the resource itself, or of what something new, or a gate, would stand on, and the place that
    /// could not be asked where that is why.
    private func unknown(_ draft: Draft, _ before: PlannedSteps) -> (reason: String, place: Place?)? {
        let resource = draft.resource
        if let unknown = draft.outcomes.first(where: { $0.change.action == .unknown }) {
            let reason = unknown.change.unknownReason ?? "\(unknown.change.key) is not Berth's to change"
            return (reason, unknown.silentPlace)
        }
        // A part of what stays as it is must not be changed alone.
        if draft.outcomes.contains(where: { $0.problems.contains { $0.kind == .irreversible } }),
            draft.changes.contains(where: \.action.isChange)
        {
            return (UpgradePath.unsettled, nil)
        }
        let isAhead = resource.dependencies.contains { before.action(at: $0)?.isChange == true }
        switch resource.gate {
        case .active: return nil
        case .kubeconfig, .api, .storeKubeconfig:
            if !isAhead, let silence = world.silence(at: .tenant(resource.address.group)) {
                return (silence.reason, silence.place)
            }
        default: break
        }
        let isNew = resource.gate != nil || draft.changes.contains { $0.action == .create }
        guard isNew else { return nil }
        let blocking = resource.dependencies.filter { before.action(at: $0) == .unknown }.min()
        return blocking.map { ("\($0) is unknown", Self.silentPlace(behind: resource, before)) }
    }

    /// The place behind everything that is not known before a resource; nil where there is another reason, too.
    private static func silentPlace(behind resource: Resource, _ before: PlannedSteps) -> Place? {
        let places = Set(
            resource.dependencies.compactMap { before[$0] }.filter { $0.action == .unknown }.map(\.silentPlace))
        return places.count == 1 ? places.first ?? nil : nil
    }
}
