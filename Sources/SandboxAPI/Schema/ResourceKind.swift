import Document

/// One kind of object that the server serves in one version: its names, its schema and its rules.
package struct ResourceKind: Sendable {
    /// Empty for the core group.
    package var group: String
    package var version: String
    package var kind: String
    package var plural: String
    package var singular: String
    package var shortNames: [String]
    package var categories: [String]
    package var isNamespaced: Bool
    package var hasStatus: Bool
    package var hasScale: Bool
    /// Whether a CRD declares the kind; such objects are stored as they were sent, without the habits of Go structs.
    package var isCustom: Bool
    /// Whether `metadata.generation` counts the changes of this kind.
    package var hasGeneration: Bool
    /// How fields merge.
    package var schema: SchemaType
    /// The schema of a custom resource, which validates, prunes and defaults.
    package var structural: StructuralSchema?
    /// How objects of this version become those of the stored one; nil where this is the one, or only the name differs.
    package var conversion: VersionConversion?
    /// What the kind does beyond its schema.
    package var rules: KindRules

    package init(
        group: String, version: String, kind: String, plural: String, singular: String? = nil,
        shortNames: [String] = [], categories: [String] = [], isNamespaced: Bool = true, hasStatus: Bool = false,
        hasScale: Bool = false, isCustom: Bool = false, hasGeneration: Bool = false, schema: SchemaType,
        structural: StructuralSchema? = nil, conversion: VersionConversion? = nil, rules: KindRules = KindRules()
    ) {
        self.group = group
        self.version = version
        self.kind = kind
        self.plural = plural
        self.singular = singular ?? kind.lowercased()
        self.shortNames = shortNames
        self.categories = categories
        self.isNamespaced = isNamespaced
        self.hasStatus = hasStatus
        self.hasScale = hasScale
        self.isCustom = isCustom
        self.hasGeneration = hasGeneration
        self.schema = schema
        self.structural = structural
        self.conversion = conversion
        self.rules = rules
    }

    /// `v1`, `apps/v1`.
    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
}
