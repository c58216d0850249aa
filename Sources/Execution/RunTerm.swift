import Synchronization

/// How long a run may count on its own Lease: from the beginning of the last renewal that succeeded, less a margin.
///
/// Pure; moments are those of the run's own monotonic clock.
struct RunTerm: Sendable, Hashable {
    let lease: String
    let duration: Duration
    /// When the Lease must be taken for lost unless it is renewed before; nil before it was made.
    private(set) var deadline: Duration?
    private(set) var loss: RunLockLoss?
    private var lastFailure: String?

    init(lease: String, duration: Duration) {
        self.lease = lease
        self.duration = duration
    }

    /// Others take an unchanged Lease after its duration, counted from a moment after the write: what is in flight gets a
    /// sixth of that to end.
    private var margin: Duration { duration / 6 }
    /// How long after a renewal the next one is made: many fit into the duration, and who looks on for a few seconds sees
    /// one.
    var interval: Duration { min(duration / 10, .seconds(3)) }
    /// How long one renewal may take before another is tried.
    var patience: Duration { duration / 5 }

    /// Takes in a write that succeeded and was begun at a moment. A lock that was lost stays lost.
    mutating func renewed(begun moment: Duration) {
        guard loss == nil else { return }
        deadline = max(deadline ?? .zero, moment + duration - margin)
        lastFailure = nil
    }

    mutating func failed(_ reason: String) { lastFailure = reason }

    mutating func taken(by holder: String?) {
        loss = loss ?? RunLockLoss(lease: lease, .taken(by: holder))
    }

    /// Why the lock is not held at a moment; nil while it is.
    mutating func check(at now: Duration) -> RunLockLoss? {
        if loss == nil, let deadline, now >= deadline { loss = RunLockLoss(lease: lease, .expired(lastFailure)) }
        return loss
    }
}
