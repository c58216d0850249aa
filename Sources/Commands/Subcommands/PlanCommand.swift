import ArgumentParser
import Planning
import Reports

struct PlanCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Compares the specs with the world and shows what apply would do.",
        discussion: """
            Writes nothing but the plan file. --detailed-exitcode makes changes and orphaned workspaces exit with 2. A plan with \
            --estate-from can be applied after the merge, as long as the estate is what it was, and the templates and \
            applications that its workspaces use.

            Symbols: \(Action.legend).
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var source: SourceOptions
    @OptionGroup var changes: ChangeOptions
    @OptionGroup var scope: ScopeOptions
    @OptionGroup var part: ShardOptions
    @OptionGroup var work: ParallelismOptions

    @Argument(help: "The workspaces to plan; all where none is named.")
    var workspaces: [String] = []

    @Option(help: ArgumentHelp("Saves the plan for `berth apply FILE`.", valueName: "file"))
    var out: String?

    @Flag(name: .customLong("detailed-exitcode"), help: ExitStatus.detailedHelp)
    var hasDetailedExitCode = false

    @Flag(
        name: .customLong("ignore-orphans"),
        help: ArgumentHelp(
            "With --detailed-exitcode: workspaces that have no file any more are named, and are no change by themselves."
        ))
    var ignoresOrphans = false

    @Flag(help: "Shows every leaf of what is created.")
    var verbose = false

    @Option(
        help: ArgumentHelp(
            "What the servers are asked about: fast, what differs or is in doubt; full, every object, to see that admission "
                + "would still take it as it is.", valueName: "fast|full"))
    var verify = Verification.fast

    enum Verification: String, ExpressibleByArgument, CaseIterable {
        case fast, full
    }

    @Flag(name: .customLong("explain-requests"), help: "Says on standard error what was asked, by place and kind.")
    var explainsRequests = false

    @OptionGroup var metrics: MetricsOptions

    func validate() throws {
        if ignoresOrphans, !hasDetailedExitCode {
            throw ValidationError("--ignore-orphans is about the exit code of --detailed-exitcode: give both")
        }
        try OutputFiles.check(("--out", out), ("--metrics", metrics.metrics))
        try format.check(PlanReport.formats, of: "a plan")
    }

    /// The command that makes the same plan.
    private var command: CommandWords {
        var command = CommandWords("berth", "plan")
        common.describe(&command)
        source.describe(&command)
        changes.describe(&command)
        scope.describe(&command)
        part.describe(&command)
        command.add("--verify", verify == .full ? "full" : nil)
        workspaces.forEach { command.add($0) }
        return command
    }

    /// The command that shows the same plan as a whole.
    var whole: String {
        out.map { PlanFile.showing($0) } ?? "\(command.line) --verbose"
    }

    /// How a plan of a part that was not saved is carried out: `berth apply` alone would make another one. Nil where it would not.
    var advice: String? {
        guard out == nil, command.words.count > 2 else { return nil }
        return "not saved: `\(command.line) --out FILE` saves this plan for `berth apply FILE`\n"
    }

    func run() async throws {
        try await PlanFile.replacing(at: out) {
            try await SpecificationReport.otherwise(.plan, format, common, metrics) { try await plan() }
        }
    }

    private func plan() async throws {
        let project = try await source.project(common, about: workspaces)
        let selection = try part.selection(project.chosen(workspaces))
        let changes = try await changes.changes(common)
        try await Session.reading(project, common) { session in
            var options = try scope.plannerOptions(
                selection, of: project.estate, parallelism: work.parallelism)
            options.verifiesAll = verify == .full
            let narrowed = changes.narrowed(selection, of: project, snapshots: session.snapshots)
            options.selection = narrowed.groups
            let started = session.clock.now
            var plan = try await session.plan(options)
            plan.remarks.insert(contentsOf: narrowed.remarks, at: 0)
            let proposed = project.proposedFaults()
            let planned = plan
            plan.add(proposed: proposed)
            if let out { try PlanFile.write(plan, to: out) }
            try PlanReport(format: format, common: common, isVerbose: verbose, whole: whole, proposed: proposed)
                .print(planned)
            try metrics.write(since: started, session.clock) { $0.text(of: plan) }
            if let out {
                StandardStreams.complain(
                    PlanFile.advice(on: plan, at: out, in: common, lockCluster: project.estate.lockCluster))
            } else if let advice, format.chosen == .text, plan.hasChanges {
                StandardStreams.complain(advice)
            }
            if explainsRequests { StandardStreams.complain(session.requestBudget.text) }
            return ExitStatus(of: plan, reportsChanges: hasDetailedExitCode, countsOrphans: !ignoresOrphans)
        }
    }
}
