import Kubernetes

/// Who holds the locks of an estate, and which of them show signs of life.
package struct LockSurvey: Sendable {
    package var table: LockTable
    /// The Leases that were renewed while they were watched.
    package var alive: Set<String>

    /// Reads all Leases once, and where some are held, looks on until each was renewed or `patience` is over, which is longer
    /// than a live run takes. Who breaks a lock by it looks on for twice as long.
    package static func make(
        of estate: String, from store: any LeaseStore, patience: Duration = .seconds(4)
    ) async throws -> LockSurvey {
        try await make(of: estate, from: store, patience: patience, clock: .system)
    }

    static func make(
        of estate: String, from store: any LeaseStore, patience: Duration, clock: LockClock
    ) async throws -> LockSurvey {
        var watch = LeaseWatch()
        let table = try await LockTable.read(estate, from: store)
        let start = clock.now()
        for (name, record) in table.records { watch.note(name, record, at: start) }
        var open = Set(table.groups.compactMap { table.holder(of: $0)?.lease })
        var alive: Set<String> = []
        while !open.isEmpty, clock.now() - start < patience {
            try await clock.sleep(.milliseconds(500))
            for name in open.sorted() {
                let looked = clock.now()
                watch.note(name, try await store.read(name), at: clock.now())
                if watch.standing(of: name, at: looked) == .alive { alive.insert(name) }
            }
            open.subtract(alive)
        }
        return LockSurvey(table: table, alive: alive)
    }

    /// Whether the lease of a holder runs on, by the times that stand in it: clocks of machines differ, so that it decides
    /// nothing, but nobody is called dead whose lease is not over.
    package func isUnexpired(_ holder: LockTable.Holder, at now: Timestamp) -> Bool {
        expiry(of: holder).map { now < $0 } ?? false
    }

    /// When the lease of a holder is over unless it is renewed, by the holder's clock; nil where that is not noted.
    package func expiry(of holder: LockTable.Holder) -> Timestamp? {
        guard let record = table.records[holder.lease], let renewed = record.renewed else { return nil }
        return renewed.adding(seconds: record.term.components.seconds)
    }

    /// Whether a holder was seen to run; one that was not was killed, or cannot reach the lock cluster.
    package func isAlive(_ holder: LockTable.Holder) -> Bool { alive.contains(holder.lease) }
}

extension LockSurvey {
    /// Returns when nobody alive holds a group (nil: the estate's own lock), or at `deadline`, whichever comes first.
    ///
    /// Throws `CancellationError` where the task is cancelled, and what the lock cluster answers.
    package static func waitUntilFree(
        _ group: String?, of estate: String, in store: any LeaseStore, until deadline: ContinuousClock.Instant
    ) async throws {
        var watch = LeaseWatch()
        let clock = LockClock.system
        while ContinuousClock.now < deadline {
            let looked = clock.now()
            let table = try await LockTable.read(estate, from: store)
            for (name, record) in table.records { watch.note(name, record, at: clock.now()) }
            let holder = group.map { table.holder(of: $0) } ?? table.holder(ofLease: table.names.ofEstate)
            guard let holder, watch.standing(of: holder.lease, at: looked) != .expired else { return }
            try await clock.sleep(.seconds(1))
        }
    }
}
