import Diagnostics
import Document

/// What is wrong with specs and templates, in the place of a plan or a report of drift that could not be made: for programs.
///
/// - `format_version` as in `PlanJSON`, `faulty` (true; since 2.1)
/// - `problems`: as in `PlanJSON`, of the kind `invalid`, with their `location`
package struct FindingsJSON: Sendable {
    package init() {}

    /// The document, with a line end at its end.
    package func render(_ diagnostics: [Diagnostic]) -> String {
        let problems = diagnostics.filter { $0.severity == .error }.map { diagnostic in
            var value: Value = [
                "kind": "invalid", "message": .string(diagnostic.message.sanitized), "blocks": true,
            ]
            if !diagnostic.notes.isEmpty {
                value["hint"] = .string(diagnostic.notes.map(\.sanitized).joined(separator: "; "))
            }
            value["location"] = diagnostic.location?.json
            return value
        }
        let value: Value = [
            "format_version": .string(PlanJSON.formatVersion), "faulty": true, "problems": .array(problems),
        ]
        return String(decoding: value.json(.pretty), as: UTF8.self)
    }
}
