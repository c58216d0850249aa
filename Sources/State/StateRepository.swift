import Git

/// The git repository that keeps what Berth did: snapshots, run records and encrypted secrets.
///
/// Several runs may write at once, in this process, on this machine, and through a remote on others: each commit is put
/// on top of the newest one, and only two changes of the same path are a conflict. Every method throws `StateError`.
package struct StateRepository: Sendable {
    /// How often a commit or a push is tried again when others were faster.
    static let attempts = 100

    let git: Repository
    let branch: String
    let remote: Remote?

    /// The repository at `path`, made on first use, and its mirror at `remote`.
    package static func open(at path: String, remote: Remote? = nil) async throws -> StateRepository {
        try await stating {
            let git = try await Repository.openOrCreateBare(at: path)
            return StateRepository(git: git, branch: try await git.headReference(), remote: remote)
        }
    }

    /// The folder of the repository.
    package var path: String { git.path }

    /// The newest state.
    package func head() async throws -> StateRevision {
        try await stating { StateRevision(commit: try await git.tip(of: branch)) }
    }

    /// The state that a git revision such as `HEAD~3` or the first digits of a commit names.
    package func revision(_ name: String) async throws -> StateRevision {
        try await stating { StateRevision(commit: try await git.resolve(name)) }
    }

    /// The bytes at `path`, in the newest state unless `revision` is given; nil where there are none.
    package func read(_ path: String, at revision: StateRevision? = nil) async throws -> [UInt8]? {
        try await stating {
            guard let commit = try await commit(revision) else { return nil }
            return try await git.contents(of: path, at: commit)
        }
    }

    /// The paths of the files under a folder, sorted; all of them where `folder` is empty.
    package func list(_ folder: String = "", at revision: StateRevision? = nil) async throws -> [String] {
        try await stating {
            guard let commit = try await commit(revision) else { return [] }
            return try await git.files(under: folder, at: commit).map(\.path)
        }
    }

    /// Commits `changes` (by path) on top of the newest state and publishes it; returns nil where nothing changes.
    ///
    /// `base` is the state the changes were made from, by default the newest. Throws `.conflict` where another run
    /// changed one of the paths since then, to something else: nothing is committed then. Throws `.notPublished` where
    /// the commit was made but did not reach the remote.
    @discardableResult
    package func commit(
        _ changes: [String: StateChange], basedOn base: StateRevision? = nil, note: CommitNote
    ) async throws -> StateRevision? {
        try await stating {
            var tip = try await git.tip(of: branch)
            let base = base.map(\.commit) ?? tip
            for _ in 0..<Self.attempts {
                try await refuseConflicts(changes, base: base, tip: tip)
                guard
                    let commit = try await git.write(
                        changes, onto: tip, message: note.message, author: note.author, committer: note.committer)
                else { return nil }
                do {
                    try await git.move(branch, from: tip, to: commit, reason: note.subject)
                } catch let error as GitError {
                    guard case .moved(let current) = error.reason else { throw error }
                    tip = current
                    continue
                }
                try await publish(StateRevision(commit: commit), over: tip, note: note)
                try await git.packLooseObjects()
                return StateRevision(commit: commit)
            }
            throw StateError(
                .conflict(paths: []),
                "the state in \(path) changed \(Self.attempts) times while this run tried to commit; run it again")
        }
    }

    private func commit(_ revision: StateRevision?) async throws -> ObjectID? {
        if let revision { return revision.commit }
        return try await git.tip(of: branch)
    }

    /// Throws where a path of `changes` differs between `base` and `tip`, unless it is at `tip` what it shall become.
    private func refuseConflicts(_ changes: [String: StateChange], base: ObjectID?, tip: ObjectID?) async throws {
        guard let tip, tip != base else { return }
        var paths: [String] = []
        for delta in try await git.deltas(from: base, to: tip) {
            guard let change = changes[delta.path] else { continue }
            let current: StateChange
            if let entry = delta.new {
                current = .write(try await git.contents(of: entry.id))
            } else {
                current = .delete
            }
            if current != change { paths.append(delta.path) }
        }
        guard paths.isEmpty else {
            throw StateError(
                .conflict(paths: paths),
                "another run changed \(paths.joined(separator: ", ")) in the state meanwhile; plan and apply again")
        }
    }
}
