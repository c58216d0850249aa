import Execution
import Planning
import Reports
import Synchronization

/// Shows a run while it lasts: drawn in place on a terminal, otherwise a line for each event.
///
/// A terminal that stalls never holds the run up: what it missed comes when it goes on.
package struct RunDisplay {
    private let layout: TextLayout
    private let isLive: Bool
    /// What is to come; nil where nothing is known of it.
    private let plan: Plan?
    private let size: @Sendable () -> (columns: Int, rows: Int)
    private let write: @Sendable (String) -> Void

    /// Shows a run of a plan.
    init(_ terminal: Terminal, of plan: Plan) {
        self.init(
            layout: terminal.layout(), isLive: terminal.settings.isLive, plan: plan,
            size: { (terminal.width, terminal.height) }, write: terminal.write)
    }

    /// Shows with `write`, which may block; `size` is asked before each frame.
    package init(
        layout: TextLayout, isLive: Bool, plan: Plan? = nil, size: @escaping @Sendable () -> (columns: Int, rows: Int),
        write: @escaping @Sendable (String) -> Void
    ) {
        self.layout = layout
        self.isLive = isLive
        self.plan = plan
        self.size = size
        self.write = write
    }

    /// Runs `body`, which tells the function it is given of each event, and returns when everything is shown.
    package func during<Result>(
        _ body: (_ show: @escaping @Sendable (RunEvent) -> Void) async throws -> Result
    ) async rethrows -> Result {
        if isLive {
            let outlook = plan.map { RunOutlook($0) } ?? RunOutlook()
            let progress = LiveProgress(layout: layout, outlook: outlook, size: size, write: write)
            return try await progress.live { try await body { progress.show($0) } }
        }
        let log = RunLog(layout, write: write)
        do {
            let result = try await SignalWatch.shared.showing(on: Screen(say: log.say, leave: log.leave)) {
                try await body { log.show($0) }
            }
            await log.finish()
            return result
        } catch {
            await log.finish()
            throw error
        }
    }
}

/// A line for each event.
private final class RunLog: Sendable {
    private let text: Mutex<RunText>
    private let log: BackgroundLog
    private let write: @Sendable (String) -> Void

    init(_ layout: TextLayout, write: @escaping @Sendable (String) -> Void) {
        self.write = write
        text = Mutex(RunText(layout))
        log = BackgroundLog(limit: 10_000, omission: LiveProgress.omission, write: write)
    }

    func show(_ event: RunEvent) {
        // Added under the lock, so that lines keep the order of events.
        text.withLock { text in
            if let line = text.line(event) { log.add(line + "\n") }
        }
    }

    func say(_ words: String) { log.add("\(words)\n") }

    /// Written past the lines that still wait: there is no time for them.
    func leave() { write(text.withLock(\.abandonment)) }

    func finish() async { await log.finish() }
}
