import CGit2
import Files

extension Repository {
    /// The commit that a revision stands for that somebody else wrote down, such as the variable of a pipeline.
    ///
    /// Takes what means one thing only: the name of a branch or tag, in short or in full, an id, with `~2` or `^` behind it.
    /// Throws `.ambiguous` where several references have the name and stand at different commits, since whoever may push a
    /// tag could choose; `.invalidName` for options, ranges, paths in a commit and searches; `.notACommit` for other objects;
    /// `.notFound`, which says what brings the commit.
    package func commit(named revision: String) throws -> ObjectID {
        guard Self.isPlain(revision) else {
            throw GitError(
                "find", "revision \(revision)", .invalidName,
                "this is not the name of a branch, a tag or a commit")
        }
        let base = String(revision.prefix { !"~^".contains($0) })
        let named = try references(named: base)
        let isShortID = (4..<40).contains(base.utf8.count) && base.allSatisfy(\.isHexDigit)
        guard Set(named.map(\.commit)).count <= 1, named.isEmpty || !isShortID else {
            let names = named.map(\.name).joined(separator: " and ") + (isShortID ? ", and it may be an id" : "")
            throw GitError(
                "find", "revision \(revision)", .ambiguous,
                "it may mean \(names); name the one that is meant in full")
        }
        do throws(GitError) {
            let object = try Handle.acquire("find", "revision \(revision)", free: git_object_free) {
                git_revparse_single(&$0, raw, revision)
            }
            let kind = git_object_type(object.pointer)
            guard kind == GIT_OBJECT_COMMIT || kind == GIT_OBJECT_TAG else {
                throw GitError(
                    "find", "revision \(revision)", .notACommit,
                    "it is a \(String(cString: git_object_type2string(kind))), not a commit")
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

    /// That a revision is not here, and what brings it.
    func absent(_ revision: String) -> GitError {
        let isShallow = git_repository_is_shallow(raw) == 1
        return GitError(
            "find", "revision \(revision)", .notFound,
            "there is no such commit in \(workTree ?? path)"
                + (isShallow
                    ? ", which is a shallow clone; `git fetch --unshallow` brings the rest, and in a pipeline fetch-depth: 0 "
                        + "(GIT_DEPTH: 0)"
                    : ""))
    }

    /// Whether a text can be the name of a branch, tag or commit with steps back from it, and nothing else.
    private static func isPlain(_ revision: String) -> Bool {
        let isWritten = revision.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control && !$0.properties.isWhitespace
        }
        let others = ["..", ":", "{", "\\", "?", "*", "["]
        return isWritten && !revision.isEmpty && revision.utf8.count <= 1024 && !revision.hasPrefix("-")
            && !others.contains(where: revision.contains)
    }

    /// What a short name may mean, with the commits, in the order in which git looks for them.
    private func references(named name: String) throws(GitError) -> [(name: String, commit: ObjectID)] {
        var found: [(name: String, commit: ObjectID)] = []
        let rules = ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"].map { $0 + name }
        for full in rules + ["refs/remotes/\(name)/HEAD"] {
            guard full.contains("/") || full == "HEAD" else { continue }
            var id = git_oid()
            guard git_reference_name_to_id(&id, raw, full) == 0 else { continue }
            // An annotated tag is an object of its own.
            let target = ObjectID(id)
            let commit = try? Handle.acquire("find", "revision \(name)", free: git_object_free) {
                git_object_lookup(&$0, raw, &id, GIT_OBJECT_ANY)
            }.peeled
            found.append((full, commit ?? target))
        }
        return found
    }

    /// The files that the index names, as a checkout left it.
    package func indexedFiles() throws -> [FileEntry] {
        let index = try Handle.acquire("read", "the index of \(path)", free: git_index_free) {
            git_repository_index(&$0, raw)
        }
        return (0..<git_index_entrycount(index.pointer)).compactMap { position in
            git_index_get_byindex(index.pointer, position).map { entry in
                FileEntry(
                    path: String(cString: entry.pointee.path), id: ObjectID(entry.pointee.id),
                    mode: .init(git_filemode_t(entry.pointee.mode)))
            }
        }
    }
}

extension Repository {
    /// Whether the index of the repository around a folder has it as a submodule. Blocks for as long as reading an index takes;
    /// false where there is no repository, or none that can be read.
    package static func hasSubmodule(at folder: String) -> Bool {
        guard let owner = try? RepositoryHandle.discover(from: folder),
            let top = git_repository_workdir(owner.handle.pointer).map({ String(cString: $0) }),
            let place = FolderPath(resolving: folder), let root = FolderPath(resolving: top),
            let member = root.member(place), !member.isEmpty
        else { return false }
        var index: OpaquePointer?
        guard git_repository_index(&index, owner.handle.pointer) == 0 else { return false }
        defer { git_index_free(index) }
        guard let entry = git_index_get_bypath(index, member, 0) else { return false }
        return FileEntry.Mode(git_filemode_t(entry.pointee.mode)) == .submodule
    }
}

extension Handle {
    /// The commit that an object stands for; nil where it is none.
    fileprivate var peeled: ObjectID? {
        var commit: OpaquePointer?
        guard git_object_peel(&commit, pointer, GIT_OBJECT_COMMIT) == 0 else { return nil }
        defer { git_object_free(commit) }
        return ObjectID(git_object_id(commit).pointee)
    }
}

extension ObjectID {
    /// The id that git gives a file with these bytes.
    package init(ofFile bytes: [UInt8]) throws {
        var id = git2_oid_zero()
        try check("name", "a file", git_odb_hash(&id, bytes, bytes.count, GIT_OBJECT_BLOB))
        self.init(id)
    }
}
