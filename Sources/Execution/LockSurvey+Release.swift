import Kubernetes

/// A lock that is not broken.
package enum LockReleaseError: Error, Sendable, Hashable, CustomStringConvertible {
    case notHeld(String)
    /// Its holder renews it.
    case alive(group: String, LockTable.Holder)

    package var description: String {
        switch self {
        case .notHeld(let group): "nobody holds \(group.debugDescription): there is nothing to release"
        case .alive(let group, let holder):
            "\(group) is held by a run that is alive: \(holder.text)\n"
                + "interrupt that run; --force takes its locks away, and it stops then"
        }
    }
}

extension LockSurvey {
    /// How the estate's own lock is called: what runs hold while they take their locks.
    package static let estateLock = "estate"

    /// Who holds what a user names: a group, or the estate's own lock, unless a workspace is called so.
    private func holder(ofNamed name: String) -> LockTable.Holder? {
        if name == Self.estateLock, !table.groups.contains(name) { return table.holder(ofLease: table.names.ofEstate) }
        return table.holder(of: name)
    }

    /// The groups that are free when the lock of one of them is broken: all of the same run.
    package func groups(heldWith group: String) -> [String] {
        guard let lease = holder(ofNamed: group)?.lease else { return [] }
        let groups = table.groups.filter { table.holder(of: $0)?.lease == lease }
        let isEstates = table.holder(ofLease: table.names.ofEstate)?.lease == lease
        return groups + (isEstates && !groups.contains(Self.estateLock) ? [Self.estateLock] : [])
    }

    /// Who would lose the lock of a group; throws where nobody holds it, or a run that is alive unless `isForced`.
    package func breakable(_ group: String, isForced: Bool) throws(LockReleaseError) -> LockTable.Holder {
        guard let holder = holder(ofNamed: group) else { throw .notHeld(group) }
        guard isForced || !isAlive(holder) else { throw .alive(group: group, holder) }
        return holder
    }

    /// Breaks the locks of a run by taking its own Lease away; a run that lives on stops when it finds out. Epochs and the marks
    /// of plans stay. Throws where a run that was not seen to live has renewed since.
    package func release(_ holder: LockTable.Holder, isForced: Bool, in store: any LeaseStore) async throws {
        guard var record = table.records[holder.lease] else { return }
        for _ in 0..<4 {
            do {
                guard table.names.isRun(holder.lease) else {
                    guard try await store.put(record.released(now: .now), to: holder.lease) == nil else { return }
                    throw LockReleaseError.alive(group: holder.lease, holder)
                }
                return try await store.delete(record, at: holder.lease)
            } catch let error as KubernetesError where error.isConflict {
                guard isForced else { throw LockReleaseError.alive(group: holder.lease, holder) }
                guard let current = try await store.read(holder.lease) else { return }
                record = current
            }
        }
    }
}
