import Execution
import Reports
import Resources
import Synchronization

/// Shows a run on a terminal: finished steps stay as a log, and what is running is drawn anew below it.
///
/// The cursor stays visible below the frame and terminal modes are not touched, so that even a killed process leaves a
/// terminal as it was.
package final class LiveProgress: Sendable {
    private struct State {
        var text: RunText
        var begun: [ResourceAddress: ContinuousClock.Instant] = [:]
        var start: ContinuousClock.Instant?
        /// How many lines of a frame stand above the cursor.
        var drawn = 0
        var isClosed = false
    }

    private let state: Mutex<State>
    private let usesColor: Bool
    private let size: @Sendable () -> (columns: Int, rows: Int)
    private let write: @Sendable (String) -> Void
    private let clock = ContinuousClock()

    /// Draws on a terminal.
    package convenience init(on terminal: Terminal) {
        self.init(layout: terminal.layout(), size: { (terminal.width, terminal.height) }, write: terminal.write)
    }

    /// Draws with `write`; `size` is asked before each frame.
    package init(
        layout: TextLayout, size: @escaping @Sendable () -> (columns: Int, rows: Int),
        write: @escaping @Sendable (String) -> Void
    ) {
        state = Mutex(State(text: RunText(layout)))
        usesColor = layout.usesColor
        self.size = size
        self.write = write
    }

    /// Takes an event of the run.
    package func show(_ event: RunEvent) {
        state.withLock { state in
            let now = clock.now
            if state.start == nil { state.start = now }
            let line = state.text.line(event)
            switch event.kind {
            case .stepFinished: event.address.map { state.begun[$0] = nil }
            case .runStarted, .runFinished: break
            default: event.address.map { state.begun[$0] = state.begun[$0] ?? now }
            }
            draw(&state, log: event.isLogged ? line : nil, at: now)
        }
    }

    /// Draws the running steps anew until `body` is done, and clears them away then, however it ends.
    package func live<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        async let _: Void = tick()
        defer { close() }
        return try await body()
    }

    /// Clears the frame away; nothing is drawn after it. Safe to call more than once, as an interruption does.
    package func close() {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            write(Self.erasing(state.drawn))
            state.drawn = 0
        }
    }

    private func tick() async {
        while !Task.isCancelled {
            state.withLock { draw(&$0, log: nil, at: clock.now) }
            do { try await Task.sleep(for: .milliseconds(250)) } catch { return }
        }
    }

    private func draw(_ state: inout State, log: String?, at now: ContinuousClock.Instant) {
        guard !state.isClosed, let start = state.start else { return }
        let (columns, rows) = size()
        let frame = LiveFrame(
            state.text.progress, elapsed: state.begun.mapValues { ($0.duration(to: now)).inSeconds },
            total: start.duration(to: now).inSeconds, columns: columns, rows: rows, usesColor: usesColor)
        let lines = (log.map { [$0] } ?? []) + frame.lines
        write(Self.erasing(state.drawn) + lines.map { "\($0)\n" }.joined())
        state.drawn = frame.lines.count
    }

    /// Moves up over a frame and clears everything below (ECMA-48, CUU and ED).
    private static func erasing(_ lines: Int) -> String {
        lines > 0 ? "\u{1B}[\(lines)A\r\u{1B}[J" : ""
    }
}

extension RunEvent {
    /// Whether it stays in the log above the frame.
    fileprivate var isLogged: Bool {
        switch kind {
        case .runStarted, .stepRetried, .stepFinished, .undoStarted: true
        case .stepStarted, .stepProgress, .runFinished: false
        }
    }
}

extension Duration {
    fileprivate var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
