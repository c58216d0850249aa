import Testing

/// What became of one step of a scenario.
struct ReplayResult: Sendable {
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
}

/// The results of all scenarios as a table for people.
struct ReplayTable: CustomStringConvertible {
    let results: [ReplayResult]

    var description: String {
        var rows: [(scenario: String, results: [ReplayResult])] = []
        for result in results {
            // The random sequences share a line.
            let scenario = String(result.scenario.prefix { $0 != " " })
            if rows.last?.scenario != scenario { rows.append((scenario, [])) }
            rows[rows.count - 1].results.append(result)
        }
        var lines = ["scenario                     steps  equal  skipped  different"]
        lines += rows.map { Self.line($0.scenario, $0.results) } + [Self.line("all", results)]
        for result in results {
            if case .skipped(let reason) = result.verdict {
                lines.append("skipped: \(result.scenario) \(result.step), \(result.note): \(reason)")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func line(_ name: String, _ results: [ReplayResult]) -> String {
        let equal = results.count { $0.verdict == .equal }
        let skipped = results.count { if case .skipped = $0.verdict { true } else { false } }
        let numbers = [(results.count, 7), (equal, 7), (skipped, 9), (results.count - equal - skipped, 11)]
        return name + String(repeating: " ", count: max(27 - name.count, 1))
            + numbers.map { number, width in
                String(repeating: " ", count: max(width - String(number).count, 1)) + String(number)
            }.joined()
    }
}
