import Execution
import Files
import Glibc
import Planning
import Redaction
import Reports
import Synchronization

/// The file of `--events`: a line of JSON for each event of a run, written as it happens.
///
/// The descriptor is closed at the end. A file that stalls, as a pipe that nobody reads, never holds the run up.
final class EventsFile: Sendable {
    /// The file cannot be written.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private let path: String
    private let descriptor: Int32
    private let log: BackgroundLog
    /// Why events were lost first.
    private let problem: Problem

    private final class Problem: Sendable {
        let error = Mutex<FileError?>(nil)
    }

    /// Opens a file for its owner only; what it held is lost.
    init(path: String) throws(Failure) {
        let descriptor: Int32
        do {
            descriptor = try OutputFile.open(path, truncates: true)
        } catch {
            throw Failure(description: "cannot write events to \(path): \(error)")
        }
        self.path = path
        self.descriptor = descriptor
        let problem = Problem()
        self.problem = problem
        let clock = RunClock()
        log = BackgroundLog(limit: 100_000) { count in
            let words = "\(count) events were left out: the file was not written fast enough"
            return RunJSON().line(RunEvent(time: clock.timestamp(), kind: .notice(words)))
        } write: {
            // A disk that is full, or a reader that has gone away, loses events and does not stop the run.
            do throws(FileError) {
                try OutputFile.put(Array($0.utf8), into: descriptor)
            } catch {
                problem.error.withLock { $0 = $0 ?? error }
            }
        }
    }

    deinit { close(descriptor) }

    /// Notes an event, which is written soon, without the secrets that this process knows.
    func write(_ event: RunEvent) { write(line: RunJSON().line(event)) }

    /// Notes what a run of a plan is about to do.
    func write(_ plan: Plan, time: String) { write(line: RunJSON().line(plan, time: time)) }

    private func write(line: String) { log.add(KnownSecrets.shared.redacting(line)) }

    /// Returns when all events are written, or ten seconds later. What was lost is said; nil where nothing was.
    func finish() async -> String? {
        guard await log.finish(within: .seconds(10)) else {
            return "the events file \(path) does not take what is written to it: the last events are not in it"
        }
        return problem.error.withLock { error in
            error.map { "the events file \(path) could not be written: \($0); it lacks events" }
        }
    }
}
