import Document

/// The OpenAPI v3 schema of a custom resource, or of a part of one, as its CRD declares it.
///
/// Source: `k8s.io/apiextensions-apiserver/pkg/apiserver/schema`.
package final class StructuralSchema: Sendable {
    /// The schema as it was written: constraints are read from here.
    let source: Value
    let type: String?
    let properties: [String: StructuralSchema]
    let items: StructuralSchema?
    let additionalProperties: StructuralSchema?
    /// Whether members may have any name, though nothing is said of them.
    let allowsAdditionalProperties: Bool
    let preservesUnknownFields: Bool
    /// Whether an object of its own stands here, with `apiVersion`, `kind` and `metadata`.
    let isEmbeddedResource: Bool
    let isIntOrString: Bool
    let isNullable: Bool
    let defaultValue: Value?
    let required: [String]
    /// The keys of a list whose items are told apart by them.
    let listKeys: [String]
    let isSet: Bool
    let rules: [ValidationRule]
    /// Whether there are rules here or below.
    let hasRules: Bool
    let allOf: [StructuralSchema]
    let anyOf: [StructuralSchema]
    let oneOf: [StructuralSchema]
    let not: StructuralSchema?

    /// `spec.versions[].schema.openAPIV3Schema`.
    package init(_ source: Value) {
        self.source = source
        type = source["type"]?.string
        properties = (source["properties"]?.object ?? [:]).reduce(into: [:]) { properties, property in
            properties[property.key] = StructuralSchema(property.value)
        }
        items = source["items"].map(StructuralSchema.init)
        additionalProperties = source["additionalProperties"].flatMap {
            $0.object == nil ? nil : StructuralSchema($0)
        }
        allowsAdditionalProperties = source["additionalProperties"] == true
        preservesUnknownFields = source["x-kubernetes-preserve-unknown-fields"] == true
        isEmbeddedResource = source["x-kubernetes-embedded-resource"] == true
        isIntOrString = source["x-kubernetes-int-or-string"] == true
        isNullable = source["nullable"] == true
        defaultValue = source["default"]
        required = (source["required"]?.array ?? []).compactMap(\.string)
        listKeys = (source["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string)
        isSet = source["x-kubernetes-list-type"] == "set"
        rules = (source["x-kubernetes-validations"]?.array ?? []).compactMap(ValidationRule.init)
        let below = Array(properties.values) + [items, additionalProperties].compactMap { $0 }
        hasRules = !rules.isEmpty || below.contains(where: \.hasRules)
        allOf = (source["allOf"]?.array ?? []).map(StructuralSchema.init)
        anyOf = (source["anyOf"]?.array ?? []).map(StructuralSchema.init)
        oneOf = (source["oneOf"]?.array ?? []).map(StructuralSchema.init)
        not = source["not"].map(StructuralSchema.init)
    }

    /// The schema of a member; nil where none is declared.
    func member(_ key: String) -> StructuralSchema? {
        properties[key] ?? additionalProperties
    }

    /// The members that every object has, of which its schema says nothing.
    static let objectMembers: Set<String> = ["apiVersion", "kind", "metadata"]

    /// The stored item that a new one is compared with; only keys tell which one that is.
    func counterpart(of item: Value, in live: Value?) -> Value? {
        guard !listKeys.isEmpty, case .array(let stored)? = live else { return nil }
        return stored.first { old in
            listKeys.allSatisfy { key in
                let fallback = items?.properties[key]?.defaultValue
                return (old[key] ?? fallback) == (item[key] ?? fallback)
            }
        }
    }
}
