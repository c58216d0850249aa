import Document

extension StructuralSchema {
    /// How objects of this schema merge; at the root `metadata` is that of every object.
    func schemaType(isRoot: Bool = false) -> SchemaType {
        if isIntOrString { return .scalar(.any) }
        switch type {
        case "string": return .scalar(.string)
        case "integer": return .scalar(.integer)
        case "number": return .scalar(.number)
        case "boolean": return .scalar(.boolean)
        case "array": return .list(listType)
        case "object": return objectType(isRoot: isRoot)
        default: return .untyped
        }
    }

    private var listType: ListType {
        let element = items?.schemaType() ?? .untyped
        switch source["x-kubernetes-list-type"]?.string {
        case "map":
            let keys = (source["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string)
            return ListType(element, .keyed(keys))
        case "set": return ListType(element, .set)
        default: return ListType(element)
        }
    }

    private func objectType(isRoot: Bool) -> SchemaType {
        let isAtomic = source["x-kubernetes-map-type"] == "atomic"
        guard isRoot || !properties.isEmpty || additionalProperties != nil else {
            return .map(MapType(element: .untyped, isAtomic: isAtomic))
        }
        var fields = properties.sorted { $0.key < $1.key }.map { name, schema in
            SchemaField(name, schema.schemaType(), .optional, defaultValue: schema.defaultValue)
        }
        if isRoot {
            fields.removeAll { ["apiVersion", "kind", "metadata"].contains($0.name) }
            fields += [
                SchemaField("apiVersion", .scalar(.string), .optional),
                SchemaField("kind", .scalar(.string), .optional),
                SchemaField("metadata", SchemaCatalog.builtIn["ObjectMeta"] ?? .untyped, .always),
            ]
        }
        let element = additionalProperties?.schemaType() ?? (preservesUnknownFields ? .untyped : nil)
        return .map(MapType(fields: fields, element: element, isAtomic: isAtomic))
    }
}
