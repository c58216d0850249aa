import ArgumentParser
import Diagnostics
import Planning
import Resources

struct DestroyCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy", abstract: "Takes workspaces away, in the order that leaves nothing behind.",
        discussion: """
            Shows what goes and asks; where nobody can be asked it needs --yes. Protected workspaces are refused, \
            and so is what the estate's guards do not allow (--allow mass-deletion agrees to it for one run). With --all it takes every workspace of the estate and the applications that management clusters share.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var options: RunOptions
    @OptionGroup var work: ParallelismOptions
    @OptionGroup var consent: ConsentOptions

    @Argument(help: "The workspaces; they need no specification any more.")
    var workspaces: [String] = []

    @Flag(help: "Every workspace of the estate, and what management clusters share.")
    var all = false

    @Option(help: ArgumentHelp("Saves the plan for `berth apply FILE` and does nothing.", valueName: "file"))
    var out: String?

    func validate() throws {
        guard all == workspaces.isEmpty else {
            throw ValidationError(
                all ? "give workspaces or --all, not both" : "name the workspaces to destroy, or give --all")
        }
        try options.check(out: out)
        try format.check(PlanRun.formats(isSaved: out != nil), of: out == nil ? "what a destroy does" : "a plan")
    }

    /// The command that makes the same plan.
    private var command: CommandWords {
        var command = CommandWords("berth", "destroy")
        common.describe(&command)
        command.add("--all", if: all)
        workspaces.forEach { command.add($0) }
        command.add("--allow", consent.allow.map(\.rawValue))
        return command
    }

    func run() async throws {
        try await PlanFile.replacing(at: out) {
            try await SpecificationReport.otherwise(.run, format, common, options.metrics) { try await destroy() }
        }
    }

    private func destroy() async throws {
        let events = try options.openEvents()
        let project = try Project(root: common.root)
        let patience = LockPatience(options)
        try await patience.open(project, common) { session in
            let known = await session.allWorkspaces()
            if let unknown = workspaces.first(where: { !known.contains($0) }) {
                let hint = unknown.nearest(among: known).map { "; did you mean \($0)?" } ?? ""
                throw UsageError("no workspace \(unknown) is specified, recorded or found\(hint)".sanitized)
            }
            let names = all ? known : Set(workspaces)
            let plan = try await session.destroyPlan(
                names, includesShared: all,
                Planner.Options(consents: Set(consent.allow), parallelism: work.parallelism))
            let run = PlanRun(
                session: session, options: options, common: common, format: format,
                whole: PlanFile.showing(out, savedBy: command), events: events)
            if let out { return try run.save(plan, to: out) }
            try await patience.checkFree(plan, session)
            try await run.showAndExecute(plan, parallelism: work.parallelism)
            // Where an earlier destruction was killed at its very end, only its locks are left.
            guard plan.unreachable.isEmpty else { return }
            let groups = Set(plan.steps.map(\.address.group))
            let shared =
                all ? session.estate.managementClusters.map { ResourceAddress.Scope.cluster($0.name).group } : []
            try await session.sweepLocks(gone: names.union(shared).subtracting(groups))
        }
    }
}
