import Glibc
import Specification

extension [SecretBounds] {
    /// What a path leads to when all links are followed; throws `.leavesRoot` where that lies in none of the folders.
    func realPath(of path: String, home: String?) throws(FileSourceError) -> String {
        let real = try path.followed
        for bounds in self {
            // A granted folder may be a link of the operator's; a workspace's own is what it says, and no link to another's.
            let folder = LocalPath(bounds.folder).resolved(home: home)
            guard var root = try? folder.followed else { continue }
            if let member = bounds.member { root += "/\(member)" }
            if real.hasPrefix(root == "/" ? root : root + "/") { return real }
        }
        throw .leavesRoot
    }
}

extension String {
    /// The path without links.
    fileprivate var followed: String {
        get throws(FileSourceError) {
            guard let resolved = realpath(self, nil) else {
                throw .unreadable(reason: String(cString: strerror(errno)))
            }
            defer { free(resolved) }
            return String(cString: resolved)
        }
    }
}
