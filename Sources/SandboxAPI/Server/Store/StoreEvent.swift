/// One change of the store.
package struct StoreEvent: Sendable {
    /// What happened to the object.
    package enum Kind: String, Sendable {
        case added = "ADDED"
        case modified = "MODIFIED"
        case deleted = "DELETED"
    }

    package var kind: Kind
    package var resource: GroupResource
    /// The object after the change; of a deleted one its last state, with the version of the deletion.
    package var object: StoredObject
    /// The object before the change; nil where it was added.
    package var previous: StoredObject?

    package var version: UInt64 { object.version }
}
