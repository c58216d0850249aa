import Resources
import State

/// How far the waves before one are behind it, by the state: a run that begins anew keeps the rest of the pause.
extension RolloutPlanner {
    /// When the last workspace of an earlier wave got what goes out in a wave, in RFC 3339; nil where the state does not say it,
    /// and where the wave is of the estate's rollout.
    package func lastInstall(before wave: Plan.Wave) -> String? {
        assignments.flatMap { assignment -> [String] in
            guard let name = assignment.application, wave.applications.contains(name),
                let revision = specification.application(named: name)?.activeRevision
            else { return [] }
            return assignment.numbers.filter { $0.value < wave.number }.keys.flatMap { id in
                (snapshots[id]?.deployments.values.map(\.self) ?? []).filter {
                    $0.deployment.application == name && $0.deployment.revision == revision && $0.state == .installed
                }.compactMap(\.finished)
            }
        }.max()
    }

    /// The workspaces in earlier waves that must be ready before a wave of a plan begins: those of the plan and, where it is one of
    /// what changed since a revision, those that it is not about. Who names workspaces leaves the others out.
    package func earlier(than wave: Plan.Wave, in plan: Plan) -> Set<String> {
        let groups = Set(plan.groups.map(\.name))
        return earlier(than: wave).filter { id in
            groups.contains(id)
                || plan.leftovers.changes != nil && !plan.isElsewhere(id) && snapshots[id] != nil
                    && !PlanScope.isLeftOut(id, of: plan.leftovers)
        }
    }

    /// The workspaces that are in earlier waves of what goes out in a wave.
    package func earlier(than wave: Plan.Wave) -> Set<String> {
        let concerned = assignments.filter { assignment in
            assignment.application.map(wave.applications.contains) ?? wave.applications.isEmpty
        }
        return Set(concerned.flatMap { $0.numbers.filter { $0.value < wave.number }.keys })
    }
}
