import Document

/// Collects the schemas that kinds consist of, each under its name: the components of an OpenAPI document.
struct OpenAPIComponents {
    enum Version: Sendable, Hashable {
        /// Swagger 2.0, which knows neither alternatives nor text beside a reference.
        case two
        case three
    }

    let version: Version
    private(set) var schemas = Object()

    init(_ version: Version) { self.version = version }

    /// Adds the schema of a resource's kind and returns its name.
    mutating func add(_ resource: APIResource, _ kind: ResourceKind?) -> String {
        let name = OpenAPINames.name(of: resource)
        var schema: Object
        if let source = kind?.structural?.source.object {
            schema = source
            var properties = source["properties"]?.object ?? [:]
            for member in ["apiVersion", "kind"] { properties[member] = described(["type": "string"], member) }
            properties["metadata"] = described(component("ObjectMeta", in: OpenAPINames.meta), "metadata")
            schema["properties"] = .object(properties)
        } else {
            let package = OpenAPINames.package(of: resource)
            _ = component(Self.type(of: resource), in: package, as: name)
            schema = schemas[name]?.object ?? ["type": "object"]
        }
        schema["description"] =
            schema["description"] ?? .string(OpenAPIDescriptions.text(ofKind: resource.kind, in: resource.apiVersion))
        schema["x-kubernetes-group-version-kind"] = [OpenAPIDocuments.identity(of: resource)]
        schemas[name] = .object(schema)
        return name
    }

    /// The type whose fields a kind has; one version of a kind may have a type of its own.
    private static func type(of resource: APIResource) -> String {
        guard SchemaCatalog.builtIn[resource.kind] == nil else { return resource.kind }
        return ProtobufCatalog.builtIn.name(apiVersion: resource.apiVersion, kind: resource.kind) ?? resource.kind
    }

    // MARK: Types

    /// A reference to a type by its name; its schema is added where it is not there yet.
    private mutating func component(_ type: String, in package: String, as given: String? = nil) -> Value {
        let package = OpenAPINames.package(ofType: type) ?? package
        let name = given ?? "\(package).\(type)"
        if schemas[name] == nil {
            // Types may contain themselves.
            schemas[name] = ["type": "object"]
            var schema: Object = ["description": .string(OpenAPIDescriptions.text(ofType: type))]
            for (keyword, value) in definition(of: type, in: package).sorted { schema[keyword] = value }
            schemas[name] = .object(schema)
        }
        return ["$ref": .string("\(version == .two ? "#/definitions/" : "#/components/schemas/")\(name)")]
    }

    private mutating func definition(of type: String, in package: String) -> Object {
        switch type {
        case "Time", "MicroTime": return ["type": "string", "format": "date-time"]
        case "Quantity" where version == .three: return ["oneOf": [["type": "string"], ["type": "number"]]]
        case "Quantity": return ["type": "string"]
        case "IntOrString" where version == .three:
            return ["format": "int-or-string", "oneOf": [["type": "integer"], ["type": "string"]]]
        case "IntOrString": return ["type": "string", "format": "int-or-string"]
        default: break
        }
        if case .map(let map)? = SchemaCatalog.builtIn[type] { return definition(of: map, named: type, in: package) }
        return definition(ofMessage: type, in: package)
    }

    private mutating func definition(of map: MapType, named type: String, in package: String) -> Object {
        var properties = Object()
        for name in map.order {
            guard let field = map.fields[name] else { continue }
            var property = described(schema(of: field.type, field: name, in: package), name).object ?? [:]
            for (keyword, value) in field.constraints.sorted { property[keyword] = value }
            if field.publishesDefault { property["default"] = field.defaultValue }
            properties[name] = .object(property)
        }
        var schema: Object = ["type": "object", "properties": .object(properties)]
        let required = map.order.filter { map.fields[$0].map { OpenAPINames.isRequired($0, of: type) } ?? false }
        if !required.isEmpty { schema["required"] = .array(required.sorted().map(Value.string)) }
        if map.isAtomic { schema["x-kubernetes-map-type"] = "atomic" }
        return schema
    }

    private mutating func schema(of type: SchemaType, field: String, in package: String) -> Value {
        switch type {
        case .scalar(.string): return ["type": "string"]
        case .scalar(.integer): return ["type": "integer"]
        case .scalar(.number): return ["type": "number"]
        case .scalar(.boolean): return ["type": "boolean"]
        case .scalar(.bytes): return ["type": "string", "format": "byte"]
        case .scalar(.quantity): return component("Quantity", in: package)
        case .scalar(.any): return component(OpenAPINames.textOrNumber(field), in: package)
        case .untyped where field == "managedFields": return component("ManagedFieldsEntry", in: package)
        case .untyped: return ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
        case .recursive(let type): return schema(of: type(), field: field, in: package)
        case .list(let list): return .object(listed(list, field: field, in: package))
        case .map(let map):
            if let name = map.name {
                let reference = component(name, in: package)
                guard map.isAtomic, case .map(let own)? = SchemaCatalog.builtIn[name], !own.isAtomic else {
                    return reference
                }
                return ["allOf": [reference], "x-kubernetes-map-type": "atomic"]
            }
            var schema: Object = ["type": "object"]
            if let element = map.element {
                schema["additionalProperties"] = self.schema(of: element, field: field, in: package)
            }
            if map.isAtomic { schema["x-kubernetes-map-type"] = "atomic" }
            return .object(schema)
        }
    }

    private mutating func listed(_ list: ListType, field: String, in package: String) -> Object {
        var schema: Object = ["type": "array", "items": self.schema(of: list.element, field: field, in: package)]
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
        return schema
    }

    /// A property with its description. Beside a reference nothing counts, so that references are wrapped.
    private func described(_ schema: Value, _ field: String) -> Value {
        var property = schema.object ?? [:]
        if version == .three, let reference = property["$ref"] {
            property = ["allOf": [["$ref": reference]]]
        } else if version == .two, let reference = property["allOf"]?[0]?["$ref"] {
            property["allOf"] = nil
            property["$ref"] = reference
        }
        property["description"] = OpenAPIDescriptions.text(ofField: field).map(Value.string)
        return .object(property)
    }

    // MARK: Messages

    /// The schema of a type that is known by its protobuf message alone.
    private mutating func definition(ofMessage name: String, in package: String) -> Object {
        guard let fields = ProtobufCatalog.builtIn[name] else { return ["type": "object"] }
        var properties = Object()
        if fields[1]?.name == "metadata" {
            for member in ["apiVersion", "kind"] { properties[member] = described(["type": "string"], member) }
        }
        for (_, field) in fields.sorted(by: { $0.key < $1.key }) {
            if field.isInline, case .message(let inner) = field.type {
                let members = definition(ofMessage: inner, in: package)["properties"]?.object ?? [:]
                for (key, value) in members.sorted { properties[key] = value }
            } else {
                properties[field.name] = described(schema(of: field.type, in: package), field.name)
            }
        }
        return ["type": "object", "properties": .object(properties)]
    }

    private mutating func schema(of type: ProtobufNotation.FieldType, in package: String) -> Value {
        switch type {
        case .string: ["type": "string"]
        case .int: ["type": "integer"]
        case .bool: ["type": "boolean"]
        case .bytes: ["type": "string", "format": "byte"]
        case .quantity: component("Quantity", in: package)
        case .time: component("Time", in: package)
        case .microTime: component("MicroTime", in: package)
        case .intOrString: component("IntOrString", in: package)
        case .raw: ["type": "object"]
        case .message(let name): component(name, in: package)
        case .list(let element): ["type": "array", "items": schema(of: element, in: package)]
        case .map(let element): ["type": "object", "additionalProperties": schema(of: element, in: package)]
        }
    }
}
