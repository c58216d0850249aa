import Kubernetes

extension LeaseRunLock {
    /// Makes the run's own Lease and begins to renew it.
    func begin(_ interruption: Interruption) async throws {
        var record = LeaseRecord()
        record.holder = holder
        (record.acquired, record.renewed) = (.now, .now)
        record.durationSeconds = durationSeconds
        record.labels = Self.labels(estate: names.estate)
        let begun = clock.now()
        guard let written = try await store.put(record, to: lease) else {
            throw RunLockLoss(lease: lease, .taken(by: try await store.read(lease)?.holder))
        }
        own = written
        term.withLock { $0.renewed(begun: begun) }
        renewal = Task(executorPreference: clock.executor) { await self.keep(interruption) }
    }

    /// Renews until it is cancelled or the lock is lost, which it tells the run.
    private func keep(_ interruption: Interruption) async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.renewAgainAndAgain() }
            let loss = await untilLost()
            group.cancelAll()
            if let loss { interruption.request(because: "\(loss)") }
        }
    }

    /// Returns when the lock is lost; nil when the task is cancelled. Nothing that hangs holds it up.
    private nonisolated func untilLost() async -> RunLockLoss? {
        while true {
            let interval = term.withLock { term in term.interval / 6 }
            do { try checkHeld() } catch { return error }
            do { try await clock.sleep(interval) } catch { return nil }
        }
    }

    private func renewAgainAndAgain() async {
        let (interval, patience) = term.withLock { ($0.interval, $0.patience) }
        while !Task.isCancelled {
            do { try await clock.sleep(interval) } catch { return }
            let clock = clock
            // One attempt that hangs must not keep the next from being made.
            await withTaskGroup { group in
                group.addTask { await self.renew() }
                group.addTask { try? await clock.sleep(patience) }
                await group.next()
                group.cancelAll()
            }
        }
    }

    private func renew() async {
        do {
            try await rewriteOwn { _ in }
        } catch let loss as RunLockLoss {
            term.withLock { term in
                if case .taken(let holder) = loss.cause { term.taken(by: holder) }
            }
        } catch {
            guard !Task.isCancelled else { return }
            term.withLock { $0.failed("\(error)") }
            tell("could not renew the lock \(lease): \(error)")
        }
    }

    /// Writes the run's own Lease anew with a change; throws `RunLockLoss` where it is another's, or gone.
    func rewriteOwn(_ change: @Sendable (inout LeaseRecord) -> Void) async throws {
        for _ in 0..<8 {
            guard var record = own else { return }
            record.renewed = .now
            change(&record)
            let begun = clock.now()
            if let written = try await store.put(record, to: lease) {
                own = written
                term.withLock { $0.renewed(begun: begun) }
                return
            }
            let current = try await store.read(lease)
            guard let current, current.holder == holder else {
                throw RunLockLoss(lease: lease, .taken(by: current?.holder))
            }
            own = current
        }
    }
}
