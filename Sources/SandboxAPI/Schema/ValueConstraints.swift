import Document

/// The constraints of OpenAPI on one value: enum, range, length, pattern, format, counts.
///
/// Source: `k8s.io/kube-openapi/pkg/validation/validate`, whose words these are.
enum ValueConstraints {
    /// What a value itself breaks, whatever stands below it.
    static func problems(of value: Value, _ schema: Value, field: String) -> [FieldProblem] {
        let own: [FieldProblem] =
            switch value {
            case .integer(let number): range(Double(number), value, schema, field)
            case .number(let number): range(number, value, schema, field)
            case .string(let text): string(text, schema, field) + format(text, schema, field)
            default: []
            }
        return own + enumeration(value, schema, field)
    }

    static func enumeration(_ value: Value, _ schema: Value, _ field: String) -> [FieldProblem] {
        guard case .array(let allowed)? = schema["enum"], !allowed.contains(value) else { return [] }
        return [.unsupported(field, value, supported: allowed.map { $0.string ?? $0.compactJSON })]
    }

    private static func range(
        _ number: Double, _ value: Value, _ schema: Value, _ field: String
    ) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        func report(_ what: String, _ limit: Value) {
            problems.append(.invalid(field, value, "\(field) in body should be \(what) \(limit.plain)"))
        }
        if let factor = schema["multipleOf"], let divisor = factor.asDouble, divisor != 0,
            (number / divisor).rounded() * divisor != number
        {
            report("a multiple of", factor)
        }
        if let most = schema["maximum"], let limit = most.asDouble {
            let isExclusive = schema["exclusiveMaximum"] == true
            if isExclusive ? number >= limit : number > limit {
                report(isExclusive ? "less than" : "less than or equal to", most)
            }
        }
        if let least = schema["minimum"], let limit = least.asDouble {
            let isExclusive = schema["exclusiveMinimum"] == true
            if isExclusive ? number <= limit : number < limit {
                report(isExclusive ? "greater than" : "greater than or equal to", least)
            }
        }
        return problems
    }

    /// The first of what is wrong with a text.
    private static func string(_ text: String, _ schema: Value, _ field: String) -> [FieldProblem] {
        let count = Int64(text.unicodeScalars.count)
        if let most = schema["maxLength"]?.integer, count > most { return [.tooLong(field, limit: Int(most))] }
        if let least = schema["minLength"]?.integer, count < least {
            return [.invalid(field, .string(text), "\(field) in body should be at least \(least) chars long")]
        }
        guard let pattern = schema["pattern"]?.string, Pattern.matches(pattern, text) == false else { return [] }
        return [.invalid(field, .string(text), "\(field) in body should match '\(pattern)'")]
    }

    private static func format(_ text: String, _ schema: Value, _ field: String) -> [FieldProblem] {
        guard let format = schema["format"]?.string, TextFormat.fits(text, format) == false else { return [] }
        return [.wrongType(field, found: text, wanted: format)]
    }

    static func itemCount(_ items: [Value], _ schema: Value, _ field: String) -> [FieldProblem] {
        let count = Int64(items.count)
        var problems: [FieldProblem] = []
        if let least = schema["minItems"]?.integer, count < least {
            problems.append(.invalid(field, .integer(count), "\(field) in body should have at least \(least) items"))
        }
        if let most = schema["maxItems"]?.integer, count > most {
            problems.append(.tooMany(field, items.count, limit: Int(most)))
        }
        if schema["uniqueItems"] == true, Set(items).count < items.count {
            problems.append(.invalid(field, "", "\(field) in body shouldn't contain duplicates"))
        }
        return problems
    }

    static func memberCount(_ count: Int, _ schema: Value, _ field: String) -> FieldProblem? {
        if let least = schema["minProperties"]?.integer, count < least {
            return .invalid(
                field, .integer(Int64(count)), "\(field) in body should have at least \(least) properties")
        }
        guard let most = schema["maxProperties"]?.integer, count > most else { return nil }
        return .tooMany(field, count, limit: Int(most))
    }
}
