import Document

/// Takes the text of an expression apart.
struct CELLexer {
    enum Token: Equatable {
        case name(String)
        case literal(Value)
        case sign(String)
    }

    /// An expression has no more nodes than tokens, so that this bounds both.
    private static let maximumCount = 10_000

    private var rest: Substring

    static func tokens(of text: String) throws(CELError) -> [Token] {
        var lexer = CELLexer(rest: text[...])
        var tokens: [Token] = []
        while let token = try lexer.next() {
            guard tokens.count < maximumCount else { throw CELError("longer than \(maximumCount) tokens") }
            tokens.append(token)
        }
        return tokens
    }

    private mutating func next() throws(CELError) -> Token? {
        rest = rest.drop(while: \.isWhitespace)
        while rest.hasPrefix("//") {
            rest = rest.drop { !$0.isNewline }.drop(while: \.isWhitespace)
        }
        guard let first = rest.first else { return nil }
        if let text = try quoted() { return .literal(.string(text)) }
        if first.isNumber { return .literal(try number()) }
        if first.isLetter || first == "_" {
            let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            rest = rest.dropFirst(name.count)
            switch name {
            case "true", "false": return .literal(.bool(name == "true"))
            case "null": return .literal(.null)
            default: return .name(String(name))
            }
        }
        let double = String(rest.prefix(2))
        let sign = ["||", "&&", "==", "!=", "<=", ">="].contains(double) ? double : String(first)
        rest = rest.dropFirst(sign.count)
        return .sign(sign)
    }

    private mutating func number() throws(CELError) -> Value {
        var text = rest.prefix { $0.isHexDigit || $0 == "." || $0 == "x" }
        // A point that no digit follows is a member's.
        if text.last == "." { text = text.dropLast() }
        rest = rest.dropFirst(text.count)
        if text.last == "e" || text.last == "E", let sign = rest.first, sign == "-" || sign == "+" {
            let exponent = rest.dropFirst().prefix(while: \.isNumber)
            rest = rest.dropFirst(exponent.count + 1)
            text = Substring(text + String(sign) + exponent)
        }
        if rest.first == "u" || rest.first == "U" { rest = rest.dropFirst() }
        if text.hasPrefix("0x") {
            guard let number = Int64(text.dropFirst(2), radix: 16) else { throw CELError("no number: \(text)") }
            return .integer(number)
        }
        if let number = Int64(text) { return .integer(number) }
        guard let number = Double(text) else { throw CELError("no number: \(text)") }
        return Value(number)
    }

    /// A text in quotation marks, with an `r` before it where escapes mean nothing; nil where none begins here.
    private mutating func quoted() throws(CELError) -> String? {
        var start = rest
        let isRaw = start.first == "r" || start.first == "R"
        if isRaw { start = start.dropFirst() }
        guard let quote = start.first, quote == "'" || quote == "\"" else { return nil }
        let triple = String(repeating: quote, count: 3)
        let mark = start.hasPrefix(triple) ? triple : String(quote)
        start = start.dropFirst(mark.count)
        var text = ""
        while !start.hasPrefix(mark) {
            guard let character = start.popFirst() else { throw CELError("a text has no end") }
            if character == "\\", !isRaw {
                text.append(try Self.escape(&start))
            } else {
                text.append(character)
            }
        }
        rest = start.dropFirst(mark.count)
        return text
    }

    private static func escape(_ rest: inout Substring) throws(CELError) -> Character {
        guard let character = rest.popFirst() else { throw CELError("a text has no end") }
        switch character {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "\\", "'", "\"", "`", "?": return character
        case "x", "u":
            let digits = rest.prefix(character == "x" ? 2 : 4)
            rest = rest.dropFirst(digits.count)
            guard let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code) else {
                throw CELError("no character: \(digits)")
            }
            return Character(scalar)
        default: throw CELError("no escape: \(character)")
        }
    }
}
