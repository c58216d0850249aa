/// The table of commands and their results that the test prints.
struct KubectlReport {
    let sections: [(name: String, results: [KubectlSession.Result])]

    var count: Int { sections.reduce(0) { $0 + $1.results.count } }

    var text: String {
        let good = sections.reduce(0) { $0 + $1.results.count { $0.isAsExpected } }
        var lines = ["", "kubectl against the sandbox: \(good) of \(count) commands did what they do on a cluster"]
        for (name, results) in sections {
            var heading = ""
            for result in results {
                if result.step.heading != heading {
                    heading = result.step.heading
                    lines.append("\(name): \(heading)")
                }
                let mark = result.isAsExpected ? "✓" : "✗"
                lines.append("  \(mark) \(result.step.command.padded(to: 78)) → \(Self.summary(of: result))")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The first line that tells something, and how many more there are.
    private static func summary(_ printed: [Substring]) -> String {
        guard let first = printed.first else { return "(nothing)" }
        let more = printed.count > 1 ? " (+\(printed.count - 1) lines)" : ""
        return first.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ").prefix(90) + more
    }

    private static func summary(of result: KubectlSession.Result) -> String {
        let printed = summary(result.printed.split(separator: "\n"))
        return result.status == 0 ? printed : "exit \(result.status): \(printed)"
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        count < width ? self + String(repeating: " ", count: width - count) : self
    }
}
