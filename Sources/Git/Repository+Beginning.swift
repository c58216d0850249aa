import CGit2

extension Repository {
    /// Throws `.incomplete` where commits on a branch would be cut off from a history that is there, or lost.
    ///
    /// That is so in a shallow clone, and where `branch`, which `HEAD` names, does not exist while another one does, or while
    /// there are commits that descend from others. With `followsRemote` the branch comes from there, so that what was fetched
    /// already is no reason to stop.
    package func checkBeginning(of branch: String, followsRemote: Bool) throws {
        guard git_repository_is_shallow(raw) == 0 else {
            throw GitError(
                "use", path, .incomplete,
                "it is a shallow clone, in which the history begins in the middle; `git -C \(path) fetch --unshallow` "
                    + "brings the rest")
        }
        guard try currentTip(of: branch) == nil else { return }
        let others = try references().filter { followsRemote ? $0.hasPrefix("refs/heads/") : true }
        if let other = others.first(where: { $0.hasPrefix("refs/heads/") }) ?? others.first {
            let name = other.trimmingPrefix("refs/heads/")
            throw GitError(
                "use", path, .incomplete,
                "HEAD names \(branch), which does not exist, and there is a history on \(name); "
                    + "`git -C \(path) symbolic-ref HEAD refs/heads/\(name)` goes on with that one")
        }
        guard !followsRemote, let lost = try commitWithParents() else { return }
        throw GitError(
            "use", path, .incomplete,
            "HEAD names \(branch), which does not exist, and there are commits of an earlier history (\(lost.short)); "
                + "`git -C \(path) fsck --lost-found` names the newest, and `git -C \(path) update-ref \(branch) COMMIT` "
                + "goes on with it")
    }

    /// The full names of all references, sorted.
    private func references() throws(GitError) -> [String] {
        var list = git_strarray()
        try check("read", "the references of \(path)", git_reference_list(&list, raw))
        defer { git_strarray_dispose(&list) }
        return (0..<list.count).compactMap { list.strings[$0].map { String(cString: $0) } }.sorted()
    }

    /// A commit that is not the first of its history, anywhere in the object database; nil where there is none.
    ///
    /// Asked only where no reference exists, as in a new repository.
    private func commitWithParents() throws -> ObjectID? {
        let database = try Handle.acquire("read", path, free: git_odb_free) { git_repository_odb(&$0, raw) }
        var ids: [ObjectID] = []
        let code = withUnsafeMutablePointer(to: &ids) { ids in
            git_odb_foreach(
                database.pointer,
                { id, found in
                    guard let id, let found else { return 0 }
                    let ids = found.assumingMemoryBound(to: [ObjectID].self)
                    ids.pointee.append(ObjectID(id.pointee))
                    return ids.pointee.count < 10_000 ? 0 : GIT_ITEROVER.rawValue
                }, ids)
        }
        guard code >= 0 || code == GIT_ITEROVER.rawValue else { throw GitError.last("read", path, code: code) }
        for object in ids {
            var (id, size, kind) = (object.raw, 0, GIT_OBJECT_ANY)
            // A damaged object proves nothing.
            guard git_odb_read_header(&size, &kind, database.pointer, &id) == 0, kind == GIT_OBJECT_COMMIT else {
                continue
            }
            if try !commit(object).parents.isEmpty { return object }
        }
        return nil
    }
}
