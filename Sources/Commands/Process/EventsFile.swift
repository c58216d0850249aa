import Execution
import Glibc
import Reports

/// The file of `--events`: a line of JSON for each event of a run, written as it happens.
///
/// The descriptor is closed at the end. A file that stalls, as a pipe that nobody reads, never holds the run up.
final class EventsFile: Sendable {
    /// The file cannot be written.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private let descriptor: Int32
    private let log: BackgroundLog

    /// Opens a file for its owner only; what it held is lost.
    init(path: String) throws(Failure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure(description: "cannot write events to \(path): \(String(cString: strerror(errno)))")
        }
        self.descriptor = descriptor
        let clock = RunClock()
        log = BackgroundLog(limit: 100_000) { count in
            let words = "\(count) events were left out: the file was not written fast enough"
            return RunJSON().line(RunEvent(time: clock.timestamp(), kind: .notice(words)))
        } write: {
            Self.write(Array($0.utf8)[...], to: descriptor)
        }
    }

    deinit { close(descriptor) }

    /// Notes an event, which is written soon.
    func write(_ event: RunEvent) { log.add(RunJSON().line(event)) }

    /// Returns when all events are written; false where that takes more than ten seconds.
    func finish() async -> Bool { await log.finish(within: .seconds(10)) }

    /// A disk that is full, or a reader that has gone away, loses events and does not stop the run.
    private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
