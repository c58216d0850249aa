import Resources
import Specification

/// The estate's bounds on what one plan may delete or replace.
struct Guards: Sendable {
    private let limits: Specification.Guards

    init(_ limits: Specification.Guards) {
        self.limits = limits
    }

    /// The bounds that a plan breaks; `observed` is how many items of the estate there are.
    func problems(in plan: Plan, observed: Int) -> [Plan.Problem] {
        let changes = plan.steps.flatMap(\.changes)
        let deletes = changes.count { $0.action == .delete }
        let replaces = changes.count { $0.action == .replace }
        var problems: [Plan.Problem] = []
        if deletes > limits.maxDeletes {
            problems.append(
                refusal("\(deletes) items would be deleted, and the estate allows \(limits.maxDeletes)", "maxDeletes"))
        }
        // The share says nothing about a handful of items.
        if deletes > 1, observed > 0, Double(deletes) / Double(observed) > limits.maxDeletedFraction {
            let share = Int((Double(deletes) / Double(observed) * 100).rounded())
            let bound = Int((limits.maxDeletedFraction * 100).rounded())
            problems.append(
                refusal(
                    "\(share) % of what the estate has would be deleted, and it allows \(bound) %",
                    "maxDeletedFraction"))
        }
        if replaces > limits.maxReplaces {
            problems.append(
                refusal(
                    "\(replaces) items would be replaced, and the estate allows \(limits.maxReplaces)", "maxReplaces"))
        }
        return problems
    }

    private func refusal(_ message: String, _ guardName: String) -> Plan.Problem {
        Plan.Problem(
            kind: .refused, message: message,
            hint: "plan fewer workspaces at a time, or raise guards.\(guardName) in the estate")
    }
}
