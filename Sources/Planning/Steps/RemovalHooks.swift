import Resources
import State

/// The hooks that charts want to be run around their removal, as the state recorded them at the install: by then nobody may
/// have the chart any more.
///
/// They go with the charts. Helm would leave what a hook made in the cluster; Berth takes it away once the hook is done.
struct RemovalHooks: Sendable {
    let snapshots: [String: Snapshot]

    /// The charts of some groups that have such hooks to run, in the order of addresses. `leftovers` are the resources of
    /// which something is there.
    func charts(of groups: Set<String>, leftovers: Set<ResourceAddress>) -> [ResourceAddress] {
        groups.flatMap { group -> [ResourceAddress] in
            guard let snapshot = snapshots[group] else { return [] }
            return snapshot.deployments.filter { address, record in
                guard !record.deployment.removalHooks.isEmpty else { return false }
                if leftovers.contains(address) || record.state == .removing { return true }
                // What others took away is not removed once more; a chart that is nothing but hooks has nothing there.
                return record.state == .installed && !snapshot.items.values.contains { $0.address == address }
            }.map(\.key)
        }.sorted()
    }

    /// What the hooks of a chart make that are still to be run, in their order.
    func items(of chart: ResourceAddress, _ stage: ChartHook.Stage) -> [Item] {
        guard let record = snapshots[chart.group]?.deployments[chart],
            stage != .beforeRemoval || record.state != .removing
        else { return [] }
        return record.deployment.removalHooks.map(\.item).filter { $0.desired.markedAddress == chart.hooks(stage) }
    }

    /// The objects of all hooks of some charts.
    func keys(of charts: [ResourceAddress]) -> Set<ItemKey> {
        Set(
            charts.flatMap { snapshots[$0.group]?.deployments[$0]?.deployment.removalHooks ?? [] }.map(\.key))
    }

    /// The objects of the hooks of all charts of some groups but those that are wanted.
    static func keys(
        of groups: Set<String>, in snapshots: [String: Snapshot], except wanted: Set<ResourceAddress> = []
    ) -> [ItemKey] {
        let charts = groups.flatMap { snapshots[$0]?.deployments.keys.map(\.self) ?? [] }.filter {
            !wanted.contains($0)
        }
        return RemovalHooks(snapshots: snapshots).keys(of: charts).sorted()
    }

    /// The steps that run the hooks of a chart, without the edges to its removal; what stands in their way.
    func steps(
        of chart: ResourceAddress, _ kind: Resource.Kind, protection: String?, in world: World
    ) -> (steps: [Step], problems: [Plan.Problem]) {
        var steps: [Step] = []
        var problems: [Plan.Problem] = []
        for stage in [ChartHook.Stage.beforeRemoval, .afterRemoval] {
            let items = items(of: chart, stage)
            guard !items.isEmpty else { continue }
            var step = Step(
                address: chart.hooks(stage), kind: kind, action: .unknown, timeout: Self.timeout, protection: protection
            )
            if let reason = items.lazy.compactMap({ world.unknownReason(of: $0.key) }).first {
                step.reason = reason
                step.silentPlace = world.silence(at: items[0].key.place)?.place
            } else if let reason = items.lazy.compactMap({ world.absentReason(of: $0.key.place) }).first {
                step.reason = reason
            } else {
                let planned = HookPlanner(world: world).changes(making: items, at: step.address)
                let names = stage.events.map(\.rawValue).sorted().joined(separator: ", ")
                problems += planned.1
                step.changes = planned.0
                step.action = planned.0.count == items.count ? .create : .unknown
                step.reason = step.action == .create ? "\(names) hooks" : "\(names) hooks are not Berth's to run"
                if step.action == .unknown { step.changes = [] }
            }
            steps.append(step)
        }
        return (steps, problems)
    }

    /// How long the hooks of a stage may take: what was installed says nothing of it.
    private static let timeout = Duration.seconds(600)

    /// Whether one step of a removal goes before another of the same chart: its hooks before it, it before those after it.
    static func goes(_ step: Step, before other: Step) -> Bool {
        func place(_ step: Step) -> (chart: ResourceAddress, place: Int) {
            switch step.address.hookStage {
            case .beforeRemoval: (step.address.hookedChart ?? step.address, 0)
            case .afterRemoval: (step.address.hookedChart ?? step.address, 2)
            // What the hooks of its install left goes with it.
            default: (step.resource.hookedChart ?? step.resource, 1)
            }
        }
        let (one, two) = (place(step), place(other))
        return one.chart == two.chart && one.place < two.place
    }
}
