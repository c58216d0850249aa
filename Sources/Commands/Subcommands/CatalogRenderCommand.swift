import ArgumentParser
import Reports

struct CatalogRenderCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "render", abstract: "Prints the objects of an application as they would be applied, as YAML.",
        discussion: """
            What Secrets hold is replaced. Asks no cluster: charts are rendered for one that serves what Kubernetes serves by \
            itself and what the catalog brings.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The application.")
    var name: String

    @Option(help: "The workspace that it is for, whether it asks for it or not.")
    var workspace: String

    @Option(help: "Another revision than the workspace gets.")
    var revision: String?

    func run() async throws {
        let catalog = CatalogComposition(try Project(root: common.root))
        let application = try catalog.application(named: name)
        if let revision { try catalog.check(revision, of: application) }
        let items = try await catalog.items(
            of: name, revision: revision, for: try catalog.workspace(workspace, for: application))
        try StandardStreams.print(RenderedManifests.text(items), as: .source)
    }
}
