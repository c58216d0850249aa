import Document
import Resources
import State

/// Decides whether a chart's hooks are run, and which: when Helm would, at the install and at an upgrade of the release, and
/// not otherwise. What hooks made is never compared with anything: it is no drift.
struct HookPlanner: Sendable {
    let world: World

    private enum Occasion {
        case install, upgrade

        var events: Set<ChartHook.Event> {
            switch self {
            case .install: [.preInstall, .postInstall]
            case .upgrade: [.preUpgrade, .postUpgrade]
            }
        }
    }

    /// The steps' action, its reason and its changes, and what stands in the way. `chart` are the planned changes of the
    /// chart's own objects.
    func plan(
        _ resource: Resource, of main: Resource, _ chart: [ItemChange]
    ) -> (action: Action, reason: String, changes: [ItemChange], problems: [Plan.Problem]) {
        let occasions = occasions(resource, of: main, chart)
        let events = occasions.reduce(into: Set()) { $0.formUnion($1.events) }
            .intersection(resource.address.hookStage?.events ?? [])
        let items = resource.items.filter { ChartHook(of: $0.desired)?.events.isDisjoint(with: events) == false }
        guard !items.isEmpty else { return (.none, "", [], []) }
        let (changes, problems) = changes(making: items, at: resource.address, formerly: resource.formerly)
        let names = events.map(\.rawValue).sorted().joined(separator: ", ")
        guard !changes.isEmpty else { return (.unknown, "\(names) hooks are not Berth's to run", [], problems) }
        return (.create, "\(names) hooks", changes, problems)
    }

    /// What makes the objects of hooks, in their order, and what stands in the way. `formerly` are the addresses that the hooks
    /// had before.
    func changes(
        making items: [Item], at address: ResourceAddress, formerly: [ResourceAddress] = []
    ) -> ([ItemChange], [Plan.Problem]) {
        let charts = Set(([address] + formerly).map(\.hookedChart))
        var changes: [ItemChange] = []
        var problems: [Plan.Problem] = []
        for item in items {
            var precondition = Precondition(.absent)
            if let observation = world.observations[item.key] {
                let verdict = world.verdict(on: observation)
                // One object may be a hook of several stages.
                guard let owner = verdict.address, charts.contains(owner.hookedChart), let uid = observation.uid
                else {
                    problems.append(ItemProblem(item, address).foreign(verdict, observation))
                    continue
                }
                // What an earlier run of the hook left is taken away before it is run again.
                precondition = Precondition(.terminating(uid: uid), owner: owner)
            }
            changes.append(
                ItemChange(
                    key: item.key, action: .create, item: item, precondition: precondition,
                    leaves: item.newLeaves, verification: .deferred("hooks are tried when it is their turn")))
        }
        return (changes, problems)
    }

    private func occasions(_ resource: Resource, of main: Resource, _ chart: [ItemChange]) -> [Occasion] {
        let records = world.snapshots[resource.address.group]?.deployments ?? [:]
        func record(of resource: Resource) -> DeploymentRecord? {
            ([resource.address] + resource.formerly).lazy.compactMap { records[$0] }.first
        }
        let (own, installed) = (record(of: resource), record(of: main))
        // What was begun is done again: whether it was an install or an upgrade is not on record.
        if let own, own.state != .installed { return [.install, .upgrade] }
        let isNew = installed?.state != .installed && chart.allSatisfy { $0.action == .create }
        if isNew, own == nil || !chart.isEmpty { return [.install] }
        let isChanged = chart.contains { change in
            !change.wasRemoved && (change.action == .create || change.leaves.contains { $0.reason == .spec })
        }
        let isOther = installed.map { $0.deployment.digest != main.deployment?.digest } ?? false
        return isChanged || isOther ? [.upgrade] : []
    }
}
