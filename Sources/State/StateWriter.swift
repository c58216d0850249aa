/// Puts the changes of one run on record, in batches: whoever hands one in goes on at once, and waits only where it must be on
/// record first.
///
/// There is one commit at a time, so that none of a run is made in vain because of another.
package actor StateWriter {
    /// Makes a commit of changes with these subjects; nil where they change nothing.
    package typealias Commit =
        @Sendable (
            _ changes: [String: StateChange], _ base: StateBase, _ subjects: [String]
        ) async throws -> StateRevision?

    /// Stands for changes that were handed in.
    package struct Ticket: Sendable, Hashable {
        fileprivate var number: Int
    }

    /// Changes that never came on record, and why.
    package struct Loss: Sendable {
        package var subject: String
        package var reason: String
    }

    private struct Entry {
        var number: Int
        var changes: [String: StateChange]
        var subject: String
        var since: ContinuousClock.Instant
    }

    private let pace: BatchPace
    private let commit: Commit
    private let hasCommitted: @Sendable () async -> Void
    private var base: StateBase
    private var pending: [Entry] = []
    private var next = 0
    private var waiting: [Int: [CheckedContinuation<Void, any Error>]] = [:]
    private var idlers: [CheckedContinuation<Void, Never>] = []
    private var lost: [Int: (subject: String, error: any Error)] = [:]
    private var underWay: Set<Int> = []
    private var timer: Task<Void, Never>?
    private var attempts = 0
    private var lastAttempt: ContinuousClock.Instant?
    private var failure: (any Error)?
    /// The commits that were made, oldest first.
    package private(set) var commits: [StateRevision] = []

    /// `base` is the state that the changes are made from; `hasCommitted` is called after each commit.
    package init(
        base: StateRevision, pace: BatchPace = BatchPace(), commit: @escaping Commit,
        hasCommitted: @escaping @Sendable () async -> Void = {}
    ) {
        self.base = StateBase(base)
        self.pace = pace
        self.commit = commit
        self.hasCommitted = hasCommitted
    }

    deinit { timer?.cancel() }

    /// Takes changes, to be committed soon. Of two changes of one path the later one counts.
    @discardableResult
    package func add(_ changes: [String: StateChange], subject: String) -> Ticket {
        next += 1
        pending.append(Entry(number: next, changes: changes, subject: subject, since: .now))
        schedule()
        return Ticket(number: next)
    }

    /// Returns once the changes are on record; throws where they could not be brought there.
    package func recorded(_ ticket: Ticket) async throws {
        if let error = lost[ticket.number]?.error { throw error }
        guard underWay.contains(ticket.number) || pending.contains(where: { $0.number == ticket.number }) else {
            return
        }
        try await withCheckedThrowingContinuation { continuation in
            waiting[ticket.number, default: []].append(continuation)
            schedule()
        }
    }

    /// Commits what was handed in so far, without waiting for more.
    package func flush() async {
        while isCommitting { await withCheckedContinuation { idlers.append($0) } }
        await commitPending()
        timer?.cancel()
    }

    /// What never came on record, as far as that is known after `flush`.
    package var losses: [Loss] {
        let open = pending.map { ($0.number, $0.subject, failure.map { "\($0)" } ?? "it was not tried") }
        return (lost.map { ($0.key, $0.value.subject, "\($0.value.error)") } + open).sorted { $0.0 < $1.0 }
            .map { Loss(subject: $0.1, reason: $0.2) }
    }

    private var isCommitting: Bool { !underWay.isEmpty }

    private func schedule() {
        guard !isCommitting, let oldest = pending.first else { return }
        let due = pace.due(
            commits: attempts, last: lastAttempt, oldest: oldest.since, isWaitedFor: !waiting.isEmpty,
            hasFailed: failure != nil)
        timer?.cancel()
        timer = Task { [weak self] in
            do { try await Task.sleep(until: due) } catch { return }
            await self?.commitPending()
        }
    }

    private func commitPending() async {
        guard !isCommitting, !pending.isEmpty else { return }
        var batch = pending
        pending = []
        failure = nil
        while !batch.isEmpty {
            underWay = Set(batch.map(\.number))
            let changes = batch.reduce(into: [:]) { $0.merge($1.changes) { $1 } }
            do {
                if let revision = try await commit(changes, base, batch.map(\.subject)) {
                    commits.append(revision)
                    base.note(changes.keys, at: revision)
                    await hasCommitted()
                }
                for entry in batch { resume(entry.number, with: .success(())) }
                batch = []
            } catch let error as StateError where batch.contains(where: { error.hits($0.changes) }) {
                // What another run changed stays as that run left it; the rest is not held up by it.
                for entry in batch where error.hits(entry.changes) {
                    lost[entry.number] = (entry.subject, error)
                    resume(entry.number, with: .failure(error))
                }
                batch.removeAll { error.hits($0.changes) }
            } catch {
                // Kept for a later attempt; who waits must not go on without it.
                failure = error
                for entry in batch { resume(entry.number, with: .failure(error)) }
                pending = batch + pending
                batch = []
            }
        }
        underWay = []
        attempts += 1
        lastAttempt = .now
        for idler in idlers { idler.resume() }
        idlers = []
        schedule()
    }

    private func resume(_ number: Int, with result: Result<Void, any Error>) {
        for waiter in waiting.removeValue(forKey: number) ?? [] { waiter.resume(with: result) }
    }
}

extension StateError {
    /// Whether it says that another run changed one of the paths of these changes.
    fileprivate func hits(_ changes: [String: StateChange]) -> Bool {
        guard case .conflict(let paths) = reason else { return false }
        return paths.contains { changes[$0] != nil }
    }
}
