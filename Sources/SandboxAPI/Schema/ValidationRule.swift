import Document

/// A rule of `x-kubernetes-validations`.
///
/// Of CEL only what `CELExpression` reads is enforced; a rule beyond that is not.
struct ValidationRule: Sendable {
    let message: String
    private let expression: CELExpression?
    private let isTransition: Bool

    init?(_ source: Value) {
        guard let text = source["rule"]?.string else { return nil }
        expression = try? CELExpression(text)
        isTransition = text.contains("oldSelf")
        message = source["message"]?.string ?? "failed rule: \(text)"
    }

    /// Whether the rule holds; one that speaks of the old value holds where there is none.
    func holds(self value: Value, oldSelf: Value?) -> Bool {
        guard let expression else { return true }
        if isTransition, oldSelf == nil { return true }
        return (try? expression.evaluated(["self": value, "oldSelf": oldSelf ?? .null])) != .bool(false)
    }
}
