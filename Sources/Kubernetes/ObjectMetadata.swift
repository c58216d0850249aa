import Document

/// The part that all objects have in common, as far as it is there.
package struct ObjectMetadata: Sendable, Hashable {
    private let value: Value

    fileprivate init(_ value: Value) {
        self.value = value
    }

    package var name: String? { value["name"]?.string }
    package var namespace: String? { value["namespace"]?.string }
    package var uid: String? { value["uid"]?.string }
    package var resourceVersion: String? { value["resourceVersion"]?.string }
    package var generation: Int64? { value["generation"]?.integer }
    package var creationTimestamp: String? { value["creationTimestamp"]?.string }
    package var deletionTimestamp: String? { value["deletionTimestamp"]?.string }
    package var finalizers: [String] { (value["finalizers"]?.array ?? []).compactMap(\.string) }
    package var labels: [String: String] { map("labels") }
    package var annotations: [String: String] { map("annotations") }

    package var isBeingDeleted: Bool { deletionTimestamp != nil }

    private func map(_ key: String) -> [String: String] {
        guard let object = value[key]?.object else { return [:] }
        return Dictionary(
            object.compactMap { member in member.value.string.map { (member.key, $0) } }, uniquingKeysWith: { $1 })
    }
}

extension Value {
    /// The `metadata` of an object.
    package var metadata: ObjectMetadata { ObjectMetadata(self["metadata"] ?? [:]) }
}
