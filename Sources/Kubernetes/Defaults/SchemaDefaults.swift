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

    /// Whether the server fills in a value at a path.
    ///
    /// A map or list is a default if it is one as a whole, or if it has anything in it and all of that is default.
    package func isDefault(_ value: Value, at path: Path) -> Bool {
        let cursor = path.components.reduce(Optional(root)) { $0?.below($1) }
        return cursor?.allowsAll(of: value) ?? false
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

        fileprivate func allowsAll(of value: Value) -> Bool {
            if allows(value) { return true }
            switch value {
            case .object(let members) where !members.isEmpty:
                return members.allSatisfy { below(.key($0.key))?.allowsAll(of: $0.value) ?? false }
            case .array(let items) where !items.isEmpty:
                return items.enumerated().allSatisfy { below(.index($0.offset))?.allowsAll(of: $0.element) ?? false }
            default: return false
            }
        }
    }
}
