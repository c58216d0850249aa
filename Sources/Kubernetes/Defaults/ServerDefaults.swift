import Document

/// What an API server fills into objects of one kind by itself: by defaulting, by allocation, and by the admission
/// plugins that every cluster runs.
///
/// Knows the built-in kinds and TenantControlPlane by a table (`DefaultsCatalog`), other custom kinds by the schema of
/// their definition. What users and controllers decide (labels, annotations, containers, environment, images,
/// tolerations) is never a default, unless a default of Kubernetes says exactly this value.
package struct ServerDefaults: Sendable {
    /// The defaults of the whole object.
    package let root: Cursor

    /// The defaults of a kind; the core group is empty. A schema is that of a custom kind, where it is known.
    package init(group: String, kind: String, schema: SchemaDefaults? = nil) {
        root = Cursor(node: DefaultsCatalog.kinds["\(kind).\(group)"], schema: schema?.root)
    }

    /// Whether the server alone may have put a value at a path of an object, which is the whole object with the value
    /// in it: some defaults repeat another field.
    ///
    /// A map or list is a default if it is listed as a whole, or if it has anything in it and all of that is default.
    package func isDefault(_ value: Value, at path: Path, in object: Value) -> Bool {
        var cursor = root
        var ancestors: [Value] = []
        var current = object
        for component in path.components {
            cursor = cursor.below(component)
            ancestors.append(current)
            current = current[Path([component])] ?? .null
        }
        return cursor.allows(value, key: path.last, ancestors: ancestors)
    }
}

extension ServerDefaults {
    /// The defaults at one node of an object, for walks that go down with them.
    package struct Cursor: Sendable {
        var node: DefaultsNode?
        var schema: SchemaDefaults.Cursor?

        /// True where no default can be at or below the node.
        package var isEmpty: Bool { node == nil && schema == nil }

        /// The defaults below a component.
        package func below(_ component: Path.Component) -> Cursor {
            isEmpty ? self : Cursor(node: node?.below(component), schema: schema?.below(component))
        }

        /// Whether a value is listed as a whole.
        package func allowsWhole(_ value: Value, key: Path.Component?, ancestors: [Value]) -> Bool {
            node?.allows(value, key: key, ancestors: ancestors) == true || schema?.allows(value) == true
        }

        /// Whether the server alone may have put a value here: `key` led here, and `ancestors` stand above it, from the
        /// object itself to what directly holds the value.
        package func allows(_ value: Value, key: Path.Component?, ancestors: [Value]) -> Bool {
            if isEmpty { return false }
            if allowsWhole(value, key: key, ancestors: ancestors) { return true }
            switch value {
            case .object(let members) where !members.isEmpty:
                return members.allSatisfy {
                    below(.key($0.key)).allows($0.value, key: .key($0.key), ancestors: ancestors + [value])
                }
            case .array(let items) where !items.isEmpty:
                return items.enumerated().allSatisfy {
                    below(.index($0.offset)).allows(
                        $0.element, key: .index($0.offset), ancestors: ancestors + [value])
                }
            default: return false
            }
        }
    }
}
