import Document
import Git

/// A commit of the state, as `berth state log` shows it.
package struct StateCommit: Sendable, Hashable {
    package var revision: StateRevision
    /// The state before it; the first one where it joins two.
    package var parent: StateRevision
    package var note: CommitNote

    package init(revision: StateRevision, parent: StateRevision, note: CommitNote) {
        self.revision = revision
        self.parent = parent
        self.note = note
    }
}

/// A path of the state that two revisions differ in.
package struct StateDelta: Sendable, Hashable {
    package var path: String
    /// Nil where the path was added.
    package var old: [UInt8]?
    /// Nil where the path was removed.
    package var new: [UInt8]?

    package init(path: String, old: [UInt8]? = nil, new: [UInt8]? = nil) {
        self.path = path
        self.old = old
        self.new = new
    }
}

extension StateRepository {
    /// The commits up to the newest state (or `revision`), newest first.
    ///
    /// With `path` only those that changed that file or folder.
    package func history(
        of path: String? = nil, from revision: StateRevision? = nil, limit: Int = .max
    ) async throws -> [StateCommit] {
        let start = if let revision { revision } else { try await head() }
        guard let start = start.commit else { return [] }
        return try await stating {
            try await git.history(from: start, of: path, limit: limit).map(StateCommit.init)
        }
    }

    /// Whether a run of a plan, by its digest, ended with `status` since the revision that the plan was made from.
    package func hasEnded(_ plan: String, as status: String, since revision: StateRevision) async throws -> Bool {
        try await hasRun(since: revision) {
            $0.plan == plan
        } where: {
            $0["plan"]?.string == plan && $0["status"]?.string == status
        }
    }

    /// Whether a run of a group, by its name, began since a commit that recorded it, and has recorded no end: it was killed, or
    /// is at work just now.
    package func hasUnfinishedRun(of group: String, since commit: StateCommit) async throws -> Bool {
        try await hasRun(since: commit.revision) {
            // The run that made the commit was done with the group.
            $0.run != commit.note.run
        } where: { record in
            record["status"]?.string == StateFile.begunRun && record["groups"]?.array?.contains(.string(group)) == true
        }
    }

    /// Whether the record of one of the runs that committed since a revision is as `isWanted` says.
    private func hasRun(
        since revision: StateRevision, of isLookedAt: (CommitNote) -> Bool, where isWanted: (Value) -> Bool
    ) async throws -> Bool {
        let head = try await head()
        guard let start = head.commit else { return false }
        let commits = try await stating {
            try await git.history(from: start, after: revision.commit).map(StateCommit.init)
        }
        for run in Set(commits.map(\.note).filter(isLookedAt).compactMap(\.run)).sorted() {
            guard let bytes = try await read("runs/\(run).json", at: head), let record = try? Value(json: bytes) else {
                continue
            }
            if isWanted(record) { return true }
        }
        return false
    }

    /// Whether a revision is the newest state, or one before it.
    package func isRecorded(_ revision: StateRevision) async throws -> Bool {
        guard let commit = revision.commit, let head = try await head().commit else { return false }
        return try await stating { try await git.count(of: commit, beyond: head) == 0 }
    }

    /// The paths that a commit changed, sorted; of one that joins two, against the first of them.
    package func changedPaths(in commit: StateCommit) async throws -> [String] {
        guard let id = commit.revision.commit else { return [] }
        return try await stating { try await git.deltas(from: commit.parent.commit, to: id).map(\.path) }
    }

    /// The newest commit that changed each of some paths; those that no commit did are left out.
    package func lastChanges(of paths: Set<String>) async throws -> [String: StateCommit] {
        var (result, open) = ([String: StateCommit](), paths)
        for commit in try await history() where !open.isEmpty {
            try Task.checkCancellation()
            for path in try await changedPaths(in: commit) where open.remove(path) != nil { result[path] = commit }
        }
        return result
    }

    /// One commit.
    package func commit(at revision: StateRevision) async throws -> StateCommit? {
        try await history(from: revision, limit: 1).first
    }

    /// What differs between two states, sorted by path.
    package func deltas(from old: StateRevision, to new: StateRevision) async throws -> [StateDelta] {
        if old == new { return [] }
        guard let target = new.commit else {
            return try await deltas(from: new, to: old).map { StateDelta(path: $0.path, old: $0.new, new: $0.old) }
        }
        return try await stating {
            var result: [StateDelta] = []
            for delta in try await git.deltas(from: old.commit, to: target) {
                var difference = StateDelta(path: delta.path)
                if let entry = delta.old { difference.old = try await git.contents(of: entry.id) }
                if let entry = delta.new { difference.new = try await git.contents(of: entry.id) }
                result.append(difference)
            }
            return result
        }
    }
}

extension StateCommit {
    init(_ commit: Commit) {
        revision = StateRevision(commit: commit.id)
        parent = StateRevision(commit: commit.parents.first)
        note = CommitNote(
            subject: commit.summary, actor: commit.trailer("Actor") ?? commit.author.name, time: commit.committer.time,
            plan: commit.trailer("Plan"), run: commit.trailer("Run"), specCommit: commit.trailer("Spec-Commit"))
    }
}
