import Resources
import Specification
import State

/// Holds the steps of a plan that takes workspaces away against the way back, which no specification describes.
extension PlanAudit {
    /// Every step is what its address and its items say, and waits for what stands on it.
    func checkDestruction(_ plan: Plan) throws {
        let running = plan.steps.filter(\.runs)
        try checkRemovalHooks(of: plan)
        for step in running {
            guard step.kind == WorkspaceRemoval.kind(of: step.resource, step.changes.map(\.key)) else {
                throw PlanFileError(reason: "\(step.address) is not of that kind")
            }
            guard step.gate == nil, step.deployment == nil else {
                throw PlanFileError(reason: "\(step.address) removes something and installs it")
            }
        }
        let workspaces = Dictionary(grouping: running.filter { $0.address.workspace != nil }, by: \.address.group)
        for steps in workspaces.values.map(\.self) {
            for step in steps { try check(step, waitsFor: WorkspaceRemoval.predecessors(of: step, among: steps)) }
        }
        try checkShared(running.filter { $0.address.workspace == nil }, after: workspaces.values.flatMap(\.self))
    }

    /// What clusters share goes when no workspace is left, in the order in which it stands on each other.
    private func checkShared(_ steps: [Step], after others: [Step]) throws {
        let clusters = Set(steps.compactMap { ResourceAddress.Scope(group: $0.address.group).cluster })
        let going = Set(others.map(\.address.group))
        let left = snapshots.values.filter { snapshot in
            ResourceAddress.Scope(group: snapshot.group).cluster == nil && !going.contains(snapshot.group)
                && snapshot.cluster.map(clusters.contains) == true
        }
        if let name = left.map(\.group).min() {
            throw PlanFileError(reason: "it removes what \(name) shares with others, and leaves \(name)")
        }
        let bare = steps.map { step in
            var step = step
            step.dependencies = []
            return step
        }
        let expected = Dictionary(
            RemovalPlanner.withEdges(bare, prerequisites: specification.prerequisites)
                .map { ($0.address, $0.dependencies) }
        ) { first, _ in first }
        let before = Set(others.map(\.address))
        for step in steps {
            // Of two that each hold something of the other, any may go first.
            let edges = (expected[step.address] ?? []).filter { expected[$0]?.contains(step.address) != true }
            try check(step, waitsFor: before.union(edges))
        }
    }

    private func check(_ step: Step, waitsFor addresses: Set<ResourceAddress>) throws {
        guard let missing = addresses.subtracting(step.dependencies).min() else { return }
        throw PlanFileError(reason: "\(step.address) does not wait for \(missing)")
    }
}
