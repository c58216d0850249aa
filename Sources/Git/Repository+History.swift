import CGit2

extension Repository {
    /// The commits that `start` descends from, newest first, itself included.
    ///
    /// With `file` only those that changed that file or folder: whose entry differs from that of every parent. With `known`
    /// neither that commit nor what it descends from, if it is here.
    package func history(
        from start: ObjectID, of file: String? = nil, after known: ObjectID? = nil, limit: Int = .max
    ) throws -> [Commit] {
        let walk = try Handle.acquire("read", "the history of \(path)", free: git_revwalk_free) {
            git_revwalk_new(&$0, raw)
        }
        git_revwalk_sorting(walk.pointer, GIT_SORT_TOPOLOGICAL.rawValue | GIT_SORT_TIME.rawValue)
        var startID = start.raw
        try check("read", "commit \(start.short) of \(path)", git_revwalk_push(walk.pointer, &startID))
        if var knownID = known?.raw, try holds(commit: knownID) {
            try check("read", "the history of \(path)", git_revwalk_hide(walk.pointer, &knownID))
        }
        var commits: [Commit] = []
        var id = git_oid()
        while commits.count < limit {
            let code = git_revwalk_next(&id, walk.pointer)
            if code == GIT_ITEROVER.rawValue { break }
            try check("read", "the history of \(path)", code)
            let commit = try commit(ObjectID(id))
            if try file.map({ try changes($0, in: commit) }) ?? true { commits.append(commit) }
        }
        return commits
    }

    /// The best common ancestor of two commits; nil where they have none.
    package func mergeBase(of one: ObjectID, and other: ObjectID) throws -> ObjectID? {
        var (one, other, base) = (one.raw, other.raw, git_oid())
        let code = git_merge_base(&base, raw, &one, &other)
        if code == GIT_ENOTFOUND.rawValue { return nil }
        try check("find", "the common ancestor of two commits of \(path)", code)
        return ObjectID(base)
    }

    /// How many commits `one` descends from, itself included, that `other` does not; all of them where `other` is nil.
    package func count(of one: ObjectID, beyond other: ObjectID?) throws -> Int {
        guard let other else { return try history(from: one).count }
        var (mine, theirs, ahead, behind) = (one.raw, other.raw, 0, 0)
        try check("compare", "two commits of \(path)", git_graph_ahead_behind(&ahead, &behind, raw, &mine, &theirs))
        return ahead
    }

    private func holds(commit id: git_oid) throws(GitError) -> Bool {
        var id = id
        let database = try Handle.acquire("read", "objects of \(path)", free: git_odb_free) {
            git_repository_odb(&$0, raw)
        }
        return git_odb_exists(database.pointer, &id) == 1
    }

    private func changes(_ file: String, in commit: Commit) throws -> Bool {
        let own = try entry(at: file, in: commit.tree)?.id
        guard !commit.parents.isEmpty else { return own != nil }
        for parent in commit.parents {
            let parentTree = try self.commit(parent).tree
            if parentTree == commit.tree { return false }
            if try entry(at: file, in: parentTree)?.id == own { return false }
        }
        return true
    }
}
