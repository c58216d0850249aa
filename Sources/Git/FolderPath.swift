import Glibc

/// A folder of this machine, by its path from the root without links, `.` and `..`, and without a slash at its end.
package struct FolderPath: Sendable, Hashable {
    package let path: String

    /// The folder that a path leads to; nil where nothing is there. Relative paths count from the working directory.
    package init?(resolving path: String) {
        guard let text = realpath(path.isEmpty ? "." : path, nil) else { return nil }
        defer { free(text) }
        self.path = String(cString: text)
    }

    /// The nearest folder above a path at which something is.
    package init?(above path: String) {
        var rest = path[...]
        while true {
            while rest.hasSuffix("/") { rest = rest.dropLast() }
            guard let slash = rest.lastIndex(of: "/") else {
                self.init(resolving: path.hasPrefix("/") ? "/" : ".")
                return
            }
            rest = rest[...slash]
            guard let found = FolderPath(resolving: String(rest)) else { continue }
            self = found
            return
        }
    }

    /// The path of another below this one, empty for the same; nil for what lies elsewhere.
    package func member(_ other: FolderPath) -> String? {
        if other == self { return "" }
        let prefix = path == "/" ? path : path + "/"
        return other.path.hasPrefix(prefix) ? String(other.path.dropFirst(prefix.count)) : nil
    }

    /// The nearest folder at or above this one that git takes for the top of a work tree; nil where there is none.
    package var workTree: FolderPath? {
        var folder = path
        while true {
            if access(folder == "/" ? "/.git" : "\(folder)/.git", F_OK) == 0 { return FolderPath(resolving: folder) }
            guard folder != "/", let slash = folder.lastIndex(of: "/") else { return nil }
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
        }
    }
}
