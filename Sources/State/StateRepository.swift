import Diagnostics
import Git

/// The git repository that keeps what Berth did: snapshots, run records and encrypted secrets.
///
/// Several runs may write at once, in this process, on this machine, and through a remote on others: each commit is put
/// on top of the newest one, and only two changes of the same path are a conflict. Nothing here waits for a remote but
/// `refresh` and `publish`. Every method throws `StateError`, and `CancellationError` where the task is cancelled.
package struct StateRepository: Sendable {
    let git: Repository
    let remote: Remote?
    let patience: Patience

    /// The repository at `path`, made on first use, and its mirror at `remote`, which `patience` is had with.
    ///
    /// Throws where commits would begin a second history beside one that is there.
    package static func open(
        at path: String, remote: Remote? = nil, patience: Patience = Patience()
    ) async throws -> StateRepository {
        try await stating {
            let git = try await Repository.openOrCreateBare(at: path)
            let state = StateRepository(git: git, remote: remote, patience: patience)
            try await git.checkBeginning(of: try await state.branch(), followsRemote: remote != nil)
            return state
        }
    }

    /// The folder of the repository.
    package var path: String { git.path }

    /// The branch that `HEAD` names: the remote's, once that was read.
    func branch() async throws -> String { try await git.headReference() }

    /// The newest state.
    package func head() async throws -> StateRevision {
        try await stating { StateRevision(commit: try await git.tip(of: branch())) }
    }

    /// The state that a git revision such as `HEAD~3` or the first digits of a commit names; throws `.noRevision` where none has
    /// that name.
    package func revision(_ name: String) async throws -> StateRevision {
        do {
            return StateRevision(commit: try await git.commit(named: name))
        } catch let error as GitError {
            guard [.notFound, .invalidName, .ambiguous, .notACommit].contains(error.reason) else {
                throw StateError(error)
            }
            throw StateError(
                .noRevision,
                "`\(name.sanitized)` does not name a commit of the state: \(error.message); `berth state log` lists them"
            )
        }
    }

    /// The bytes at `path`, in the newest state unless `revision` is given; nil where there are none.
    package func read(_ path: String, at revision: StateRevision? = nil) async throws -> [UInt8]? {
        try await stating {
            guard let commit = try await commit(revision) else { return nil }
            return try await git.contents(of: path, at: commit)
        }
    }

    /// Whether a file with these bytes is recorded, or was at any time.
    package func holds(_ bytes: [UInt8]) async throws -> Bool { try await stating { try await git.holds(bytes) } }

    /// The paths of the files under a folder, sorted; all of them where `folder` is empty.
    package func list(_ folder: String = "", at revision: StateRevision? = nil) async throws -> [String] {
        try await stating {
            guard let commit = try await commit(revision) else { return [] }
            return try await git.files(under: folder, at: commit).map(\.path)
        }
    }

    /// Commits `changes` (by path) on top of the newest state; returns nil where nothing changes. Nothing is published.
    ///
    /// `base` is what the changes were made from, by default the newest state. Throws `.conflict` where another run
    /// changed one of the paths since then, to something else: nothing is committed then.
    @discardableResult
    package func commit(
        _ changes: [String: StateChange], basedOn base: StateBase? = nil, note: CommitNote
    ) async throws -> StateRevision? {
        try await stating {
            let moved = try await git.advance(branch(), reason: note.subject) { git, tip in
                if let base { try git.refuseLostUpdates(of: changes, since: base, at: tip) }
                return try git.write(
                    changes, onto: tip, message: note.message, author: note.author, committer: note.committer)
            }
            return moved.before == moved.after ? nil : StateRevision(commit: moved.after)
        }
    }

    /// Gathers what lies about in many small files. Reading and writing go on meanwhile.
    package func tidy() async throws {
        _ = try await stating { try await git.packLooseObjects() }
    }

    private func commit(_ revision: StateRevision?) async throws -> ObjectID? {
        if let revision { return revision.commit }
        return try await git.tip(of: branch())
    }
}

extension Repository {
    /// Throws where a path of `changes` is at `tip` not what the run last saw, unless it is what it shall become.
    fileprivate func refuseLostUpdates(
        of changes: [String: StateChange], since base: StateBase, at tip: ObjectID?
    ) throws {
        var paths: [String] = []
        for (path, change) in changes {
            let seen = base.revision(of: path).commit
            guard seen != tip else { continue }
            let current = try content(of: path, at: tip)
            guard current != (try content(of: path, at: seen)) else { continue }
            let wanted: StateChange = if let current { .write(try contents(of: current)) } else { .delete }
            if wanted != change { paths.append(path) }
        }
        guard paths.isEmpty else {
            let names = paths.sorted()
            throw StateError(
                .conflict(paths: names),
                "another run changed \(names.listed(most: 5)) in the state meanwhile; plan and apply again")
        }
    }
}
