import Diagnostics
import Planning
import Resources

/// What a plan comes to, in numbers and in one sentence.
package struct PlanSummary: Sendable, Hashable {
    /// How many objects there are of each action: what is stored or recorded counts as one, gates that only wait do not.
    package let counts: [Action: Int]
    /// How many gates are waited for.
    package let gates: Int
    /// How many items are deleted or replaced, whatever their step is called.
    package let removedItems: Int
    /// What is as specified and not ready yet, by address.
    private let unready: [String]
    private let purpose: Plan.Purpose
    /// How many problems leave out a part.
    private let omissions: Int
    /// How many problems stand in the way of all of it.
    private let obstacles: Int
    private let hasChanges: Bool
    /// Whether something did not answer.
    private let isPartial: Bool
    private let leftovers: Plan.Leftovers

    package init(_ plan: Plan) {
        counts = plan.steps.reduce(into: [:]) { $0.merge($1.objects, uniquingKeysWith: +) }
        gates = plan.steps.count { $0.gate != nil && $0.action == .wait }
        removedItems = plan.steps.reduce(0) { $0 + $1.removals.count }
        unready = plan.steps.filter { $0.gate == nil && $0.action == .wait }.map(\.address.description)
        purpose = plan.purpose
        omissions = plan.confinedProblems.count
        obstacles = plan.blockingProblems.count
        hasChanges = plan.hasChanges
        isPartial = plan.isPartlyUnknown
        leftovers = plan.leftovers
    }

    /// How many objects have this action.
    package func count(_ action: Action) -> Int { counts[action] ?? 0 }

    /// What problems mean for the changes of the plan; nil where there are none.
    package var obstacle: String? {
        if obstacles > 0 {
            return
                "It cannot be applied before \(obstacles.counted("problem")) \(obstacles == 1 ? "is" : "are") settled."
        }
        guard omissions > 0 else { return nil }
        return
            "The rest can be applied before \(omissions.counted("problem")) \(omissions == 1 ? "is" : "are") settled."
    }

    /// What is of the estate and stays as it is, behind the rest of a sentence: `; 1 orphaned workspace: billing`.
    private var left: String {
        let shared = leftovers.sharedOrphans.map(\.description)
        let parts = [
            (leftovers.orphans.count.counted("orphaned workspace"), leftovers.orphans),
            (shared.count.counted("orphaned application"), shared), ("left out", leftovers.omissions),
        ]
        return parts.filter { !$0.1.isEmpty }.map { "; \($0.0): \($0.1.listed(most: 3))" }.joined()
    }

    /// `Plan: 12 objects to create, 1 to update, 0 to delete, 1 deferred.`, or that there is nothing to do.
    package var sentence: String {
        let open = [Action.defer, .unknown].filter { count($0) > 0 }
        guard hasChanges else {
            if obstacles > 0 { return "No plan: \((obstacles + omissions).counted("problem")) to settle first." }
            if omissions > 0 { return "No changes besides \(omissions.counted("problem")) to settle." }
            let part = leftovers.looked.map { isPartial ? " of \($0)" : " in \($0)" } ?? ""
            let subject = (isPartial ? " in what could be read" : "") + part
            let waiting = gates > 0 && unready.isEmpty ? ["\(gates.counted("gate")) to wait for"] : []
            let late = unready.isEmpty ? [] : ["not ready: \(unready.listed(most: 3))"]
            let rest = (late + waiting + counts.sentenceParts(open, \.countedAs)).joined(separator: ", ")
            let remainder = (rest.isEmpty ? "" : " (\(rest))") + left
            guard purpose == .apply else { return "Nothing to destroy\(remainder)." }
            // Only what was looked at as a whole, and is right as a whole, is as specified.
            guard subject.isEmpty, remainder.isEmpty else { return "No changes\(subject)\(remainder)." }
            return "No changes. The world is as the specifications say."
        }
        let parts = counts.sentenceParts(counts.changes(for: purpose) + open, \.countedAs)
        let name = purpose == .apply ? "Plan" : "Plan to destroy"
        let looked = leftovers.changes.map { " Looked at: \($0)." } ?? ""
        return "\(name): \(parts.joined(separator: ", "))\(left).\(looked)"
    }
}

extension [Action: Int] {
    /// The changes that a sentence about a plan or its run counts: what plans of this kind are about, also where it is 0, and
    /// whatever else there is.
    func changes(for purpose: Plan.Purpose) -> [Action] {
        let always: [Action] = purpose == .apply ? [.create, .update, .delete] : [.delete]
        return [Action.create, .update, .replace, .delete].filter { always.contains($0) || (self[$0] ?? 0) > 0 }
    }

    /// `3 objects to create`, `1 to update`: the unit stands with the first number of a sentence.
    func sentenceParts(_ actions: [Action], _ word: (Action) -> String) -> [String] {
        actions.enumerated().map { index, action in
            let count = self[action] ?? 0
            return "\(index == 0 ? count.counted("object") : count.grouped) \(word(action))"
        }
    }
}

extension Step {
    /// The items that this step deletes, or deletes and makes anew.
    var removals: [ItemChange] {
        changes.filter { $0.action == .delete || $0.action == .replace }
    }
}
