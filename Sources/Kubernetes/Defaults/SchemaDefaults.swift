import Document

/// The defaults in the schema of a custom kind: what the server fills in wherever the parent is there.
///
/// Source: structural schemas of CustomResourceDefinitions, whose `default` may stand at any node that is reached by
/// `properties`, `additionalProperties` and `items`.
package struct SchemaDefaults: Sendable {
    /// The defaults of the whole object.
    let root: Cursor

    /// The defaults in the `openAPIV3Schema` of a version.
    package init(openAPIV3Schema schema: Value) {
        root = Cursor(schema: schema)
    }

    /// The schema of one version of a CustomResourceDefinition; nil where it does not have it.
    package init?(definition: Value, version: String) {
        let versions = definition["spec"]?["versions"]?.array ?? []
        guard let schema = versions.first(where: { $0["name"]?.string == version })?["schema"]?["openAPIV3Schema"]
        else { return nil }
        self.init(openAPIV3Schema: schema)
    }

    /// The schema at one node.
    struct Cursor: Sendable {
        private var schema: Value?
        /// What the node may be filled with: its own default, and its part of the defaults above it.
        private var candidates: [Value]

        fileprivate init(schema: Value?, inherited: [Value] = []) {
            self.schema = schema
            candidates = inherited + (schema?["default"].map { [$0] } ?? [])
        }

        /// The schema below a component; nil where no default can come from there.
        func below(_ component: Path.Component) -> Cursor? {
            let inherited = candidates.compactMap { $0[Path([component])] }
            let next: Value? =
                switch component {
                case .key(let name): schema?["properties"]?[name] ?? schema?["additionalProperties"]
                case .index, .item, .member: schema?["items"]
                }
            guard next?.object != nil || !inherited.isEmpty else { return nil }
            return Cursor(schema: next, inherited: inherited)
        }

        func allows(_ value: Value) -> Bool { candidates.contains(value) }
    }
}
