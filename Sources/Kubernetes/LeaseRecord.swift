import Document

/// What a Lease says: who holds a lock, and which plan was begun under it.
package struct LeaseRecord: Sendable, Hashable {
    package static let namespace = "berth-system"
    package static let kind = GroupVersionKind(apiVersion: "coordination.k8s.io/v1", kind: "Lease")
    /// Epochs beyond this are not told apart; a Lease that was tampered with must not make a sum overflow.
    package static let lastEpoch: Int64 = 1 << 53
    private static let managedByLabel = "app.kubernetes.io/managed-by"

    private enum Annotation {
        static let epoch = "berth.dev/epoch"
        static let plan = "berth.dev/plan"
        static let finishedPlan = "berth.dev/finished-plan"
        static let runLease = "berth.dev/run-lease"
        static let ends = "berth.dev/ends"
        static let kinds = "berth.dev/kinds"
        static let place = "berth.dev/reserved-on"
    }

    /// Nil when nobody holds it.
    package var holder: String?
    /// The name of the Lease that the holder renews; nil where this is that Lease.
    package var runLease: String?
    /// By the holder's clock, as `renewed`: for people, since clocks of machines are never compared.
    package var acquired: Timestamp?
    package var renewed: Timestamp?
    /// As written; `term` is what counts.
    package var durationSeconds: Int64
    package var transitions: Int64
    /// Counts the plans that were begun.
    package var epoch: Int64
    /// The digest of the plan that was begun last and not finished.
    package var plan: String?
    /// The digest of the plan that was finished last.
    package var finishedPlan: String?
    /// Whether the plan that was begun last takes the group away.
    package var ends = false
    /// The kinds that a cluster's workspaces ever shared, such as `Role.rbac.authorization.k8s.io`: widened before the first
    /// object of a kind, so that all are found without the state repository, and gone with the Lease, when all of them are.
    /// What workspaces use by themselves is recorded on their namespaces.
    package var kinds: Set<String> = []
    /// The cluster on which the holder has room for a workspace that is not there yet; nil where it needs none.
    package var place: String?
    /// Beside the label that marks it as Berth's.
    package var labels: [String: String] = [:]
    package var uid: String?
    package var resourceVersion: String?

    /// A lock that was never taken.
    package init(epoch: Int64 = 0) {
        durationSeconds = 1
        transitions = 0
        self.epoch = epoch
    }

    /// Reads a Lease; what is missing or out of range is taken as absent.
    package init(_ lease: Value) {
        let spec = lease["spec"]
        let metadata = lease.metadata
        let annotations = metadata.annotations
        func text(_ value: String?) -> String? { value.flatMap { $0.isEmpty ? nil : $0 } }
        holder = text(spec?["holderIdentity"]?.string)
        runLease = text(annotations[Annotation.runLease])
        acquired = spec?["acquireTime"]?.string.flatMap { Timestamp($0) }
        renewed = spec?["renewTime"]?.string.flatMap { Timestamp($0) }
        durationSeconds = spec?["leaseDurationSeconds"]?.integer ?? 0
        transitions = min(max(spec?["leaseTransitions"]?.integer ?? 0, 0), Int64(Int32.max))
        epoch = min(max(annotations[Annotation.epoch].flatMap { Int64($0) } ?? 0, 0), Self.lastEpoch)
        plan = text(annotations[Annotation.plan])
        finishedPlan = text(annotations[Annotation.finishedPlan])
        ends = annotations[Annotation.ends] == "true"
        kinds = Set((annotations[Annotation.kinds] ?? "").split(separator: ",").map(String.init))
        place = text(annotations[Annotation.place])
        labels = metadata.labels.filter { $0.key != Self.managedByLabel }
        uid = metadata.uid
        resourceVersion = metadata.resourceVersion
    }

    /// How long it must stay unchanged to be over: what it says from 1 to 120 seconds, else 30 or 120.
    ///
    /// Whatever stands in a Lease, nobody waits longer for it.
    package var term: Duration {
        durationSeconds < 1 ? .seconds(30) : .seconds(min(durationSeconds, 120))
    }

    /// Whether both say the same, whichever write made them so.
    package func says(_ other: LeaseRecord) -> Bool {
        var (left, right) = (self, other)
        (left.uid, left.resourceVersion, right.uid, right.resourceVersion) = (nil, nil, nil, nil)
        return left == right
    }

    /// The Lease that says this; with the version it was read at, so that a write fails if another came between.
    package func lease(name: String) -> Value {
        let notes: [(String, String?)] = [
            (Annotation.epoch, "\(epoch)"), (Annotation.plan, plan), (Annotation.finishedPlan, finishedPlan),
            (Annotation.runLease, runLease), (Annotation.ends, ends ? "true" : nil),
            (Annotation.kinds, kinds.isEmpty ? nil : kinds.sorted().joined(separator: ",")),
            (Annotation.place, place),
        ]
        var metadata: Value = [
            "name": .string(name), "namespace": .string(Self.namespace), "labels": Self.labels(labels),
            "annotations": .object(Object(notes.compactMap { key, text in text.map { (key, .string($0)) } })),
        ]
        if let uid { metadata["uid"] = .string(uid) }
        if let resourceVersion { metadata["resourceVersion"] = .string(resourceVersion) }
        var spec: Value = [
            "holderIdentity": .string(holder ?? ""), "leaseDurationSeconds": .integer(max(durationSeconds, 1)),
            "leaseTransitions": .integer(transitions),
        ]
        if let acquired { spec["acquireTime"] = .string("\(acquired)") }
        if let renewed { spec["renewTime"] = .string("\(renewed)") }
        return [
            "apiVersion": .string(Self.kind.apiVersion), "kind": .string(Self.kind.kind), "metadata": metadata,
            "spec": spec,
        ]
    }

    /// These labels and the one that marks an object as Berth's.
    static func marked(_ labels: [String: String]) -> [String: String] {
        labels.merging([managedByLabel: "berth"]) { $1 }
    }

    /// The same as an object holds them.
    static func labels(_ labels: [String: String]) -> Value {
        .object(Object(marked(labels).sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }
}
