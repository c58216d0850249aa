import ArgumentParser
import Diagnostics
import Specification

/// Where the specification is read from.
struct SourceOptions: ParsableArguments {
    @Option(
        name: .customLong("estate-from"),
        help: ArgumentHelp(
            "Reads the estate, templates and catalog from a git revision (origin/main); of the files at hand only "
                + "specs/workspaces counts. For branches of whoever may not change the rest.", valueName: "revision"))
    var estateFrom: String?

    /// Reads the project for a command about workspaces that are named, or about all of them.
    func project(_ common: CommonOptions, about names: [String] = []) async throws -> Project {
        try await common.reading("the specifications") { try await read(common, about: names) }
    }

    private func read(_ common: CommonOptions, about names: [String]) async throws -> Project {
        let tolerance = Project.tolerance(about: names)
        guard let estateFrom else { return try Project(root: common.root, tolerating: tolerance) }
        let base = try await BaseRevision(estateFrom, of: common.root)
        return try await Project(root: common.root, tolerating: tolerance, in: base)
    }

    /// The files of the specification, as messages name them, faulty ones, too.
    func files(_ common: CommonOptions) async throws -> [String] {
        guard let estateFrom else { return Project.loader(root: common.root).files }
        return Project.loader(root: common.root, in: try await BaseRevision(estateFrom, of: common.root)).files
    }
}
