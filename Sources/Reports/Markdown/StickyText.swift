import Diagnostics

/// What stands in the one comment that a pipeline keeps up: a report, with what the pipeline has to say about it.
package struct StickyText: Sendable, Hashable {
    /// The first line, by which the comment is found again.
    package let marker: String
    /// The whole text, the marker before all else.
    package let text: String

    /// - Parameters:
    ///   - report: What `berth plan --format markdown` prints, or any other Markdown; it may be empty.
    ///   - notes: What the pipeline says, a paragraph each, above the report. They are text, not Markdown.
    ///   - link: Where the report can be looked at as a page.
    ///   - estate: The name of the estate, asked for where the report has no marker of its own.
    package init(report: String, notes: [String], link: LinkBase?, estate: () throws -> String) rethrows {
        let first = report.prefix { !$0.isNewline }
        let isMarked = first.hasPrefix("<!-- berth-plan:") && first.hasSuffix(" -->") && first.utf8.count < 300
        marker = isMarked ? String(first) : PlanMarkdown.marker(estate: try estate())
        var text = "\(marker)\n"
        for note in notes { text += "> **Note:** \(MarkdownText.escaped(note.sanitized))\n\n" }
        text += isMarked ? report.dropFirst(first.count).drop { $0.isNewline } : report[...]
        if let link {
            text +=
                "\(text.hasSuffix("\n") ? "" : "\n")\n[Every object with its difference, as a page](<\(link.address)>)\n"
        }
        self.text = text
    }
}
