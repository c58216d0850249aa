import Execution
import Reports
import Synchronization

/// Shows a run while it lasts: drawn in place on a terminal, otherwise a line for each event.
struct RunDisplay {
    private let terminal: Terminal

    init(_ terminal: Terminal) {
        self.terminal = terminal
    }

    /// Runs `body`, which tells the function it is given of each event.
    func during<Result>(
        _ body: (_ show: @escaping @Sendable (RunEvent) -> Void) async throws -> Result
    ) async rethrows -> Result {
        if terminal.settings.isLive {
            let progress = LiveProgress(on: terminal)
            return try await progress.live { try await body { progress.show($0) } }
        }
        let log = RunLog(terminal)
        return try await body { log.show($0) }
    }
}

/// A line for each event.
private final class RunLog: Sendable {
    private let text: Mutex<RunText>
    private let terminal: Terminal

    init(_ terminal: Terminal) {
        self.terminal = terminal
        text = Mutex(RunText(terminal.layout()))
    }

    func show(_ event: RunEvent) {
        // Written under the lock, so that lines keep the order of events.
        text.withLock { text in
            if let line = text.line(event) { terminal.write(line + "\n") }
        }
    }
}
