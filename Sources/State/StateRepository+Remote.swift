import Git

extension StateRepository {
    /// How often a push is tried again when others were faster: all shards of a fleet may end at once.
    private static let attempts = 40

    /// Brings here what others published, and sends nothing.
    ///
    /// Where the remote cannot be read, or has another history of the same paths, that is told in what is returned, and what is
    /// here stays. Throws `.otherBranch` where the two keep their state on different branches.
    package func refresh(note: CommitNote) async throws -> StateFreshness {
        guard let remote else { return StateFreshness() }
        var freshness = StateFreshness(remote: remote.name)
        do {
            _ = try await fetch(from: remote, note: note)
        } catch let error as StateError {
            switch error.reason {
            case .diverged: freshness.obstacle = .diverged(error.message)
            default: throw error
            }
        } catch let error as GitError {
            if error.reason == .cancelled { throw CancellationError() }
            freshness.obstacle = .unreadable("\(error)")
        }
        return try await stating {
            let tip = try await git.tip(of: branch())
            freshness.isEmpty = tip == nil
            freshness.lastRead = await git.lastExchange()
            freshness.unpublished = try await unpublished(tip)
            return freshness
        }
    }

    /// Brings the remote what is not there yet, joined with what others put there.
    ///
    /// Throws `.notPublished` where the remote does not take it: it stays here, and a later call brings it there. Throws
    /// `.diverged` where others changed the same paths there.
    package func publish(note: CommitNote) async throws {
        guard let remote else { return }
        do {
            for attempt in 0..<Self.attempts {
                // Whoever lost to another lets it go first the next time.
                if attempt > 1 {
                    try await Task.sleep(for: .milliseconds(Int.random(in: 0...min(50 * attempt, 1_000))))
                }
                guard try await unpublished(git.tip(of: branch())) > 0 else { return }
                do {
                    try await git.push(branch(), to: remote, patience: patience)
                    return
                } catch let error as GitError where error.reason == .rejected {
                    let known = try await git.tip(of: Repository.tracking(branch()))
                    // With nothing new there it is a rule of the remote that refuses, not another run that was faster.
                    if known == (try await fetch(from: remote, note: note)) { throw error }
                }
            }
            throw StateError(.notPublished, "the state at \(remote.name) keeps changing")
        } catch let error as GitError {
            if error.reason == .cancelled { throw CancellationError() }
            throw StateError(.notPublished, "\(error)")
        }
    }

    /// Fetches the remote's branch, follows it where nothing is here yet, and joins it. Returns where it stands there.
    private func fetch(from remote: Remote, note: CommitNote) async throws -> ObjectID? {
        let own = try await branch()
        let known = try await git.tip(of: Repository.tracking(own))
        let fetched = try await git.fetch(from: remote, patience: patience) { heads throws(GitError) in
            if let branch = heads.branch(for: own) { return branch }
            let names = heads.tips.keys.sorted().map { $0.trimmingPrefix("refs/heads/") }.joined(separator: ", ")
            throw GitError(
                "follow", remote.name, .notFound,
                "its HEAD names no branch, and there are several (\(names)); make one of them its default branch")
        }
        if fetched.name != own { try await follow(fetched.name, of: remote, from: own) }
        if let known, let tip = fetched.tip, fetched.name == own {
            try await checkGrowth(from: known, to: tip, of: remote, on: own)
        }
        if let tip = fetched.tip { try await join(tip, of: remote, on: fetched.name, note: note) }
        return fetched.tip
    }

    /// Throws where commits that the remote had are not there any more: it was rewound, or its history was replaced. Joining
    /// that would bring back what somebody took away, or mix two histories. What was known stays noted, so that every later
    /// command sees it as well.
    private func checkGrowth(
        from known: ObjectID, to tip: ObjectID, of remote: Remote, on branch: String
    ) async throws {
        let lost = try await git.count(of: known, beyond: tip)
        guard lost > 0 else { return }
        let isRewound = try await git.count(of: tip, beyond: known) == 0
        try await git.track(known, on: branch)
        let name = branch.trimmingPrefix("refs/heads/")
        let commits = lost == 1 ? "1 commit that it had is" : "\(lost) commits that it had are"
        let back =
            isRewound
            ? "`git -C \(path) push \(remote.name) \(known):\(branch)` puts them back"
            : "`git -C \(path) push --force \(remote.name) \(branch)` puts what is here in the place of what is there"
        throw StateError(
            .diverged(paths: []),
            "the history of \(remote.name) was \(isRewound ? "rewound" : "replaced"): \(commits) not on its \(name) any "
                + "more (the newest is \(known.short)), and nothing is joined; \(back), or move \(path) away to go on with "
                + "the remote's")
    }

    private func follow(_ branch: String, of remote: Remote, from own: String) async throws {
        guard try await git.tip(of: own) == nil else {
            let (theirs, ours) = (branch.trimmingPrefix("refs/heads/"), own.trimmingPrefix("refs/heads/"))
            throw StateError(
                .otherBranch,
                "the remote \(remote.name) has state on \(theirs), and this repository is on \(ours); make \(ours) its "
                    + "default branch, or move \(path) away to go on with the remote's")
        }
        try await git.follow(branch)
    }

    /// Puts the remote's tip into the branch.
    private func join(_ theirs: ObjectID, of remote: Remote, on branch: String, note: CommitNote) async throws {
        var merge = note
        merge.subject = "Merge the state of \(remote.name)"
        do {
            _ = try await git.advance(branch, reason: merge.subject) { [merge] git, tip in
                guard let tip else { return theirs }
                return try git.merge(
                    theirs, into: tip, message: merge.message, author: merge.author, committer: merge.committer)
            }
        } catch let error as GitError {
            guard case .conflict(let paths) = error.reason else { throw error }
            throw StateError(
                .diverged(paths: paths),
                "the state in \(path) and at \(remote.name) changed differently (\(error.message)); move \(path) away to go on "
                    + "with the remote's: the next plan looks at what is there")
        }
    }

    /// How many commits up to `tip` the remote did not have when it was last heard.
    private func unpublished(_ tip: ObjectID?) async throws -> Int {
        guard let tip else { return 0 }
        return try await git.count(of: tip, beyond: git.tip(of: Repository.tracking(branch())))
    }
}
