import Dispatch
import Synchronization

/// Lines on their way to an output that may stall, as a terminal does after Ctrl-S, or a pipe that nobody reads.
///
/// They are written in order on a thread of its own: whoever adds one never waits. Where too many wait, further ones are left
/// out and counted, and a line in their place says so.
final class BackgroundLog: Sendable {
    private struct State {
        var lines: [String] = []
        var omitted = 0
        var isScheduled = false
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "berth.log")
    private let limit: Int
    private let omission: @Sendable (Int) -> String
    private let write: @Sendable (String) -> Void

    /// `write` may block. At most `limit` lines wait; `omission` is the line for those that were left out.
    init(
        limit: Int, omission: @escaping @Sendable (_ count: Int) -> String, write: @escaping @Sendable (String) -> Void
    ) {
        self.limit = limit
        self.omission = omission
        self.write = write
    }

    /// Adds a line with its line end.
    func add(_ line: String) {
        let isDue = state.withLock { state in
            if state.lines.count < limit { state.lines.append(line) } else { state.omitted += 1 }
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if isDue { queue.async { self.drain() } }
    }

    /// Returns when everything is written, or false after so long.
    @discardableResult
    func finish(within patience: Duration? = nil) async -> Bool {
        let waiting = Mutex<CheckedContinuation<Bool, Never>?>(nil)
        let end: @Sendable (Bool) -> Void = { isWritten in
            let continuation = waiting.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }
            continuation?.resume(returning: isWritten)
        }
        return await withCheckedContinuation { continuation in
            waiting.withLock { $0 = continuation }
            queue.async { end(true) }
            if let patience {
                let seconds = Int(patience.components.seconds)
                DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds)) { end(false) }
            }
        }
    }

    private func drain() {
        while true {
            let lines = state.withLock { state in
                var lines = state.lines
                if state.omitted > 0 { lines.append(omission(state.omitted)) }
                (state.lines, state.omitted) = ([], 0)
                if lines.isEmpty { state.isScheduled = false }
                return lines
            }
            if lines.isEmpty { return }
            write(lines.joined())
        }
    }
}
