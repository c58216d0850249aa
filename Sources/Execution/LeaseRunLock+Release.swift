import Kubernetes

extension LeaseRunLock {
    package func release(destroyed: Set<String>, finished: Bool) async {
        await freeGroups(destroyed: destroyed, finished: finished)
        await end()
    }

    /// Gives the groups back. Their epochs stay raised where the run did not begin after all: a plan that saw them meanwhile
    /// must not meet them again.
    func freeGroups(destroyed: Set<String> = [], finished: Bool = false) async {
        // What was lost may be another's: nothing is marked, and only what is unchanged is written.
        let isHeld = term.withLock { $0.check(at: clock.now()) == nil }
        var gone = destroyed.filter { isHeld && held[$0] != nil }
        if !gone.isEmpty, await !raiseEpoch(above: gone.compactMap { held[$0]?.epoch }.max() ?? 0) { gone = [] }
        let (store, names, tell, remaining) = (store, names, tell, remaining)
        _ = await held.sorted { $0.key < $1.key }.concurrentMap(limit: Self.concurrency) { [gone] group, record in
            let name = names.name(of: group) ?? ""
            do {
                if gone.contains(group) {
                    try await store.delete(record, at: name)
                } else {
                    let isFinished = finished && isHeld
                    var free = record.released(isFinished: isFinished, now: .now)
                    if isFinished, let kinds = remaining[group] { free.kinds = kinds }
                    _ = try await store.put(free, to: name)
                }
            } catch {
                tell("could not end the lock of \(group): \(error)")
            }
        }
        held = [:]
    }

    /// Ends the renewal, and takes away this run's own Lease and those of dead runs that it went on for.
    private func end() async {
        renewal?.cancel()
        await renewal?.value
        renewal = nil
        if own != nil { await removeOwn() }
        own = nil
        do {
            try await freeGroups(of: Set(overtaken.keys))
        } catch {
            tell("could not end the locks of runs that were killed: \(error)")
        }
        for (name, record) in overtaken.sorted(by: { $0.key < $1.key }) {
            do {
                try await store.delete(record, at: name)
            } catch {
                // One that has changed since is somebody's, and is left alone.
                if !error.isConflict { tell("could not end the lock \(name): \(error)") }
            }
        }
        overtaken = [:]
    }

    private func removeOwn() async {
        do {
            for _ in 0..<4 {
                guard let record = try await store.read(lease), record.holder == holder else { return }
                do {
                    return try await store.delete(record, at: lease)
                } catch {
                    // A renewal that was cancelled may have been carried out.
                    guard error.isConflict else { throw error }
                }
            }
        } catch {
            tell("could not end the lock \(lease): \(error)")
        }
    }

    /// Raises the estate's epoch, which new groups start from, above one that is about to be forgotten.
    func raiseEpoch(above epoch: Int64) async -> Bool {
        do {
            for _ in 0..<16 {
                var record = try await store.read(names.ofEstate) ?? LeaseRecord()
                guard record.epoch <= epoch else { return true }
                record.epoch = min(epoch + 1, LeaseRecord.lastEpoch)
                record.labels.merge(Self.labels(estate: names.estate)) { $1 }
                if try await store.put(record, to: names.ofEstate) != nil { return true }
            }
            tell("could not raise the epoch of the estate: others keep changing \(names.ofEstate)")
        } catch {
            tell("could not raise the epoch of the estate: \(error)")
        }
        return false
    }
}
