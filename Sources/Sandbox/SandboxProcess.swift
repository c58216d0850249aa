import Document
import Glibc

/// The process of a sandbox, known by `sandbox.pid`: its number and when it started, so that another process that
/// was given the same number later is not taken for it.
package struct SandboxProcess: Sendable, Hashable {
    package let number: Int32
    private let started: String

    /// The running sandbox of a directory; nil where none runs.
    package static func running(in directory: String) throws(SandboxError) -> SandboxProcess? {
        let path = SandboxLayout(directory: directory).process
        guard Files.exists(path) else { return nil }
        let words = String(decoding: try Files.read(path), as: UTF8.self).split { $0.isWhitespace }
        guard words.count == 2, let number = Int32(words[0]) else { return nil }
        let process = SandboxProcess(number: number, started: String(words[1]))
        return process.isRunning ? process : nil
    }

    package var isRunning: Bool { Self.start(of: number) == started }

    /// Sends a signal, unless the process has ended.
    package func send(_ signal: Int32) {
        if isRunning { kill(number, signal) }
    }

    /// Makes the current process the sandbox of a directory; fails where another is.
    package static func claim(directory: String) throws(SandboxError) -> Claim {
        let path = SandboxLayout(directory: directory).process
        let descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .file(action: "open", path: path, cause: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .alreadyRunning(directory: directory, pid: try running(in: directory)?.number ?? 0)
        }
        let text = "\(getpid()) \(start(of: getpid()) ?? "0")\n"
        try Files.write(Array(text.utf8), to: path, mode: 0o644)
        return Claim(path: path, descriptor: descriptor)
    }

    /// The right to be the sandbox of a directory.
    package struct Claim: Sendable {
        fileprivate let path: String
        fileprivate let descriptor: Int32

        /// Lets others be it.
        package func release() {
            unlink(path)
            unlink(path + ".lock")
            close(descriptor)
        }
    }

    /// When a process started, in the kernel's own ticks; nil where it does not run (a zombie does not).
    private static func start(of number: Int32) -> String? {
        guard let bytes = try? Files.read("/proc/\(number)/stat") else { return nil }
        // The command's name stands in parentheses and may hold anything: fields are counted from its end.
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z" else { return nil }
        return String(fields[19])
    }
}
