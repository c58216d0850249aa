import Document

/// The constraints of OpenAPI on one value: enum, range, length, pattern, format.
///
/// Source: `k8s.io/kube-openapi/pkg/validation/validate`, whose words these are.
enum ScalarValidation {
    static func problems(of value: Value, _ schema: Value, field: String) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        if case .array(let allowed)? = schema["enum"], !allowed.contains(value) {
            problems.append(.unsupported(field, value, supported: allowed.map(\.plain)))
        }
        switch value {
        case .integer(let number): problems += range(Double(number), value, schema, field)
        case .number(let number): problems += range(number, value, schema, field)
        case .string(let text): problems += length(text, schema, field) + pattern(text, schema, field)
        case .array(let items): problems += count(items.count, value, schema, field)
        default: break
        }
        return problems
    }

    private static func range(
        _ number: Double, _ value: Value, _ schema: Value, _ field: String
    ) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        if let least = schema["minimum"], number < least.double {
            problems.append(
                .invalid(field, value, "\(field) in body should be greater than or equal to \(least.plain)"))
        }
        if let most = schema["maximum"], number > most.double {
            problems.append(
                .invalid(field, value, "\(field) in body should be less than or equal to \(most.plain)"))
        }
        return problems
    }

    private static func length(_ text: String, _ schema: Value, _ field: String) -> [FieldProblem] {
        let count = Int64(text.unicodeScalars.count)
        if let most = schema["maxLength"]?.integer, count > most { return [.tooLong(field, limit: Int(most))] }
        if let least = schema["minLength"]?.integer, count < least {
            return [.invalid(field, .string(text), "\(field) in body should be at least \(least) chars long")]
        }
        return []
    }

    private static func pattern(_ text: String, _ schema: Value, _ field: String) -> [FieldProblem] {
        guard let pattern = schema["pattern"]?.string, let regex = try? Regex(pattern),
            (try? regex.firstMatch(in: text)) == nil
        else { return [] }
        return [.invalid(field, .string(text), "\(field) in body should match '\(pattern)'")]
    }

    private static func count(_ count: Int, _ value: Value, _ schema: Value, _ field: String) -> [FieldProblem] {
        if let most = schema["maxItems"]?.integer, count > most {
            return [
                FieldProblem(
                    field: field, reason: "FieldValueTooMany",
                    message: "Too many: \(count): must have at most \(most) items")
            ]
        }
        if let least = schema["minItems"]?.integer, count < least {
            return [.invalid(field, value, "\(field) in body should have at least \(least) items")]
        }
        return []
    }
}

extension Value {
    fileprivate var double: Double {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: 0
        }
    }
}
