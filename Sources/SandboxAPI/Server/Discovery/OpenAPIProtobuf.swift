import Document

/// Writes a document of OpenAPI 2 as protobuf, in which form older clients read it.
///
/// Names and numbers are those of `OpenAPIv2.proto` of `github.com/google/gnostic-models`; what Kubernetes' documents
/// do not use is left out.
enum OpenAPIProtobuf {
    /// What an `Accept` header names in its media type, with one of several spellings around it.
    static let marker = "com.github.proto-openapi.spec.v2"
    static let contentType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"

    static func document(_ document: Value) -> [UInt8] {
        var writer = ProtobufWriter()
        writer.text(1, document["swagger"])
        writer.message(2) { info in
            info.text(1, document["info"]?["title"])
            info.text(2, document["info"]?["version"])
        }
        writer.message(8) { paths in
            for (path, item) in document["paths"]?.object?.sorted ?? [] {
                paths.named(2, path) { write(pathItem: item, to: &$0) }
            }
        }
        writer.message(9) { definitions in
            for (name, schema) in document["definitions"]?.object?.sorted ?? [] {
                definitions.named(1, name) { write(schema: schema, to: &$0) }
            }
        }
        return writer.bytes
    }

    private static func write(pathItem: Value, to writer: inout ProtobufWriter) {
        let numbers = ["get": 2, "put": 3, "post": 4, "delete": 5, "patch": 8]
        for (method, operation) in pathItem.object?.sorted ?? [] {
            guard let number = numbers[method] else { continue }
            writer.message(number) { write(operation: operation, to: &$0) }
        }
    }

    private static func write(operation: Value, to writer: inout ProtobufWriter) {
        writer.texts(7, operation["consumes"])
        for parameter in operation["parameters"]?.array ?? [] {
            // ParametersItem, Parameter, NonBodyParameter: each holds one of several forms of the next.
            writer.message(8) { item in
                item.message(1) { form in
                    form.message(2) { place in
                        place.message(3) { query in
                            query.text(2, parameter["in"])
                            query.text(4, parameter["name"])
                            query.text(6, parameter["type"])
                            query.flag(20, parameter["uniqueItems"])
                        }
                    }
                }
            }
        }
        writer.message(9) { responses in
            for (code, response) in operation["responses"]?.object?.sorted ?? [] {
                responses.named(1, code) { value in
                    value.message(1) { $0.text(1, response["description"]) }
                }
            }
        }
        writer.extensions(13, of: operation)
    }

    private static func write(schema: Value, to writer: inout ProtobufWriter) {
        writer.text(1, schema["$ref"])
        writer.text(2, schema["format"])
        writer.text(4, schema["description"])
        if let value = schema["default"] { writer.any(5, value) }
        writer.texts(19, schema["required"])
        for choice in schema["enum"]?.array ?? [] { writer.any(20, choice) }
        if let element = schema["additionalProperties"] {
            writer.message(21) { item in
                if element.object != nil {
                    item.message(1) { write(schema: element, to: &$0) }
                } else {
                    item.flag(2, element)
                }
            }
        }
        if let type = schema["type"] { writer.message(22) { $0.text(1, type) } }
        if let items = schema["items"] {
            writer.message(23) { list in list.message(1) { write(schema: items, to: &$0) } }
        }
        if let properties = schema["properties"]?.object {
            writer.message(25) { members in
                for (name, property) in properties.sorted {
                    members.named(1, name) { write(schema: property, to: &$0) }
                }
            }
        }
        writer.extensions(31, of: schema)
    }
}

extension ProtobufWriter {
    /// A member of a map: a message of its name and its value.
    fileprivate mutating func named(_ number: Int, _ name: String, _ value: (inout ProtobufWriter) -> Void) {
        message(number) { entry in
            entry.text(1, .string(name))
            entry.message(2, value)
        }
    }

    /// Any value, as YAML text.
    fileprivate mutating func any(_ number: Int, _ value: Value) {
        message(number) { $0.text(2, .string(value.compactJSON)) }
    }

    /// The members whose names begin with `x-`.
    fileprivate mutating func extensions(_ number: Int, of value: Value) {
        for (name, member) in value.object?.sorted ?? [] where name.hasPrefix("x-") {
            message(number) { entry in
                entry.text(1, .string(name))
                entry.any(2, member)
            }
        }
    }
}
