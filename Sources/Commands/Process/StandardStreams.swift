import Glibc
import Synchronization

/// Writes results to standard output, and diagnostics to standard error.
package enum StandardStreams {
    /// Standard output or error could not be written.
    package struct WriteError: Error, CustomStringConvertible {
        package var description: String
    }

    private static let isOutputClosed = Mutex(false)

    /// Writes a result. A reader that has gone away (`berth plan | head`) is no error: the rest is dropped.
    package static func print(_ text: String) throws(WriteError) {
        try print(bytes: Array(text.utf8))
    }

    /// Writes a result of bytes as they are.
    package static func print(bytes: [UInt8]) throws(WriteError) {
        guard !isOutputClosed.withLock({ $0 }) else { return }
        let code = write(bytes, to: STDOUT_FILENO)
        if code == EPIPE {
            isOutputClosed.withLock { $0 = true }
        } else if code != 0 {
            throw WriteError(description: "cannot write to standard output: \(String(cString: strerror(code)))")
        }
    }

    /// Writes a message for the user; there is nowhere to say that it failed.
    package static func complain(_ text: String) {
        _ = write(Array(text.utf8), to: STDERR_FILENO)
    }

    /// Whether a stream is a terminal.
    package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Writes all bytes and gives the error number, 0 where there is none.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EAGAIN {
                    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&waiting, 1, 1000)
                    continue
                }
                return errno
            }
            rest = rest.dropFirst(count)
        }
        return 0
    }
}
