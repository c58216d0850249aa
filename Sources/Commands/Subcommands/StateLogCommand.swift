import ArgumentParser
import Diagnostics
import Document
import Reports
import State

struct StateLogCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Shows what was done, newest first: when, by whom, in which run.",
        discussion: "`berth state diff REVISION~1 REVISION` shows what a commit changed, object by object.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "A workspace, or cluster/NAME; everything where none is named.")
    var group: String?

    @Option(name: .shortAndLong, help: "How many commits at most.")
    var limit = 20

    @Flag(help: "Also the run, the plan, the commit of the specs, and what changed.")
    var verbose = false

    @Flag(name: .customLong("json"), help: "As JSON.")
    var isJSON = false

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit is at least 1") }
    }

    func run() async throws {
        let project = try Project(root: common.root, tolerating: .allButEstate)
        try await Session.reading(project, common) { session in
            let commits =
                try await session.repository?.history(of: group.map(Snapshot.path), limit: limit) ?? []
            if let group, commits.isEmpty { throw try session.notRecorded(group) }
            var changed: [[String]] = []
            if isJSON || verbose, let repository = session.repository {
                for commit in commits { changed.append(try await repository.changedPaths(in: commit)) }
            }
            let entries = commits.enumerated().map { (commit: $1, changed: $0 < changed.count ? changed[$0] : []) }
            if isJSON {
                try StandardStreams.print(
                    String(decoding: Value.array(entries.map(Self.value)).json(.pretty), as: UTF8.self), as: .json)
            } else {
                try StandardStreams.print(
                    entries.isEmpty
                        ? "Nothing is recorded.\n"
                        : entries.map {
                            Self.line($0.commit) + "\n" + (verbose ? Self.details($0.commit, $0.changed) : "")
                        }
                        .joined())
            }
            return .success
        }
    }

    /// `fa30e5a  2026-11-23T05:34:21Z  Apply payments  (Jane Doe)`.
    static func line(_ commit: StateCommit) -> String {
        "\(commit.revision.short)  \(commit.timeText)  \(commit.note.subject)  (\(commit.note.actor))".sanitized
    }

    /// The lines below that of a commit.
    static func details(_ commit: StateCommit, _ changed: [String]) -> String {
        let note = commit.note
        let files = changed.map { StateFile($0).map(Self.words) ?? "\($0), which berth does not write" }
        let lines = [
            note.run.map { "run \($0)" }, note.plan.map { "plan \($0)" }, note.specCommit.map { "specs \($0)" },
            files.isEmpty ? nil : "changed: \(files.joined(separator: ", "))",
        ]
        return lines.compactMap(\.self).map { "         \($0.sanitized)\n" }.joined()
    }

    private static func words(_ file: StateFile) -> String {
        switch file {
        case .snapshot(let group): group
        case .secret(let group, let name): "the secret \(name) of \(group)"
        case .secretRecord(let group, let name): "for whom \(name) of \(group) is encrypted"
        case .run(let name): "run \(name)"
        }
    }

    private static func value(of entry: (commit: StateCommit, changed: [String])) -> Value {
        var result = entry.commit.value
        result["changed"] = .array(entry.changed.map(Value.string))
        return result
    }
}
