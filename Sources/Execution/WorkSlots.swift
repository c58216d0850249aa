import DequeModule
import Synchronization

/// How many steps of a run work at once. What only waits for others gives its slot to another step meanwhile: a thousand
/// control planes become ready beside each other.
final class WorkSlots: Sendable {
    private struct State {
        var free: Int
        /// Steps that waited and go on, longest first: what was begun comes before anything new.
        var queue: Deque<CheckedContinuation<Void, Never>> = []
        var freed: @Sendable () -> Void = {}
    }

    private let state: Mutex<State>
    private let keepsWhileWaiting: Bool

    /// `keepsWhileWaiting`: whether steps that wait count, too, so that no more is begun than there are slots before it shows
    /// whether it fails.
    init(_ count: Int, keepsWhileWaiting: Bool = false) {
        state = Mutex(State(free: max(1, count)))
        self.keepsWhileWaiting = keepsWhileWaiting
    }

    /// Calls `body` whenever a slot has become free that no step in the queue wants.
    func onFreed(_ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.freed = body }
    }

    /// Whether a step that waited has no slot to go on with.
    var hasQueue: Bool { state.withLock { !$0.queue.isEmpty } }

    /// Takes a slot for a new step; false where none is free.
    func tryTake() -> Bool {
        state.withLock { state in
            guard state.free > 0 else { return false }
            state.free -= 1
            return true
        }
    }

    /// Gives a slot back: to what waits in the queue, otherwise to whoever comes.
    func giveBack() {
        let (next, freed) = state.withLock { state in
            let next = state.queue.popFirst()
            if next == nil { state.free += 1 }
            return (next, state.freed)
        }
        if let next { next.resume() } else { freed() }
    }

    /// Runs what waits for others, without a slot of its own.
    func whileWaiting<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        guard !keepsWhileWaiting else { return try await body() }
        giveBack()
        do {
            let result = try await body()
            await take()
            return result
        } catch {
            await take()
            throw error
        }
    }

    private func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.queue.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }
}
