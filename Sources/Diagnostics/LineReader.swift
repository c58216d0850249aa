/// Tells keys and structure of one line of YAML from everything else.
///
/// It reads broken files, too, and in doubt calls a piece no structure: only what stands where a key can stand and looks like
/// one is a key.
struct LineReader {
    /// What a line begins in.
    struct State: Sendable {
        /// The quotation mark of a text that goes on.
        var quote: Unicode.Scalar?
        /// The indentation that lines of a block text (`|`, `>`) exceed.
        var block: Int?
        /// Brackets that are open.
        var depth = 0
    }

    struct Piece {
        var range: Range<Int>
        var isStructure: Bool
    }

    private(set) var state: State
    private(set) var pieces: [Piece] = []
    private let scalars: [Unicode.Scalar]
    private var position = 0
    /// Whether a key may begin here.
    private var mayBeKey = true
    /// The column of the innermost key or list item of the line, to which a block text counts.
    private var indentation = 0

    private static let longestKey = 63

    init(_ line: Substring, in state: State) {
        scalars = Array(line.unicodeScalars)
        self.state = state
    }

    mutating func read() {
        let start = scalars.firstIndex { $0 != " " } ?? scalars.count
        indentation = start
        if let block = state.block {
            if start == scalars.count || start > block { return take(to: scalars.count, isStructure: false) }
            state.block = nil
        }
        if let quote = state.quote {
            take(to: endOfQuotation(quote, from: 0), isStructure: false)
            mayBeKey = false
        }
        while position < scalars.count { readPiece() }
    }

    private mutating func readPiece() {
        let first = scalars[position]
        let isLast = position + 1 >= scalars.count
        let next: Unicode.Scalar? = isLast ? nil : scalars[position + 1]
        let endsToken = next == nil || next == " " || next == "\t" || next == "\r"
        switch first {
        case " ", "\t", "\r": take(to: position + 1, isStructure: true)
        case "#" where position == 0 || scalars[position - 1].properties.isWhitespace:
            take(to: scalars.count, isStructure: false)
        case "-" where endsToken && mayBeKey, "?" where endsToken && mayBeKey:
            indentation = position
            take(to: position + 1, isStructure: true)
        case ":" where endsToken || state.depth > 0:
            mayBeKey = false
            take(to: position + 1, isStructure: true)
        case "{", "[":
            state.depth += 1
            mayBeKey = true
            take(to: position + 1, isStructure: true)
        case "}" where state.depth > 0, "]" where state.depth > 0:
            state.depth -= 1
            mayBeKey = false
            take(to: position + 1, isStructure: true)
        case "," where state.depth > 0:
            mayBeKey = true
            take(to: position + 1, isStructure: true)
        case "\"", "'":
            readScalar(to: endOfQuotation(first, from: position + 1))
        case "|" where state.depth == 0 && isBlockIndicator, ">" where state.depth == 0 && isBlockIndicator:
            state.block = indentation
            take(to: scalars.count, isStructure: true)
        case "-"
        where position == 0 && String(String.UnicodeScalarView(scalars)).hasPrefix("---") && scalars.count <= 4:
            take(to: scalars.count, isStructure: true)
        default: readScalar(to: endOfPlain)
        }
    }

    /// Whether a block text begins here: the sign, at most two signs about it, and nothing but a comment.
    private var isBlockIndicator: Bool {
        let rest = scalars[(position + 1)...].drop { "+-123456789".unicodeScalars.contains($0) }
        return rest.allSatisfy(\.properties.isWhitespace)
    }

    private mutating func readScalar(to end: Int) {
        let isKey = mayBeKey && state.quote == nil && isFollowedByColon(end)
        if isKey { indentation = max(indentation, position) }
        mayBeKey = false
        take(to: end, isStructure: isKey && isName(position..<end))
    }

    private func isFollowedByColon(_ end: Int) -> Bool {
        guard let colon = scalars[end...].firstIndex(where: { $0 != " " }), scalars[colon] == ":" else { return false }
        return colon + 1 >= scalars.count || scalars[colon + 1].properties.isWhitespace || state.depth > 0
    }

    private func isName(_ range: Range<Int>) -> Bool {
        let text = scalars[range].filter { $0 != "\"" && $0 != "'" }
        return text.count <= Self.longestKey && text.allSatisfy { $0.isWordPart || "./$<".unicodeScalars.contains($0) }
    }

    /// Behind the closing quotation mark, or the end of the line where the text goes on.
    private mutating func endOfQuotation(_ quote: Unicode.Scalar, from start: Int) -> Int {
        var index = start
        while index < scalars.count {
            if quote == "\"", scalars[index] == "\\" {
                index += 2
                continue
            }
            if scalars[index] == quote {
                guard quote == "'", index + 1 < scalars.count, scalars[index + 1] == quote else {
                    state.quote = nil
                    return index + 1
                }
                index += 1
            }
            index += 1
        }
        state.quote = quote
        return scalars.count
    }

    private var endOfPlain: Int {
        var index = position
        while index < scalars.count {
            let scalar = scalars[index]
            let isBeforeBlank = index + 1 >= scalars.count || scalars[index + 1].properties.isWhitespace
            // What follows a second colon of a line is still in doubt, and part of this.
            if scalar == ":", isBeforeBlank, mayBeKey { break }
            if scalar == "#", index > position, scalars[index - 1].properties.isWhitespace { break }
            if state.depth > 0, ",]}".unicodeScalars.contains(scalar) { break }
            index += 1
        }
        var end = index
        while end > position + 1, scalars[end - 1].properties.isWhitespace { end -= 1 }
        return max(end, position + 1)
    }

    private mutating func take(to end: Int, isStructure: Bool) {
        guard end > position else { return }
        pieces.append(Piece(range: position..<end, isStructure: isStructure))
        position = end
    }
}
