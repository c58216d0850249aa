import Glibc

/// A folder on disk. Symbolic links are followed as long as they stay below it.
package struct DiskFileSource: FileSource {
    private let root: String

    /// The folder with `specs` and `templates` in it, as the user typed it.
    package init(root: String) {
        self.root = root
    }

    package func displayName(of path: String) -> String {
        if root.isEmpty || root == "." { return path }
        if path.isEmpty { return root }
        return root.hasSuffix("/") ? root + path : "\(root)/\(path)"
    }

    package func entries(of folder: String) throws(FileSourceError) -> [FileEntry]? {
        let path: String
        do { path = try resolve(folder) } catch .absent { return nil }
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
        return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    package func contents(of file: String, limit: Int) throws(FileSourceError) -> [UInt8] {
        // A pipe would block an opening that waits for its writer.
        let descriptor = open(try resolve(file), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard descriptor >= 0 else { throw .unreadable(reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(reason: String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
        guard status.st_size <= limit else { throw .tooLarge(bytes: Int(status.st_size), limit: limit) }
        return try bytes(from: descriptor, expecting: Int(status.st_size), limit: limit)
    }

    /// Reads to the end of the file, which may have grown since it was looked at.
    private func bytes(
        from descriptor: Int32, expecting size: Int, limit: Int
    ) throws(FileSourceError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(reason: String(cString: strerror(errno))) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
            guard bytes.count <= limit else { throw .tooLarge(bytes: bytes.count, limit: limit) }
        }
    }

    /// The real path of a file, which must lie below the real path of the root.
    private func resolve(_ path: String) throws(FileSourceError) -> String {
        let real = try realPath(displayName(of: path))
        let base = try realPath(root.isEmpty ? "." : root)
        guard real == base || real.hasPrefix(base == "/" ? base : base + "/") else { throw .leavesRoot }
        return real
    }

    private func realPath(_ path: String) throws(FileSourceError) -> String {
        guard let resolved = realpath(path, nil) else {
            if errno == ENOENT || errno == ENOTDIR { throw .absent }
            throw .unreadable(reason: String(cString: strerror(errno)))
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private func member(_ name: String, of folder: String) -> FileEntry {
        let path = "\(folder)/\(name)"
        var status = stat()
        let isLink = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
        guard stat(path, &status) == 0 else { return FileEntry(name: name, kind: .other, isLink: isLink) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return FileEntry(name: name, kind: .file, isLink: isLink)
        case S_IFDIR: return FileEntry(name: name, kind: .folder, isLink: isLink)
        default: return FileEntry(name: name, kind: .other, isLink: isLink)
        }
    }
}
