import ArgumentParser
import Backends
import Diagnostics
import Planning
import Reports

struct DriftIssuesCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift-issues", abstract: "Keeps one issue a workspace open while it has drifted.",
        discussion: """
            Takes what `berth drift --out FILE` saved, of all shards where there are several. Opens an issue for each workspace \
            that has drifted, writes it anew when the drift changes, and closes it when there is none any more. What could not be \
            looked at keeps its issue; issues of others that carry the same first line stay as they are.

            In a pipeline of GitHub, GitLab, Forgejo or Gitea the project is known. The token is read from BERTH_FORGE_TOKEN, or \
            where --token says. Exits with 6 where more issues were due than may be opened at once.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var forge: ForgeOptions

    @Option(
        name: .customLong("most-new"), help: ArgumentHelp("How many issues one run opens at most.", valueName: "number")
    )
    var mostOpened = 20

    @Argument(help: ArgumentHelp("What `berth drift --out` saved.", valueName: "file"))
    var files: [String]

    func validate() throws {
        guard mostOpened >= 0 else { throw ValidationError("--most-new is a number from 0") }
    }

    func run() async throws {
        let chosen = try forge.chosen(ForgeOptions.surroundings)
        guard let plan = try drift() else { return }
        let issues = DriftIssues(plan, link: forge.link)
        let subjects = issues.groups.map { group in
            IssueSettlement.Subject(
                name: group, marker: issues.marker(of: group), finding: IssueSettlement.Finding(issues.finding(group)))
        }
        let outcome = try await forge.talk(with: chosen) { client in
            try await client.settle(
                subjects, prefix: issues.prefix, isWhole: issues.isWhole, mostOpened: mostOpened)
        }
        try StandardStreams.print(outcome.text)
        guard outcome.postponed.isEmpty else {
            StandardStreams.complain(
                "warning: \(outcome.postponed.count.counted("more issue")) will be opened by later runs, or with a larger "
                    + "--most-new: \(outcome.postponed.joined(separator: ", "))\n")
            return try ExitStatus.partlyApplied.exit()
        }
    }
}

extension DriftIssuesCommand {
    /// The plan of the one file, or what those of all shards come to together.
    ///
    /// Not inlined: Swift 6.3 cannot optimise an asynchronous function with this in it, and ends.
    @inline(never)
    private func drift() throws -> Plan? {
        let plans = try files.map { file in
            let plan = try PlanFile.read(file)
            guard plan.isOfDrift else {
                throw UsageError("\(file) is a plan to apply: `berth drift --out FILE` saves what issues are about")
            }
            return ShardMerge.Source(name: file, plan: plan)
        }
        return try plans.count == 1 ? plans[0].plan : ShardMerge(plans).plan
    }
}

extension IssueSettlement.Finding {
    fileprivate init(_ finding: DriftIssues.Finding) {
        self =
            switch finding {
            case .drifted(let title, let text): .drifted(title: title, text: text)
            case .clean: .clean
            case .unknown: .unknown
            }
    }
}

extension IssueOutcome {
    /// What was done, a line each, and a sum.
    fileprivate var text: String {
        let lines =
            opened.map { "opened  \($0)" } + updated.map { "updated \($0)" } + closed.map { "closed  \($0)" }
            + (kept > 0 ? ["kept    \(kept.counted("issue")) of what could not be looked at"] : [])
        let sum =
            "\(opened.count) opened, \(updated.count) updated, \(closed.count) closed, \(unchanged + kept) left as they are"
        return (lines + [sum]).map { "\($0.sanitized)\n" }.joined()
    }
}
