import Glibc

/// The folder that holds a zone's file, read and replaced as whole files.
struct ZoneFolder: Sendable {
    let directory: String

    /// Runs `body` while nobody else on this machine changes files here.
    ///
    /// The lock is on the folder, since its files are replaced; the kernel gives it up when its holder dies.
    func withLock<Result>(for subject: String, patience: Int = 30, _ body: () throws -> Result) throws -> Result {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("lock", subject, directory, errno) }
        defer { close(descriptor) }
        for _ in 0..<(patience * 100) {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return try body() }
            guard errno == EWOULDBLOCK || errno == EINTR else { throw failure("lock", subject, directory, errno) }
            usleep(10_000)
        }
        throw BackendError("lock", subject, .timeout, "another process has held \(directory) for \(patience) s")
    }

    /// The bytes of a file; nil where it does not exist in a folder that does.
    func read(_ name: String, for subject: String) throws(BackendError) -> [UInt8]? {
        let path = "\(directory)/\(name)"
        // A pipe would block an opening that waits for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            if code == ENOENT, access(directory, F_OK) == 0 { return nil }
            throw failure("read", subject, path, code)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("read", subject, path, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw BackendError(
                "read", subject, .rejected, "\(path) is no regular file",
                hint: "set dns.zoneFile.directory to where the zone is")
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("read", subject, path, errno) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= Self.limit else {
                throw BackendError(
                    "read", subject, .rejected, "\(path) is larger than \(Self.limit >> 20) MiB",
                    hint: "keep the names of workspaces in a zone of their own")
            }
        }
    }

    /// Of a file, in bytes: about a million records.
    private static let limit = 64 << 20

    /// The names in the folder, sorted; none where it cannot be read.
    func names() -> [String] {
        guard let handle = opendir(directory) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
                })
        }
        return names.sorted()
    }

    /// Replaces a file as a whole: readers see the old bytes or the new ones, and so does who comes after a crash.
    func write(_ bytes: [UInt8], to name: String, for subject: String) throws(BackendError) {
        // A link stays one: what it points to is replaced.
        let path = resolved("\(directory)/\(name)")
        var original = stat()
        let exists = stat(path, &original) == 0
        let temporary = "\(path).berth-\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure("write", subject, temporary, errno) }
        do {
            defer { close(descriptor) }
            if exists {
                fchmod(descriptor, original.st_mode & 0o7777)
                // Fails for who is not root, and then the file stays with who writes it.
                _ = fchown(descriptor, original.st_uid, original.st_gid)
            }
            guard Self.write(bytes, to: descriptor), fsync(descriptor) == 0 else {
                let error = failure("write", subject, temporary, errno)
                unlink(temporary)
                throw error
            }
        }
        guard rename(temporary, path) == 0 else {
            let error = failure("write", subject, path, errno)
            unlink(temporary)
            throw error
        }
        syncFolder(of: path)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Makes the new name last through a power failure.
    private func syncFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? directory
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private func resolved(_ path: String) -> String {
        guard let text = realpath(path, nil) else { return path }
        defer { free(text) }
        return String(cString: text)
    }

    private func failure(_ operation: String, _ subject: String, _ path: String, _ code: Int32) -> BackendError {
        BackendError(
            operation, subject, code == ENOENT ? .notFound : .other, "\(path): \(String(cString: strerror(code)))",
            hint: code == ENOENT ? "create the folder, or set dns.zoneFile.directory to where the zone is" : nil)
    }
}
