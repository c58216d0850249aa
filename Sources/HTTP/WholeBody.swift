import Synchronization

/// Gathers an answer in memory, within a bound.
final class WholeBody: TransferReceiver {
    typealias Outcome = Result<HTTPResponse, HTTPError>

    private struct State {
        var response = HTTPResponse(status: 0)
        var continuation: CheckedContinuation<Outcome, Never>?
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// Says who waits; to be called before the transfer begins.
    func resume(_ continuation: CheckedContinuation<Outcome, Never>) {
        state.withLock { $0.continuation = continuation }
    }

    func receive(status: Int, headers: HTTPHeaders) {
        state.withLock { $0.response = HTTPResponse(status: status, headers: headers) }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Reception {
        state.withLock { state in
            guard bytes.count <= limit - state.response.body.count else { return .tooLarge }
            state.response.body.append(contentsOf: bytes)
            return .taken
        }
    }

    func finish(_ error: HTTPError?, wasResent: Bool) {
        let (continuation, response) = state.withLock { state in
            state.response.mayRepeatEarlierAttempt = wasResent
            defer { state = State() }
            return (state.continuation, state.response)
        }
        continuation?.resume(returning: error.map(Outcome.failure) ?? .success(response))
    }
}
