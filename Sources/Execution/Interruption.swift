import Synchronization

/// The wish to stop, of the user or since the run may not go on: what is being written finishes, and nothing more starts.
package final class Interruption: Sendable {
    private struct State {
        var isRequested = false
        var reason: String?
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    package init() {}

    package var isRequested: Bool { state.withLock(\.isRequested) }

    /// Why the run may not go on; nil where nothing but the user stops it.
    package var reason: String? { state.withLock(\.reason) }

    /// Asks to stop, as the user does; what waits is woken.
    package func request() { stop(nil) }

    /// Stops a run that may not go on. The first reason stays.
    package func request(because reason: String) { stop(reason) }

    private func stop(_ reason: String?) {
        let waiters = state.withLock { state in
            state.isRequested = true
            state.reason = state.reason ?? reason
            defer { state.waiters = [:] }
            return state.waiters.values.map(\.self)
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when stopping is asked for, or the task is cancelled.
    func requested() async {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isRequested || Task.isCancelled { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
        }
    }
}
