import Document

extension SchemaType {
    /// The type as a structural OpenAPI v3 schema: what a CRD writes for it.
    var structural: Value {
        switch self {
        case .scalar(let scalar): scalar.structural
        case .list(let list): list.structural
        case .map(let map): map.structural
        case .untyped: ["x-kubernetes-preserve-unknown-fields": true]
        case .recursive: ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
        }
    }
}

extension SchemaType.Scalar {
    fileprivate var structural: Value {
        switch self {
        case .string: ["type": "string"]
        case .bytes: ["type": "string", "format": "byte"]
        case .integer: ["type": "integer"]
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        case .any: Self.intOrString
        case .quantity: .object(Object((Self.intOrString.object ?? [:]) + [("pattern", Self.quantityPattern)]))
        }
    }

    private static let intOrString: Value = [
        "anyOf": [["type": "integer"], ["type": "string"]], "x-kubernetes-int-or-string": true,
    ]

    /// Source: `k8s.io/apimachinery/pkg/api/resource`.
    private static let quantityPattern: Value =
        #"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$"#
}

extension ListType {
    fileprivate var structural: Value {
        var schema: Object = ["type": "array", "items": element.structural]
        switch ownership {
        case .atomic: break
        case .set: schema["x-kubernetes-list-type"] = "set"
        case .keyed(let keys):
            schema["x-kubernetes-list-type"] = "map"
            schema["x-kubernetes-list-map-keys"] = .array(keys.map(Value.string))
        }
        return .object(schema)
    }
}

extension MapType {
    fileprivate var structural: Value {
        var schema: Object = ["type": "object"]
        if !order.isEmpty {
            schema["properties"] = .object(
                Object(order.compactMap { name in fields[name].map { (name, $0.structural) } }))
        }
        let required = order.filter { fields[$0]?.isRequired ?? false }
        if !required.isEmpty { schema["required"] = .array(required.sorted().map(Value.string)) }
        if let element { schema["additionalProperties"] = element.structural }
        if isAtomic || embedsReference { schema["x-kubernetes-map-type"] = "atomic" }
        return .object(schema)
    }

    /// Structs that embed a reference to an object by name are as atomic in CRDs as the reference is, though not in
    /// the schemas of built-in kinds.
    private var embedsReference: Bool { fields["name"]?.defaultValue == "" }
}

extension SchemaField {
    fileprivate var structural: Value {
        // Of metadata inside an object a CRD says nothing.
        guard name != "metadata" else { return ["type": "object"] }
        var schema = type.structural.object ?? [:]
        if publishesDefault { schema["default"] = defaultValue }
        for (keyword, value) in constraints {
            // Constraints of the items of a list are written beside those of the list.
            if keyword == "items" {
                schema["items"] = .object(Object((schema["items"]?.object ?? [:]) + (value.object ?? [:])))
            } else {
                schema[keyword] = value
            }
        }
        return .object(schema)
    }

    /// Structs that Go always writes are not required where their documents call them optional.
    fileprivate var isRequired: Bool {
        presence == .always && !["metadata", "resources", "divisor", "sources"].contains(name)
    }
}

extension Object {
    fileprivate static func + (left: Object, right: Object) -> [(String, Value)] {
        left.map { ($0.key, $0.value) } + right.map { ($0.key, $0.value) }
    }

    fileprivate static func + (left: Object, right: [(String, Value)]) -> [(String, Value)] {
        left.map { ($0.key, $0.value) } + right
    }
}
