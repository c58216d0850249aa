import Diagnostics
import Execution
import Planning

/// Waits for locks that other runs hold, as `--lock-timeout` says, and then begins again.
///
/// What was planned before another run ended is stale: the state is read and the plan made anew after each wait.
struct LockPatience: Sendable {
    private let timeout: Duration?

    init(_ options: RunOptions) {
        timeout = options.lockTimeout
    }

    /// Opens a session for `body`; where that finds a lock held, waits until it is free and opens another one.
    ///
    /// Throws what `body` throws: `RunLockError` where the lock is still held when the time is over.
    func open(_ project: Project, _ common: CommonOptions, _ body: (Session) async throws -> Void) async throws {
        // Counted from when a lock is first found held: what comes before takes as long as the estate is large.
        var deadline: ContinuousClock.Instant?
        while true {
            do {
                return try await Session.open(project, common, body)
            } catch let error as RunLockError where error.isHeldByOther {
                guard let timeout else { throw error }
                let end = deadline ?? .now + timeout
                deadline = end
                guard .now < end else { throw error }
                try await wait(for: error, until: end, project, common)
            }
        }
    }

    /// Throws `RunLockError` where a run that is alive holds what a plan touches; asks only with `--lock-timeout`, so that a
    /// plan which has to wait is not shown in vain.
    func checkFree(_ plan: Plan, _ session: Session) async throws {
        guard timeout != nil, plan.hasChanges else { return }
        try await LockSurvey.checkFree(
            plan.touchedGroups, of: session.estate.name, in: try await session.leases(), countsUnexpired: false)
    }

    private func wait(
        for error: RunLockError, until deadline: ContinuousClock.Instant, _ project: Project, _ common: CommonOptions
    ) async throws {
        let words = "\(error)".split(separator: "\n").first.map(String.init) ?? ""
        let left = Duration.seconds(max(1, (deadline - .now).components.seconds))
        StandardStreams.complain("\(words); waiting for at most \(left.words)".sanitized + "\n")
        try await Session.open(project, common, readsState: false) { session in
            let store = try await session.leases()
            try await LockSurvey.waitUntilFree(error.group, of: session.estate.name, in: store, until: deadline)
        }
    }
}
