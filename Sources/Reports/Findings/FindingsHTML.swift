import Diagnostics

/// What is wrong with specs and templates as a page for a browser, in the place of a plan or a report of drift.
package struct FindingsHTML: Sendable {
    private let kind: String
    private let links: LinkBase?

    /// `kind` is what could not be made: `Plan`, `Drift`. `links` leads to the lines of the specification.
    package init(kind: String, links: LinkBase? = nil) {
        self.kind = kind
        self.links = links
    }

    /// The document, with a line end at its end.
    package func render(_ diagnostics: [Diagnostic]) -> String {
        let errors = diagnostics.filter { $0.severity == .error }
        var page = HTMLPage(
            kind: kind, title: "Specs or templates cannot be used",
            sentence: "\(errors.count.counted("problem")) to settle first.", isWarning: true)
        for diagnostic in errors {
            let notes = diagnostic.notes.map { "<p class=\"quiet\">→ \($0)</p>" as Markup }
            page.body += """
                <div class="finding"><p><b>\(diagnostic.message)</b></p>\
                \(Markup.location(diagnostic.location, links))\(Markup(notes))</div>

                """
        }
        return page.text
    }
}
