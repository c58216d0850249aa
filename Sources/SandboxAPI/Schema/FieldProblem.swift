import Document

/// A field that validation refuses, worded as `k8s.io/apimachinery/pkg/util/validation/field` does.
package struct FieldProblem: Sendable, Hashable, CustomStringConvertible {
    /// As in `details.causes[].field`: `spec.template.metadata.labels`.
    package var field: String
    /// As in `details.causes[].reason`: `FieldValueInvalid`.
    package var reason: String
    package var message: String

    package init(field: String, reason: String, message: String) {
        self.field = field
        self.reason = reason
        self.message = message
    }

    package var description: String { "\(field): \(message)" }

    package var cause: Value {
        ["reason": .string(reason), "message": .string(message), "field": .string(field)]
    }
}

extension FieldProblem {
    package static func required(_ field: String, _ detail: String = "") -> FieldProblem {
        FieldProblem(field: field, reason: "FieldValueRequired", message: "Required value".detailed(detail))
    }

    package static func invalid(_ field: String, _ value: Value, _ detail: String) -> FieldProblem {
        FieldProblem(
            field: field, reason: "FieldValueInvalid", message: "Invalid value: \(value.compactJSON)".detailed(detail))
    }

    package static func forbidden(_ field: String, _ detail: String) -> FieldProblem {
        FieldProblem(field: field, reason: "FieldValueForbidden", message: "Forbidden".detailed(detail))
    }

    package static func duplicate(_ field: String, _ value: Value) -> FieldProblem {
        FieldProblem(field: field, reason: "FieldValueDuplicate", message: "Duplicate value: \(value.compactJSON)")
    }

    package static func notFound(_ field: String, _ value: Value) -> FieldProblem {
        FieldProblem(field: field, reason: "FieldValueNotFound", message: "Not found: \(value.compactJSON)")
    }

    package static func tooLong(_ field: String, limit: Int) -> FieldProblem {
        FieldProblem(
            field: field, reason: "FieldValueTooLong",
            message: "Too long: may not be more than \(limit) \(limit == 1 ? "byte" : "bytes")")
    }

    package static func tooMany(_ field: String, _ count: Int, limit: Int) -> FieldProblem {
        FieldProblem(
            field: field, reason: "FieldValueTooMany",
            message: "Too many: \(count): must have at most \(limit) \(limit == 1 ? "item" : "items")")
    }

    package static func unsupported(_ field: String, _ value: Value, supported: [String]) -> FieldProblem {
        let list = supported.map { Value.string($0).compactJSON }.joined(separator: ", ")
        return FieldProblem(
            field: field, reason: "FieldValueNotSupported",
            message: "Unsupported value: \(value.compactJSON): supported values: \(list)")
    }

    package static func immutable(_ field: String, _ value: Value) -> FieldProblem {
        invalid(field, value, "field is immutable")
    }

    /// The fields that an update changes though they may not; none where there is no object yet.
    static func immutable(_ object: Value?, _ live: Value?, _ fields: [Path]) -> [FieldProblem] {
        guard let live else { return [] }
        return fields.filter { object?[$0] != live[$0] }.map { .immutable("\($0)", object?[$0] ?? .null) }
    }
}

extension String {
    fileprivate func detailed(_ detail: String) -> String { detail.isEmpty ? self : "\(self): \(detail)" }
}
