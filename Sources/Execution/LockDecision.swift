import Kubernetes

/// What a run that wants some groups does, by what it knows of their locks.
enum LockDecision: Sendable, Hashable {
    /// All are free: what to write for each group.
    case take([String: LeaseRecord])
    /// Whether a holder still runs will show in so long at the latest.
    case wait(for: LockTable.Holder, group: String, left: Duration)
    case refuse(RunLockError)
}

/// A group with what a run brings for it.
struct GroupClaim: Sendable, Hashable {
    var group: String
    var claim: LeaseClaim
}

extension LockDecision {
    /// Decides by the Leases and by how long each was seen unchanged; `looked` is when they were read.
    ///
    /// A group is free when its Lease names nobody, or a run whose own Lease is gone or expired. What a live run holds is
    /// refused, before anything is said of the plan's age; where nothing is known yet, it waits.
    init(_ claims: [GroupClaim], in table: LockTable, watch: LeaseWatch, looked: Duration, now: Timestamp) {
        let runs = table.runs
        var pending: (holder: LockTable.Holder, group: String, left: Duration)?
        for (group, holder) in claims.flatMap({ Self.holders($0, in: table, runs) }) {
            switch watch.standing(of: holder.lease, at: looked) {
            case .alive:
                self = .refuse(RunLockError(group: group, .heldBy(holder)))
                return
            case .undecided(let left):
                if left > pending?.left ?? .zero { pending = (holder, group, left) }
            case .expired, nil: break
            }
        }
        if let pending {
            self = .wait(for: pending.holder, group: pending.group, left: pending.left)
            return
        }
        var granted: [String: LeaseRecord] = [:]
        for claim in claims {
            let begun = runs.contains { $0.record.plan == claim.claim.plan && $0.name != claim.claim.runLease }
            do throws(LeaseRefusal) {
                granted[claim.group] = try table.record(of: claim.group).granting(
                    claim.claim, resumes: begun && claim.claim.ends && !table.exists(claim.group), now: now)
            } catch {
                self = .refuse(RunLockError(group: claim.group, .refused(error)))
                return
            }
        }
        self = .take(granted)
    }

    /// Who may hold a group: whom its Lease names; where a destruction took that away already, the runs of the same plan.
    private static func holders(
        _ claim: GroupClaim, in table: LockTable, _ runs: [(name: String, record: LeaseRecord)]
    ) -> [(String, LockTable.Holder)] {
        if table.exists(claim.group) {
            guard let holder = table.holder(of: claim.group), holder.text != claim.claim.holder else {
                return []
            }
            return [(claim.group, holder)]
        }
        guard claim.claim.ends else { return [] }
        return runs.compactMap { name, record in
            guard name != claim.claim.runLease, record.plan == claim.claim.plan else { return nil }
            return table.holder(ofLease: name).map { (claim.group, $0) }
        }
    }
}
