import Kubernetes

/// A run may not touch a group of its plan; nothing was written.
package struct RunLockError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Cause: Sendable, Hashable {
        case heldBy(LockTable.Holder)
        case refused(LeaseRefusal)
        /// Since the plan was made, others took or reserved the last places of the cluster that it chose.
        case noRoom(cluster: String, taken: Int, reserved: Int, capacity: Int)
        /// The plan does not say what it was made at, since the lock cluster did not answer then.
        case noEpoch
    }

    /// The workspace's id, or `cluster/<name>`; nil where it is about the estate.
    package var group: String?
    package var cause: Cause

    package init(group: String?, _ cause: Cause) {
        self.group = group
        self.cause = cause
    }

    /// Whether another run is in the way, rather than the plan too old.
    package var isHeldByOther: Bool {
        if case .heldBy = cause { true } else { false }
    }

    package var description: String {
        let subject = group ?? "the estate"
        switch cause {
        case .heldBy(let holder):
            let since = holder.sinceText.map { " since \($0)" } ?? ""
            return "\(subject) is locked by another run: \(holder.text)\(since)\n"
                + "wait for that run to end, then plan again; `berth locks` shows who holds what"
        case .refused(let refusal): return "the plan is stale for \(subject): \(refusal)"
        case .noRoom(let cluster, let taken, let reserved, let capacity):
            let others = reserved > 0 ? ", \(reserved) reserved by runs in progress" : ""
            return "the plan is stale for \(subject): \(cluster) has no room for it any more "
                + "(\(taken) of \(capacity) taken\(others)); plan again"
        case .noEpoch:
            return "the plan is stale for \(subject): the lock cluster did not answer when it was made; plan again"
        }
    }
}

/// Something that cannot be locked, as in a plan that was changed by hand.
package struct UnlockablePlanError: Error, Sendable, Hashable, CustomStringConvertible {
    package var group: String
    package var reason: String

    static func estate(_ name: String) -> Self {
        UnlockablePlanError(group: name, reason: "is not the name of an estate")
    }

    package var description: String {
        "the plan cannot be applied: \(group.debugDescription) \(reason); plan again"
    }
}

/// A run does not hold its locks any more: another may take them, or has.
package struct RunLockLoss: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Cause: Sendable, Hashable {
        /// It could not be renewed in time; with the last failure.
        case expired(String?)
        /// Another holds it now, or somebody removed it.
        case taken(by: String?)
    }

    /// The Lease of the run.
    package var lease: String
    package var cause: Cause

    package init(lease: String, _ cause: Cause) {
        self.lease = lease
        self.cause = cause
    }

    package var description: String {
        switch cause {
        case .expired(let failure):
            "the lock \(lease) was lost: it could not be renewed in time\(failure.map { " (\($0))" } ?? "")"
        case .taken(let holder?): "the lock \(lease) was lost: \(holder) took it"
        case .taken(nil): "the lock \(lease) was lost: somebody removed it"
        }
    }
}
