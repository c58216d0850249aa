import Dispatch
import Synchronization

/// The monotonic clock that locks are judged by, and where they are kept from.
struct LockClock: Sendable {
    /// The time since any fixed moment.
    var now: @Sendable () -> Duration
    /// Returns after so long; throws `CancellationError` at once when the task is cancelled.
    var sleep: @Sendable (Duration) async throws -> Void
    /// Where renewals run; nil means with everything else.
    var executor: (any TaskExecutor)?

    /// The machine's clock, which counts on while it is suspended, with a thread for renewals: whatever blocks the others
    /// does not make a run lose its locks.
    static let system: LockClock = {
        let start = ContinuousClock.now
        let executor = LockExecutor()
        return LockClock(
            now: { start.duration(to: .now) }, sleep: { try await executor.sleep($0) }, executor: executor)
    }()
}

extension Duration {
    /// Whole seconds, as messages give an upper bound.
    var roundedUp: Duration { .seconds(components.seconds + (components.attoseconds > 0 ? 1 : 0)) }
}

/// Runs tasks on a queue of its own, timers included.
private final class LockExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "berth.lock")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    func sleep(_ duration: Duration) async throws {
        let waiting = Mutex<CheckedContinuation<Void, any Error>?>(nil)
        let isCancelled = Mutex(false)
        let end: @Sendable ((any Error)?) -> Void = { error in
            let continuation = waiting.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }
            if let error { continuation?.resume(throwing: error) } else { continuation?.resume() }
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                waiting.withLock { $0 = continuation }
                if isCancelled.withLock({ $0 }) { return end(CancellationError()) }
                let nanoseconds = max(duration, .zero) / .nanoseconds(1)
                queue.asyncAfter(deadline: .now() + .nanoseconds(Int(min(nanoseconds, 1e18)))) { end(nil) }
            }
        } onCancel: {
            isCancelled.withLock { $0 = true }
            end(CancellationError())
        }
    }
}
