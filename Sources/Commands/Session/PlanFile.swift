import Glibc
import Planning
import Specification

/// Saved plans on disk.
enum PlanFile {
    /// A plan file that could not be written or read.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Reads a plan; throws `PlanFileError` where the file holds none.
    static func read(_ path: String) throws -> Plan {
        let bytes: [UInt8]
        do {
            bytes = try LocalPath(path).contents(home: nil, limit: 256 << 20)
        } catch {
            throw Failure(description: "cannot read the plan \(path): \(error)")
        }
        return try Plan(file: bytes)
    }

    /// Writes a plan for its owner only, whole or not at all.
    static func write(_ plan: Plan, to path: String) throws {
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        var isOpen = true
        defer {
            if isOpen { close(descriptor) }
            unlink(temporary)
        }
        var rest = plan.file[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(path) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw failure(path) }
        isOpen = false
        guard close(descriptor) == 0, rename(temporary, path) == 0 else { throw failure(path) }
    }

    private static func failure(_ path: String) -> Failure {
        Failure(description: "cannot write the plan to \(path): \(String(cString: strerror(errno)))")
    }

    /// Whether an argument of `apply` means a file: workspaces have neither dots nor slashes in their names.
    static func isFile(_ argument: String, workspaces: [String], exists: (String) -> Bool) -> Bool {
        if argument.contains("/") || argument.contains(".") { return true }
        return !workspaces.contains(argument) && exists(argument)
    }
}
