import Dispatch
import Reports
import Synchronization

/// One line at the bottom of a terminal that says how far something is: drawn anew while that lasts, and gone when it has ended.
///
/// Where lines cannot be drawn anew there is none. A command that is done at once shows none, either.
final class LiveLine: Sendable {
    private let isLive: Bool
    private let columns: @Sendable () -> Int
    private let write: @Sendable (String) -> Void
    private let queue = DispatchQueue(label: "berth.line")
    /// Whether the line stands there now; held while drawing.
    private let isDrawn = Mutex(false)
    private let clock = ContinuousClock()
    /// Milliseconds before it is drawn first.
    private static let delay = 150
    /// To the start of the line, and everything behind cleared (ECMA-48, EL).
    private static let erasing = "\r\u{1B}[K"

    /// Draws with `write`, which may block; `columns` is asked each time.
    init(isLive: Bool, columns: @escaping @Sendable () -> Int, write: @escaping @Sendable (String) -> Void) {
        self.isLive = isLive
        self.columns = columns
        self.write = write
    }

    convenience init(_ terminal: Terminal) {
        self.init(isLive: terminal.settings.isLive, columns: { terminal.width }, write: terminal.write)
    }

    /// Shows what `text` says, behind the seconds so far, while `body` lasts; `atOnce` for what a command begins with.
    func during<Result>(
        _ text: @escaping @Sendable () -> String, atOnce: Bool = false, _ body: () async throws -> Result
    ) async rethrows -> Result {
        guard isLive else { return try await body() }
        let start = clock.now
        let screen = Screen(
            say: { words in self.interrupted { self.write("\(words)\n") } }, leave: { self.interrupted {} })
        return try await SignalWatch.shared.showing(on: screen) {
            try await drawn(text, since: start, after: atOnce ? 0 : Self.delay, body)
        }
    }

    private func drawn<Result>(
        _ text: @escaping @Sendable () -> String, since start: ContinuousClock.Instant, after delay: Int,
        _ body: () async throws -> Result
    ) async rethrows -> Result {
        try await queue.redrawing(after: delay) { isLast in
            self.isDrawn.withLock { isDrawn in
                self.erase(&isDrawn)
                guard !isLast else { return }
                let elapsed = start.duration(to: self.clock.now).inSeconds.asElapsed
                self.write("\(elapsed) \(text())".fitted(to: self.columns() - 1))
                isDrawn = true
            }
        } _: {
            try await body()
        }
    }

    /// Writes something else to the terminal, where the line may stand.
    func interrupted(by other: () -> Void) {
        isDrawn.withLock { isDrawn in
            erase(&isDrawn)
            other()
        }
    }

    private func erase(_ isDrawn: inout Bool) {
        if isDrawn { write(Self.erasing) }
        isDrawn = false
    }
}
