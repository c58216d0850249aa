/// What a run that wants a lock brings.
package struct LeaseClaim: Sendable, Hashable {
    /// Unlike that of any other run.
    package var holder: String
    /// The Lease that the run renews.
    package var runLease: String
    package var durationSeconds: Int64
    /// The epoch that the plan saw.
    package var epoch: Int64
    /// The digest of the plan.
    package var plan: String
    /// Whether the plan takes the group away.
    package var ends: Bool
    /// The kinds that the plan makes, where the Lease is their record.
    package var kinds: Set<String>
    /// The cluster on which the plan makes a new workspace.
    package var place: String?
    package var labels: [String: String]

    package init(
        holder: String, runLease: String, durationSeconds: Int64 = 30, epoch: Int64, plan: String, ends: Bool = false,
        kinds: Set<String> = [], place: String? = nil, labels: [String: String] = [:]
    ) {
        self.holder = holder
        self.runLease = runLease
        self.durationSeconds = durationSeconds
        self.epoch = epoch
        self.plan = plan
        self.ends = ends
        self.kinds = kinds
        self.place = place
        self.labels = labels
    }
}

extension LeaseRecord {
    /// The record after the claim has been granted; `now` is written for people. Whether another holds it is judged
    /// elsewhere.
    ///
    /// Made at another epoch, or finished already: refused, unless the same plan was begun and not finished, which then
    /// goes on in its own epoch. `resumes` says that it was, where the Lease that would tell is gone.
    package func granting(
        _ claim: LeaseClaim, resumes: Bool = false, now: Timestamp
    ) throws(LeaseRefusal) -> LeaseRecord {
        var granted = self
        let isBegun = plan == claim.plan
        if !isBegun {
            if finishedPlan == claim.plan { throw .carriedOut }
            if !resumes, claim.epoch != epoch { throw .superseded(planned: claim.epoch, current: epoch) }
            granted.epoch = min(epoch + 1, Self.lastEpoch)
            granted.plan = claim.plan
        }
        if acquired != nil, holder != claim.holder { granted.transitions = min(transitions + 1, Int64(Int32.max)) }
        granted.holder = claim.holder
        granted.runLease = claim.runLease
        granted.acquired = now
        granted.renewed = now
        granted.durationSeconds = claim.durationSeconds
        granted.ends = claim.ends
        granted.kinds.formUnion(claim.kinds)
        granted.place = claim.place
        granted.labels.merge(claim.labels) { $1 }
        return granted
    }

    /// The record with nobody holding it; `isFinished` says that its plan is done and must not be applied again.
    package func released(isFinished: Bool = false, now: Timestamp) -> LeaseRecord {
        var free = self
        (free.holder, free.runLease, free.place) = (nil, nil, nil)
        free.renewed = now
        if isFinished { (free.plan, free.finishedPlan) = (nil, plan ?? finishedPlan) }
        return free
    }
}

/// Why a plan may not be carried out under a lock.
package enum LeaseRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// Another plan was begun since this one was made, or its group was destroyed.
    case superseded(planned: Int64, current: Int64)
    /// The plan was finished before.
    case carriedOut

    package var description: String {
        switch self {
        case .superseded(let planned, let current):
            "another plan was applied since this one was made (epoch \(planned), now \(current)), "
                + "and a plan applies once; plan again"
        case .carriedOut: "this plan was carried out already, and a plan applies once; plan again"
        }
    }
}
