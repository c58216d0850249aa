import ArgumentParser
import Planning
import Resources

struct ImportCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Takes over what exists for one resource of the specification, without `adopt: true` in it.",
        discussion: """
            The plan is an ordinary one: it shows leaf by leaf what is taken over from whom, is asked for, and does nothing else. \
            With objects (configmap/settings, apps/v1/deployment/web, a network's id) only these are taken over. What is not there \
            is not made, and what is Berth's already stays as it is. What another estate keeps wants --allow adopt-foreign as \
            well. Where nobody can be asked it needs --yes.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var consent: ConsentOptions
    @OptionGroup var work: ParallelismOptions
    @OptionGroup var options: RunOptions

    @Argument(help: "The resource: payments/namespace, payments/application/web, cluster/fsn1-a/application/ingress.")
    var address: String

    @Argument(help: ArgumentHelp("The objects of it; all where none is named.", valueName: "object"))
    var objects: [String] = []

    @Option(help: ArgumentHelp("Saves the plan for `berth apply FILE` and does nothing.", valueName: "file"))
    var out: String?

    func validate() throws {
        try options.check(out: out)
        try format.check(PlanRun.formats(isSaved: out != nil), of: out == nil ? "what an import does" : "a plan")
    }

    /// The command that makes the same plan.
    private var command: CommandWords {
        var command = CommandWords("berth", "import")
        common.describe(&command)
        command.add(address)
        objects.forEach { command.add($0) }
        command.add("--allow", consent.allow.map(\.rawValue))
        return command
    }

    func run() async throws {
        try await PlanFile.replacing(at: out) {
            try await SpecificationReport.otherwise(.run, format, common, options.metrics) { try await takeOver() }
        }
    }

    private func takeOver() async throws {
        let events = try options.openEvents()
        let project = try Project(root: common.root)
        guard let resource = ResourceAddress(address) else {
            throw UsageError(
                "\(address) is not the address of a resource, such as payments/namespace or payments/application/web; "
                    + "`berth graph` draws them".sanitized)
        }
        let chosen = try project.chosen(resource.workspace.map { [$0] } ?? [])
        let patience = LockPatience(options)
        try await patience.open(project, common) { session in
            var planning = Planner.Options(
                selection: chosen.map(GroupSelection.workspaces) ?? .all, consents: Set(consent.allow),
                parallelism: work.parallelism)
            planning.imported = Import(resource, objects: objects)
            let plan = try await session.plan(planning)
            let run = PlanRun(
                session: session, options: options, common: common, format: format,
                whole: PlanFile.showing(out, savedBy: command), events: events)
            if let out { return try run.save(plan, to: out) }
            try await patience.checkFree(plan, session)
            try await run.showAndExecute(plan, parallelism: work.parallelism)
        }
    }
}
