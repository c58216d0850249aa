import Document

/// Source: `k8s.io/kube-openapi/pkg/schemaconv`.
extension StructuralSchema {
    /// How objects of this schema merge; at the root `metadata` is that of every object. What preserves unknown fields
    /// does so for all that is below it.
    func schemaType(isRoot: Bool = false, preserves: Bool = false) -> SchemaType {
        if isIntOrString { return .untyped }
        let preserves = preserves || preservesUnknownFields
        switch type {
        // A format other than bytes makes any scalar of a text.
        case "string": return .scalar(["", "byte"].contains(source["format"]?.string ?? "") ? .string : .any)
        case "integer": return .scalar(.integer)
        case "number": return .scalar(.number)
        case "boolean": return .scalar(.boolean)
        case "array": return .list(listType(preserves))
        case "object": return objectType(isRoot: isRoot, preserves)
        default: return .untyped
        }
    }

    private func listType(_ preserves: Bool) -> ListType {
        let element = items?.schemaType(preserves: preserves) ?? .untyped
        switch source["x-kubernetes-list-type"]?.string {
        case "map": return ListType(element, .keyed(listKeys))
        case "set": return ListType(element, .set)
        default: return ListType(element)
        }
    }

    private func objectType(isRoot: Bool, _ preserves: Bool) -> SchemaType {
        let isAtomic = source["x-kubernetes-map-type"] == "atomic"
        var fields = properties.sorted { $0.key < $1.key }.map { name, schema in
            SchemaField(
                name, schema.schemaType(preserves: preserves), .optional, defaultValue: schema.defaultValue)
        }
        if isRoot || isEmbeddedResource {
            fields.removeAll { Self.objectMembers.contains($0.name) }
            fields += [
                SchemaField("apiVersion", .scalar(.string), .optional),
                SchemaField("kind", .scalar(.string), .optional),
                SchemaField("metadata", SchemaCatalog.builtIn["ObjectMeta"] ?? .untyped, .always),
            ]
        }
        let isFree = allowsAdditionalProperties || preserves || (properties.isEmpty && !isRoot)
        let element = additionalProperties?.schemaType(preserves: preserves) ?? (isFree ? .untyped : nil)
        return .map(MapType(fields: fields, element: element, isAtomic: isAtomic))
    }
}
