import Document
import SandboxAPI

/// Brings one kind of thing to where its spec says, one object at a time.
///
/// It is told of objects, not of what happened to them: it looks at the world and does what is missing, so that a
/// restart or a lost event changes nothing.
package protocol Controller: Sendable {
    /// The objects to look at after a change.
    func keys(after change: ObjectChange) -> [ObjectKey]

    /// Looks at one object, which may be gone; returns when to look again where time alone brings it further.
    func reconcile(_ key: ObjectKey) async -> Duration?
}

/// A change of the cluster's objects, with what is known of the object from before.
package struct ObjectChange: Sendable {
    package var resource: GroupResource
    package var key: ObjectKey
    /// Nil where the object was removed.
    package var object: Value?
    /// The owners it has, or had before it was removed.
    package var owners: [Owner]
    package var uid: String

    /// One owner reference.
    package struct Owner: Sendable, Hashable {
        package var apiVersion: String
        package var kind: String
        package var name: String
        package var uid: String
        package var isController: Bool
        package var blocksDeletion: Bool
    }

    /// The object's key where it is of this resource.
    package func key(of resource: ResourceName) -> [ObjectKey] {
        self.resource == resource.groupResource ? [key] : []
    }

    /// The key of the owner of a kind.
    package func owner(_ kind: String) -> [ObjectKey] {
        owners.filter { $0.kind == kind }.map { ObjectKey(namespace: key.namespace, name: $0.name) }
    }
}
