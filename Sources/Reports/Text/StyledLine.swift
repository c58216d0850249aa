import Diagnostics

/// One line of a report in pieces of one style each.
///
/// Whatever gets into it is sanitised here, so that no control character of a specification or a server gets through.
package struct StyledLine: Sendable, Hashable {
    private struct Piece: Sendable, Hashable {
        var text: String
        var style: TextStyle
    }

    private var pieces: [Piece] = []
    /// How wide it is so far.
    package private(set) var columns = 0

    package init(indent: Int = 0) {
        pad(to: indent)
    }

    package mutating func append(_ text: String, _ style: TextStyle = .plain) {
        let safe = text.sanitized
        pieces.append(Piece(text: safe, style: style))
        columns += safe.columns
    }

    /// Fills up with blanks; at least `gap` of them where something stands already.
    package mutating func pad(to column: Int, gap: Int = 0) {
        let blanks = max(column - columns, gap)
        guard blanks > 0 else { return }
        append(String(repeating: " ", count: blanks))
    }

    /// The text without blanks at its end.
    package func text(usesColor: Bool) -> String {
        var kept = pieces
        while let last = kept.last, last.text.allSatisfy({ $0 == " " }) { kept.removeLast() }
        return kept.map { usesColor ? $0.style.applied(to: $0.text) : $0.text }.joined()
    }
}
