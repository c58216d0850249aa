import ArgumentParser
import FoundationEssentials
import Glibc
import Specification

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

    @Option(
        help: ArgumentHelp(
            "Stops, as a Ctrl-C does, when the command takes longer (30s, 10m, 1h30m); exits with 124.",
            valueName: "duration"),
        transform: Self.timeout)
    var timeout: Duration?

    private static func timeout(_ text: String) throws -> Duration {
        guard let timeout = Duration(spelled: text), timeout > .zero else {
            throw ValidationError("--timeout is a length of time such as 30s, 10m or 1h30m, not `\(text)`")
        }
        return timeout
    }

    /// Standard output, or another stream, as this user wants it written to.
    func terminal(_ descriptor: Int32 = STDOUT_FILENO) -> Terminal {
        Terminal(
            descriptor: descriptor, refusesColor: isColorless, environment: ProcessInfo.processInfo.environment)
    }
}
