import Document
import Git

/// A commit of the state with what it changed: what the history of an estate is made of.
package struct RecordedChange: Sendable, Hashable {
    package var commit: StateCommit
    /// The workspaces, and `cluster/<name>` for what is shared, whose record it changed, sorted.
    package var groups: [String]
    /// How its run ended (`applied`, `partly-applied`, …); nil where the commit is of no run, or the run is not on record.
    package var status: String?

    package init(commit: StateCommit, groups: [String], status: String? = nil) {
        self.commit = commit
        self.groups = groups
        self.status = status
    }
}

extension StateRepository {
    /// The newest commits, newest first, with what each changed: one walk over the history, however many workspaces there are.
    package func changes(limit: Int) async throws -> [RecordedChange] {
        let commits = try await history(limit: limit)
        let runs = Set(commits.compactMap(\.note.run).map { "runs/\($0).json" })
        var statuses: [String: String] = [:]
        try await eachFile(under: "runs", at: try await head(), where: runs.contains) { path, bytes in
            // A record that cannot be read says nothing of how the run ended.
            guard case .success(let bytes?) = bytes, let record = try? Value(json: bytes) else { return }
            statuses[path] = record["status"]?.string
        }
        var result: [RecordedChange] = []
        for commit in commits {
            try Task.checkCancellation()
            let paths = try await changedPaths(in: commit)
            result.append(
                RecordedChange(
                    commit: commit, groups: Set(paths.compactMap { StateFile($0)?.group }).sorted(),
                    status: commit.note.run.flatMap { statuses["runs/\($0).json"] }))
        }
        return result
    }
}
