import Execution
import Glibc
import Reports

/// The file of `--events`: a line of JSON for each event of a run, written as it happens.
///
/// The descriptor is closed at the end; lines are written whole, so that events of several threads do not mix.
final class EventsFile: Sendable {
    /// The file cannot be written.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private let descriptor: Int32

    /// Opens a file for its owner only; what it held is lost.
    init(path: String) throws(Failure) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure(description: "cannot write events to \(path): \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(descriptor) }

    /// Writes an event. A disk that is full loses events and does not stop the run.
    func write(_ event: RunEvent) {
        let line = Array(RunJSON().line(event).utf8)
        _ = line.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}
