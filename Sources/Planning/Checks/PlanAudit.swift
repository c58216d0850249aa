import Composition
import Diagnostics
import Document
import Resources
import Specification
import State

/// Holds a plan against what it claims to be, before it is carried out: a plan file is a contract also against its bearer.
///
/// What a reviewer saw must be what is written: identities, marks and edges fit together, every item is what the
/// specification at hand gives, and nothing is done that protection and guards refuse.
package struct PlanAudit: Sendable {
    let specification: SpecificationSet
    let snapshots: [String: Snapshot]
    let rendered: RenderedApplications

    /// `rendered` are the charts of the workspaces that `composedGroups(of:)` gives.
    package init(
        _ specification: SpecificationSet, snapshots: [String: Snapshot],
        rendered: RenderedApplications = RenderedApplications()
    ) {
        self.specification = specification
        self.snapshots = snapshots
        self.rendered = rendered
    }

    /// The specification is not any more the one that the plan was made from; a new plan is needed.
    package struct SpecificationChanged: Error, Sendable, CustomStringConvertible {
        package var groups: [String]
        /// What is not any more as in the revision that the plan's estate is from: nil where it is from none, or all is the same.
        package var sinceBase: String?

        package init(groups: [String], sinceBase: String? = nil) {
            self.groups = groups
            self.sinceBase = sinceBase
        }

        package var description: String {
            let subject =
                groups.isEmpty
                ? "" : "the specification of \(groups.joined(separator: ", ")) has changed since it was made"
            let reasons = [subject, sinceBase ?? ""].filter { !$0.isEmpty }.joined(separator: ": ")
            return "the plan is stale: \(reasons)\nmake a new plan"
        }
    }

    /// Checks what can be known without asking the world; throws `PlanFileError` for a plan that Berth would not make, and
    /// `SpecificationChanged` and `InstallForgotten`.
    package func check(_ plan: Plan) throws {
        guard plan.estate == specification.estate.name else {
            throw PlanFileError(reason: "it is for the estate \(plan.estate.sanitized)")
        }
        for reason in PlanShape(plan, specification.estate).faults { throw PlanFileError(reason: reason.sanitized) }
        let sinceBase = try checkBase(of: plan)
        do {
            try checkGroups(of: plan)
            try checkWaves(of: plan)
            try checkComposition(of: plan)
        } catch var changed as SpecificationChanged {
            changed.sinceBase = sinceBase
            throw changed
        }
    }

    /// What is not as in the revision that the plan's estate is from; nil where all is, or it is from none. Templates and
    /// catalog count as far as the plan's workspaces are made of them, and the estate, which names what a run talks to, as a
    /// whole: where that is another, throws `SpecificationChanged`.
    private func checkBase(of plan: Plan) throws -> String? {
        guard let base = plan.base else { return nil }
        let differences = base.differences(from: specification)
        guard !differences.isEmpty else { return nil }
        let verb = differences.count > 1 || differences == ["the templates"] ? "are" : "is"
        let reason =
            "\(differences.joined(separator: " and ")) \(verb) not as in \(base.words.sanitized), which it was made with"
        guard specification.estate.digest == base.estate else {
            throw SpecificationChanged(groups: [], sinceBase: reason)
        }
        return reason
    }

    /// Protection and place of each group are those that the specification and the state know.
    private func checkGroups(of plan: Plan) throws {
        let moved = plan.groups.filter { group in
            guard group.isProtected == specification.isProtected(group.name, snapshots) else { return true }
            guard group.namespace != nil, let recorded = snapshots[group.name]?.cluster else { return false }
            return group.cluster != recorded
        }
        guard moved.isEmpty else { throw SpecificationChanged(groups: moved.map(\.name)) }
    }

    /// Nothing goes before the wave that the specification puts it in.
    private func checkWaves(of plan: Plan) throws {
        var planned: [String: Int] = [:]
        for wave in plan.waves {
            for group in wave.groups where planned.updateValue(wave.number, forKey: group) != nil {
                throw PlanFileError(reason: "\(group.sanitized) is in two waves")
            }
        }
        guard plan.waves.map(\.number) == plan.waves.map(\.number).sorted() else {
            throw PlanFileError(reason: "its waves are not in their order")
        }
        for wave in RolloutPlanner(specification, snapshots).waves(of: plan) {
            if let early = wave.groups.first(where: { (planned[$0] ?? 0) < wave.number }) {
                throw PlanFileError(reason: "\(early) goes before its wave, which is \(wave.number)")
            }
        }
    }

    /// What protection and guards refuse now, whatever the plan says.
    @Sendable package func refusals(of plan: Plan, in world: World) -> [Plan.Problem] {
        var judged = plan
        for index in judged.steps.indices { LostControlPlane(world: world).mark(&judged.steps[index]) }
        let protection = Protection(specification, in: world)
        let destroyed = plan.destroyedGroups
        for index in judged.steps.indices {
            let step = judged.steps[index]
            let observations = step.changes.compactMap { world.observations[$0.key] }
            let whole = destroyed.contains(step.address.group) ? step.address.workspace : nil
            let reason =
                whole.flatMap { protection.reason(ofDestroying: $0) }
                ?? protection.reason(of: step.resource, observations)
                ?? step.companions.lazy.compactMap(protection.reason(ofCompanion:)).first
            judged.steps[index].protection = reason
        }
        var elsewhere: [Plan.Problem] = []
        if !destroyed.isEmpty {
            // Only what the plan asks about was looked at.
            let asked = Set(plan.steps.flatMap(\.changes).map(\.key))
            for group in plan.groups where group.namespace != nil && destroyed.contains(group.name) {
                elsewhere += RecordedParts(workspace: group.name, world: world, asked: asked)
                    .problems(consents: plan.consents)
            }
        }
        return Guards(specification).problems(in: judged, owned: owned(plan, world)) + elsewhere
    }

    /// Who protects what would go along with a deletion, as it is at that moment; nil where nobody does.
    @Sendable package func protection(of observation: Observation, in world: World) -> String? {
        Protection(specification, in: world).reason(ofCompanion: observation)
    }

    /// How many items there are to take shares of: what the plan says, and never more than anybody knows of.
    private func owned(_ plan: Plan, _ world: World) -> Int {
        var known = Set(snapshots.values.flatMap(\.items.keys))
        known.formUnion(world.owned.map(\.observation.key))
        for change in plan.steps.flatMap(\.changes) where change.precondition?.uid != nil {
            known.insert(change.key)
            known.formUnion(change.companions.map(\.key))
        }
        return min(plan.owned, known.count + snapshots.storedObjects)
    }
}
