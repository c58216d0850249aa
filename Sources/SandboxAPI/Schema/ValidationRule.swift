import Document

/// A rule of `x-kubernetes-validations`.
///
/// A rule that `CELExpression` cannot read is not enforced.
///
/// Source: `k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel`.
struct ValidationRule: Sendable {
    private let text: String
    private let message: String
    private let messageExpression: CELExpression?
    private let expression: CELExpression?
    private let reason: String?
    /// Where below the value the problem is said to be: `.spec.size`.
    private let fieldPath: String
    /// Whether the rule speaks of the old value.
    let isTransition: Bool
    /// Whether the old value may be missing.
    private let optionalOldSelf: Bool

    init?(_ source: Value) {
        guard let text = source["rule"]?.string?.trimmed else { return nil }
        self.text = text
        expression = try? CELExpression(text)
        message = source["message"]?.string?.trimmed ?? ""
        messageExpression = source["messageExpression"]?.string.flatMap { try? CELExpression($0) }
        reason = source["reason"]?.string
        fieldPath = source["fieldPath"]?.string ?? ""
        isTransition = text.contains("oldSelf")
        optionalOldSelf = source["optionalOldSelf"] == true
    }

    /// What is wrong with a value; nil where nothing is, or where the rule needs an old value and there is none.
    func problem(of value: Value, oldSelf: Value?, at field: String) -> FieldProblem? {
        guard let expression, !isTransition || optionalOldSelf || oldSelf != nil else { return nil }
        var scope: CELExpression.Scope = ["self": .data(value)]
        scope["oldSelf"] = optionalOldSelf ? .optional(oldSelf) : oldSelf.map(CELValue.data)
        do throws(CELError) {
            if try expression.evaluated(scope).truth() { return nil }
        } catch {
            let name = message.isEmpty ? text : message
            let detail =
                error.message == CELError.noOverload.message
                ? "'\(error.message)': call arguments did not match a supported operator, function or macro signature "
                    + "for rule: \(name)"
                : "\(error.message) evaluating rule: \(name)"
            return .invalid(field.orNil, .string(value.schemaType), detail)
        }
        return problem(at: field + fieldPath, value, detail: detail(scope))
    }

    private func detail(_ scope: CELExpression.Scope) -> String {
        if let text = try? messageExpression?.evaluated(scope).text().trimmed, !text.isEmpty, !text.contains("\n") {
            return text
        }
        return message.isEmpty ? "failed rule: \(text)" : message
    }

    private func problem(at field: String, _ value: Value, detail: String) -> FieldProblem {
        let field = (field.hasPrefix(".") ? String(field.dropFirst()) : field).orNil
        let shown = value.object == nil && value.array == nil ? value : .string(value.schemaType)
        switch reason {
        case "FieldValueForbidden": return .forbidden(field, detail)
        case "FieldValueRequired": return .required(field, detail)
        case "FieldValueDuplicate": return .duplicate(field, shown)
        default: return .invalid(field, shown, detail)
        }
    }
}

extension String {
    /// The text without blanks around it.
    var trimmed: String {
        let start = drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }

    /// The path of a field; that of the object itself has none.
    var orNil: String { isEmpty ? "<nil>" : self }
}

extension Value {
    /// The type of OpenAPI that the value is of.
    var schemaType: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
