import Dispatch
import Execution
import Reports
import Resources
import Synchronization

/// Shows a run on a terminal: finished steps stay as a log, and what is running is drawn anew below it.
///
/// Drawing has a thread of its own, so that a terminal that stalls (Ctrl-S) never holds the run up: lines of the log wait,
/// and only the newest frame is drawn. The cursor stays visible below the frame and terminal modes are not touched, so that
/// even a killed process leaves a terminal as it was.
package final class LiveProgress: Sendable {
    private struct State {
        var text: RunText
        var begun: [ResourceAddress: ContinuousClock.Instant] = [:]
        var start: ContinuousClock.Instant?
        /// The lines of the log that were not drawn yet, and how many were left out.
        var log: [String] = []
        var omitted = 0
        var isDue = false
        /// Whether the process ends, and nothing is drawn any more.
        var isLeft = false
    }

    private let state: Mutex<State>
    /// How many lines of a frame stand above the cursor; held while drawing, and by nobody else.
    private let drawn = Mutex(0)
    private let queue = DispatchQueue(label: "berth.terminal")
    private let usesColor: Bool
    private let outlook: RunOutlook
    private let size: @Sendable () -> (columns: Int, rows: Int)
    private let write: @Sendable (String) -> Void
    private let clock = ContinuousClock()
    /// How many lines of the log wait at most for a terminal that stalls.
    private static let limit = 10_000

    /// Draws with `write`, which may block; `size` is asked before each frame, and `outlook` says what waits for what.
    package init(
        layout: TextLayout, outlook: RunOutlook = RunOutlook(),
        size: @escaping @Sendable () -> (columns: Int, rows: Int),
        write: @escaping @Sendable (String) -> Void
    ) {
        state = Mutex(State(text: RunText(layout)))
        usesColor = layout.usesColor
        self.outlook = outlook
        self.size = size
        self.write = write
    }

    /// Takes an event of the run, which is drawn soon.
    package func show(_ event: RunEvent) {
        let isNew = state.withLock { state in
            let now = clock.now
            if state.start == nil { state.start = now }
            let line = state.text.line(event)
            switch event.kind {
            case .stepFinished: event.address.map { state.begun[$0] = nil }
            case .runStarted, .runFinished, .notice: break
            default: event.address.map { state.begun[$0] = state.begun[$0] ?? now }
            }
            if event.isLogged, let line {
                if state.log.count < Self.limit { state.log.append(line) } else { state.omitted += 1 }
            }
            defer { state.isDue = true }
            return !state.isDue
        }
        if isNew { queue.async { self.draw() } }
    }

    /// Draws the running steps anew until `body` is done, and clears them away then, however it ends.
    package func live<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        try await SignalWatch.shared.showing(on: Screen(say: say, leave: leave)) {
            try await queue.redrawing {
                self.draw(isLast: $0)
            } _: {
                try await body()
            }
        }
    }

    /// Adds a line to the log that no event says.
    private func say(_ words: String) {
        state.withLock { state in
            // Nothing is drawn before the first event, and the line must not wait for it.
            if state.start == nil { state.start = clock.now }
            state.log.append(words)
        }
        draw()
    }

    /// Clears the frame away and says how far the run came, for a process that ends in the middle of it.
    private func leave() {
        draw(isLast: true)
        drawn.withLock { _ in
            write(
                state.withLock { state in
                    state.isLeft = true
                    return state.text.abandonment
                })
        }
    }

    /// Draws what is left and clears the frame away; returns when the terminal has taken it.
    package func finish() async {
        await queue.drawLast { self.draw(isLast: $0) }
    }

    /// Draws now; blocks as long as the terminal does.
    package func draw() { draw(isLast: false) }

    private func draw(isLast: Bool) {
        drawn.withLock { drawn in
            let (log, frame) = state.withLock { take(&$0, isLast: isLast) }
            guard let frame else { return }
            write(Self.erasing(drawn) + (log + frame).map { "\($0)\n" }.joined())
            drawn = frame.count
        }
    }

    /// The lines of the log and of the frame to be drawn now; no frame where nothing has begun.
    private func take(_ state: inout State, isLast: Bool) -> (log: [String], frame: [String]?) {
        state.isDue = false
        guard let start = state.start, !state.isLeft else { return ([], nil) }
        var log = state.log
        if state.omitted > 0 { log.append(Self.omission(state.omitted).filter { $0 != "\n" }) }
        (state.log, state.omitted) = ([], 0)
        if isLast { return (log, []) }
        let (columns, rows) = size()
        let now = clock.now
        let frame = LiveFrame(
            state.text.progress, outlook, elapsed: state.begun.mapValues { ($0.duration(to: now)).inSeconds },
            total: start.duration(to: now).inSeconds, columns: columns, rows: rows, usesColor: usesColor)
        return (log, frame.lines)
    }

    /// The line in place of those that a terminal was too slow for.
    static let omission: @Sendable (Int) -> String = { "… \($0.grouped) lines were left out here\n" }

    /// Moves up over a frame and clears everything below (ECMA-48, CUU and ED).
    private static func erasing(_ lines: Int) -> String {
        lines > 0 ? "\u{1B}[\(lines)A\r\u{1B}[J" : ""
    }
}

extension RunEvent {
    /// Whether it stays in the log above the frame.
    fileprivate var isLogged: Bool {
        switch kind {
        case .runStarted, .stepRetried, .stepFinished, .undoStarted, .notice: true
        case .stepStarted, .stepProgress, .runFinished: false
        }
    }
}

extension Duration {
    /// The seconds of it, with their fraction.
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
