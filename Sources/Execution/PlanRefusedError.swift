import Planning

/// Protection or a guard of the estate refuses a plan, whatever its file says; nothing was written.
package struct PlanRefusedError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Never empty.
    package var problems: [Plan.Problem]

    package init(problems: [Plan.Problem]) {
        self.problems = problems
    }

    package var description: String {
        let lines = problems.map { problem in
            let place = problem.address.map { "\($0): " } ?? ""
            return "  \(place)\(problem.message)\(problem.hint.map { "\n    \($0)" } ?? "")"
        }
        return "the plan is refused; nothing was written\n\(lines.joined(separator: "\n"))"
    }
}
