import Kubernetes

/// A run may not touch a group of its plan; nothing was written.
package struct RunLockError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The workspace's id, or `cluster/<name>`.
    package var group: String
    package var refusal: LeaseRefusal

    package init(group: String, _ refusal: LeaseRefusal) {
        self.group = group
        self.refusal = refusal
    }

    package var isHeldByOther: Bool {
        if case .heldBy = refusal { true } else { false }
    }

    package var description: String {
        switch refusal {
        case .heldBy: "\(group) is locked by another run: it is \(refusal)\nwait for that run to end, then plan again"
        case .superseded, .carriedOut: "the plan is stale for \(group): \(refusal)"
        }
    }

    /// What failing to take a lock means.
    static func cause(of error: LeaseError, group: String) -> any Error {
        switch error.cause {
        case .refused(let refusal): RunLockError(group: group, refusal)
        case .cluster(let error): error
        case .lost: error
        }
    }
}
