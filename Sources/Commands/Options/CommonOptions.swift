import ArgumentParser
import FoundationEssentials
import Glibc

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

    /// Standard output, or another stream, as this user wants it written to.
    func terminal(_ descriptor: Int32 = STDOUT_FILENO) -> Terminal {
        Terminal(
            descriptor: descriptor, refusesColor: isColorless, environment: ProcessInfo.processInfo.environment)
    }
}

/// How a result is written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, markdown
}

/// The choice between text and forms for programs.
struct FormatOptions: ParsableArguments {
    @Option(help: "How the result is written: text, json or markdown.")
    var format: OutputFormat?

    @Flag(name: .customLong("json"), help: "The same as --format json.")
    var isJSON = false

    /// The chosen format.
    var chosen: OutputFormat { isJSON ? .json : format ?? .text }

    func validate() throws {
        if isJSON, let format, format != .json {
            throw ValidationError("--json and --format \(format.rawValue) contradict each other; give one of them")
        }
    }
}
