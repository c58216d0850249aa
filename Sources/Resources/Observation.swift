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
    /// Who keeps it, in words, where a system that is not Kubernetes says that somebody else does.
    package var keeper: String? { key.isKubernetes ? nil : value["status"]?["keeper"]?.string }
    package var isBeingDeleted: Bool { value["metadata"]?["deletionTimestamp"]?.string != nil }

    /// The claim that a volume goes with: the one that it was provisioned for. Nil for a volume that people made, which no
    /// provisioner takes away, and for anything else.
    package var provisionedFor: ItemKey? {
        guard key.group.isEmpty, key.kind == "PersistentVolume", annotation("pv.kubernetes.io/provisioned-by") != nil,
            let claim = value["spec"]?["claimRef"], let name = claim["name"]?.string
        else { return nil }
        return ItemKey(
            place: key.place, apiVersion: "v1", kind: "PersistentVolumeClaim", namespace: claim["namespace"]?.string,
            name: name)
    }

    package func label(_ name: String) -> String? { value["metadata"]?["labels"]?[name]?.string }
    package func annotation(_ name: String) -> String? { value["metadata"]?["annotations"]?[name]?.string }
}
