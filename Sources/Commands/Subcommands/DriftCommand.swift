import ArgumentParser
import Planning
import Reports

struct DriftCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "Shows what somebody changed outside of berth; exits with 2 where there is drift.",
        discussion: "Writes nothing. `berth apply` sets drift back.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var work: ParallelismOptions

    @Argument(help: "The workspaces to look at; all where none is named.")
    var workspaces: [String] = []

    @OptionGroup var format: FormatOptions

    func run() async throws {
        let project = try Project(root: common.root, about: workspaces)
        let options = Planner.Options(workspaces: try project.chosen(workspaces), parallelism: work.parallelism)
        try await Session.reading(project, common) { session in
            let plan = try await session.plan(options)
            switch format.chosen {
            case .text: try StandardStreams.print(DriftText(common.terminal().layout()).render(plan))
            case .json: try StandardStreams.print(DriftJSON().render(plan))
            case .markdown: try StandardStreams.print(DriftMarkdown().render(plan))
            }
            return ExitStatus(of: DriftReport(plan))
        }
    }
}
