import Document

/// Whether a schema is structural: every value has a type, and lists say how their items are told apart.
///
/// Source: `k8s.io/apiextensions-apiserver/pkg/apiserver/schema/validation.go`.
enum StructuralForm {
    /// Where a schema stands, which decides what is said of a missing type.
    private enum Place: String {
        case root = "must not be empty at the root"
        case field = "must not be empty for specified object fields"
        case item = "must not be empty for specified array items"
    }

    static func problems(_ schema: Value, at field: String) -> [FieldProblem] {
        problems(schema, .root, at: field)
    }

    private static func problems(_ schema: Value, _ place: Place, at field: String) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        for (name, property) in (schema["properties"]?.object ?? [:]).sorted {
            problems += self.problems(property, .field, at: "\(field).properties[\(name)]")
        }
        if let items = schema["items"] { problems += self.problems(items, .item, at: "\(field).items") }
        if let free = schema["additionalProperties"], free.object != nil {
            problems += self.problems(free, .field, at: "\(field).additionalProperties")
        }
        let type = schema["type"]?.string ?? ""
        let isOpen =
            schema["x-kubernetes-int-or-string"] == true || schema["x-kubernetes-preserve-unknown-fields"] == true
        if type.isEmpty, !isOpen || place == .root {
            problems.append(.required("\(field).type", place.rawValue))
        } else if place == .root, type != "object" {
            problems.append(.invalid("\(field).type", .string(type), "must be object at the root"))
        }
        return problems + list(schema, type, at: field)
    }

    private static func list(_ schema: Value, _ type: String, at field: String) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        if type == "array", schema["items"] == nil { problems.append(.required("\(field).items", "must be specified")) }
        guard let kind = schema["x-kubernetes-list-type"]?.string else { return problems }
        let kinds = ["atomic", "set", "map"]
        if !kinds.contains(kind) {
            problems.append(.unsupported("\(field).x-kubernetes-list-type", .string(kind), supported: kinds))
        }
        let keys = (schema["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string)
        guard kind == "map" else { return problems }
        if keys.isEmpty {
            problems.append(
                .required(
                    "\(field).x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map"))
        }
        let item = schema["items"]
        let required = (item?["required"]?.array ?? []).compactMap(\.string)
        for key in keys where item?["properties"]?[key]?["default"] == nil && !required.contains(key) {
            problems.append(
                .required(
                    "\(field).items.properties[\(key)].default",
                    "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required "
                        + "property"))
        }
        return problems
    }
}
