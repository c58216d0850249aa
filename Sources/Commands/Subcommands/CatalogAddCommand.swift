import ArgumentParser
import Diagnostics
import Files
import Specification
import Tools

struct CatalogAddCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Brings a Helm chart into the catalog as a revision of its own.",
        discussion: """
            Writes templates/applications/NAME/VERSION/: the chart unpacked, a revision.yaml to edit, and where it came from in \
            provenance.yaml. An application that is new gets an application.yaml, too. Charts are fetched by helm, with its \
            settings and logins.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The application.")
    var name: String

    @Option(
        help: ArgumentHelp(
            "A folder, a .tgz, the URL of a repository or an archive, or oci://registry/path/chart.",
            valueName: "source"))
    var chart: String

    @Option(help: "The version to fetch; a must for repositories and registries.")
    var version: String?

    @Option(
        name: .customLong("chart-name"),
        help: ArgumentHelp("The chart's name in its repository; by default that of the application.", valueName: "name")
    )
    var chartName: String?

    @Option(help: "The name of the revision; by default the chart's version.")
    var revision: String?

    func run() async throws {
        guard name.isDNSLabel, revision?.isRevisionName ?? true else {
            throw UsageError(
                "an application is called by a lower-case DNS label, a revision by letters, digits and .+-_")
        }
        let origin = try ChartOrigin(chart, chart: chartName ?? name, version: version)
        let scratch = try ScratchFolder(named: "berth-catalog")
        defer { scratch.close() }
        let read = try Chart.read(try await fetched(origin, into: scratch))
        guard read.missingDependencies.isEmpty else {
            throw UsageError(
                ("the chart \(read.name) lacks charts that it depends on: "
                    + "\(read.missingDependencies.joined(separator: ", ")); `helm dependency build` puts them into its charts/")
                    .sanitized)
        }
        let revision = revision ?? read.version
        guard revision.isRevisionName else {
            throw UsageError("the chart's version `\(read.version)` cannot name a folder; give --revision".sanitized)
        }
        let entry = CatalogEntry(application: name, revision: revision, chart: read, origin: origin)
        let folder = try entry.write(to: common.root)
        try StandardStreams.print(
            "added \(folder): chart \(read.name) \(read.version), \(read.files.count) files, \(read.digest)\n"
                .sanitizedLines)
        StandardStreams.complain("`berth validate` checks it; `berth catalog diff` compares it with another revision\n")
    }

    /// The folder or archive of the chart on this machine.
    private func fetched(_ origin: ChartOrigin, into scratch: ScratchFolder) async throws -> String {
        guard let arguments = origin.pullArguments else { return origin.source }
        // The estate may name another helm; a project that is not valid yet has none to name.
        let project = try? Project(root: common.root)
        let program = project?.estate.helm?.resolved(home: ProcessEnvironment.home) ?? "helm"
        try scratch.makeFolder("home")
        try scratch.makeFolder("fetched")
        let helm = try await Helm(program: program, home: scratch.path("home"))
        try await helm.pull(arguments, into: scratch.path("fetched"))
        let source = DiskFileSource(root: scratch.path("fetched"))
        guard let archive = try source.entries(of: "")?.first(where: { $0.name.hasSuffix(".tgz") }) else {
            throw UsageError("helm fetched no chart")
        }
        return scratch.path("fetched/\(archive.name)")
    }
}

extension String {
    /// A name of a folder in the catalog that is safe on every system.
    fileprivate var isRevisionName: Bool {
        !isEmpty && utf8.count <= 128 && first != "." && first != "-"
            && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".+-_".contains($0)) }
    }

    fileprivate var sanitizedLines: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { String($0).sanitized }.joined(separator: "\n")
    }
}
