import Document

/// What revision.yaml says; the manifests are files that it names.
struct RevisionFile: Sendable {
    var revision: String
    var defaults: Object
    var valuesSchema: Value?
    /// Files and folders, relative to the folder of the revision.
    var manifests: [String]
}

extension ApplicationRevision {
    /// The kind ApplicationRevision.
    static let schema = Schema<RevisionFile>.document(.applicationRevision, name: .numberedText, spec: spec)

    private static let spec = Schema<Build<RevisionFile>>.object(
        Field.defaulted(
            "values", .anyMap, [:], "What ${values.…} means in the manifests unless a workspace says otherwise."),
        Field.optional("valuesSchema", .valuesSchema, "The JSON Schema that values must satisfy."),
        Field.defaulted(
            "manifests", .list(of: .text), ["manifests"],
            "Files and folders of manifests, relative to the folder of the revision."),
        Field.optional("helm", .helm, "Not supported yet.")
    ) { _, defaults, valuesSchema, manifests, _ in
        { metadata in
            RevisionFile(
                revision: metadata.name, defaults: defaults, valuesSchema: valuesSchema, manifests: manifests)
        }
    }
}

extension Schema where Output == Object {
    /// Charts, which a later version brings.
    fileprivate static var helm: Schema<Object> {
        Schema(json: ["not": [:]]) { node in
            node.report(
                "helm revisions are not supported yet", at: node.marks.keyLocation(of: node.path),
                notes: ["render the chart with `helm template` and list the files under `manifests`"])
            return nil
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
