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
        let prefix = self.path(to: "")
        return other.path.hasPrefix(prefix) ? String(other.path.dropFirst(prefix.count)) : nil
    }

    /// This folder and all above it, the nearest first.
    package var upwards: [FolderPath] {
        var folders = [self]
        while let folder = folders.last, folder.path != "/", let slash = folder.path.lastIndex(of: "/") {
            folders.append(FolderPath(slash == folder.path.startIndex ? "/" : String(folder.path[..<slash])))
        }
        return folders
    }

    /// The path of a file in it.
    package func path(to name: String) -> String { path == "/" ? "/\(name)" : "\(path)/\(name)" }

    private init(_ path: String) { self.path = path }
}
