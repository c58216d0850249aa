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
    /// How many more go along with what is deleted.
    package let companions: Int
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
        let removed = plan.steps.flatMap(\.removals)
        companions = Set(removed.flatMap(\.companions).map(\.key)).subtracting(removed.map(\.key)).count
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

    /// What is of the estate and stays as it is: `1 orphaned workspace (billing)`.
    private var left: [String] {
        var left: [String] = []
        if !leftovers.orphans.isEmpty {
            left.append("\(leftovers.orphans.count.counted("orphaned workspace")) (\(Self.names(leftovers.orphans)))")
        }
        if !leftovers.sharedOrphans.isEmpty {
            let shared = leftovers.sharedOrphans.map(\.description)
            left.append("\(shared.count.counted("orphaned application")) (\(Self.names(shared)))")
        }
        if !leftovers.omissions.isEmpty { left.append("left out: \(Self.names(leftovers.omissions))") }
        return left
    }

    /// The first few, and how many more there are.
    private static func names(_ names: [String]) -> String {
        names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \((names.count - 3).grouped) more" : "")
    }

    /// `Plan: 12 objects to create, 1 to update, 0 to delete, 1 deferred.`, or that there is nothing to do.
    package var sentence: String {
        let left = [Action.defer, .unknown].filter { count($0) > 0 }
        // The unit stands with the first number of a sentence.
        let open = left.enumerated().map { index, action in
            let number = index == 0 && !hasChanges ? count(action).counted("object") : count(action).grouped
            return "\(number) \(action.countedAs)"
        }
        guard hasChanges else {
            let waiting = gates > 0 && unready.isEmpty ? ["\(gates.counted("gate")) to wait for"] : []
            let rest = (waiting + open + self.left).joined(separator: ", ")
            if obstacles > 0 { return "No plan: \((obstacles + omissions).counted("problem")) to settle first." }
            if omissions > 0 { return "No changes besides \(omissions.counted("problem")) to settle." }
            guard purpose == .apply else { return "Nothing to destroy." + (rest.isEmpty ? "" : " (\(rest))") }
            let part = leftovers.part.map { isPartial ? " of \($0)" : " in \($0)" } ?? ""
            let subject = (isPartial ? " in what could be read" : "") + part
            let unready = unready.isEmpty ? "" : "not ready: \(Self.names(unready))"
            let all = [unready, rest].filter { !$0.isEmpty }.joined(separator: ", ")
            // Only what was looked at as a whole, and is right as a whole, is as specified.
            guard subject.isEmpty, all.isEmpty else {
                return "No changes\(subject)\(all.isEmpty ? "" : " (\(all))")."
            }
            return "No changes. The world is as the specifications say."
        }
        let always: [Action] = purpose == .apply ? [.create, .update, .delete] : [.delete]
        let shown = [Action.create, .update, .replace, .delete].filter { always.contains($0) || count($0) > 0 }
        let changes = shown.enumerated().map { index, action in
            "\(index == 0 ? count(action).counted("object") : count(action).grouped) \(action.countedAs)"
        }
        let name = purpose == .apply ? "Plan" : "Plan to destroy"
        return "\(name): \((changes + open + self.left).joined(separator: ", "))."
    }
}

extension Step {
    /// The items that this step deletes, or deletes and makes anew.
    var removals: [ItemChange] {
        changes.filter { $0.action == .delete || $0.action == .replace }
    }
}
