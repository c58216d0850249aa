import CGit2

/// What happens to one path of a tree: it holds an object afterwards, or nothing.
struct TreeUpdate {
    let path: String
    /// The parts of `path` that are still to be walked.
    var parts: ArraySlice<String>
    let content: (id: ObjectID, mode: FileEntry.Mode)?

    init(_ path: String, _ content: (id: ObjectID, mode: FileEntry.Mode)?) throws(GitError) {
        self.path = path
        self.content = content
        parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)[...]
        let isValid = parts.allSatisfy { !["", ".", ".."].contains($0) && $0.lowercased() != ".git" }
        guard isValid, !path.utf8.contains(0) else {
            throw GitError("write", path.isEmpty ? "an empty path" : path, .invalidPath, "git cannot store this path")
        }
    }
}

extension Repository {
    /// Writes `base` with `updates` applied and returns the tree; folders that become empty go.
    func writeTree(_ updates: [TreeUpdate], onto base: ObjectID?) throws(GitError) -> ObjectID {
        if let tree = try updatedTree(base, updates) { return tree }
        let builder = try Handle.acquire("write", "a tree to \(path)", free: git_treebuilder_free) {
            git_treebuilder_new(&$0, raw, nil)
        }
        return try write(builder)
    }

    /// The tree with `updates` applied; nil where nothing is left in it.
    private func updatedTree(_ base: ObjectID?, _ updates: [TreeUpdate]) throws(GitError) -> ObjectID? {
        let builder = try treeBuilder(base)
        let groups = Dictionary(grouping: updates) { $0.parts.first ?? "" }
        for (name, group) in groups.sorted(by: { $0.key < $1.key }) {
            let existing = git_treebuilder_get(builder.pointer, name)
            let folder = existing.flatMap { entry in
                git_tree_entry_type(entry) == GIT_OBJECT_TREE ? ObjectID(git_tree_entry_id(entry).pointee) : nil
            }
            if let leaf = group.first(where: { $0.parts.count == 1 }) {
                guard group.count == 1 else { throw Self.fileAndFolder(leaf.path) }
                guard let content = leaf.content else {
                    if existing != nil && folder == nil { try remove(name, from: builder) }
                    continue
                }
                guard folder == nil else { throw Self.fileAndFolder(leaf.path) }
                try insert(name, content.id, content.mode.raw, into: builder)
            } else {
                let deeper = group.map { update in
                    var update = update
                    update.parts = update.parts.dropFirst()
                    return update
                }
                if existing != nil && folder == nil {
                    guard let write = deeper.first(where: { $0.content != nil }) else { continue }
                    throw Self.fileAndFolder(write.path)
                }
                if let tree = try updatedTree(folder, deeper) {
                    try insert(name, tree, GIT_FILEMODE_TREE, into: builder)
                } else if existing != nil {
                    try remove(name, from: builder)
                }
            }
        }
        return git_treebuilder_entrycount(builder.pointer) == 0 ? nil : try write(builder)
    }

    private func treeBuilder(_ base: ObjectID?) throws(GitError) -> Handle {
        guard let base else {
            return try Handle.acquire("write", "a tree to \(path)", free: git_treebuilder_free) {
                git_treebuilder_new(&$0, raw, nil)
            }
        }
        let tree = try lookupTree(base)
        return try Handle.acquire("write", "a tree to \(path)", free: git_treebuilder_free) {
            git_treebuilder_new(&$0, raw, tree.pointer)
        }
    }

    private func insert(
        _ name: String, _ id: ObjectID, _ mode: git_filemode_t, into builder: borrowing Handle
    ) throws(GitError) {
        var id = id.raw
        try check("write", "\(name) to \(path)", git_treebuilder_insert(nil, builder.pointer, name, &id, mode))
    }

    private func remove(_ name: String, from builder: borrowing Handle) throws(GitError) {
        try check("remove", "\(name) from \(path)", git_treebuilder_remove(builder.pointer, name))
    }

    private func write(_ builder: borrowing Handle) throws(GitError) -> ObjectID {
        var id = git_oid()
        try check("write", "a tree to \(path)", git_treebuilder_write(&id, builder.pointer))
        return ObjectID(id)
    }

    private static func fileAndFolder(_ path: String) -> GitError {
        GitError("write", path, .invalidPath, "it would be a file and a folder at once")
    }
}
