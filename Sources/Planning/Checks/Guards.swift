import Resources
import Specification

/// What a plan must not do by itself: delete what is protected, take others' things along, start a control plane anew, or
/// delete and replace more than the estate allows. Judged for the plan as it would be carried out, after scoping, and once
/// more before it is.
package struct Guards: Sendable {
    private let limits: Specification.Guards

    private let isSpecified: @Sendable (String) -> Bool

    /// `isSpecified` says whether a group has a specification: what has none is told otherwise how protection ends.
    package init(
        _ limits: Specification.Guards, isSpecified: @escaping @Sendable (String) -> Bool = { _ in true }
    ) {
        self.limits = limits
        self.isSpecified = isSpecified
    }

    /// Of a specification and what it allows.
    init(_ specification: SpecificationSet) {
        self.init(specification.estate.guards) { group in
            ResourceAddress.Scope(group: group).cluster != nil || specification.workspace(id: group) != nil
        }
    }

    /// The refusals; `owned` is how many objects of the estate there are.
    package func problems(in plan: Plan, owned: Int) -> [Plan.Problem] {
        let changing = plan.steps.filter(\.action.isChange)
        return protection(in: plan, changing) + changing.flatMap { consent($0, plan.consents) }
            + counts(in: changing, plan, owned: owned)
    }

    /// The refusals for the numbers of objects alone.
    package func numberProblems(in plan: Plan, owned: Int) -> [Plan.Problem] {
        counts(in: plan.steps.filter(\.action.isChange), plan, owned: owned)
    }

    /// A workspace that is destroyed is refused once, everything else by its address.
    private func protection(in plan: Plan, _ steps: [Step]) -> [Plan.Problem] {
        let problems = steps.compactMap(protection)
        let destroyed = plan.destroyedGroups
        var known: Set<String> = []
        return problems.filter { problem in
            guard let group = problem.address?.group, destroyed.contains(group) else { return true }
            return known.insert(group).inserted
        }
    }

    private func protection(of step: Step) -> Plan.Problem? {
        guard let reason = step.protection,
            step.action == .delete || step.changes.contains(where: \.isLoss)
        else { return nil }
        return Plan.Problem(
            kind: .refused, address: step.address,
            message: "\(step.resource.group) is protected: \(reason); \(step.resource) would be "
                + (step.changes.contains { $0.replacement != nil } ? "deleted and made anew" : "deleted"),
            hint: isSpecified(step.resource.group)
                ? "set protected: false and apply that first"
                : "it has no specification any more: bring its file back with protected: false and apply that first; an "
                    + "annotation that somebody set by hand is taken off by hand")
    }

    private func consent(_ step: Step, _ consents: Set<Consent>) -> [Plan.Problem] {
        var problems: [Plan.Problem] = []
        if !consents.contains(.replace) {
            problems += step.changes.filter(\.needsConsent).map { change in
                let loss =
                    change.replacement.map { replacement in
                        "\(change.key.place.description) does not change it in place (\(replacement.brief)), and made anew its "
                            + "API is empty"
                    } ?? step.reason
                return Plan.Problem(
                    kind: .refused, address: step.address, item: change.key,
                    message:
                        "\(change.key)\(change.replacement == nil ? " in \(change.key.place.description)" : ""): \(loss)",
                    hint: (change.replacement == nil
                        ? "see that the cluster's kubeconfig leads to the right one; plan" : "plan")
                        + " with \(Consent.replace.option) where an empty API is what you want")
            }
        }
        if !consents.contains(.replace), step.kind == .network, step.action == .delete, step.address != step.resource {
            problems.append(
                Plan.Problem(
                    kind: .refused, address: step.address,
                    message: "\(step.resource) would be made anew elsewhere, and this one be deleted",
                    hint: "set the specification back, or plan with \(Consent.replace.option)"))
        }
        guard !consents.contains(.cascade) else { return problems }
        for change in step.changes where change.action == .delete {
            let others = change.companions.filter { !$0.isOwned }
            guard !others.isEmpty else { continue }
            problems.append(
                Plan.Problem(
                    kind: .refused, address: step.address, item: change.key,
                    message: "deleting \(change.key) takes along \(others.count) "
                        + "\(others.count == 1 ? "object" : "objects") that Berth did not make: "
                        + others.map(\.key.description).joined(separator: ", "),
                    hint: "move them elsewhere, or plan with \(Consent.cascade.option)"))
        }
        return problems
    }

    private func counts(in steps: [Step], _ plan: Plan, owned: Int) -> [Plan.Problem] {
        let consents = plan.consents
        guard !consents.contains(.massDeletion) else { return [] }
        let removed = steps.flatMap(\.changes).filter { $0.action == .delete }
        let along = Set(removed.flatMap(\.companions).map(\.key)).subtracting(removed.map(\.key)).count
        // What Berth stores is an object, as everywhere in a plan.
        let deleted = steps.reduce(0) { $0 + ($1.objects[.delete] ?? 0) }
        let deletes = deleted + along
        // What is refused by itself is not counted once more, and what was asked for by its address is no surprise.
        let replaces = steps.filter { !plan.replacements.contains($0.address) }.flatMap(\.changes)
            .count { $0.action == .replace && !$0.needsConsent }
        var problems: [Plan.Problem] = []
        if deletes > limits.maxDeletes {
            problems.append(
                refusal(
                    "\(deletes) objects would go\(along > 0 ? " (\(deleted) deleted, \(along) with them)" : ""), and "
                        + "the estate allows \(limits.maxDeletes)", "maxDeletes"))
        }
        // The share says nothing about a handful of items.
        let share = owned > 0 ? Double(deletes) / Double(max(owned, deletes)) : 0
        if deletes > 1, share > limits.maxDeletedFraction {
            let bound = Int((limits.maxDeletedFraction * 100).rounded())
            problems.append(
                refusal(
                    "\(deletes) of the \(max(owned, deletes)) objects of the estate would go, \(Int((share * 100).rounded())) %, and it "
                        + "allows \(bound) %",
                    "maxDeletedFraction"))
        }
        if replaces > limits.maxReplaces, !consents.contains(.replace) {
            problems.append(
                refusal(
                    "\(replaces) \(replaces == 1 ? "object" : "objects") would be replaced, and the estate allows "
                        + "\(limits.maxReplaces)", "maxReplaces", otherWays: "ask for them by --replace ADDRESS, "))
        }
        return problems
    }

    private func refusal(_ message: String, _ guardName: String, otherWays: String = "") -> Plan.Problem {
        Plan.Problem(
            kind: .refused, message: message,
            hint: "plan fewer workspaces at a time, raise guards.\(guardName) in the estate, \(otherWays)or plan with "
                + Consent.massDeletion.option)
    }
}

extension ItemChange {
    /// Whether what the item holds is lost.
    fileprivate var isLoss: Bool { action == .delete || action == .replace }

    /// Whether it is made anew only where the operator agreed: a control plane, whose API is empty then.
    fileprivate var needsConsent: Bool {
        action == .replace && key.itemKind == TenantLocation.controlPlaneKind
    }
}
