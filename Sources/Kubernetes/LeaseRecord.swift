import Document

/// What a Lease says: who holds a lock until when, and which plan was applied under it.
package struct LeaseRecord: Sendable, Hashable {
    package static let namespace = "berth-system"
    package static let kind = GroupVersionKind(apiVersion: "coordination.k8s.io/v1", kind: "Lease")
    private static let epochKey = "berth.dev/epoch"
    private static let planKey = "berth.dev/plan"
    private static let finishedKey = "berth.dev/finished-plan"
    private static let managedByLabel = "app.kubernetes.io/managed-by"

    /// Nil when nobody holds it.
    package var holder: String?
    package var acquired: Timestamp?
    package var renewed: Timestamp?
    package var durationSeconds: Int64
    package var transitions: Int64
    /// Counts the plans that were begun.
    package var epoch: Int64
    /// The digest of the plan that was begun last and not finished.
    package var plan: String?
    /// The digest of the plan that was finished last.
    package var finishedPlan: String?
    /// Beside the label that marks it as Berth's.
    package var labels: [String: String] = [:]
    package var uid: String?
    package var resourceVersion: String?

    /// A lock that was never taken.
    package init() {
        durationSeconds = 1
        transitions = 0
        epoch = 0
    }

    package init(_ lease: Value) {
        let spec = lease["spec"]
        let metadata = lease.metadata
        holder = spec?["holderIdentity"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        acquired = spec?["acquireTime"]?.string.flatMap { Timestamp($0) }
        renewed = spec?["renewTime"]?.string.flatMap { Timestamp($0) }
        durationSeconds = spec?["leaseDurationSeconds"]?.integer ?? 1
        transitions = spec?["leaseTransitions"]?.integer ?? 0
        epoch = metadata.annotations[Self.epochKey].flatMap { Int64($0) } ?? 0
        plan = metadata.annotations[Self.planKey]
        finishedPlan = metadata.annotations[Self.finishedKey]
        labels = metadata.labels.filter { $0.key != Self.managedByLabel }
        uid = metadata.uid
        resourceVersion = metadata.resourceVersion
    }

    /// When the lock is free for others, unless it is renewed before.
    package var expires: Timestamp? { renewed?.adding(seconds: durationSeconds) }

    /// The Lease that says this; with the version it was read at, so that a write fails if another came between.
    package func lease(name: String) -> Value {
        var metadata: Value = [
            "name": .string(name), "namespace": .string(Self.namespace),
            "labels": Self.labels(labels), "annotations": [Self.epochKey: .string("\(epoch)")],
        ]
        if let plan { metadata["annotations"]?[Self.planKey] = .string(plan) }
        if let finishedPlan { metadata["annotations"]?[Self.finishedKey] = .string(finishedPlan) }
        if let uid { metadata["uid"] = .string(uid) }
        if let resourceVersion { metadata["resourceVersion"] = .string(resourceVersion) }
        var spec: Value = [
            "holderIdentity": .string(holder ?? ""), "leaseDurationSeconds": .integer(durationSeconds),
            "leaseTransitions": .integer(transitions),
        ]
        if let acquired { spec["acquireTime"] = .string("\(acquired)") }
        if let renewed { spec["renewTime"] = .string("\(renewed)") }
        return [
            "apiVersion": .string(Self.kind.apiVersion), "kind": .string(Self.kind.kind), "metadata": metadata,
            "spec": spec,
        ]
    }
}

extension LeaseRecord {
    /// These labels and the one that marks an object as Berth's.
    static func labels(_ labels: [String: String]) -> Value {
        let all = labels.merging([managedByLabel: "berth"]) { $1 }
        return .object(Object(all.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }
}

/// What a run that wants the lock brings.
package struct LeaseClaim: Sendable, Hashable {
    /// Unlike that of any other process.
    package var holder: String
    package var durationSeconds: Int64
    /// The epoch the plan was made at; nil does not ask for one.
    package var epoch: Int64?
    /// The digest of the plan to be applied.
    package var plan: String?
    /// Labels for the Lease, and for the namespace where it has to be made.
    package var labels: [String: String]

    package init(
        holder: String, durationSeconds: Int64 = 60, epoch: Int64? = nil, plan: String? = nil,
        labels: [String: String] = [:]
    ) {
        self.holder = holder
        self.durationSeconds = durationSeconds
        self.epoch = epoch
        self.plan = plan
        self.labels = labels
    }
}

extension LeaseRecord {
    /// The record after the claim has been granted at `now`.
    ///
    /// Held by another and not expired: refused. Made at another epoch, or finished already: refused, unless the same
    /// plan was begun and not finished, which then goes on in its own epoch.
    package func granting(_ claim: LeaseClaim, now: Timestamp) throws(LeaseRefusal) -> LeaseRecord {
        if let holder, holder != claim.holder, let expires, now < expires {
            throw .heldBy(holder: holder, since: acquired, expires: expires)
        }
        var granted = self
        let resumes = plan != nil && plan == claim.plan
        if !resumes {
            if let finishedPlan, finishedPlan == claim.plan { throw .carriedOut }
            if let wanted = claim.epoch, wanted != epoch { throw .superseded(planned: wanted, current: epoch) }
            granted.epoch += 1
            granted.plan = claim.plan
        }
        if holder != claim.holder { granted.transitions += acquired == nil ? 0 : 1 }
        granted.holder = claim.holder
        granted.acquired = now
        granted.renewed = now
        granted.durationSeconds = claim.durationSeconds
        granted.labels.merge(claim.labels) { $1 }
        return granted
    }
}

/// Why a lock is not granted.
package enum LeaseRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    case heldBy(holder: String, since: Timestamp?, expires: Timestamp)
    /// Another plan was begun since this one was made.
    case superseded(planned: Int64, current: Int64)
    /// The plan was finished before.
    case carriedOut

    package var description: String {
        switch self {
        case .heldBy(let holder, let since, let expires):
            "held by \(holder)\(since.map { " since \($0)" } ?? ""); it is free at \(expires) unless renewed"
        case .superseded(let planned, let current):
            "another plan was applied since this one was made (epoch \(planned), now \(current)); plan again"
        case .carriedOut: "this plan was carried out already, and a plan applies once; plan again"
        }
    }
}
