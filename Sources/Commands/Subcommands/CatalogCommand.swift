import ArgumentParser

struct CatalogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog", abstract: "Brings charts into the catalog, and shows what applications consist of.",
        subcommands: [CatalogAddCommand.self, CatalogDiffCommand.self, CatalogRenderCommand.self])
}
