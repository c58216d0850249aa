import Document

extension Insertion {
    /// The insertion as plan files keep it: where values come from, never the values.
    package var value: Value {
        [
            "base64": .bool(isBase64),
            "parts": .array(
                parts.map { part in
                    switch part {
                    case .text(let text): ["text": .string(text)]
                    case .reference(let reference):
                        ["address": .string(reference.address.description), "output": .string(reference.output)]
                    case .secret(let secret): ["secret": secret.value]
                    }
                }),
        ]
    }

    /// Reads what `value` writes.
    package init(_ reader: FieldReader) throws(FieldReader.Failure) {
        var parts: [Part] = []
        for item in try reader.items("parts") {
            if let text = try item.optionalString("text") {
                parts.append(.text(text))
            } else if item.has("secret") {
                parts.append(.secret(try item.required("secret", "a secret reference") { SecretReference($0) }))
            } else {
                let address = try item.required("address", "an address") { $0.string.flatMap { ResourceAddress($0) } }
                parts.append(.reference(Reference(address, try item.string("output"))))
            }
        }
        self.init(parts, isBase64: try reader.required("base64", "true or false", \.bool))
    }
}

extension SecretReference {
    fileprivate var value: Value {
        var value = place
        if case .workspace(let id) = origin { value["origin"] = .string(id) }
        return value
    }

    private var place: Value {
        switch source {
        case .environment(let name): ["env": .string(name)]
        case .file(let path): ["file": .string(path)]
        case .age(let path): ["age": .string(path)]
        case .clusterSecret(let cluster, let namespace, let name, let key):
            [
                "cluster": .string(cluster), "namespace": .string(namespace), "name": .string(name),
                "key": .string(key),
            ]
        case .generated(let workspace, let name):
            ["generated": .string(name), "workspace": .string(workspace)]
        }
    }

    fileprivate init?(_ value: Value) {
        if let name = value["env"]?.string {
            self.init(.environment(name))
        } else if let path = value["file"]?.string {
            self.init(.file(path))
        } else if let path = value["age"]?.string {
            self.init(.age(path))
        } else if let name = value["generated"]?.string, let workspace = value["workspace"]?.string {
            self.init(.generated(workspace: workspace, name: name))
        } else if let cluster = value["cluster"]?.string, let namespace = value["namespace"]?.string,
            let name = value["name"]?.string, let key = value["key"]?.string
        {
            self.init(.clusterSecret(cluster: cluster, namespace: namespace, name: name, key: key))
        } else {
            return nil
        }
        if let id = value["origin"]?.string { origin = .workspace(id) }
    }
}
