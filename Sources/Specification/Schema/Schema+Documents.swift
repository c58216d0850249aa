import Document

/// What every document carries beside its spec.
struct Metadata: Sendable {
    var name: String
    var labels: [String: String]
    var annotations: [String: String]
}

/// What a spec becomes once the document's metadata is known.
typealias Build<Kind> = (Metadata) -> Kind

extension Schema {
    /// A whole document of a kind.
    static func document(
        _ kind: SpecificationKind, name: Schema<String> = .label, spec: Schema<Build<Output>>
    ) -> Schema<Output> {
        .object(
            Field.required("apiVersion", .constant(SpecificationKind.apiVersion), "The version of the file format."),
            Field.required("kind", .constant(kind.rawValue), "What the document describes."),
            Field.required("metadata", .metadata(name: name), "The document's name, labels and annotations."),
            Field.required("spec", spec, kind.summary)
        ) { _, _, _, metadata, build in build(metadata) }
    }
}

extension Schema where Output == Metadata {
    fileprivate static func metadata(name: Schema<String>) -> Schema<Metadata> {
        .object(
            Field.required("name", name, "The name, unique among documents of the kind."),
            Field.defaulted("labels", .labels, [:], "Labels that deployment rules can select by."),
            Field.defaulted("annotations", .texts, [:], "Notes for people; Berth does not read them.")
        ) { _, name, labels, annotations in Metadata(name: name, labels: labels, annotations: annotations) }
    }
}

extension Schema where Output == String {
    fileprivate static func constant(_ value: String) -> Schema<String> {
        text("`\(value)`", json: ["const": .string(value)]) { $0 == value }
    }
}
