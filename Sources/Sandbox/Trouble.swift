import Glibc

/// What goes wrong inside the sandbox and has nobody to be answered to: a line in its log.
enum Trouble {
    static func note(_ message: String) {
        let line = Array("\(Clock.timestamp) \(message)\n".utf8)
        // Nothing can be done where even the log cannot be written.
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
