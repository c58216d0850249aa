import ArgumentParser
import Planning

struct RollbackCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Plans the way back to an earlier snapshot of a workspace, and carries it out.",
        discussion: """
            The plan is an ordinary one, made from the files of the commit that was applied then: it is shown and asked for, \
            and the same guards hold. Those files are read from git; nothing that is checked out is touched, so that the next \
            plan shows the difference to it again until the files are brought back, too. Without --to it goes to the newest \
            snapshot that was active and applied from other files than now. The estate, other workspaces and what clusters \
            share stay as they are now; what cannot be undone is said in the plan. Where nobody can be asked it needs --yes.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var consent: ConsentOptions
    @OptionGroup var replacement: ReplaceOptions
    @OptionGroup var work: ParallelismOptions
    @OptionGroup var options: RunOptions

    @Argument(help: "The workspace.")
    var workspace: String

    @Option(
        help: ArgumentHelp(
            "The snapshot to go back to: a commit of `berth state log WORKSPACE`, or HEAD~3 in the state.",
            valueName: "revision"))
    var to: String?

    @Option(help: ArgumentHelp("Saves the plan for `berth apply FILE` and does nothing.", valueName: "file"))
    var out: String?

    func validate() throws {
        try options.check(out: out)
        try format.check(PlanRun.formats(isSaved: out != nil), of: out == nil ? "what a rollback does" : "a plan")
    }

    /// The command that makes the same plan.
    private var command: CommandWords {
        var command = CommandWords("berth", "rollback")
        common.describe(&command)
        command.add(workspace)
        command.add("--to", to)
        command.add("--allow", consent.allow.map(\.rawValue))
        command.add("--replace", replacement.replace)
        return command
    }

    func run() async throws {
        try await PlanFile.replacing(at: out) {
            try await SpecificationReport.otherwise(.run, format, common, options.metrics) { try await rollBack() }
        }
    }

    private func rollBack() async throws {
        let events = try options.openEvents()
        // Files that are faulty now are what one wants to go back from.
        let project = try Project(root: common.root, tolerating: .allButEstate)
        let patience = LockPatience(options)
        try await patience.open(project, common) { session in
            let target = try await session.rollbackTarget(workspace, at: to)
            var planning = Planner.Options(consents: Set(consent.allow), parallelism: work.parallelism)
            planning.replacements = replacement.replace
            let plan = try await session.rollbackPlan(to: target, planning)
            let run = PlanRun(
                session: session, options: options, common: common, format: format,
                whole: PlanFile.showing(out, savedBy: command), events: events)
            if let out { return try run.save(plan, to: out) }
            try await patience.checkFree(plan, session)
            try await run.showAndExecute(plan, parallelism: work.parallelism)
        }
    }
}
