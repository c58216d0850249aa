import Document

extension SchemaType {
    /// The type as an OpenAPI schema, with how its lists and maps merge. What contains itself is cut off.
    func openAPI(depth: Int = 0) -> Value {
        switch self {
        case .scalar(let scalar): return scalar.openAPI
        case .untyped: return ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
        case .recursive(let type): return depth > 3 ? ["type": "object"] : type().openAPI(depth: depth + 1)
        case .list(let list):
            var schema: Object = ["type": "array", "items": list.element.openAPI(depth: depth)]
            switch list.ownership {
            case .atomic: schema["x-kubernetes-list-type"] = "atomic"
            case .set:
                schema["x-kubernetes-list-type"] = "set"
                schema["x-kubernetes-patch-strategy"] = "merge"
            case .keyed(let keys):
                schema["x-kubernetes-list-type"] = "map"
                schema["x-kubernetes-list-map-keys"] = .array(keys.map(Value.string))
                schema["x-kubernetes-patch-strategy"] = "merge"
                schema["x-kubernetes-patch-merge-key"] = keys.first.map(Value.string)
            }
            return .object(schema)
        case .map(let map):
            var schema: Object = ["type": "object"]
            if !map.fields.isEmpty {
                let members = map.order.compactMap { name in
                    map.fields[name].map { (name, $0.type.openAPI(depth: depth)) }
                }
                schema["properties"] = .object(Object(members))
            }
            if let element = map.element { schema["additionalProperties"] = element.openAPI(depth: depth) }
            if map.isAtomic { schema["x-kubernetes-map-type"] = "atomic" }
            return .object(schema)
        }
    }
}

extension SchemaType.Scalar {
    fileprivate var openAPI: Value {
        switch self {
        case .string: ["type": "string"]
        case .integer: ["type": "integer"]
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        case .any: ["x-kubernetes-int-or-string": true]
        case .quantity: ["type": "string"]
        case .bytes: ["type": "string", "format": "byte"]
        }
    }
}
