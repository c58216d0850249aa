import ArgumentParser
import Backends
import Diagnostics
import Files
import Glibc
import Reports
import Specification

struct CommentCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "comment", abstract: "Keeps up one comment on a pull or merge request.",
        discussion: """
            Writes what `berth plan --format markdown` prints into the comment of the estate, which its first line marks: the \
            one that is there is written anew, else one is made. Comments of others that carry the same line stay as they are. \
            What `berth drift --format markdown` prints has a comment of its own. With --note and no file the report in the \
            comment stays, and its notes are written anew.

            In a pipeline of GitHub, GitLab, Forgejo or Gitea the request is known: its own, or the merged one that brought the \
            commit. The token is read from BERTH_FORGE_TOKEN, or where --token says.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var forge: ForgeOptions

    @Option(
        name: .customLong("estate-from"),
        help: ArgumentHelp(
            "Takes the estate's name, which marks the comment, from a git revision (origin/main) where the report does not say "
                + "it. For branches of whoever may not change it.", valueName: "revision"))
    var estateFrom: String?

    @Option(help: ArgumentHelp("The number of the pull or merge request.", valueName: "number"))
    var request: Int64?

    @Option(
        help: ArgumentHelp(
            "Says something above the report, in place of what was said there (repeatable).", valueName: "text"))
    var note: [String] = []

    @Argument(
        help: ArgumentHelp(
            "A file of Markdown, or - for standard input; may be left out beside --note.", valueName: "file"))
    var file: String?

    func validate() throws {
        guard file != nil || !note.isEmpty else {
            throw ValidationError("name a file, or - for standard input, or say something with --note")
        }
        if let request, request < 1 { throw ValidationError("--request is a number from 1") }
    }

    /// The text cannot be read.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    func run() async throws {
        let surroundings = ForgeOptions.surroundings
        let chosen = try forge.chosen(surroundings)
        let text = try await StickyText(report: report(), notes: note, link: forge.link) { try await estateName() }
        let known = request ?? surroundings.request
        guard known != nil || surroundings.commit != nil else {
            throw UsageError("this pipeline is about no pull or merge request: name one with --request")
        }
        let place = "\(chosen.forge.project) at \(chosen.forge.name)"
        try await forge.talk(with: chosen) { client in
            var number = known
            if number == nil, let commit = surroundings.commit {
                number = try await client.request(with: commit, into: surroundings.branch)
            }
            guard let number else {
                let commit = (surroundings.commit?.prefix(12) ?? "").description.sanitized
                return try StandardStreams.print(
                    "no merged request of \(place) brought commit \(commit): nothing was commented\n")
            }
            let outcome = try await client.keepUp(marker: text.marker, on: number) { text.text(existing: $0) }
            try StandardStreams.print("comment on request \(number) of \(place): \(outcome.change.rawValue)\n")
            if outcome.removed > 0 { try StandardStreams.print("second comments removed: \(outcome.removed)\n") }
            for reason in outcome.left { StandardStreams.complain("warning: a second comment stays: \(reason)\n") }
        }
    }

    /// The name by which the comment is marked; empty where the revision that it shall come from holds none, so that this can be
    /// said in a comment, too.
    private func estateName() async throws -> String {
        guard let estateFrom else {
            return try Project.loader(root: common.root).estateName()
        }
        let revision = try await ProjectRevision(estateFrom, of: common.root, option: "--estate-from")
        do throws(DiagnosticsError) {
            return try SpecificationLoader(source: revision.source, version: Version.current).estateName()
        } catch {
            StandardStreams.complain(
                "warning: \(revision.words) holds no estate whose name can be read: the comment is marked without one\n"
            )
            return ""
        }
    }

    /// The text of the report; nil where no file is named.
    private func report() async throws -> String? {
        guard let file else { return nil }
        let bytes: [UInt8]
        do {
            bytes =
                file == "-" ? try await Self.standardInput() : try RegularFile(reading: file, limit: Self.limit).bytes
        } catch let error as FileError {
            throw Failure(description: "cannot read \(file == "-" ? "standard input" : file): \(error)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(description: "\(file == "-" ? "standard input" : file) is not UTF-8 text")
        }
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw Failure(
                description:
                    "\(file == "-" ? "standard input" : file) is empty: the comment stays as it is. Did what writes it "
                    + "fail?")
        }
        return text
    }

    private static func standardInput() async throws -> [UInt8] {
        guard !StandardStreams.isTerminal(STDIN_FILENO) else {
            throw UsageError("`-` means Markdown on standard input, which is a terminal here")
        }
        return try await SignalWatch.shared.ending {
            Result { () throws(FileError) in try ByteStream.read(STDIN_FILENO, limit: limit) }
        }.get()
    }

    /// No forge takes as much.
    private static let limit = 8 << 20
}
