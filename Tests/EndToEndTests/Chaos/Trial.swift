/// What came of one trial.
struct Trial: Sendable {
    /// What can be wrong after it, by the columns of the table.
    enum Failure: String, Sendable, CaseIterable {
        case diverged = "not converged"
        case orphans
        case duplicates
        case locks = "locks left"
        case stale = "stale for ever"
        case nobodyWon = "nobody won"
        /// The state lacks what management clusters share, or has it still: a run that was killed between its last write there
        /// and the commit leaves nothing to do to the next one.
        case unrecorded = "clusters unrecorded"
    }

    struct Finding: Sendable {
        var failure: Failure
        var words: String
    }

    /// The row of the table.
    var scenario: String
    /// What `BERTH_CHAOS_ONLY` takes to try it alone.
    var name: String
    /// Whether what was to happen did: a request that a run did not send could not be struck.
    var isStruck = true
    /// Whether it was a kill.
    var isKill = false
    var findings: [Finding] = []

    mutating func note(_ failure: Failure, _ words: String) {
        findings.append(Finding(failure: failure, words: words))
    }

    /// A failure in words.
    var report: String {
        "\(name)\n"
            + findings.map { "    \($0.failure.rawValue): \($0.words.replacing("\n", with: "\n        "))" }
            .joined(separator: "\n")
    }
}

/// The trials of all scenarios, a row each.
struct ChaosTable: CustomStringConvertible {
    var trials: [Trial]

    var description: String {
        let header = ["scenario", "tried", "struck", "converged"] + Trial.Failure.allCases.dropFirst().map(\.rawValue)
        var scenarios: [String] = []
        for trial in trials where !scenarios.contains(trial.scenario) { scenarios.append(trial.scenario) }
        var rows = [header]
        for scenario in scenarios.sorted() { rows.append(row(scenario, trials.filter { $0.scenario == scenario })) }
        rows.append(row("all", trials))
        let widths = header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).enumerated().map { index, cell in
                let gap = String(repeating: " ", count: cell.1 - cell.0.count)
                return index == 0 ? cell.0 + gap : gap + cell.0
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    private func row(_ name: String, _ trials: [Trial]) -> [String] {
        func count(_ failure: Trial.Failure) -> Int {
            trials.count { $0.findings.contains { $0.failure == failure } }
        }
        return [name, "\(trials.count)", "\(trials.count(where: \.isStruck))", "\(trials.count - count(.diverged))"]
            + Trial.Failure.allCases.dropFirst().map { "\(count($0))" }
    }
}
