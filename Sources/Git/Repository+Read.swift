import CGit2

extension Repository {
    /// The reference that `HEAD` names, such as `refs/heads/main`, whether it exists or not.
    package func headReference() throws -> String {
        let head = try Handle.acquire("read", "HEAD of \(path)", free: git_reference_free) {
            git_reference_lookup(&$0, raw, "HEAD")
        }
        guard let target = git_reference_symbolic_target(head.pointer) else {
            throw GitError(
                "read", "HEAD of \(path)", .incomplete,
                "it names a commit instead of a branch; `git -C \(path) branch --contains HEAD` says which branch has that "
                    + "commit, and `git -C \(path) symbolic-ref HEAD refs/heads/BRANCH` goes on with it")
        }
        return String(cString: target)
    }

    /// The commit a reference stands at; nil where there is no such reference.
    package func tip(of reference: String) throws -> ObjectID? {
        try currentTip(of: reference)
    }

    func currentTip(of reference: String) throws(GitError) -> ObjectID? {
        var id = git_oid()
        let code = git_reference_name_to_id(&id, raw, reference)
        if code == GIT_ENOTFOUND.rawValue { return nil }
        try check("read", "\(reference) of \(path)", code)
        guard git_oid_is_zero(&id) == 0 else {
            throw GitError(
                "read", "\(reference) of \(path)", .incomplete,
                "it holds zeros instead of a commit; `git -C \(path) fsck --lost-found` names the newest commit, and "
                    + "`git -C \(path) update-ref \(reference) COMMIT` goes on with it")
        }
        return ObjectID(id)
    }

    /// The commit that a revision such as `main`, `HEAD~2`, a tag or the first digits of an id stands for.
    package func resolve(_ revision: String) throws -> ObjectID {
        do throws(GitError) {
            let object = try Handle.acquire("find", "revision \(revision)", free: git_object_free) {
                git_revparse_single(&$0, raw, revision)
            }
            let commit = try Handle.acquire("find", "revision \(revision)", free: git_object_free) {
                git_object_peel(&$0, object.pointer, GIT_OBJECT_COMMIT)
            }
            return ObjectID(git_object_id(commit.pointer).pointee)
        } catch {
            guard error.reason == .notFound else { throw error }
            throw absent(revision)
        }
    }

    /// A commit's author, message and parents.
    package func commit(_ id: ObjectID) throws -> Commit {
        Commit(try lookupCommit(id))
    }

    /// The bytes of the file at `file` in a commit; nil where there is none, or a folder.
    package func contents(of file: String, at commit: ObjectID) throws -> [UInt8]? {
        guard let entry = try entry(at: file, in: try self.commit(commit).tree), entry.kind == GIT_OBJECT_BLOB
        else { return nil }
        return try contents(of: entry.id)
    }

    /// The id of what stands at `file` in a commit; nil where nothing does. The same id means the same content.
    package func content(of file: String, at commit: ObjectID?) throws -> ObjectID? {
        guard let commit else { return nil }
        return try entry(at: file, in: try self.commit(commit).tree)?.id
    }

    /// Of how many bytes a file may be to be read: far more than anything that Berth writes.
    package static let largestFile = 32 << 20

    /// The bytes of a blob; throws where they are more than `largestFile`.
    package func contents(of blob: ObjectID) throws -> [UInt8] { try read(blob: blob) }

    func read(blob: ObjectID) throws(GitError) -> [UInt8] {
        var id = blob.raw
        let size = try size(of: blob)
        guard size <= Self.largestFile else {
            throw GitError(
                "read", "object \(blob.short) of \(path)", .tooLarge,
                "it is of \(size) bytes; at most \(Self.largestFile) are read")
        }
        let handle = try Handle.acquire("read", "object \(blob.short) of \(path)", free: git_blob_free) {
            git_blob_lookup(&$0, raw, &id)
        }
        let bytes = UnsafeRawBufferPointer(
            start: git_blob_rawcontent(handle.pointer), count: Int(git_blob_rawsize(handle.pointer)))
        return Array(bytes)
    }

    /// The bytes of blobs, in their order; nil for none, and for each that cannot be read its own error.
    package func contents(of blobs: [ObjectID?]) -> [Result<[UInt8]?, GitError>] {
        blobs.map { blob in
            do throws(GitError) {
                return .success(try blob.map { id throws(GitError) in try read(blob: id) })
            } catch {
                return .failure(error)
            }
        }
    }

    /// The files under a folder of a commit, at any depth, sorted by path; the whole tree where `folder` is empty.
    ///
    /// An absent folder has no files.
    package func files(under folder: String = "", at commit: ObjectID) throws -> [FileEntry] {
        let root = try self.commit(commit).tree
        let prefix = String(folder.split(separator: "/").joined(separator: "/"))
        var result: [FileEntry] = []
        if prefix.isEmpty {
            try collect(root, prefix: "", depth: 0, into: &result)
        } else if let entry = try entry(at: prefix, in: root), entry.kind == GIT_OBJECT_TREE {
            try collect(entry.id, prefix: prefix + "/", depth: 0, into: &result)
        }
        return result.sorted { $0.path < $1.path }
    }

    /// Of how many folders within each other a path may be made, and how many files a commit may hold, to be read: a few
    /// objects that refer to each other can stand for more than any machine holds.
    private static let deepestFolder = 64
    private static let mostFiles = 1_000_000

    /// Throws where a folder lies deeper than what is read.
    func checkDepth(_ depth: Int) throws(GitError) {
        guard depth <= Self.deepestFolder else {
            throw GitError(
                "read", "the files of \(path)", .tooLarge,
                "folders lie more than \(Self.deepestFolder) deep in each other")
        }
    }

    /// The paths that differ between two commits, sorted; against the empty tree where `old` is nil.
    package func deltas(from old: ObjectID?, to new: ObjectID) throws -> [FileDelta] {
        let oldTree = try old.map { try commit($0).tree }
        return try deltas(fromTree: oldTree, toTree: try commit(new).tree)
    }
}

extension Repository {
    /// Whether these bytes are the content of a file in some commit here, or were.
    package func holds(_ bytes: [UInt8]) throws -> Bool {
        let subject = "objects of \(path)"
        let database = try Handle.acquire("read", subject, free: git_odb_free) { git_repository_odb(&$0, raw) }
        var id = git2_oid_zero()
        try check("read", subject, git_odb_hash(&id, bytes, bytes.count, GIT_OBJECT_BLOB))
        return git_odb_exists(database.pointer, &id) == 1
    }

    /// The size of an object, of which as little is read as its storage allows.
    private func size(of object: ObjectID) throws(GitError) -> Int { try header(of: object).size }

    private func kind(of object: ObjectID) throws(GitError) -> git_object_t { try header(of: object).kind }

    private func header(of object: ObjectID) throws(GitError) -> (size: Int, kind: git_object_t) {
        let subject = "object \(object.short) of \(path)"
        let database = try Handle.acquire("read", subject, free: git_odb_free) { git_repository_odb(&$0, raw) }
        var (id, size, kind) = (object.raw, 0, GIT_OBJECT_ANY)
        try check("read", subject, git_odb_read_header(&size, &kind, database.pointer, &id))
        return (size, kind)
    }

    func lookupCommit(_ id: ObjectID) throws(GitError) -> Handle {
        var rawID = id.raw
        do throws(GitError) {
            return try Handle.acquire("read", "commit \(id.short) of \(path)", free: git_commit_free) {
                git_commit_lookup(&$0, raw, &rawID)
            }
        } catch {
            throw explained(error, id)
        }
    }

    /// Why a commit cannot be read, where libgit2 says no more than that: another kind of object has its place, or the
    /// repository that this one borrows objects from is gone.
    private func explained(_ error: GitError, _ id: ObjectID) -> GitError {
        var error = error
        let kind = (try? self.kind(of: id)).map { String(cString: git_object_type2string($0)) }
        if let kind, kind != "commit" {
            error.reason = .incomplete
            error.message =
                "it is a \(kind), not a commit; `git -C \(path) fsck --lost-found` names the newest commit, and "
                + "`git -C \(path) update-ref refs/heads/BRANCH COMMIT` puts the branch back on it"
        } else if kind == nil, let lender = RepositoryFiles.missingLender(of: path) {
            error.reason = .incomplete
            error.message =
                "it borrows objects from \(lender), which is not there (\(path)/objects/info/alternates names it); put that "
                + "repository back, or correct the line"
        }
        return error
    }

    func lookupTree(_ id: ObjectID) throws(GitError) -> Handle {
        var rawID = id.raw
        return try Handle.acquire("read", "tree \(id.short) of \(path)", free: git_tree_free) {
            git_tree_lookup(&$0, raw, &rawID)
        }
    }

    /// What stands at a path of a tree; nil where nothing does.
    func entry(at file: String, in tree: ObjectID) throws(GitError) -> (id: ObjectID, kind: git_object_t)? {
        let tree = try lookupTree(tree)
        var entry: OpaquePointer?
        let code = git_tree_entry_bypath(&entry, tree.pointer, file)
        if code == GIT_ENOTFOUND.rawValue { return nil }
        try check("read", "\(file) of \(path)", code)
        defer { git_tree_entry_free(entry) }
        return (ObjectID(git_tree_entry_id(entry).pointee), git_tree_entry_type(entry))
    }

    private func collect(
        _ tree: ObjectID, prefix: String, depth: Int, into result: inout [FileEntry]
    ) throws(GitError) {
        try checkDepth(depth)
        let tree = try lookupTree(tree)
        for index in 0..<git_tree_entrycount(tree.pointer) {
            let entry = git_tree_entry_byindex(tree.pointer, index)
            let file = prefix + String(cString: git_tree_entry_name(entry))
            let id = ObjectID(git_tree_entry_id(entry).pointee)
            if git_tree_entry_type(entry) == GIT_OBJECT_TREE {
                try collect(id, prefix: file + "/", depth: depth + 1, into: &result)
            } else {
                guard result.count < Self.mostFiles else {
                    throw GitError(
                        "read", "the files of \(path)", .tooLarge, "there are more than \(Self.mostFiles) of them")
                }
                result.append(FileEntry(path: file, id: id, mode: .init(git_tree_entry_filemode(entry))))
            }
        }
    }

    func deltas(fromTree old: ObjectID?, toTree new: ObjectID) throws(GitError) -> [FileDelta] {
        if old == new { return [] }
        let newTree = try lookupTree(new)
        guard let old else { return try deltas(from: nil, to: newTree.pointer) }
        let oldTree = try lookupTree(old)
        return try deltas(from: oldTree.pointer, to: newTree.pointer)
    }

    private func deltas(from old: OpaquePointer?, to new: OpaquePointer) throws(GitError) -> [FileDelta] {
        let diff = try Handle.acquire("compare", "two commits of \(path)", free: git_diff_free) {
            git_diff_tree_to_tree(&$0, raw, old, new, nil)
        }
        return (0..<git_diff_num_deltas(diff.pointer)).compactMap { index in
            git_diff_get_delta(diff.pointer, index).map { FileDelta($0.pointee) }
        }.sorted { $0.path < $1.path }
    }
}

extension FileDelta {
    fileprivate init(_ raw: git_diff_delta) {
        path = String(cString: raw.new_file.path)
        old = raw.status == GIT_DELTA_ADDED ? nil : FileEntry(raw.old_file)
        new = raw.status == GIT_DELTA_DELETED ? nil : FileEntry(raw.new_file)
    }
}

extension FileEntry {
    fileprivate init(_ raw: git_diff_file) {
        self.init(path: String(cString: raw.path), id: ObjectID(raw.id), mode: .init(git_filemode_t(UInt32(raw.mode))))
    }
}
