import Document

/// What clients are warned of when they add finalizers to custom resources.
///
/// Source: `generateWarningsFromObj` of `k8s.io/apiextensions-apiserver/pkg/registry/customresource`.
enum FinalizerWarnings {
    static func warnings(for object: Value, live: Value?, _ kind: ResourceKind) -> [String] {
        guard kind.isCustom else { return [] }
        let held = Set(finalizers(of: live))
        return finalizers(of: object).filter { !held.contains($0) }.flatMap { finalizer -> [String] in
            var complaints: [String] = []
            if let complaint = NameGrammar.qualifiedNameComplaint(about: finalizer) { complaints.append(complaint) }
            if !finalizer.contains("/"), !standard.contains(finalizer) {
                complaints.append(
                    "prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with "
                        + "other finalizer writers")
            }
            return complaints.map { "metadata.finalizers: \(Value.string(finalizer).compactJSON): \($0)" }
        }
    }

    /// The finalizers that are the server's own.
    static let standard: Set<String> = ["kubernetes", "orphan", "foregroundDeletion"]

    private static func finalizers(of object: Value?) -> [String] {
        (object?["metadata"]?["finalizers"]?.array ?? []).compactMap(\.string)
    }
}
