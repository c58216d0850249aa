import Dispatch
import Glibc
import Synchronization

/// Turns SIGINT and SIGTERM into a wish to stop; the second one ends the process at once.
///
/// One a process, since signals are.
package final class SignalWatch: Sendable {
    package static let shared = SignalWatch()

    private struct State {
        /// The innermost is told of the first signal.
        var handlers: [@Sendable () -> Void] = []
        var isSignalled = false
        var sources: [any DispatchSourceSignal] = []
    }

    private let state = Mutex(State())

    private init() {}

    /// Starts watching; a closed pipe is an error of the write from then on and no signal, and a run in the background of a
    /// terminal with `stty tostop` writes instead of being stopped, which would cost it its locks.
    package func start() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGTTOU, SIG_IGN)
        state.withLock { state in
            for number in [SIGINT, SIGTERM] {
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler { [self] in signalled() }
                source.activate()
                state.sources.append(source)
            }
        }
    }

    /// Runs `body`; a first signal meanwhile calls `stop` and what is around it is not told.
    package func stopping<Result>(
        by stop: @escaping @Sendable () -> Void, isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> Result
    ) async rethrows -> Result {
        state.withLock { $0.handlers.append(stop) }
        defer { state.withLock { _ = $0.handlers.popLast() } }
        return try await body()
    }

    private func signalled() {
        let (isFirst, handler) = state.withLock { state in
            defer { state.isSignalled = true }
            return (!state.isSignalled, state.handlers.last)
        }
        guard isFirst else { _exit(ExitStatus.interrupted.rawValue) }
        if let handler {
            handler()
            // A terminal that stalls must not keep the second signal from being heard.
            DispatchQueue.global().async {
                StandardStreams.complain("\ninterrupted: stopping; once more to abort at once\n")
            }
        }
    }
}

extension SignalWatch {
    /// Runs `body` in a task that a first signal cancels.
    package func cancelling(_ body: sending @escaping () async throws -> Void) async throws {
        let task = Task { try await body() }
        try await stopping(by: task.cancel) { try await task.value }
    }
}
