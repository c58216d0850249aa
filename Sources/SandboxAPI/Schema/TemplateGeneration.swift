import Document

/// The count of a DaemonSet's templates, which lives on in an annotation.
///
/// Source: the conversion and the strategy of `k8s.io/kubernetes/pkg/registry/apps/daemonset`.
enum TemplateGeneration {
    private static let place = Path(
        ["metadata", "annotations", "deprecated.daemonset.template.generation"].map(Path.Component.key))

    /// The annotation is written whether or not it was sent.
    static func setDefault(in object: inout Value) {
        let count = object[place]?.string.flatMap { Int64($0) } ?? 0
        object[place] = .string("\(count)")
    }

    /// A client cannot change the count; another template does.
    static func count(in object: inout Value, live: Value?) {
        guard let live else {
            if object[place] == "0" { object[place] = "1" }
            return
        }
        let count = live[place]?.string.flatMap { Int64($0) } ?? 1
        let isChanged = object["spec"]?["template"] != live["spec"]?["template"]
        object[place] = .string("\(isChanged ? count + 1 : count)")
    }
}
