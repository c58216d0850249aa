import Document

/// What an OpenAPI document says of a resource's paths: which operations there are, with which parameters.
struct OpenAPIPaths {
    private let resource: APIResource
    /// The schema of the bodies; nil in documents of the second version, whose operations name parameters alone.
    private let schema: Value?

    init(_ resource: APIResource, schema: String? = nil) {
        self.resource = resource
        self.schema = schema.map { ["$ref": .string("#/components/schemas/\($0)")] }
    }

    /// The collection and the object, as far as the resource's verbs go.
    var items: [(String, Value)] {
        let root = resource.group.isEmpty ? "/api/\(resource.version)" : "/apis/\(resource.apiVersion)"
        let base = root + (resource.isNamespaced ? "/namespaces/{namespace}/" : "/") + resource.name
        let json = ["application/json"]
        let collection: [(verb: String, method: String, action: String, types: [String])] = [
            ("list", "get", "list", []), ("create", "post", "post", json),
        ]
        let object = [
            ("get", "get", "get", []), ("update", "put", "put", json), ("patch", "patch", "patch", patchTypes),
            ("delete", "delete", "delete", []),
        ]
        return [(base, collection), (base + "/{name}", object)].compactMap { path, operations in
            let offered = operations.filter { resource.verbs.contains($0.verb) }
            guard !offered.isEmpty else { return nil }
            return (path, .object(Object(offered.map { ($0.method, operation($0.action, body: $0.types)) })))
        }
    }

    private var patchTypes: [String] {
        let types = ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"]
        return resource.isCustom ? types : types + ["application/strategic-merge-patch+json"]
    }

    private func operation(_ action: String, body types: [String] = []) -> Value {
        var operation: Object = [
            "x-kubernetes-action": .string(action),
            "x-kubernetes-group-version-kind": OpenAPIDocuments.identity(of: resource),
        ]
        if let schema {
            operation["responses"] = [
                "200": ["description": "OK", "content": ["application/json": ["schema": schema]]]
            ]
        } else {
            operation["responses"] = ["200": ["description": "OK"]]
        }
        guard !types.isEmpty else { return .object(operation) }
        if let schema {
            var content = Object()
            for type in types { content[type] = ["schema": types.count == 1 ? schema : ["type": "object"]] }
            operation["requestBody"] = ["content": .object(content), "required": true]
        } else {
            operation["consumes"] = .array(types.map(Value.string))
        }
        let names = ["dryRun", "fieldManager", "fieldValidation"] + (action == "patch" ? ["force"] : [])
        operation["parameters"] = .array(names.map(parameter))
        return .object(operation)
    }

    private func parameter(_ name: String) -> Value {
        let type: Object = ["type": name == "force" ? "boolean" : "string", "uniqueItems": true]
        var parameter: Object = ["name": .string(name), "in": "query"]
        if schema == nil {
            for (key, value) in type.sorted { parameter[key] = value }
        } else {
            parameter["schema"] = .object(type)
        }
        return .object(parameter)
    }
}
