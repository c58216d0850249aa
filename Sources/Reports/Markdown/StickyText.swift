import Diagnostics

/// What stands in the one comment that a pipeline keeps up: a report, with what the pipeline has to say about it.
package struct StickyText: Sendable, Hashable {
    /// The first line, by which the comment is found again.
    package let marker: String
    /// The report without its marker; nil where there is none, and that of the comment stays.
    private let report: String?
    private let notes: String
    private let link: String?

    private static let noteStart = "> **Note:** "
    private static let linkStart = "[Every object with its difference, as a page](<"

    /// - Parameters:
    ///   - report: What `berth plan --format markdown` or `berth drift --format markdown` prints, or any other Markdown; nil keeps
    ///     the report that is there.
    ///   - notes: What the pipeline says, a paragraph each, above the report. They are text, not Markdown.
    ///   - link: Where the report can be looked at as a page.
    ///   - estate: The name of the estate, asked for where the report has no marker of its own; empty for none.
    package init(report: String?, notes: [String], link: LinkBase?, estate: () async throws -> String) async rethrows {
        let first = report?.prefix { !$0.isNewline } ?? ""
        let isMarked =
            ["<!-- berth-plan:", "<!-- berth-drift-report:"].contains(where: first.hasPrefix) && first.hasSuffix(" -->")
            && first.utf8.count < 300
        marker = isMarked ? String(first) : PlanMarkdown.marker(estate: try await estate())
        self.report = report.map { isMarked ? String($0.dropFirst(first.count).drop { $0.isNewline }) : $0 }
        self.notes = notes.map { "\(Self.noteStart)\(Self.lines($0))\n\n" }.joined()
        self.link = link.map { "\(Self.linkStart)\($0.address)>)\n" }
    }

    /// The lines of a note in one of Markdown, by which it is found again.
    private static func lines(_ note: String) -> String {
        note.split(whereSeparator: \.isNewline).map { MarkdownText.escaped(String($0)) }.joined(separator: "<br>")
    }

    /// The whole text, the marker before all else. `existing` is the comment that is there: where there is no new report, its own
    /// stays, and the notes above it and the link below it are written anew.
    package func text(existing: String? = nil) -> String {
        guard let report else {
            let (kept, link) = Self.report(of: existing)
            return marked(kept, self.link ?? link)
        }
        return marked(report, link)
    }

    private func marked(_ report: String, _ link: String?) -> String {
        let text = "\(marker)\n\(notes)\(report)"
        guard let link else { return text }
        return "\(text)\(text.hasSuffix("\n") ? "" : "\n")\n\(link)"
    }

    /// The report in a comment without marker and notes, and the link below it; forges change the ends of lines.
    private static func report(of comment: String?) -> (report: String, link: String?) {
        guard let comment else { return ("", nil) }
        var lines = comment.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
            .dropFirst()
        while let line = lines.first, line.isEmpty || line.hasPrefix(noteStart) { lines.removeFirst() }
        while lines.last?.isEmpty == true { lines.removeLast() }
        var link: String?
        if let last = lines.last, last.hasPrefix(linkStart) {
            link = "\(last)\n"
            lines.removeLast()
            while lines.last?.isEmpty == true { lines.removeLast() }
        }
        return (lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n", link)
    }
}
