import Document
import Kubernetes

/// The configuration that `kubectl apply` on the client's side leaves in an annotation, and that its server-side form
/// honours: what was applied that way conflicts with nobody.
///
/// Source: `lastAppliedManager` and `lastAppliedUpdater` of `k8s.io/apimachinery/pkg/util/managedfields/internal`.
struct LastApplied {
    /// The only field manager whose applies look at the annotation.
    static let manager = "kubectl"

    private static let place = Path(
        ["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"].map(Path.Component.key))
    /// What the annotations of an object may come to, in bytes.
    private static let limit = 256 * 1024

    private let configuration: Value

    /// The configuration that was applied last; nil where the object has no annotation of it.
    init?(in object: Value) {
        guard let text = object[Self.place]?.string, let configuration = try? Value(json: text) else { return nil }
        self.configuration = configuration
    }

    /// Takes out the conflicts about fields that still are as they were applied: all, or those that are.
    func settle(_ conflicts: inout [ManagedFields.Owner: FieldSet], _ live: Value, _ kind: ResourceKind) {
        guard configuration["apiVersion"]?.string == kind.apiVersion,
            TypeCheck(configuration, as: kind.schema).message == nil
        else { return }
        let comparison = Comparison(from: configuration, to: live, as: kind.schema)
        let unchanged = FieldSet(ownedBy: configuration, as: kind.schema)
            .difference(comparison.written).difference(comparison.removed)
        conflicts = conflicts.mapValues { $0.difference(unchanged) }.filter { !$0.value.isEmpty }
    }

    /// Keeps an annotation that is there in step with what is applied now.
    static func renew(in object: inout Value, from configuration: Value) {
        guard let text = object[place]?.string, !text.isEmpty else { return }
        var configuration = configuration
        configuration[place] = nil
        object[place] = .string(String(decoding: configuration.json(.canonical), as: UTF8.self) + "\n")
        let annotations = object["metadata"]?["annotations"]?.object ?? [:]
        let size = annotations.reduce(0) { $0 + $1.key.utf8.count + ($1.value.string ?? "").utf8.count }
        if size > limit { object[place] = nil }
    }
}
