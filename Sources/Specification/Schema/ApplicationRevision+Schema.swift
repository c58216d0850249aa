import Document

/// What revision.yaml says; the manifests and the chart are files that it names.
struct RevisionFile: Sendable {
    var revision: String
    var defaults: Object
    var valuesSchema: Value?
    /// Files and folders, relative to the folder of the revision.
    var manifests: [String]
    var helm: HelmSettings?
}

extension ApplicationRevision {
    /// The kind ApplicationRevision.
    static let schema = Schema<RevisionFile>.document(.applicationRevision, name: .numberedText, spec: spec)

    private static let spec = Schema<Build<RevisionFile>>.object(
        Field.defaulted(
            "values", .anyMap, [:], "What ${values.…} means in the manifests unless a workspace says otherwise."),
        Field.optional("valuesSchema", .valuesSchema, "The JSON Schema that values must satisfy."),
        Field.optional(
            "manifests", .list(of: .text),
            "Files and folders of manifests, relative to the folder of the revision; by default `manifests`, and none beside "
                + "a chart."),
        Field.optional("helm", .helm, "A Helm chart, whose objects are planned together with the manifests.")
    ) { _, defaults, valuesSchema, manifests, helm in
        { metadata in
            RevisionFile(
                revision: metadata.name, defaults: defaults, valuesSchema: valuesSchema,
                manifests: manifests ?? (helm == nil ? ["manifests"] : []), helm: helm)
        }
    }
}

extension Schema where Output == Value {
    fileprivate static var valuesSchema: Schema<Value> {
        Schema(json: ["type": "object"]) { node in
            ValuesSchema.check(node) ? node.value : nil
        }
    }
}
