import Document
import Resources
import Synchronization

/// Wakes one waiting task when the object it waits for may have changed.
final class ObjectAlarm: Sendable {
    let key: ItemKey

    private struct State {
        var isRinging = false
        var isWatched = false
        /// The object as the watch last showed it, until it is taken.
        var seen: Value?
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    init(key: ItemKey) { self.key = key }

    /// True while a watch is known to report changes of the object.
    var isWatched: Bool { state.withLock { $0.isWatched } }

    /// Wakes the task, now or when it waits next; it may look at the object as a watch shows it.
    func ring(isWatched: Bool? = nil, showing object: Value? = nil) {
        let waiter = state.withLock { state in
            if let isWatched {
                state.isWatched = isWatched
                state.seen = object
            }
            state.isRinging = state.waiter == nil
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Waits for the alarm, at most so long; returns at once when the task is cancelled. Gives the object as a watch shows it,
    /// where that is what woke the task.
    func next(within pause: Duration) async -> Value? {
        await sleep(within: pause)
        return state.withLock { state in
            defer { state.seen = nil }
            return state.seen
        }
    }

    private func sleep(within pause: Duration) async {
        // Leaving the scope cancels the timer.
        async let _: Void = ring(after: pause)
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let isRinging = state.withLock { state in
                    if !state.isRinging { state.waiter = waiter }
                    defer { state.isRinging = false }
                    return state.isRinging
                }
                if isRinging { waiter.resume() }
            }
        } onCancel: {
            ring()
        }
    }

    private func ring(after pause: Duration) async {
        // A cancelled sleep is a timer that is not needed any more.
        guard (try? await Task.sleep(for: pause)) != nil else { return }
        ring()
    }
}
