import Glibc

/// The few file operations the sandbox needs, with errors that name the path.
package enum Files {
    package static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// All bytes of a file.
    package static func read(_ path: String) throws(SandboxError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("read", path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("read", path) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    /// Replaces a file as a whole: whoever reads it sees the old or the new one.
    package static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(SandboxError) {
        let temporary = path + ".new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure("write", path) }
        defer { close(descriptor) }
        guard fchmod(descriptor, mode) == 0 else { throw failure("write", path) }
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("write", path) }
            sent += count
        }
        guard fdatasync(descriptor) == 0, rename(temporary, path) == 0 else { throw failure("write", path) }
    }

    /// Makes a directory and those above it; one that exists stays.
    package static func makeDirectory(_ path: String, mode: mode_t = 0o755) throws(SandboxError) {
        guard !exists(path) else { return }
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            try makeDirectory(String(path[..<slash]))
        }
        guard mkdir(path, mode) == 0 || errno == EEXIST else { throw failure("make", path) }
    }

    /// Removes a file or a directory with what is in it; what is absent stays so.
    package static func remove(_ path: String) throws(SandboxError) {
        var status = stat()
        // A link is removed, not what it leads to.
        let isLink = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
        if !isLink, let directory = opendir(path) {
            var names: [String] = []
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != ".", name != ".." { names.append(name) }
            }
            closedir(directory)
            for name in names { try remove(path + "/" + name) }
            guard rmdir(path) == 0 else { throw failure("remove", path) }
        } else if unlink(path) != 0, errno != ENOENT {
            throw failure("remove", path)
        }
    }

    private static func failure(_ action: String, _ path: String) -> SandboxError {
        .file(action: action, path: path, cause: String(cString: strerror(errno)))
    }
}
