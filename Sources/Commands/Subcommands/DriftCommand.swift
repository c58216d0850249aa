import ArgumentParser
import Planning
import Reports

struct DriftCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "Shows what somebody changed outside of berth; exits with 2 where there is drift.",
        discussion: """
            Writes nothing. `berth apply` sets drift back. Values are told in the direction of time: what it was → what it is.

            Symbols: \(legend).
            """)

    /// What a report of drift marks findings with: it tells what happened, where a plan tells what will.
    private static var legend: String {
        [
            (Action.delete, "was removed"), (.update, "was changed"), (.replace, "cannot be set back in place"),
            (.unknown, "could not be looked at"),
        ].map { "\($0.symbol) \($1)" }.joined(separator: "; ")
    }

    @OptionGroup var common: CommonOptions
    @OptionGroup var source: SourceOptions
    @OptionGroup var changes: ChangeOptions
    @OptionGroup var work: ParallelismOptions

    @Argument(help: "The workspaces to look at; all where none is named.")
    var workspaces: [String] = []

    @OptionGroup var format: FormatOptions
    @OptionGroup var part: ShardOptions

    @Option(help: ArgumentHelp("Saves what was found for `berth merge --drift`.", valueName: "file"))
    var out: String?

    @OptionGroup var metrics: MetricsOptions

    func validate() throws {
        try OutputFiles.check(("--out", out), ("--metrics", metrics.metrics))
        try format.check(DriftOutput.formats, of: "drift")
    }

    /// The command of a name that is about the same.
    private func command(_ name: String) -> CommandWords {
        var command = CommandWords("berth", name)
        common.describe(&command)
        source.describe(&command)
        changes.describe(&command)
        part.describe(&command)
        workspaces.forEach { command.add($0) }
        return command
    }

    /// The command that sets back what was found, and no more.
    var remedy: String {
        // What changed in git, and a revision's estate, is planned first.
        let isPlanned = changes.changedSince != nil || source.estateFrom != nil
        return isPlanned ? "\(command("plan").line) --out FILE; berth apply FILE" : command("apply").line
    }

    func run() async throws {
        try await PlanFile.replacing(at: out) {
            try await SpecificationReport.otherwise(.drift, format, common, metrics) { try await look() }
        }
    }

    private func look() async throws {
        let project = try await source.project(common, about: workspaces)
        let selection = try part.selection(project.chosen(workspaces))
        let changes = try await changes.changes(common)
        try await Session.reading(project, common) { session in
            let started = session.clock.now
            let narrowed = changes.narrowed(selection, of: project, snapshots: session.snapshots)
            let options = Planner.Options(selection: narrowed.groups, parallelism: work.parallelism)
            for remark in narrowed.remarks { session.warn(.warning(remark)) }
            var plan = try await session.plan(options)
            plan.isOfDrift = true
            if let out { try PlanFile.write(plan, to: out) }
            try DriftOutput(format: format, common: common, remedy: remedy, whole: command("drift").line).print(plan)
            try metrics.write(since: started, session.clock) { $0.text(ofDriftIn: plan) }
            return ExitStatus(of: DriftReport(plan))
        }
    }
}
