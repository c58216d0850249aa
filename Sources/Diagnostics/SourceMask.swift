/// Shows lines of a YAML file without what may be a secret in them.
///
/// The rule: keys and structure are shown, and so are `${references}`; a scalar is shown where the message quotes it anyway, or
/// where it is `true`, `false` or `null`. Other scalars, comments, and whatever cannot be told apart from them, as in a broken
/// line, are `…`. The file is read as far as the line, so that the middle of a text of many lines is known as such.
struct SourceMask {
    private let lines: [Substring]
    /// How each line begins; filled as far as lines were asked for.
    private var states: [LineReader.State] = [LineReader.State()]

    init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// A line as it may be shown, and where a column of it, counted from 0, is there; nil where there is no such line.
    mutating func line(
        _ number: Int, column: Int, quotedBy message: String
    ) -> (text: [Unicode.Scalar], column: Int)? {
        guard lines.indices.contains(number - 1) else { return nil }
        while states.count < number {
            var reader = LineReader(lines[states.count - 1], in: states[states.count - 1])
            reader.read()
            states.append(reader.state)
        }
        var reader = LineReader(lines[number - 1], in: states[number - 1])
        reader.read()
        let scalars = Array(lines[number - 1].unicodeScalars)
        guard column <= scalars.count else { return nil }
        var shown: [Unicode.Scalar] = []
        var place = 0
        for piece in reader.pieces {
            if piece.range.contains(column) { place = shown.count }
            let text = scalars[piece.range]
            if piece.isStructure || Self.isHarmless(text, quotedBy: message) {
                if piece.range.contains(column) { place += column - piece.range.lowerBound }
                shown += text
            } else {
                shown += Self.masked(text)
            }
        }
        if column >= scalars.count { place = shown.count }
        return (shown, place)
    }

    private static func isHarmless(_ scalar: ArraySlice<Unicode.Scalar>, quotedBy message: String) -> Bool {
        let text = String(String.UnicodeScalarView(scalar))
        let plain =
            text.count > 1 && text.first == text.last && "\"'".contains(text.prefix(1))
            ? String(text.dropFirst().dropLast()) : text
        if ["true", "false", "null", "~", ""].contains(plain) { return true }
        return ["`\(plain)`", "\"\(plain)\"", "'\(plain)'"].contains { message.contains($0) }
    }

    /// `…` with the references that stand in it, without their defaults.
    private static func masked(_ scalar: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        var shown: [Unicode.Scalar] = []
        func hide() { if shown.last != "…" { shown.append("…") } }
        var rest = scalar
        while let first = rest.first {
            let isName: (Unicode.Scalar) -> Bool = { $0.isWordPart || ".[]$".unicodeScalars.contains($0) }
            let end = rest.dropFirst(2).firstIndex { !isName($0) } ?? rest.endIndex
            let begins = first == "$" && rest.dropFirst().first == "{"
            if begins, end < rest.endIndex, "}:".unicodeScalars.contains(rest[end]) {
                shown += rest[..<end]
                if rest[end] == ":" { shown += ":=…".unicodeScalars }
                shown.append("}")
                rest = rest[end...].drop { $0 != "}" }.dropFirst()
            } else {
                hide()
                rest = rest.dropFirst()
            }
        }
        return shown
    }
}

extension Unicode.Scalar {
    var isWordPart: Bool {
        isASCII && (properties.isAlphabetic || ("0"..."9").contains(self) || self == "_" || self == "-")
    }
}
