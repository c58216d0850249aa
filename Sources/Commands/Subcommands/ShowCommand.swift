import ArgumentParser
import Planning
import Reports

struct ShowCommand: ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract:
            "Prints a saved plan, in every form that `berth plan` has; what `berth drift` saved, in those of drift.",
        discussion: """
            Needs the file alone: no specs, no state, and no cluster is asked. What the world is now it does not know: \
            `berth apply FILE` checks that before it writes anything.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var format: FormatOptions

    func validate() throws { try format.check(PlanReport.formats + [.junit], of: "a plan") }

    @Argument(help: ArgumentHelp("A plan file, or - for standard input.", valueName: "plan"))
    var file: String

    @Flag(help: "Shows every leaf of what is created.")
    var verbose = false

    @Flag(name: .customLong("detailed-exitcode"), help: ExitStatus.detailedHelp)
    var hasDetailedExitCode = false

    func run() throws {
        let plan = try PlanFile.read(file)
        guard !plan.isOfDrift else {
            // Only the file tells what it holds.
            do { try format.check(DriftOutput.formats, of: "drift") } catch { throw UsageError("\(error)") }
            try DriftOutput(format: format, common: common, whole: PlanFile.showing(file, isVerbose: false)).print(plan)
            if hasDetailedExitCode { try ExitStatus(of: DriftReport(plan)).exit() }
            return
        }
        try PlanReport(
            format: format, common: common, isVerbose: verbose, whole: PlanFile.showing(file)
        ).print(plan)
        if hasDetailedExitCode { try ExitStatus(of: plan, reportsChanges: true).exit() }
    }
}
