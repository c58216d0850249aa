/// Writes findings as `file:line:column: error: message`, the line itself with a caret, and the notes.
///
/// Lines are shown of YAML files only, and without what may be a secret: see `SourceMask`.
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
        // A file is read once, however many findings there are in it.
        var masks: [String: SourceMask?] = [:]
        return diagnostics.map { render($0, &masks) }.joined()
    }

    private func render(_ diagnostic: Diagnostic, _ masks: inout [String: SourceMask?]) -> String {
        var text = ""
        if let location = diagnostic.location { text += paint("\(location)".sanitized, "1") + ": " }
        text += paint(diagnostic.severity.rawValue, diagnostic.severity == .error ? "1;31" : "1;33")
        text += ": \(diagnostic.message.sanitized)\n"
        if !diagnostic.isSensitive { text += excerpt(diagnostic, &masks) }
        for note in diagnostic.notes { text += "  \(paint("note", "1;36")): \(note.sanitized)\n" }
        return text
    }

    private func excerpt(_ diagnostic: Diagnostic, _ masks: inout [String: SourceMask?]) -> String {
        guard let location = diagnostic.location, location.line > 0,
            location.file.hasSuffix(".yaml") || location.file.hasSuffix(".yml")
        else { return "" }
        if masks[location.file] == nil {
            masks.updateValue(source(location.file).map { SourceMask($0) }, forKey: location.file)
        }
        let quoted = masks[location.file]??.line(
            location.line, column: max(location.column, 1) - 1,
            quotedBy: ([diagnostic.message] + diagnostic.notes).joined(separator: "\n"))
        guard let (line, caret) = quoted else { return "" }
        let start = caret > width - 20 ? caret - width / 2 : 0
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
