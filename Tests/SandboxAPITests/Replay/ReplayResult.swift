import Testing

/// What became of one step of a scenario.
struct ReplayResult: Sendable, CustomTestStringConvertible {
    enum Verdict: Sendable, Equatable {
        case equal
        /// Not compared, for this reason; counts as unequal.
        case skipped(String)
        case different([String])
    }

    var scenario: String
    var step: Int
    var note: String
    var verdict: Verdict

    var testDescription: String { "\(scenario) \(step): \(note)" }
}

/// The results of all scenarios as a table for people.
struct ReplayTable: CustomStringConvertible {
    let results: [ReplayResult]

    var description: String {
        var lines = ["scenario                     steps  equal  skipped  different"]
        var scenarios: [String] = []
        for result in results where !scenarios.contains(result.scenario) { scenarios.append(result.scenario) }
        for scenario in scenarios {
            let own = results.filter { $0.scenario == scenario }
            let equal = own.count { $0.verdict == .equal }
            let skipped = own.count { if case .skipped = $0.verdict { true } else { false } }
            let numbers = [(own.count, 7), (equal, 7), (skipped, 9), (own.count - equal - skipped, 11)]
            lines.append(
                scenario + String(repeating: " ", count: max(27 - scenario.count, 1))
                    + numbers.map { number, width in
                        String(repeating: " ", count: max(width - String(number).count, 1)) + String(number)
                    }.joined())
        }
        for result in results {
            if case .skipped(let reason) = result.verdict {
                lines.append("skipped: \(result.testDescription): \(reason)")
            }
        }
        return lines.joined(separator: "\n")
    }
}
