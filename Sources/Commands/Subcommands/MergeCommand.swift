import ArgumentParser
import Planning
import Reports
import Specification

struct MergeCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Makes one report and one exit code of the plans of all shards.",
        discussion: """
            Takes what `berth plan --shard i/n --out FILE` saved, or with --drift what `berth drift` did, of every shard of \
            the same specification. The guards of the estate, which each shard keeps by itself, are held against all of \
            them together. Writes nothing, and asks nobody: each shard applies its own file.
            """)

    @Argument(
        help: ArgumentHelp("Plan files, or folders with them (those that end in .plan).", valueName: "file-or-folder"))
    var files: [String]

    @OptionGroup var common: CommonOptions
    @OptionGroup var format: FormatOptions

    @Flag(help: "Reports what somebody changed outside of berth; exits with 2 where there is drift.")
    var drift = false

    @Flag(name: .customLong("detailed-exitcode"), help: ExitStatus.detailedHelp)
    var hasDetailedExitCode = false

    @Flag(help: "Shows every leaf of what is created.")
    var verbose = false

    func validate() throws {
        if drift, hasDetailedExitCode || verbose {
            throw ValidationError("--detailed-exitcode and --verbose are for plans: leave them out with --drift")
        }
        try format.check(drift ? DriftOutput.formats : PlanReport.formats, of: drift ? "drift" : "a plan")
    }

    func run() throws {
        let names = try files.flatMap(Self.files)
        let merge = try ShardMerge(names.map { ShardMerge.Source(name: $0, plan: try Self.read($0)) })
        guard let plan = merge.plan else { return }
        guard plan.isOfDrift == drift else {
            throw UsageError(
                drift
                    ? "these are plans: --drift merges what `berth drift` saved; leave it out to merge plans"
                    : "`berth drift` saved these, which looks for drift alone: merge them with --drift")
        }
        let status: ExitStatus
        if drift {
            try DriftOutput(format: format, common: common).print(plan)
            status = ExitStatus(of: DriftReport(plan))
        } else {
            try PlanReport(
                format: format, common: common, isVerbose: verbose, whole: "berth merge … --verbose"
            ).print(plan)
            status = ExitStatus(of: plan, reportsChanges: hasDetailedExitCode)
        }
        try status.given(oldState: merge.hasOldState).exit()
    }

    private static func read(_ name: String) throws -> Plan {
        do {
            return try PlanFile.read(name)
        } catch let error as PlanFileError {
            throw PlanFile.Failure(description: "\(name): \(error)")
        }
    }

    /// The plan files that an argument means: in a folder those that end in `.plan`, sorted.
    private static func files(_ argument: String) throws -> [String] {
        let source = DiskFileSource(root: argument)
        guard let entries = try? source.entries(of: "") else { return [argument] }
        let names = entries.filter { $0.kind == .file && $0.name.hasSuffix(".plan") }.map(\.name)
        guard !names.isEmpty else { throw UsageError("no file in \(argument) ends in .plan") }
        return names.map { "\(argument)/\($0)" }
    }
}
