import TestSupport

extension Site {
    /// Runs berth on a terminal of its own, at which somebody types `answer`; the output holds both streams.
    func berth(typing answer: String, _ arguments: String...) async throws -> Program.Outcome {
        let words = [Workplace.berth] + arguments
        let command = words.map { "'\($0)'" }.joined(separator: " ")
        let terminal = Program(
            "script",
            environment: Site.planted.merging([
                "BERTH_ACTOR": "tester", "NO_COLOR": "1", "CI": "1", "TERM": "dumb", "BERTH_PAGER": "cat",
            ]) {
                $1
            })
        var outcome = try await terminal.outcome(
            ["-qec", command, "/dev/null"], in: folder.path, input: answer + "\n")
        outcome.output = outcome.output.replacing("\r\n", with: "\n")
        return outcome
    }
}
