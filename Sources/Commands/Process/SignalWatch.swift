import Dispatch
import Glibc
import Synchronization

/// Turns SIGINT, SIGTERM, the loss of the terminal (SIGHUP) and the end of `--timeout` into a wish to stop; a second signal ends the
/// process at once.
///
/// Where nothing has asked to be told, as while a prompt waits or a command only reads files, the first ends the process. One
/// a process, since signals are.
package final class SignalWatch: Sendable {
    package static let shared = SignalWatch()

    /// Why the process should stop.
    package enum Reason: Sendable, Hashable {
        case signal
        /// The command took longer than its `--timeout`.
        case timeout(Duration)

        /// The exit code of a command that ends for this.
        package var status: ExitStatus {
            switch self {
            case .signal: .interrupted
            case .timeout: .timedOut
            }
        }
    }

    /// Who is told of the first wish to stop.
    private struct Handler {
        var stop: @Sendable () -> Void
        /// After so long the process is ended, in case that what should stop does not; nil waits for ever.
        var patience: Duration?
    }

    private struct State {
        /// The innermost is told; nil stands for ending the process.
        var handlers: [Handler?] = []
        /// What is shown now, the newest last.
        var screens: [Screen] = []
        var reason: Reason?
        var sources: [any DispatchSourceSignal] = []
    }

    private let state = Mutex(State())
    /// A thread of its own, so that a signal is heard however busy the others are.
    private let queue = DispatchQueue(label: "berth.signals", qos: .userInteractive)
    /// What waits for answers has ended so long after it was told, or is stuck where nothing can wake it.
    private static let readersPatience: Duration = .seconds(2)
    /// So long after its `--timeout` a run may finish what it was writing.
    private static let runsPatience: Duration = .seconds(60)

    private init() {}

    /// Starts watching; a closed pipe and a file that may grow no more are errors of the write from then on and no signals, and
    /// a run in the background of a terminal with `stty tostop` writes instead of being stopped, which would cost it its locks.
    package func start() {
        for number in [SIGPIPE, SIGXFSZ, SIGTTOU] { signal(number, SIG_IGN) }
        state.withLock { state in
            for number in [SIGINT, SIGTERM, SIGHUP] where !(number == SIGHUP && Self.outlivesTerminal) {
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
                source.setEventHandler { [self] in stop(for: .signal) }
                source.activate()
                state.sources.append(source)
            }
        }
    }

    /// Whether the process was started to go on without its terminal, as by `nohup`.
    private static var outlivesTerminal: Bool {
        var action = sigaction()
        guard sigaction(SIGHUP, nil, &action) == 0 else { return false }
        // Swift compares no functions, and this one is a number that C calls a function.
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Stops the process as a signal does when the time is over.
    package func end(after timeout: Duration) {
        queue.asyncAfter(deadline: .now() + .seconds(Int(timeout.components.seconds))) { [self] in
            stop(for: .timeout(timeout))
        }
    }

    /// Why the process was asked to stop; nil where it was not.
    package var reason: Reason? { state.withLock(\.reason) }

    /// Runs `body`; a first signal meanwhile calls `stop` and what is around it is not told.
    package func stopping<Result>(
        by stop: @escaping @Sendable () -> Void, isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> Result
    ) async rethrows -> Result {
        try await within(Handler(stop: stop), body)
    }

    /// Runs `body`, which waits where nothing can wake it and has nothing to finish: a first signal ends the process.
    package func ending<Result>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
    ) async rethrows -> Result {
        try await within(nil, body)
    }

    /// Runs `body` in a task that a first signal cancels; what does not end then writes nothing, and is ended.
    package func cancelling(_ body: sending @escaping () async throws -> Void) async throws {
        let task = Task { try await body() }
        try await within(Handler(stop: task.cancel, patience: Self.readersPatience)) { try await task.value }
    }

    private func within<Result>(
        _ handler: Handler?, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
    ) async rethrows -> Result {
        state.withLock { $0.handlers.append(handler) }
        defer { state.withLock { _ = $0.handlers.popLast() } }
        return try await body()
    }

    /// Runs `body` while something is shown: what the user is told of a signal does not break it, and a process that ends for
    /// one leaves it clean.
    package func showing<Result>(
        on screen: Screen, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
    ) async rethrows -> Result {
        state.withLock { $0.screens.append(screen) }
        defer { state.withLock { _ = $0.screens.popLast() } }
        return try await body()
    }

    private func stop(for reason: Reason) {
        let (isFirst, handler) = state.withLock { state in
            defer { state.reason = state.reason ?? reason }
            return (state.reason == nil, state.handlers.last ?? nil)
        }
        guard isFirst else {
            // The end of `--timeout` is no second wish of the user, who may be waiting for what is being finished.
            if reason == .signal { end(for: reason) }
            return
        }
        guard let handler else { return end(for: reason) }
        handler.stop()
        let screen = state.withLock { $0.screens.last }
        // A terminal that stalls must not keep the second signal from being heard.
        DispatchQueue.global().async {
            let words =
                reason == .signal
                ? "interrupted: stopping; once more to abort at once" : "the time of --timeout is over: stopping"
            if let screen { screen.say(words) } else { StandardStreams.complain("\n\(words)\n") }
        }
        let patience = handler.patience ?? (reason == .signal ? nil : Self.runsPatience)
        guard let patience else { return }
        queue.asyncAfter(deadline: .now() + .seconds(Int(patience.components.seconds))) { [self] in end(for: reason) }
    }

    /// Ends the process: leaves what is shown clean, with the reason where it can be told, and waits for a terminal that
    /// stalls no longer than a second.
    private func end(for reason: Reason) {
        let screen = state.withLock { $0.screens.last }
        let told = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            screen?.leave()
            if let words = reason.words { StandardStreams.complain("error: \(words)\n") }
            told.signal()
        }
        _ = told.wait(timeout: .now() + .seconds(1))
        _exit(reason.status.rawValue)
    }
}

extension SignalWatch.Reason {
    /// What the user is told; nil for a signal, since the user knows who interrupted.
    package var words: String? {
        switch self {
        case .signal: nil
        case .timeout(let timeout): "not done within the \(timeout.words) of --timeout"
        }
    }
}
