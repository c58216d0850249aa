import Document

/// What an OpenAPI document says of a resource's paths: which operations there are, with which parameters.
struct OpenAPIPaths {
    private let resource: APIResource
    private let schema: Value

    init(_ resource: APIResource, schema: String) {
        self.resource = resource
        self.schema = ["$ref": .string("#/components/schemas/\(schema)")]
    }

    /// The collection and the object.
    var items: [(String, Value)] {
        let root = resource.group.isEmpty ? "/api/\(resource.version)" : "/apis/\(resource.apiVersion)"
        let base = root + (resource.isNamespaced ? "/namespaces/{namespace}/" : "/") + resource.name
        return [
            (base, ["get": operation("list"), "post": operation("post", body: ["application/json"])]),
            (
                base + "/{name}",
                [
                    "get": operation("get"), "put": operation("put", body: ["application/json"]),
                    "patch": operation("patch", body: patchTypes), "delete": operation("delete"),
                ]
            ),
        ]
    }

    private var patchTypes: [String] {
        let types = ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"]
        return resource.isCustom ? types : types + ["application/strategic-merge-patch+json"]
    }

    private func operation(_ action: String, body types: [String] = []) -> Value {
        var operation: Object = [
            "x-kubernetes-action": .string(action),
            "x-kubernetes-group-version-kind": OpenAPIDocuments.identity(of: resource),
            "responses": ["200": ["description": "OK", "content": ["application/json": ["schema": schema]]]],
        ]
        if !types.isEmpty {
            var content = Object()
            for type in types { content[type] = ["schema": types.count == 1 ? schema : ["type": "object"]] }
            operation["requestBody"] = ["content": .object(content), "required": true]
            let names = ["dryRun", "fieldManager", "fieldValidation"] + (action == "patch" ? ["force"] : [])
            operation["parameters"] = .array(
                names.map { name in
                    [
                        "name": .string(name), "in": "query",
                        "schema": ["type": name == "force" ? "boolean" : "string", "uniqueItems": true],
                    ]
                })
        }
        return .object(operation)
    }
}
