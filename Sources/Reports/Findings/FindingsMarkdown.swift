import Diagnostics

/// What is wrong with specs and templates, for a comment in the place of a plan that could not be made.
package struct FindingsMarkdown: Sendable {
    package init() {}

    /// The text; at most 65,000 characters.
    package func render(_ diagnostics: [Diagnostic]) -> String {
        var page = MarkdownPage()
        let errors = diagnostics.filter { $0.severity == .error }
        page.add(
            "### Berth: specs or templates cannot be used\n\n**\(errors.count.counted("problem")) to settle first.**\n\n"
        )
        for diagnostic in errors {
            let place = diagnostic.location.map { "\($0)" } ?? "the specification"
            let lines = [place, "  \(diagnostic.message)"] + diagnostic.notes.map { "  → \($0)" }
            page.add(MarkdownText.fence(lines, language: "text"), objects: 1)
        }
        return page.finished("berth validate", "problem")
    }
}
