import Resources

/// Holds what hooks do around a removal against what their install recorded, which no specification gives any more.
extension PlanAudit {
    /// The state does not know an install any more that the plan takes away: it was carried out, or the state is another.
    package struct InstallForgotten: Error, Sendable, CustomStringConvertible {
        package var address: ResourceAddress

        package var description: String {
            "the plan is stale: the state does not know the install of \(address) any more\nmake a new plan"
        }
    }

    /// Steps run exactly the recorded hooks, and no chart goes without those that it wants to be run before.
    func checkRemovalHooks(of plan: Plan) throws {
        let hooks = RemovalHooks(snapshots: snapshots)
        let running = plan.steps.filter(\.runs)
        for step in running where step.runsRemovalHooks {
            guard let chart = step.address.hookedChart, let stage = step.address.hookStage else { continue }
            guard step.gate == nil, step.deployment == nil, step.changes.allSatisfy({ $0.action == .create }) else {
                throw PlanFileError(reason: "\(step.address) does more than run hooks")
            }
            guard snapshots[chart.group]?.deployments[chart] != nil else { throw InstallForgotten(address: chart) }
            let recorded = hooks.items(of: chart, stage)
            guard step.changes.compactMap(\.item) == recorded else {
                throw PlanFileError(
                    reason: "\(step.address) runs other hooks than the install of \(chart) recorded")
            }
        }
        let addresses = Set(running.map(\.address))
        for step in running where step.action == .delete && step.address.hookStage == nil {
            let before = step.address.hooks(.beforeRemoval)
            guard step.address.application != nil, !hooks.items(of: step.address, .beforeRemoval).isEmpty,
                !addresses.contains(before), !goesWithItsTenant(step.address, hooks, in: plan)
            else { continue }
            throw PlanFileError(reason: "\(step.address) is removed without the hooks that go before")
        }
    }

    /// Whether a chart lies in a tenant that goes as a whole.
    private func goesWithItsTenant(_ chart: ResourceAddress, _ hooks: RemovalHooks, in plan: Plan) -> Bool {
        plan.destroyedGroups.contains(chart.group)
            && WorkspaceRemoval.kind(of: chart, Array(hooks.keys(of: [chart]))) == .application
    }
}
