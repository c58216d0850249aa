import ArgumentParser
import Files
import Reports

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Writes pages about a run, or about the whole estate.",
        subcommands: [RunReportCommand.self, EstateReportCommand.self])
}

struct RunReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Writes a page about a run from its events: what ran when, and what waited for what.",
        discussion: """
            Takes what `berth apply --events FILE` wrote, also of a run that is still going on or was killed, and writes one \
            page with everything in it to standard output: berth report run events.ndjson >run.html
            """)

    @Argument(help: ArgumentHelp("The events file, or - for standard input.", valueName: "events"))
    var file: String

    @Option(help: "The file to write; standard output where none is named.")
    var out: String?

    /// The longest events file, in bytes.
    private static let limit = 1 << 28

    func run() throws {
        let events = try InputFile.bytes(file, what: "the events", limit: Self.limit)
        let page = RunHTML().render(try RunRecord(events: String(decoding: events, as: UTF8.self)))
        try PageFile.write(page, to: out)
    }
}

struct EstateReportCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "estate",
        abstract:
            "Writes a page about the estate from its state: workspaces, versions, last runs, and the history of each.",
        discussion: "Asks no cluster. Writes one page with everything in it: berth report estate >estate.html")

    @OptionGroup var common: CommonOptions

    @Option(help: "The file to write; standard output where none is named.")
    var out: String?

    @Option(help: "How many changes of the history at most.")
    var limit = 500

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit is at least 1") }
    }

    func run() async throws {
        let project = try Project(root: common.root, tolerating: .allButEstate)
        try await Session.reading(project, common) { session in
            let history = try await session.repository?.changes(limit: limit) ?? []
            let report = EstateReport(
                estate: session.estate.name, snapshots: session.snapshots.sorted { $0.key < $1.key }.map(\.value),
                unreadable: session.recorded?.unreadable.map { "\($0)" } ?? [], history: history,
                isHistoryCut: history.count == limit)
            try PageFile.write(EstateHTML().render(report), to: out)
            return report.unreadable.isEmpty ? .success : .failure
        }
    }
}
