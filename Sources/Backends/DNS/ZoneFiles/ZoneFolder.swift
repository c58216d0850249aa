import Files
import Glibc

/// The folder that holds a zone's file, read and replaced as whole files.
struct ZoneFolder: Sendable {
    let directory: String

    /// Runs `body` while nobody else on this machine changes files here.
    ///
    /// The lock is on the folder, since its files are replaced; the kernel gives it up when its holder dies.
    func withLock<Result>(for subject: String, patience: Int = 30, _ body: () throws -> Result) throws -> Result {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("lock", subject, directory, .last) }
        defer { close(descriptor) }
        for _ in 0..<(patience * 100) {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return try body() }
            guard errno == EWOULDBLOCK || errno == EINTR else { throw failure("lock", subject, directory, .last) }
            usleep(10_000)
        }
        throw BackendError("lock", subject, .timeout, "another process has held \(directory) for \(patience) s")
    }

    /// The bytes of a file; nil where it does not exist in a folder that does.
    func read(_ name: String, for subject: String) throws(BackendError) -> [UInt8]? {
        let path = "\(directory)/\(name)"
        do {
            return try RegularFile(reading: path, limit: Self.limit).bytes
        } catch .absent where FileKind(at: directory) == .folder {
            return nil
        } catch {
            throw failure("read", subject, path, error)
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
        let path = "\(directory)/\(name)"
        do {
            try OutputFile.write(bytes, to: path, mode: 0o644)
        } catch {
            throw failure("write", subject, path, error)
        }
    }

    private func failure(_ operation: String, _ subject: String, _ path: String, _ error: FileError) -> BackendError {
        let hint = "set dns.zoneFile.directory to where the zone is"
        return switch error {
        case .absent:
            BackendError(operation, subject, .notFound, "\(path): \(error)", hint: "create the folder, or \(hint)")
        case .notRegular: BackendError(operation, subject, .rejected, "\(path): \(error)", hint: hint)
        case .tooLarge:
            BackendError(
                operation, subject, .rejected, "\(path): \(error)",
                hint: "keep the names of workspaces in a zone of their own")
        default: BackendError(operation, subject, .other, "\(path): \(error)", hint: nil)
        }
    }
}
