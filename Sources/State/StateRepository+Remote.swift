import Git

extension StateRepository {
    /// Brings this repository and its remote to one state; does nothing without a remote.
    ///
    /// For the start of a run: what others committed is here afterwards, and what an earlier run could not publish is
    /// there.
    package func synchronize(note: CommitNote) async throws {
        guard let remote else { return }
        try await stating { try await exchange(with: remote, note: note) }
    }

    private func exchange(with remote: Remote, note: CommitNote) async throws {
        for _ in 0..<Self.attempts {
            let theirs = try await git.fetch(branch, from: remote)
            let tip = try await adopt(theirs, note: note)
            guard tip != theirs else { return }
            do {
                return try await git.push(branch, to: remote)
            } catch let error as GitError where error.reason == .rejected {
                // With nothing new there it is a rule of the remote that refuses, not another run that was faster.
                if theirs == (try await git.fetch(branch, from: remote)) { throw error }
            }
        }
        throw StateError(.git(.rejected), "the state at \(remote.name) keeps changing; run again")
    }

    /// Pushes `commit`, which was just put on top of `parent`, together with what others put on it.
    ///
    /// Where the remote changed the same paths the commit is taken back, as if it had come second.
    func publish(_ commit: StateRevision, over parent: ObjectID?, note: CommitNote) async throws {
        guard let remote, let own = commit.commit else { return }
        do {
            do {
                return try await git.push(branch, to: remote)
            } catch let error as GitError where error.reason == .rejected {
                try await exchange(with: remote, note: note)
            }
        } catch let error as StateError {
            guard case .diverged(let paths) = error.reason else { throw error }
            try await takeBack(own, to: parent)
            throw StateError(
                .conflict(paths: paths),
                "another run changed \(paths.joined(separator: ", ")) at \(remote.name) meanwhile; plan and apply again"
            )
        } catch let error as GitError {
            throw StateError(
                .notPublished(commit: commit),
                "state commit \(commit.short) is in \(path) but not at \(remote.name): \(error.message); "
                    + "the next run publishes it")
        }
    }

    /// Joins the remote's tip into the branch and returns where it stands then.
    private func adopt(_ theirs: ObjectID?, note: CommitNote) async throws -> ObjectID? {
        var tip = try await git.tip(of: branch)
        guard let theirs else { return tip }
        var merge = note
        merge.subject = "Merge the state of \(remote?.name ?? "the remote")"
        for _ in 0..<Self.attempts {
            let joined: ObjectID
            if let ours = tip {
                joined = try await merged(theirs, into: ours, note: merge)
            } else {
                joined = theirs
            }
            guard joined != tip else { return tip }
            do {
                try await git.move(branch, from: tip, to: joined, reason: merge.subject)
                return joined
            } catch let error as GitError {
                guard case .moved(let current) = error.reason else { throw error }
                tip = current
            }
        }
        throw StateError(.conflict(paths: []), "the state in \(path) keeps changing; run again")
    }

    private func merged(_ theirs: ObjectID, into ours: ObjectID, note: CommitNote) async throws -> ObjectID {
        do {
            return try await git.merge(
                theirs, into: ours, message: note.message, author: note.author, committer: note.committer)
        } catch let error as GitError {
            guard case .conflict(let paths) = error.reason else { throw error }
            throw StateError(
                .diverged(paths: paths),
                "the state in \(path) and at \(remote?.name ?? "the remote") changed differently (\(error.message)); "
                    + "merge refs/remotes/origin there by hand, or remove \(path) to take the remote's")
        }
    }

    private func takeBack(_ commit: ObjectID, to parent: ObjectID?) async throws {
        var target = parent
        if target == nil { target = try await git.tip(of: Repository.tracking(branch)) }
        guard let target else { return }
        do {
            try await git.move(branch, from: commit, to: target, reason: "take back what came second")
        } catch let error as GitError {
            // Another run has built on it already; its own publishing meets the conflict.
            guard case .moved = error.reason else { throw error }
        }
    }
}
