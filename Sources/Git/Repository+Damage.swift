import CGit2

extension Repository {
    /// What of a commit and everything that it descends from cannot be read, at most `limit` of it.
    ///
    /// Each object is read once, and libgit2 holds its bytes against its name: a bit that flipped, an object that is missing and
    /// one of another kind are all found. Blobs that are larger than `largestFile` are only looked for.
    package func damage(of start: ObjectID, limit: Int = 20) throws -> [GitError] {
        var scan = DamageScan(limit: limit)
        var open = [start]
        while let id = open.popLast(), !scan.isFull {
            guard scan.seen.insert(id).inserted else { continue }
            do throws(GitError) {
                let commit = Commit(try lookupCommit(id))
                open += commit.parents
                try walk(commit.tree, depth: 0, &scan)
            } catch {
                scan.errors.append(error)
            }
        }
        return scan.errors
    }

    private struct DamageScan {
        let limit: Int
        var seen: Set<ObjectID> = []
        var errors: [GitError] = []

        var isFull: Bool { errors.count >= limit }
    }

    private func walk(_ tree: ObjectID, depth: Int, _ scan: inout DamageScan) throws(GitError) {
        guard !scan.isFull, scan.seen.insert(tree).inserted else { return }
        try checkDepth(depth)
        let handle = try lookupTree(tree)
        for index in 0..<git_tree_entrycount(handle.pointer) where !scan.isFull {
            let entry = git_tree_entry_byindex(handle.pointer, index)
            let id = ObjectID(git_tree_entry_id(entry).pointee)
            do throws(GitError) {
                switch git_tree_entry_type(entry) {
                case GIT_OBJECT_TREE: try walk(id, depth: depth + 1, &scan)
                case GIT_OBJECT_BLOB where scan.seen.insert(id).inserted: try checkBlob(id)
                default: break
                }
            } catch {
                scan.errors.append(error)
            }
        }
    }

    private func checkBlob(_ id: ObjectID) throws(GitError) {
        do throws(GitError) {
            _ = try read(blob: id)
        } catch {
            guard error.reason == .tooLarge else { throw error }
        }
    }
}
