import ArgumentParser
import Execution
import FoundationEssentials
import Planning
import Specification

struct ApplyCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Carries out a saved plan, or plans and asks.",
        discussion: """
            With a plan file (- for standard input) it does exactly what the file says, or nothing where the world has \
            changed since; on a terminal it shows the plan and asks first. Without one it plans, shows the plan and asks; \
            where nobody can be asked it needs --yes. --shard beside a plan file says which shard's it must be. A saved \
            plan that waited for another run (--lock-timeout) is stale where that run changed one of its workspaces.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var scope: ScopeOptions
    @OptionGroup var part: ShardOptions
    @OptionGroup var work: ParallelismOptions
    @OptionGroup var options: RunOptions

    @Flag(
        name: .customLong("keep-failed"),
        help: "Leaves what a failed install made where it is, to be looked at; the next apply goes on with it.")
    var keepsFailed = false

    @Flag(
        name: .customLong("no-consents"),
        help: ArgumentHelp(
            "Refuses a plan file that somebody consented to (--allow, --replace, --force-conflicts), or that another command than "
                + "`berth plan` made: for pipelines, where nobody saw that."))
    var refusesConsents = false

    @Argument(help: ArgumentHelp("A plan file, or the workspaces to plan and apply.", valueName: "file-or-workspace"))
    var arguments: [String] = []

    func validate() throws { try format.check(PlanRun.formats(isSaved: false), of: "what an apply does") }

    func run() async throws {
        try await SpecificationReport.otherwise(.run, format, common, options.metrics) { try await apply() }
    }

    private func apply() async throws {
        let events = try options.openEvents()
        if let file = arguments.first(where: { argument in PlanFile.isFile(argument, workspaces: []) { _ in false } }) {
            return try await apply(try await saved(file), from: file, { try Project(root: $0, tolerating: $1) }, events)
        }
        let project = try await common.reading("the specifications") { try Project(root: common.root) }
        let ids = project.specification.workspaces.map(\.id)
        let files = arguments.filter { argument in
            PlanFile.isFile(argument, workspaces: ids) { FileManager.default.fileExists(atPath: $0) }
        }
        if let file = files.first {
            return try await apply(try await saved(file), from: file, { _, _ in project }, events)
        }
        let selection = try part.selection(project.chosen(arguments))
        let patience = LockPatience(options)
        try await patience.open(project, common) { session in
            let plan = try await session.plan(
                scope.plannerOptions(selection, of: project.estate, parallelism: work.parallelism))
            try await patience.checkFree(plan, session)
            try await PlanRun(
                session: session, options: options, common: common, format: format,
                whole: whole, events: events,
                keepsFailed: keepsFailed
            )
            .showAndExecute(plan, parallelism: work.parallelism)
            // Where an earlier run was killed at its very end, only its locks are left.
            guard !plan.hasChanges, plan.unreachable.isEmpty else { return }
            try await session.sweepLocks(kept: Set(plan.groups.map(\.name).filter { !plan.isElsewhere($0) }))
        }
    }

    /// The command that shows the same plan as a whole.
    private var whole: String {
        var command = CommandWords("berth", "plan")
        common.describe(&command)
        scope.describe(&command)
        part.describe(&command)
        command.add("--verbose")
        arguments.forEach { command.add($0) }
        return command.line
    }

    /// Reads the plan in a file that is the only argument.
    private func saved(_ file: String) async throws -> Plan {
        guard arguments.count == 1, scope.isWhole else {
            throw UsageError(
                "a plan file is applied as it is: leave out workspaces, --target, --exclude, --replace, "
                    + "--force-conflicts, --prune and --allow")
        }
        let plan = try await common.reading("the plan") { try PlanFile.read(file) }
        guard !plan.isOfDrift else {
            throw UsageError(
                "\(file) was saved by `berth drift`, which shows only what somebody changed: `berth plan --out FILE` saves a plan "
                    + "to apply")
        }
        return plan
    }

    private func apply(
        _ plan: Plan, from file: String, _ load: (String, SpecificationLoader.Tolerance) throws -> Project,
        _ events: EventsFile?
    ) async throws {
        // A rollback is held against the files of then; those at hand may be faulty.
        let project = try await common.reading("the specifications") {
            try load(common.root, plan.rollback == nil ? .nothing : .allButEstate)
        }
        guard plan.estate == project.estate.name else {
            throw UsageError(
                "the plan \(file) is for the estate \(plan.estate), and \(common.root) holds the estate "
                    + "\(project.estate.name)")
        }
        if refusesConsents, let reason = plan.consent(in: project.estate) {
            throw PlanRefusedError(problems: [
                Plan.Problem(
                    kind: .refused, message: "the plan \(file) is not applied with --no-consents: \(reason)",
                    hint: "look at it with `berth show`, and apply it yourself")
            ])
        }
        if let shard = part.shard, plan.part?.shard != shard {
            let other = plan.part.map { "shard \($0.shard)" } ?? "the estate as a whole"
            throw UsageError("the plan \(file) is of \(other), not of shard \(shard): nothing was written")
        }
        try await LockPatience(options).open(project, common) { session in
            try await PlanRun(
                session: session, options: options, common: common, format: format,
                whole: PlanFile.showing(file), events: events,
                keepsFailed: keepsFailed
            )
            .askAndExecute(plan, parallelism: work.parallelism)
        }
    }
}

extension Plan {
    /// What somebody agreed to with it, in words; nil for what `berth plan` makes of an estate without asking for more.
    fileprivate func consent(in estate: Estate) -> String? {
        if purpose == .destroy { return "it destroys workspaces" }
        if let rollback { return "it rolls \(rollback.workspace) back" }
        if imported != nil { return "it takes over what Berth did not make" }
        if let rotation = rotations.first { return "it gives \(rotation.name) of \(rotation.workspace) a new value" }
        if !estate.prunes, let group = destroyedGroups.min() { return "it takes \(group) away" }
        let forced = steps.flatMap(\.changes).filter { $0.leaves.contains { $0.reason == .forced } }
        if let change = forced.first { return "it takes fields of \(change.key) from others" }
        if let address = replacements.min() { return "it was made with --replace \(address)" }
        let names = consents.map(\.rawValue).sorted()
        return names.isEmpty ? nil : "it was made with the consent \(names.joined(separator: ", "))"
    }
}
