import Document
import Files
import Glibc

/// A folder on disk. Symbolic links are followed as long as they stay in the part of it that they lie in: `specs/workspaces`,
/// which teams write, the rest of `specs`, `templates`.
package struct DiskFileSource: FileSource {
    private let root: SourceRoot
    private let isTrusted: Bool
    private let isSubmodule: @Sendable (String) -> Bool

    /// The folder with `specs` and `templates` in it, as the user typed it. Where it is not trusted, those parts must not be links
    /// themselves: such a one makes a part of whatever lies beside. `isSubmodule` is asked about folders with nothing in them, by
    /// their paths on this machine: git leaves a submodule empty that it does not check out.
    package init(
        root: String, isTrusted: Bool = true, isSubmodule: @escaping @Sendable (String) -> Bool = { _ in false }
    ) {
        self.root = SourceRoot(path: root)
        self.isTrusted = isTrusted
        self.isSubmodule = isSubmodule
    }

    package func displayName(of path: String) -> String { root.displayName(of: path) }

    package func entries(of folder: String) throws(FileSourceError) -> [FileEntry]? {
        let path: String
        do {
            path = try resolve(folder)
        } catch .absent {
            if isInSubmodule(folder) { throw .submodule(isInWorkTree: true) }
            return nil
        }
        guard let handle = opendir(path) else {
            if errno == ENOTDIR { throw .notFolder }
            throw .unreadable(reason: String(cString: strerror(errno)))
        }
        defer { closedir(handle) }
        var entries: [FileEntry] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            entries.append(member(name, of: path))
        }
        if entries.isEmpty, isSubmodule(path) { throw .submodule(isInWorkTree: true) }
        return entries.sorted { $0.name.precedesInBytes($1.name) }
    }

    package func contents(of file: String, limit: Int) throws(FileSourceError) -> [UInt8] {
        let path: String
        do {
            path = try resolve(file)
        } catch .absent where isInSubmodule(file) {
            throw .submodule(isInWorkTree: true)
        }
        let bytes: [UInt8]
        do {
            // Links were followed as far as they may lead.
            bytes = try RegularFile(reading: path, limit: limit, followsLinks: false).bytes
        } catch {
            throw FileSourceError(error)
        }
        if let reason = bytes.absentContent { throw .unreadable(reason: reason) }
        return bytes
    }

    /// Whether what is not there lies in a submodule that is not checked out.
    private func isInSubmodule(_ path: String) -> Bool {
        var rest = path[...]
        while let slash = rest.lastIndex(of: "/") {
            rest = rest[..<slash]
            guard let folder = try? resolve(String(rest)) else { continue }
            return isSubmodule(folder)
        }
        return false
    }

    /// The real path of a file, which must lie below the real paths of the root and of its part of it.
    private func resolve(_ path: String) throws(FileSourceError) -> String {
        let real = try realPath(displayName(of: path))
        for folder in Set(["", SourceRoot.part(of: path)]) {
            let base: String
            if isTrusted || folder.isEmpty {
                base = try realPath(displayName(of: folder))
            } else {
                let top = try realPath(displayName(of: ""))
                base = "\(top == "/" ? "" : top)/\(folder)"
            }
            guard real == base || real.hasPrefix(base == "/" ? base : base + "/") else { throw .leavesRoot }
        }
        return real
    }

    private func realPath(_ path: String) throws(FileSourceError) -> String {
        // Where the user is has no name of its own here.
        guard let resolved = realpath(path.isEmpty ? "." : path, nil) else {
            if errno == ENOENT || errno == ENOTDIR { throw .absent }
            throw .unreadable(reason: String(cString: strerror(errno)))
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private func member(_ name: String, of folder: String) -> FileEntry {
        let path = "\(folder)/\(name)"
        let isLink = FileKind.isLink(at: path)
        switch FileKind(at: path) {
        case .regular: return FileEntry(name: name, kind: .file, isLink: isLink)
        case .folder: return FileEntry(name: name, kind: .folder, isLink: isLink)
        default: return FileEntry(name: name, kind: .other, isLink: isLink)
        }
    }
}
