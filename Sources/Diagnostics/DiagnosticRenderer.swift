/// Writes findings as `file:line:column: error: message`, the line itself with a caret, and the notes.
package struct DiagnosticRenderer: Sendable {
    /// Gives the text of a file by its name as it stands in a location, or nil where it cannot be shown.
    package typealias SourceLookup = @Sendable (_ file: String) -> String?

    package var usesColor: Bool
    package var source: SourceLookup
    /// Longer source lines are cut around the caret.
    private let width = 160

    package init(usesColor: Bool = false, source: @escaping SourceLookup = { _ in nil }) {
        self.usesColor = usesColor
        self.source = source
    }

    /// All findings, a line end after each line; no control character of the input gets through.
    package func render(_ diagnostics: [Diagnostic]) -> String {
        // Each file is read and split once, however many findings are in it.
        var files: [String: [Substring]] = [:]
        return diagnostics.map { render($0, &files) }.joined()
    }

    private func render(_ diagnostic: Diagnostic, _ files: inout [String: [Substring]]) -> String {
        var text = ""
        if let location = diagnostic.location { text += paint("\(location)".sanitized, "1") + ": " }
        text += paint(diagnostic.severity.rawValue, diagnostic.severity == .error ? "1;31" : "1;33")
        text += ": \(diagnostic.message.sanitized)\n"
        if let location = diagnostic.location, !diagnostic.isSensitive { text += excerpt(location, &files) }
        for note in diagnostic.notes { text += "  \(paint("note", "1;36")): \(note.sanitized)\n" }
        return text
    }

    private func excerpt(_ location: SourceLocation, _ files: inout [String: [Substring]]) -> String {
        guard location.line > 0 else { return "" }
        let lines =
            files[location.file]
            ?? source(location.file)?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
        files[location.file] = lines
        guard location.line <= lines.count else { return "" }
        let line = Array(lines[location.line - 1].unicodeScalars)
        let caret = max(location.column, 1) - 1
        let start = caret > width - 20 ? caret - width / 2 : 0
        guard caret <= line.count else { return "" }
        var shown = String.UnicodeScalarView()
        shown.append(contentsOf: line[start..<min(line.count, start + width)])
        let gutter = String(location.line)
        let margin = String(repeating: " ", count: gutter.count)
        let pointer = String(repeating: " ", count: caret - start) + paint("^", "1;32")
        let body = " \(gutter) | \(String(shown).replacingTabs.sanitized)\n"
        return location.column > 0 ? body + " \(margin) | \(pointer)\n" : body
    }

    private func paint(_ text: String, _ code: String) -> String {
        usesColor ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

extension String {
    /// One blank for each tab, so that a caret below the line points where it should.
    fileprivate var replacingTabs: String {
        String(map { $0 == "\t" ? " " : $0 })
    }
}
