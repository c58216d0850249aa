/// Why something could not be done, and what to do about it, apart from each other: a report gives each a line of its own.
package struct Explanation: Sendable, Hashable, CustomStringConvertible {
    /// One clause without a full stop.
    package var cause: String
    /// What to do about it; nil where nobody can tell.
    package var advice: String?

    package init(_ cause: String, advice: String? = nil) {
        self.cause = cause
        self.advice = advice
    }

    /// Both in one line: `the variable X is not set; export X`.
    package var description: String { cause + (advice.map { "; \($0)" } ?? "") }
}

/// An error that keeps its cause and its advice apart.
package protocol ExplainedError: Error {
    var explanation: Explanation { get }
}

extension Error {
    /// The cause and the advice of an error; an error that knows no such difference is all cause.
    package var explained: Explanation { (self as? any ExplainedError)?.explanation ?? Explanation("\(self)") }
}

extension Diagnostic {
    /// The finding in one line, its place before it and its notes as the advice.
    package var explanation: Explanation {
        let place = location.map { "\($0): " } ?? ""
        return Explanation(
            (place + message).sanitized, advice: notes.isEmpty ? nil : notes.joined(separator: "; ").sanitized)
    }
}

extension DiagnosticsError: ExplainedError {
    /// Its errors in a line: for where an error is a part of a sentence. A report of its own shows `diagnostics`.
    package var explanation: Explanation {
        let errors = diagnostics.filter { $0.severity == .error }.map(\.explanation)
        guard errors.count > 1 else { return errors.first ?? Explanation("the input cannot be used") }
        return Explanation(errors.map(\.description).joined(separator: "; "))
    }
}
