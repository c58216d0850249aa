import Document

/// The kinds a server serves: the built-in ones, and those that CRDs declare.
package struct SchemaRegistry: Sendable {
    private struct Key: Hashable {
        var group: String
        var version: String
        var plural: String
    }

    private var kinds: [Key: ResourceKind] = [:]

    package init(_ kinds: some Sequence<ResourceKind>) {
        for kind in kinds { insert(kind) }
    }

    /// The kind served under `/apis/<group>/<version>/…/<plural>`; the group is empty for `/api/v1`.
    package func kind(group: String, version: String, plural: String) -> ResourceKind? {
        kinds[Key(group: group, version: version, plural: plural)]
    }

    /// The kind an object says it is.
    package func kind(apiVersion: String, kind name: String) -> ResourceKind? {
        kinds.values.first { $0.kind == name && $0.apiVersion == apiVersion }
    }

    /// Every kind, ordered by group, version and plural.
    package var all: [ResourceKind] {
        kinds.values.sorted { ($0.group, $0.version, $0.plural) < ($1.group, $1.version, $1.plural) }
    }

    package mutating func insert(_ kind: ResourceKind) {
        kinds[Key(group: kind.group, version: kind.version, plural: kind.plural)] = kind
    }

    package mutating func remove(group: String, version: String, plural: String) {
        kinds[Key(group: group, version: version, plural: plural)] = nil
    }
}
