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
    /// The groups that are free when the lock of one of them is broken: all of the same run.
    package func groups(heldWith group: String) -> [String] {
        guard let lease = table.holder(of: group)?.lease else { return [] }
        return table.groups.filter { table.holder(of: $0)?.lease == lease }
    }

    /// Who would lose the lock of a group; throws where nobody holds it, or a run that is alive unless `isForced`.
    package func breakable(_ group: String, isForced: Bool) throws(LockReleaseError) -> LockTable.Holder {
        guard let holder = table.holder(of: group) else { throw .notHeld(group) }
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
