import Document

/// The kinds of document that a user writes.
package enum SpecificationKind: String, Sendable, Hashable, CaseIterable {
    case estate = "Estate"
    case workspace = "Workspace"
    case application = "Application"
    case applicationRevision = "ApplicationRevision"

    /// The version of the file format of all kinds.
    package static let apiVersion = "berth.dev/v1alpha1"

    /// One sentence about the kind.
    package var summary: String {
        switch self {
        case .estate: "What the operator owns: management clusters, providers, names, versions and limits."
        case .workspace: "A Kubernetes API of its own for a team, and what is to run in it."
        case .application: "A Kubernetes application of the catalog: its deployment rules and active revision."
        case .applicationRevision: "One immutable version of an application: its values and manifests."
        }
    }

    /// The name of the file in `specs/schemas` that holds its JSON Schema.
    package var schemaFile: String {
        switch self {
        case .estate: "estate.json"
        case .workspace: "workspace.json"
        case .application: "application.json"
        case .applicationRevision: "application-revision.json"
        }
    }

    /// The JSON Schema (2020-12) of the kind, as editors read it.
    package var jsonSchema: Value {
        var schema: Value = [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": .string(rawValue),
            "description": .string(summary),
        ]
        for (key, value) in members where schema[key] == nil { schema[key] = value }
        return schema
    }

    private var members: Object {
        let json =
            switch self {
            case .estate: Estate.schema.json
            case .workspace: Workspace.schema.json
            case .application: Application.schema.json
            case .applicationRevision: ApplicationRevision.schema.json
            }
        return json.object ?? [:]
    }
}
