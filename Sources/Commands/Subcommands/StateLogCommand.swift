import ArgumentParser
import Diagnostics
import Document
import Execution
import State

struct StateLogCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Shows what was done, newest first: when, by whom, in which run.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "A workspace, or cluster/NAME; everything where none is named.")
    var group: String?

    @Option(name: .shortAndLong, help: "How many commits at most.")
    var limit = 20

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
            if isJSON {
                try StandardStreams.print(
                    String(decoding: Value.array(commits.map(Self.value)).json(.pretty), as: UTF8.self))
            } else {
                try StandardStreams.print(commits.map { Self.line($0) + "\n" }.joined())
            }
            return .success
        }
    }

    /// `fa30e5a  2026-11-23T05:34:21Z  Apply payments  (Jane Doe)`.
    static func line(_ commit: StateCommit) -> String {
        "\(commit.revision.short)  \(time(of: commit))  \(commit.note.subject)  (\(commit.note.actor))".sanitized
    }

    private static func value(of commit: StateCommit) -> Value {
        var result: Value = [
            "commit": .string(commit.revision.description), "time": .string(time(of: commit)),
            "subject": .string(commit.note.subject), "actor": .string(commit.note.actor),
        ]
        result["run"] = commit.note.run.map(Value.string)
        result["plan"] = commit.note.plan.map(Value.string)
        result["spec_commit"] = commit.note.specCommit.map(Value.string)
        return result
    }

    private static func time(of commit: StateCommit) -> String {
        let seconds = Double(commit.note.time)
        return "\(RunClock { seconds }.timestamp().prefix { $0 != "." })Z"
    }
}
