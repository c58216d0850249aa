import Synchronization

/// Hands lines from the loop's thread to one consumer, and makes the server wait while the consumer is behind.
final class LineChannel: TransferReceiver {
    typealias Head = (status: Int, headers: HTTPHeaders)
    private typealias HeadWaiter = CheckedContinuation<Result<Head, HTTPError>, Never>
    private typealias LineWaiter = CheckedContinuation<Result<[UInt8]?, HTTPError>, Never>

    private struct State {
        var head: Head?
        var headWaiter: HeadWaiter?
        var lines: LineBuffer
        var lineWaiter: LineWaiter?
        var isPaused = false
        var end: End?
    }

    private enum End {
        case complete
        case failed(HTTPError)
    }

    /// Complete lines kept in memory before the server is made to wait.
    static let highWater = 1 << 20

    private let state: Mutex<State>

    init(maxLineBytes: Int) {
        state = Mutex(State(lines: LineBuffer(maxLineBytes: maxLineBytes)))
    }

    func receive(status: Int, headers: HTTPHeaders) {
        let waiter = state.withLock { state in
            state.head = (status, headers)
            return state.headWaiter.take()
        }
        waiter?.resume(returning: .success((status, headers)))
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Reception {
        let (reception, served): (Reception, (waiter: LineWaiter, line: [UInt8])?) = state.withLock { state in
            if state.lines.count >= Self.highWater {
                state.isPaused = true
                return (.paused, nil)
            }
            guard state.lines.append(bytes) else { return (.tooLarge, nil) }
            guard state.lineWaiter != nil, let line = state.lines.take() else { return (.taken, nil) }
            return (.taken, state.lineWaiter.take().map { ($0, line) })
        }
        if let served { served.waiter.resume(returning: .success(served.line)) }
        return reception
    }

    func finish(_ error: HTTPError?, wasResent: Bool) {
        let (headWaiter, lineWaiter, outcome) = state.withLock { state in
            if let error {
                state.end = .failed(error)
                if error.kind == .cancelled { state.lines = LineBuffer(maxLineBytes: 0) }
            } else {
                state.end = .complete
                state.lines.finish()
            }
            let outcome = state.lineWaiter == nil ? .success(nil) : Self.next(&state) ?? .success(nil)
            return (state.headWaiter.take(), state.lineWaiter.take(), outcome)
        }
        if let error { headWaiter?.resume(returning: .failure(error)) }
        lineWaiter?.resume(returning: outcome)
    }

    /// Waits for the status and headers.
    func head() async -> Result<Head, HTTPError> {
        await withCheckedContinuation { continuation in
            let known: Result<Head, HTTPError>? = state.withLock { state in
                if let head = state.head { return .success(head) }
                if case .failed(let error) = state.end { return .failure(error) }
                state.headWaiter = continuation
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// Waits for a line; nil after the last one. `resume` is called when the server may go on.
    func next(resume: () -> Void) async -> Result<[UInt8]?, HTTPError> {
        await withCheckedContinuation { continuation in
            let (known, goesOn) = state.withLock { state in
                let known = Self.next(&state)
                if known == nil {
                    precondition(state.lineWaiter == nil, "lines have one consumer")
                    state.lineWaiter = continuation
                }
                let goesOn = state.isPaused && state.lines.count < Self.highWater / 2
                if goesOn { state.isPaused = false }
                return (known, goesOn)
            }
            if goesOn { resume() }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// The next line or the end; nil where neither is known yet.
    private static func next(_ state: inout State) -> Result<[UInt8]?, HTTPError>? {
        if let line = state.lines.take() { return .success(line) }
        switch state.end {
        case .complete: return .success(nil)
        case .failed(let error): return .failure(error)
        case nil: return nil
        }
    }
}
