import CGit2

extension Repository {
    /// Writes a commit of `changes` (by path) on top of `parent` and returns it; nil where they change nothing.
    ///
    /// No reference moves: see `move`. With `parent` nil the commit has no ancestors.
    package func write(
        _ changes: [String: FileChange], onto parent: ObjectID?, message: String, author: Signature,
        committer: Signature
    ) throws -> ObjectID? {
        let base = try parent.map { try commit($0).tree }
        var updates: [TreeUpdate] = []
        for (file, change) in changes.sorted(by: { $0.key < $1.key }) {
            switch change {
            case .delete: updates.append(try TreeUpdate(file, nil))
            case .write(let bytes): updates.append(try TreeUpdate(file, (try writeBlob(bytes, for: file), .file)))
            }
        }
        let tree = try writeTree(updates, onto: base)
        guard tree != base else { return nil }
        return try writeCommit(
            tree: tree, parents: parent.map { [$0] } ?? [], message: message, author: author, committer: committer)
    }

    /// Writes a commit that joins two lines of commits, and returns it; one of the two where it contains the other.
    ///
    /// Throws a conflict where both changed a path differently since their common ancestor.
    package func merge(
        _ theirs: ObjectID, into ours: ObjectID, message: String, author: Signature, committer: Signature
    ) throws -> ObjectID {
        let base = try mergeBase(of: ours, and: theirs)
        if base == theirs { return ours }
        if base == ours { return theirs }
        let additions = try FileDelta.merged(
            ours: try deltas(from: base, to: ours), theirs: try deltas(from: base, to: theirs),
            operation: "merge", subject: "\(theirs.short) into \(ours.short)")
        let updates = try additions.map { delta in
            try TreeUpdate(delta.path, delta.new.map { ($0.id, $0.mode) })
        }
        let tree = try writeTree(updates, onto: try commit(ours).tree)
        return try writeCommit(
            tree: tree, parents: [ours, theirs], message: message, author: author, committer: committer)
    }

    /// Moves a reference to `new`, provided that it still stands at `old` (nil: that it does not exist).
    ///
    /// Throws `.moved` where it does not.
    package func move(_ reference: String, from old: ObjectID?, to new: ObjectID, reason: String) throws {
        let lock = try WriterLock.acquire(of: path)
        defer { lock.release() }
        try moveLocked(reference, from: old, to: new, reason: reason)
    }

    /// Moves a reference to what `next` makes of where it stands; returns where it stood before and stands then.
    ///
    /// `next` is called while no other process of this program can move the reference, so that nothing is made in vain; nil
    /// leaves the reference where it is. Only git itself may come between: then `next` is called again.
    package func advance(
        _ reference: String, reason: String,
        by next: @Sendable (_ repository: isolated Repository, _ tip: ObjectID?) throws -> ObjectID?
    ) throws -> (before: ObjectID?, after: ObjectID?) {
        let lock = try WriterLock.acquire(of: path)
        defer { lock.release() }
        var attempts = 0
        while true {
            let tip = try tip(of: reference)
            guard let new = try next(self, tip), new != tip else { return (tip, tip) }
            do throws(GitError) {
                try moveLocked(reference, from: tip, to: new, reason: reason)
                return (tip, new)
            } catch {
                attempts += 1
                guard case .moved = error.reason, attempts < 10 else { throw error }
            }
        }
    }

    /// Lets `HEAD` name another branch, whether it exists or not.
    package func follow(_ branch: String) throws {
        let lock = try WriterLock.acquire(of: path)
        defer { lock.release() }
        try clearLock(of: "HEAD")
        try check("let HEAD name", "\(branch) in \(path)", git_repository_set_head(raw, branch))
    }

    /// To be called while holding the writer lock.
    private func moveLocked(
        _ reference: String, from old: ObjectID?, to new: ObjectID, reason: String
    ) throws(GitError) {
        try clearLock(of: reference)
        var expected = old?.raw ?? git2_oid_zero()
        var target = new.raw
        var moved: OpaquePointer?
        let code = git_reference_create_matching(&moved, raw, reference, &target, 1, &expected, reason)
        git_reference_free(moved)
        switch code {
        case GIT_EMODIFIED.rawValue, GIT_ENOTFOUND.rawValue:
            let current = try currentTip(of: reference)
            throw GitError(
                "move", "\(reference) of \(path)", .moved(current: current),
                "it stands at \(current?.short ?? "nothing") instead of \(old?.short ?? "nothing")")
        case GIT_ELOCKED.rawValue:
            throw lockedError(reference)
        default: try check("move", "\(reference) of \(path)", code)
        }
    }

    private func writeBlob(_ bytes: [UInt8], for file: String) throws(GitError) -> ObjectID {
        var id = git_oid()
        let code = bytes.withUnsafeBytes { git_blob_create_from_buffer(&id, raw, $0.baseAddress, $0.count) }
        try check("write", "\(file) to \(path)", code)
        return ObjectID(id)
    }

    private func writeCommit(
        tree: ObjectID, parents: [ObjectID], message: String, author: Signature, committer: Signature
    ) throws(GitError) -> ObjectID {
        let tree = try lookupTree(tree)
        var owned: [RepositoryHandle] = []
        for parent in parents { owned.append(RepositoryHandle(try lookupCommit(parent))) }
        var pointers: [OpaquePointer?] = owned.map { $0.handle.pointer }
        var id = git_oid()
        let code = try author.withRaw { author in
            Result { () throws(GitError) in
                try committer.withRaw { committer in
                    git_commit_create(
                        &id, raw, nil, author, committer, nil, message, tree.pointer, pointers.count, &pointers)
                }
            }
        }.get()
        withExtendedLifetime(owned) {}
        try check("write", "a commit to \(path)", code)
        return ObjectID(id)
    }
}
