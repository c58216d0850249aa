import ArgumentParser
import Reports

/// How a result is written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text, json, markdown, html
    /// GitLab's counts for the widget of a merge request, and its code quality report.
    case gitlab, codequality
    case junit, sarif

    var language: StandardStreams.Language {
        switch self {
        case .text, .markdown: .text
        case .json, .gitlab, .codequality, .sarif: .json
        case .html, .junit: .markup
        }
    }
}

/// The choice between text, pages and forms for programs.
struct FormatOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How the result is written: text, json, markdown (for a comment), html (one page with everything in it), gitlab "
                + "(counts, of a plan), junit (of drift and validate), sarif, codequality (findings at lines). Each command has some "
                + "of them.",
            valueName: "format"))
    var format: OutputFormat?

    @Flag(name: .customLong("json"), help: "The same as --format json.")
    var isJSON = false

    @Option(
        name: .customLong("link-base"),
        help: ArgumentHelp(
            "Where the files of the specification are shown (https://git.example.com/infra/blob/3f2a91c): pages link to their "
                + "lines there.", valueName: "url"),
        transform: { try LinkBase.of("--link-base", $0) })
    var links: LinkBase?

    /// The chosen format.
    var chosen: OutputFormat { isJSON ? .json : format ?? .text }

    func validate() throws {
        if isJSON, let format, format != .json {
            throw ValidationError("--json and --format \(format.rawValue) contradict each other; give one of them")
        }
    }

    /// Throws where the chosen format is not one of those that a command has.
    func check(_ known: [OutputFormat], of command: String) throws {
        guard !known.contains(chosen) else { return }
        let names = known.map(\.rawValue)
        let list = "\(names.dropLast().joined(separator: ", ")) or \(names.last ?? "")"
        throw ValidationError("\(command) is written as \(list), not as \(chosen.rawValue)")
    }
}
