import Resources
import Specification
import State

/// Puts the workspaces that a plan changes into waves, where the specification says so: a pure function of the plan, the
/// specification and the state.
///
/// Which wave a workspace is in follows from the specification alone, counted over the whole estate: it is the same in every run
/// and every shard, however far the rollout has come. A workspace that is in several rollouts goes with the latest of its waves.
package struct RolloutPlanner: Sendable {
    let specification: SpecificationSet
    let snapshots: [String: Snapshot]

    package init(_ specification: SpecificationSet, _ snapshots: [String: Snapshot]) {
        self.specification = specification
        self.snapshots = snapshots
    }

    /// A rollout with the waves of its workspaces.
    struct Assignment {
        var rollout: Rollout
        /// Nil where it is the estate's.
        var application: String?
        var numbers: [String: Int]
    }

    /// The waves in which something of the plan is to be done, in their order; none where nothing of it goes in waves.
    package func waves(of plan: Plan) -> [Plan.Wave] {
        guard plan.purpose == .apply, plan.rotations.isEmpty, plan.imported == nil else { return [] }
        let assignments = assignments
        guard !assignments.isEmpty else { return [] }
        let destroyed = plan.destroyedGroups
        let byGroup = plan.stepsByGroup.filter { group, _ in
            !destroyed.contains(group) && !plan.isElsewhere(group)
                && ResourceAddress.Scope(group: group).cluster == nil
        }
        var placed: [String: (number: Int, of: [Assignment])] = [:]
        for (group, steps) in byGroup where !isNew(steps) {
            let own = assignments.filter { $0.numbers[group] != nil && isConcerned(steps, by: $0) }
            guard let number = own.compactMap({ $0.numbers[group] }).max() else { continue }
            placed[group] = (number, own)
        }
        // What goes first stands on nothing that goes later.
        let needed = plan.steps.filter { $0.runs && placed[$0.address.group] == nil }.flatMap(\.dependencies)
        for address in needed { placed[address.group] = nil }
        let unknown = plan.unknownGroups
        return Dictionary(grouping: placed.keys.sorted()) { placed[$0]?.number ?? 0 }.sorted { $0.key < $1.key }.map {
            number, groups in
            let own = groups.compactMap { placed[$0] }.flatMap(\.of)
            var wave = Plan.Wave(
                number: number, total: own.map(\.rollout.waves.count).max() ?? number, groups: groups,
                applications: Set(own.compactMap(\.application)).sorted(),
                pause: own.map(\.rollout.pause.components.seconds).max() ?? 0,
                stopAfterFailures: own.map(\.rollout.stopAfterFailures).min() ?? 1)
            wave.unready = unready(before: number, of: own, among: unknown)
            wave.awaited = unreadyElsewhere(before: wave, in: plan)
            return wave
        }
    }

    /// The workspaces of earlier waves that are among those nobody can tell anything of, sorted; what the state has as installed
    /// was ready once.
    private func unready(before number: Int, of assignments: [Assignment], among unknown: Set<String>) -> [String] {
        let unready = assignments.flatMap { assignment in
            unknown.filter { id in
                guard let own = assignment.numbers[id], own < number else { return false }
                return assignment.application.map { !isInstalled($0, in: id) } ?? true
            }
        }
        return Set(unready).sorted()
    }

    /// Whether a workspace has the active revision of an application as far as the state knows.
    private func isInstalled(_ application: String, in id: String) -> Bool {
        guard let revision = specification.application(named: application)?.activeRevision else { return true }
        let records = snapshots[id]?.deployments.values.filter { $0.deployment.application == application } ?? []
        return records.contains { $0.deployment.revision == revision && $0.state == .installed }
    }

    /// Whether an application was never begun in a workspace, by the state, because that has no workers: it is no canary before it
    /// has some.
    private func awaitsWorkers(_ application: String, in id: String) -> Bool {
        snapshots[id]?.deferred.contains { $0.application == application } ?? false
    }

    /// The workspaces of a shard's other shards that are in earlier waves and are not ready as far as the state knows, sorted.
    package func unreadyElsewhere(before wave: Plan.Wave, in plan: Plan) -> [String] {
        guard plan.part != nil else { return [] }
        let unready = assignments.filter { $0.application.map(wave.applications.contains) == true }.flatMap {
            assignment in
            assignment.numbers.filter { id, number in
                guard number < wave.number, plan.isElsewhere(id), let name = assignment.application else {
                    return false
                }
                return !isInstalled(name, in: id) && !awaitsWorkers(name, in: id)
            }.map(\.key)
        }
        return Set(unready).sorted()
    }

    var assignments: [Assignment] {
        var assignments: [Assignment] = []
        if let rollout = specification.estate.rollout {
            assignments.append(
                Assignment(rollout: rollout, numbers: rollout.numbers(of: specification.workspaces)))
        }
        for application in specification.catalog {
            guard let rollout = application.rollout else { continue }
            // Who chooses a revision goes when that changes.
            let getting = specification.workspaces.filter { workspace in
                let request = workspace.applications.first { $0.name == application.name }
                return request.map { $0.revision == nil } ?? application.isBrought(to: workspace)
            }
            assignments.append(
                Assignment(
                    rollout: rollout, application: application.name, numbers: rollout.numbers(of: getting)))
        }
        return assignments
    }

    /// A workspace that is made gets everything at once.
    private func isNew(_ steps: [Step]) -> Bool { steps.contains { $0.kind == .namespace && $0.action == .create } }

    private func isConcerned(_ steps: [Step], by assignment: Assignment) -> Bool {
        guard let name = assignment.application else { return steps.contains(where: isChangeOfEstate) }
        return steps.contains { step in
            guard step.runs, let deployment = step.deployment, deployment.application == name else { return false }
            // Another name is no other revision.
            let records = ([step.address] + step.formerly).compactMap { snapshots[$0.group]?.deployments[$0] }
            let record = records.first
            return record?.deployment.revision != deployment.revision || record?.state != .installed
                || step.action == .wait
        }
    }

    /// Whether a step changes, or waits for, what the workspace consists of, and not only what Berth keeps of it.
    private func isChangeOfEstate(_ step: Step) -> Bool {
        switch step.kind {
        case .kubeconfigStore, .storedSecret, .active: false
        default: step.action.isChange || step.action == .wait && step.gate == nil
        }
    }
}

extension Plan {
    /// The workspaces of which it cannot be told how they are, or that a problem leaves out.
    var unknownGroups: Set<String> {
        var groups = Set(steps.filter { $0.action == .unknown }.map(\.address.group))
        // What cannot be set back stands in nobody's way.
        groups.formUnion(problems.filter { $0.kind != .irreversible }.compactMap(\.address?.group))
        for case .tenant(let workspace) in unreachable.map(\.place) { groups.insert(workspace) }
        return groups
    }
}
