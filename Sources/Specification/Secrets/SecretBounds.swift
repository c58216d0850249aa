/// A folder, or a single file, that a workspace may name secrets in.
///
/// The path is compared as it is written; where links lead is for whoever opens the file to see: what it really is must lie in
/// the real `folder`, below its member `member` where that is given.
package struct SecretBounds: Sendable, Hashable {
    /// The folder that operators keep.
    package var folder: String
    /// The folder in it that is the workspace's own, which must not be a link to another's.
    package var member: String?
    /// The one file that is meant; nil: everything below.
    private var file: String?

    /// The folder of a workspace.
    init(ownFolder path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        folder = parts.count > 1 ? parts.dropLast().joined(separator: "/") : "."
        if folder.isEmpty { folder = "/" }
        member = parts.last.map(String.init)
    }

    /// What the estate grants: a folder with `/` at its end, or a file.
    init(granted path: LocalPath) {
        let text = path.resolved()
        if text.hasSuffix("/") {
            folder = String(text.dropLast())
            if folder.isEmpty { folder = "/" }
        } else {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            folder = parts.count > 1 ? parts.dropLast().joined(separator: "/") : "."
            if folder.isEmpty { folder = "/" }
            file = text
        }
    }

    /// Whether a path names something here, `.` and `..` worked out.
    func contains(_ path: String) -> Bool {
        if let file { return file.normalizedPath == path.normalizedPath }
        let root = (member.map { folder == "/" ? "/\($0)" : "\(folder)/\($0)" } ?? folder).normalizedPath
        return path.normalizedPath.starts(with: root) && path.normalizedPath.count > root.count
    }
}

extension String {
    /// A path with `.` and `..` worked out.
    var withoutDots: String { normalizedPath.joined(separator: "/") }

    /// The parts of a path without `.`, and without `..` where something stands before it; an absolute one begins with an
    /// empty part.
    var normalizedPath: [Substring] {
        var parts: [Substring] = hasPrefix("/") ? [""] : []
        for part in split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                if !last.isEmpty { parts.removeLast() }
            } else {
                parts.append(part)
            }
        }
        return parts
    }
}
