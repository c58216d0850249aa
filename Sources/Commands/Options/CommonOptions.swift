import ArgumentParser
import FoundationEssentials
import Glibc

/// A command that works on a project, or makes one.
protocol ProjectCommand: ParsableCommand {
    var common: CommonOptions { get }
}

/// The options that all commands share.
struct CommonOptions: ParsableArguments {
    @Option(
        name: [.customLong("root"), .customShort("C")],
        help: ArgumentHelp("The folder with specs/ and templates/ in it.", valueName: "dir"))
    var root = "."

    @Flag(
        name: .customLong("no-color"), help: "No colours, also on a terminal (NO_COLOR in the environment does it too)."
    )
    var isColorless = false

    @Flag(
        name: .customLong("no-pager"),
        help: "Prints long results as they are (BERTH_PAGER names the program that pages).")
    var refusesPager = false

    @Option(
        help: ArgumentHelp(
            "Stops, as a Ctrl-C does, when the command takes longer (30s, 10m, 1h30m); exits with 124.",
            valueName: "duration"),
        transform: { try Duration.of("--timeout", $0) })
    var timeout: Duration?

    /// Shows a result for people on standard output, in a pager where it is longer than the terminal.
    func show(_ text: String) throws {
        try Pager(
            isTerminal: StandardStreams.isTerminal(STDOUT_FILENO), isRefused: refusesPager,
            environment: ProcessInfo.processInfo.environment
        ).show(text, rows: terminal().height)
    }

    /// Says at once on a terminal what is read, since that may take its time.
    func reading<Result>(_ what: String, _ body: () async throws -> Result) async throws -> Result {
        try await LiveLine(terminal(STDERR_FILENO)).during({ "reading \(what)" }, atOnce: true) { try await body() }
    }

    /// Standard output, or another stream, as this user wants it written to.
    func terminal(_ descriptor: Int32 = STDOUT_FILENO) -> Terminal {
        Terminal(
            descriptor: descriptor, refusesColor: isColorless, environment: ProcessInfo.processInfo.environment)
    }
}
