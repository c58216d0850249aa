import Document

/// Plays the admission webhooks of a cluster: part of every write, dry-runs included.
package protocol AdmissionPlugin: Sendable {
    /// Fills in what an object lacks; `live` is nil where it is created. What it sets is owned by nobody.
    func fill(_ object: inout Value, live: Value?, _ kind: ResourceKind)

    /// Why an object may not be stored, as `admission webhook "…" denied the request: …`; nil where it may. `exists`
    /// tells of other objects whether they are there.
    func denial(
        of object: Value, live: Value?, _ kind: ResourceKind, exists: (GroupResource, ObjectKey) -> Bool
    ) -> String?
}
