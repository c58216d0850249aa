import Document

/// Objects reduced to their metadata.
enum PartialMetadata {
    static func document(of object: Value) -> Value {
        [
            "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
            "metadata": object["metadata"] ?? .object([:]),
        ]
    }
}
