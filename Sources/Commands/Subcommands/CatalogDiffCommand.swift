import ArgumentParser
import Reports

struct CatalogDiffCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Shows what another revision changes in the objects of an application.",
        discussion: "Asks no cluster. Both revisions are composed with the values that the workspace gives.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "The application.")
    var name: String

    @Argument(help: "The revision to compare from.")
    var old: String

    @Argument(help: "The revision to compare to.")
    var new: String

    @Option(help: "The workspace to compose it for; by default the first that gets it.")
    var workspace: String?

    func run() async throws {
        let catalog = CatalogComposition(try Project(root: common.root))
        let application = try catalog.application(named: name)
        for revision in [old, new] { try catalog.check(revision, of: application) }
        let workspace = try catalog.workspace(workspace, for: application)
        let before = try await catalog.items(of: name, revision: old, for: workspace)
        let after = try await catalog.items(of: name, revision: new, for: workspace)
        try StandardStreams.print(RevisionDifference(from: before, to: after).text(common.terminal().layout()))
    }
}
