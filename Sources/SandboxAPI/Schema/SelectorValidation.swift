import Document

/// Source: `ValidateLabelSelector` of `k8s.io/apimachinery/pkg/apis/meta/v1/validation`.
enum SelectorValidation {
    static func problems(_ selector: Value, at field: String) -> [FieldProblem] {
        var problems = labels(selector["matchLabels"]?.object ?? [:], at: "\(field).matchLabels")
        for (index, expression) in (selector["matchExpressions"]?.array ?? []).enumerated() {
            problems += self.expression(expression, at: "\(field).matchExpressions[\(index)]")
        }
        return problems
    }

    static func labels(_ labels: Object, at field: String) -> [FieldProblem] {
        labels.sorted.flatMap { key, value -> [FieldProblem] in
            var problems: [FieldProblem] = []
            if let complaint = NameGrammar.qualifiedNameComplaint(about: key) {
                problems.append(.invalid(field, .string(key), complaint))
            }
            if let complaint = NameGrammar.labelValueComplaint(about: value.string ?? "") {
                problems.append(.invalid(field, value, complaint))
            }
            return problems
        }
    }

    private static func expression(_ expression: Value, at field: String) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        let values = expression["values"]?.array ?? []
        switch expression["operator"]?.string {
        case "In", "NotIn":
            if values.isEmpty {
                problems.append(.required("\(field).values", "must be specified when `operator` is 'In' or 'NotIn'"))
            }
        case "Exists", "DoesNotExist":
            if !values.isEmpty {
                problems.append(
                    .forbidden(
                        "\(field).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"))
            }
        case let other:
            problems.append(.invalid("\(field).operator", .string(other ?? ""), "not a valid selector operator"))
        }
        let key = expression["key"]?.string ?? ""
        if let complaint = NameGrammar.qualifiedNameComplaint(about: key) {
            problems.append(.invalid("\(field).key", .string(key), complaint))
        }
        return problems
    }
}

extension Value {
    /// Whether a selector selects everything.
    var isEmptySelector: Bool {
        (self["matchLabels"]?.object ?? [:]).isEmpty && (self["matchExpressions"]?.array ?? []).isEmpty
    }

    /// Nothing, as a number or in percent.
    var isZeroShare: Bool { self == 0 || self == "0%" }
}
