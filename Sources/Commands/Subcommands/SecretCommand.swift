import ArgumentParser
import Planning

struct SecretCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "Gives generated secrets a new value, and encrypts those that specs name.",
        subcommands: [RotateCommand.self, EncryptCommand.self])
}

struct RotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Gives a generated secret a new value.",
        discussion: """
            Shows the plan that writes the new value to everything that holds it, and asks; where nobody can be asked it \
            needs --yes. The value is made when the plan is carried out, and is stored, encrypted, before it is used: a run \
            that was killed goes on with it. It needs nothing of the old value, so that it helps, too, where no identity \
            opens that any more.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var options: RunOptions
    @OptionGroup var work: ParallelismOptions

    @Argument(help: "The workspace.")
    var workspace: String

    @Argument(help: "The name of the secret, as `api-key`.")
    var name: String

    @Option(help: ArgumentHelp("Saves the plan for `berth apply FILE` and does nothing.", valueName: "file"))
    var out: String?

    func validate() throws {
        try options.check(out: out)
        try format.check(PlanRun.formats(isSaved: out != nil), of: out == nil ? "what a rotation does" : "a plan")
    }

    /// The command that makes the same plan.
    private var command: CommandWords {
        var command = CommandWords("berth", "secret", "rotate")
        common.describe(&command)
        command.add(workspace)
        command.add(name)
        return command
    }

    func run() async throws {
        try await PlanFile.replacing(at: out) {
            try await SpecificationReport.otherwise(.run, format, common, options.metrics) { try await rotate() }
        }
    }

    private func rotate() async throws {
        let events = try options.openEvents()
        let project = try Project(root: common.root)
        let chosen = try project.chosen([workspace])
        let patience = LockPatience(options)
        try await patience.open(project, common) { session in
            let plan = try await session.plan(
                Planner.Options(
                    selection: .workspaces(chosen ?? []), parallelism: work.parallelism,
                    rotations: [Rotation(workspace: workspace, name: name)]))
            let run = PlanRun(
                session: session, options: options, common: common, format: format,
                whole: PlanFile.showing(out, savedBy: command), events: events)
            if let out { return try run.save(plan, to: out) }
            try await patience.checkFree(plan, session)
            try await run.showAndExecute(plan, parallelism: work.parallelism)
            if format.chosen != .json { StandardStreams.complain(advice(on: plan)) }
        }
    }

    /// Where the new value is, for whoever has the old one.
    private func advice(on plan: Plan) -> String {
        let rotation = Rotation(workspace: workspace, name: name)
        let holders = plan.steps.flatMap(\.changes)
            .filter { $0.action.isChange && $0.item?.generated.contains(rotation) == true }.map(\.key)
        let places = holders.sorted().map { "\($0) in \($0.place.description)" }.joined(separator: ", ")
        return
            "the new value is in \(places): start anew what read the old one there, and give it to whoever has it elsewhere\n"
    }
}
