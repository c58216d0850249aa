import Document

/// The OpenAPI v3 schema of a custom resource, or of a part of one, as its CRD declares it.
///
/// Source: `k8s.io/apiextensions-apiserver/pkg/apiserver/schema`.
package final class StructuralSchema: Sendable {
    /// The schema as it was written: constraints are read from here.
    let source: Value
    let properties: [String: StructuralSchema]
    let items: StructuralSchema?
    let additionalProperties: StructuralSchema?
    let preservesUnknownFields: Bool
    let isNullable: Bool
    let defaultValue: Value?
    let rules: [ValidationRule]

    /// `spec.versions[].schema.openAPIV3Schema`.
    package init(_ source: Value) {
        self.source = source
        properties = (source["properties"]?.object ?? [:]).reduce(into: [:]) { properties, property in
            properties[property.key] = StructuralSchema(property.value)
        }
        items = source["items"].map(StructuralSchema.init)
        additionalProperties = source["additionalProperties"].flatMap {
            $0.object == nil ? nil : StructuralSchema($0)
        }
        preservesUnknownFields = source["x-kubernetes-preserve-unknown-fields"] == true
        isNullable = source["nullable"] == true
        defaultValue = source["default"]
        rules = (source["x-kubernetes-validations"]?.array ?? []).compactMap(ValidationRule.init)
    }

    var type: String? { source["type"]?.string }
    var isIntOrString: Bool { source["x-kubernetes-int-or-string"] == true }
    var required: [String] { (source["required"]?.array ?? []).compactMap(\.string) }

    /// The schema of a member; nil where none is declared.
    func member(_ key: String) -> StructuralSchema? {
        properties[key] ?? additionalProperties
    }
}
