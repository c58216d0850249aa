import Document
import State

/// What looking through the state repository came to.
package struct StateFindings: Sendable {
    private let verification: StateVerification
    private let revision: StateRevision

    package init(_ verification: StateVerification, at revision: StateRevision) {
        self.verification = verification
        self.revision = revision
    }

    /// Whether something is lost, unreadable, or must not be there.
    package var hasErrors: Bool { verification.findings.contains { $0.severity == .error } }

    /// For people, errors first, one sentence at the end.
    package func text(_ layout: TextLayout) -> String {
        var page = TextPage(layout)
        for finding in verification.findings {
            let style: TextStyle = finding.severity == .error ? .failure : .wait
            let place = finding.path.map { "\($0): " } ?? ""
            page.add(prose: "\(finding.severity.rawValue): \(place)\(finding.message)", style)
            if let advice = finding.advice { page.add(prose: advice, .dim, indent: 2, mark: "= ") }
        }
        page.separate()
        let errors = verification.findings.count { $0.severity == .error }
        let warnings = verification.findings.count - errors
        let looked = "\(verification.files.counted("file")) at \(revision.short) and the history behind it"
        page.add(
            prose: errors + warnings == 0
                ? "The state is sound: \(looked)."
                : "\(errors.counted("error")), \(warnings.counted("warning")) in \(looked).", .bold)
        return page.text
    }

    /// For programs; `format_version` as in `PlanJSON`.
    package func json() -> String {
        let value: Value = [
            "format_version": .string(PlanJSON.formatVersion), "revision": .string(revision.description),
            "files": .integer(Int64(verification.files)), "sound": .bool(!hasErrors),
            "findings": .array(
                verification.findings.map { finding in
                    var value: Value = [
                        "severity": .string(finding.severity.rawValue), "message": .string(finding.message),
                    ]
                    value["path"] = finding.path.map(Value.string)
                    value["advice"] = finding.advice.map(Value.string)
                    return value
                }),
        ]
        return String(decoding: value.json(.pretty), as: UTF8.self)
    }
}
