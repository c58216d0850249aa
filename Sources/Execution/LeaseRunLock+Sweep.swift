import Kubernetes

extension LeaseRunLock {
    /// Takes away what killed runs left: the Leases of groups that a destruction ended, the holders of others, and the Leases
    /// of the runs themselves. The estate's Lease stays.
    ///
    /// `gone` are groups that do not exist any more, `kept` those that do and that nothing is to be done in. Looked at are the
    /// runs that hold one of them, and those that hold nothing. Waits, where it must, until it shows which of them are dead;
    /// what live runs hold is left alone.
    package func sweep(gone: Set<String>, kept: Set<String> = [], interruption: Interruption) async throws {
        let scope = gone.union(kept)
        let (first, asked) = try await look()
        let runs = first.runs(in: scope)
        guard !runs.isEmpty || first.groups.contains(where: { gone.contains($0) }) else { return }
        for (name, record) in runs {
            guard case .undecided(let left) = watch.standing(of: name, at: asked) else { continue }
            tell("\(record.holder ?? name) holds a lock: whether it still runs shows within \(left.roundedUp.words)")
            try await wait(for: name, interruption)
        }
        let (table, looked) = try await look()
        let left = table.groups.filter { group in
            guard gone.contains(group), table.record(of: group).ends else { return false }
            guard let holder = table.holder(of: group) else { return true }
            return watch.standing(of: holder.lease, at: looked) == .expired
        }
        if let last = left.map({ table.epoch(of: $0) }).max() {
            guard await raiseEpoch(above: last) else { return }
            for group in left { try await remove(names.name(of: group), in: table) }
        }
        let dead = table.runs(in: scope).map(\.name).filter { watch.standing(of: $0, at: looked) == .expired }
        try await freeGroups(of: Set(dead))
        for name in dead { try await remove(name, in: table) }
    }

    /// Frees the groups of runs that are dead, whose Leases would go on naming a holder that is gone. What was begun there
    /// stays noted.
    func freeGroups(of dead: Set<String>) async throws {
        guard !dead.isEmpty else { return }
        let (table, _) = try await look()
        for group in table.groups {
            let record = table.record(of: group)
            guard let name = names.name(of: group), let lease = record.runLease, dead.contains(lease) else { continue }
            // One that has changed since is left alone.
            _ = try await store.put(record.released(now: .now), to: name)
        }
    }

    /// Takes away what a run left that was killed after it had noted that its plan is finished.
    func removeRuns(of plan: String?) async throws {
        let (table, _) = try await look()
        let runs = table.runs.map(\.name).filter { plan != nil && table.records[$0]?.plan == plan }
        try await freeGroups(of: Set(runs))
        for name in runs { try await remove(name, in: table) }
    }

    /// Deletes a Lease unless it has changed since.
    private func remove(_ name: String?, in table: LockTable) async throws(KubernetesError) {
        guard let name, let record = table.records[name] else { return }
        do throws(KubernetesError) {
            try await store.delete(record, at: name)
        } catch {
            guard error.isConflict else { throw error }
        }
    }
}

extension LockTable {
    /// The Leases of runs that hold one of these groups, or none at all.
    fileprivate func runs(in scope: Set<String>) -> [(name: String, record: LeaseRecord)] {
        runs.filter { run in
            let held = groups.filter { record(of: $0).runLease == run.name }
            return held.isEmpty || held.contains { scope.contains($0) }
        }
    }
}
