import Document

/// One thing in the world as it was seen.
package struct Observation: Sendable, Hashable {
    package var key: ItemKey
    /// As the backend gave it; for Kubernetes objects with `metadata.managedFields`.
    package var value: Value

    package init(key: ItemKey, value: Value) {
        self.key = key
        self.value = value
    }

    /// The identity the system gave it: an object's uid, a provider's id.
    package var uid: String? { value["metadata"]?["uid"]?.string }
    package var version: String? { value["metadata"]?["resourceVersion"]?.string }
    package var isBeingDeleted: Bool { value["metadata"]?["deletionTimestamp"]?.string != nil }

    package func label(_ name: String) -> String? { value["metadata"]?["labels"]?[name]?.string }
    package func annotation(_ name: String) -> String? { value["metadata"]?["annotations"]?[name]?.string }
}
