import Document

/// A kind in one version, as a server serves it or a CustomResourceDefinition makes it.
package struct KindVersion: Sendable, Hashable {
    package var group: String
    package var version: String
    package var kind: String
    package var isNamespaced: Bool

    package init(group: String, version: String, kind: String, isNamespaced: Bool) {
        self.group = group
        self.version = version
        self.kind = kind
        self.isNamespaced = isNamespaced
    }

    /// `apps/v1`, `v1`.
    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    package var itemKind: ItemKind { ItemKind(group: group, kind: kind, version: version) }

    /// What a definition makes, in the versions that it serves; empty for any other object.
    package static func all(in object: Value) -> [KindVersion] {
        guard object["kind"] == "CustomResourceDefinition", let spec = object["spec"],
            let group = spec["group"]?.string, let kind = spec["names"]?["kind"]?.string
        else { return [] }
        return (spec["versions"]?.array ?? []).compactMap { version in
            guard let name = version["name"]?.string, version["served"] != false else { return nil }
            return KindVersion(group: group, version: name, kind: kind, isNamespaced: spec["scope"] == "Namespaced")
        }
    }
}

/// What an API server serves.
package struct ServedAPI: Sendable, Hashable {
    /// As `v1.35.2`.
    package var version: String
    package var kinds: Set<KindVersion>

    package init(version: String, kinds: Set<KindVersion>) {
        self.version = version
        self.kinds = kinds
    }
}
