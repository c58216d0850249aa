/// The parser of `k8s.io/apimachinery/pkg/labels/selector.go`.
struct LabelSelectorParser {
    private var tokens: [String]
    private var position = 0

    init(_ text: String) {
        tokens = Self.tokens(of: text)
    }

    /// The whole selector.
    mutating func requirements() throws(StatusError) -> [LabelSelector.Requirement] {
        var result: [LabelSelector.Requirement] = []
        while !peek.isEmpty {
            result.append(try requirement())
            switch peek {
            case ",":
                position += 1
                if peek.isEmpty {
                    throw .badRequest("unable to parse requirement: found '', expected: identifier after ','")
                }
            case "": break
            default: throw unexpected(peek, "',' or 'end of string'")
            }
        }
        return result
    }

    private var peek: String { position < tokens.count ? tokens[position] : "" }

    private mutating func next() -> String {
        defer { position += 1 }
        return peek
    }

    private func unexpected(_ found: String, _ expected: String) -> StatusError {
        .badRequest("unable to parse requirement: found '\(found)', expected: \(expected)")
    }

    private mutating func requirement() throws(StatusError) -> LabelSelector.Requirement {
        if peek == "!" {
            position += 1
            return .absent(try key())
        }
        let key = try key()
        switch peek {
        case "", ",": return .exists(key)
        case "in":
            position += 1
            return .oneOf(key, try values())
        case "notin":
            position += 1
            return .noneOf(key, try values())
        case "=", "==":
            position += 1
            return .oneOf(key, [value()])
        case "!=":
            position += 1
            return .noneOf(key, [value()])
        case "gt", ">":
            position += 1
            return .greater(key, than: try bound())
        case "lt", "<":
            position += 1
            return .less(key, than: try bound())
        default: throw unexpected(peek, "in, notin, =, ==, !=, gt, lt")
        }
    }

    private mutating func key() throws(StatusError) -> String {
        let token = next()
        guard let first = token.utf8.first, !Self.isSpecial(first) else {
            throw unexpected(token, "!, identifier, or ','")
        }
        return token
    }

    private mutating func value() -> String {
        peek == "," || peek.isEmpty ? "" : next()
    }

    private mutating func bound() throws(StatusError) -> Int {
        let token = next()
        guard let bound = Int(token) else {
            throw .badRequest(
                "values[0][\(token)]: Invalid value: \"\(token)\": for 'Gt', 'Lt' operators, the value must be an integer"
            )
        }
        return bound
    }

    private mutating func values() throws(StatusError) -> Set<String> {
        guard next() == "(" else { throw unexpected(tokens[min(position, tokens.count) - 1], "'('") }
        var result: Set<String> = []
        while true {
            let token = next()
            switch token {
            case ")": return result
            case ",": continue
            case "": throw unexpected("", "',', or ')'")
            default: result.insert(token)
            }
        }
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        "=!(),<>".utf8.contains(byte)
    }

    private static func tokens(of text: String) -> [String] {
        var tokens: [String] = []
        var current = ""
        var isOperator = false
        func flush() {
            if !current.isEmpty { tokens.append(current) }
            current = ""
        }
        for character in text {
            guard let byte = character.asciiValue else {
                current.append(character)
                continue
            }
            let special = isSpecial(byte)
            if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
                flush()
            } else if special && "(),".contains(character) {
                flush()
                tokens.append(String(character))
            } else {
                // `==` and `!=` are one operator, `!a` are two tokens.
                if special != isOperator || current == "!" && character != "=" { flush() }
                current.append(character)
            }
            isOperator = special
        }
        flush()
        return tokens
    }
}
