/// A path that differs between two trees; renames are a removal and an addition.
package struct FileDelta: Sendable, Hashable {
    package var path: String
    /// Nil where the path was added.
    package var old: FileEntry?
    /// Nil where the path was removed.
    package var new: FileEntry?
}

extension FileDelta {
    /// What has to change in `ours` so that it also holds `theirs`, both counted from one common ancestor.
    ///
    /// Paths are merged whole: never a line of one side with a line of the other. Throws a conflict that names every
    /// path the two sides changed differently, or that is a file on one side and a folder on the other.
    static func merged(
        ours: [FileDelta], theirs: [FileDelta], operation: String, subject: String
    ) throws(GitError) -> [FileDelta] {
        let own = Dictionary(uniqueKeysWithValues: ours.map { ($0.path, $0) })
        var result: [FileDelta] = []
        var conflicts: Set<String> = []
        for delta in theirs {
            if let mine = own[delta.path] {
                if mine.new?.id != delta.new?.id || mine.new?.mode != delta.new?.mode { conflicts.insert(delta.path) }
            } else {
                result.append(delta)
            }
        }
        conflicts.formUnion(nested(files: ours, within: theirs))
        conflicts.formUnion(nested(files: theirs, within: ours))
        guard conflicts.isEmpty else {
            let paths = conflicts.sorted()
            throw GitError(
                operation, subject, .conflict(paths: paths),
                "both sides changed \(paths.prefix(5).joined(separator: ", "))"
                    + (paths.count > 5 ? " and \(paths.count - 5) more" : ""))
        }
        return result
    }

    /// The files of one side that are folders on the other.
    private static func nested(files: [FileDelta], within others: [FileDelta]) -> Set<String> {
        let written = Set(files.filter { $0.new != nil }.map(\.path))
        var found: Set<String> = []
        for other in others where other.new != nil {
            var path = other.path[...]
            while let slash = path.lastIndex(of: "/") {
                path = path[..<slash]
                if written.contains(String(path)) { found.insert(String(path)) }
            }
        }
        return found
    }
}
