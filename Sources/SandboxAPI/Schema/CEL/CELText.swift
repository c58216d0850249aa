import Document

/// The functions of texts, which count characters as Unicode scalars.
enum CELText {
    static func result(_ function: CELFunction, _ text: String, _ arguments: [CELValue]) throws(CELError) -> CELValue {
        switch function {
        case .lowerAscii: return .string(mapped(text) { 0x41...0x5A ~= $0 ? $0 + 0x20 : $0 })
        case .upperAscii: return .string(mapped(text) { 0x61...0x7A ~= $0 ? $0 - 0x20 : $0 })
        case .trim: return .string(trimmed(text))
        case .substring, .charAt: return try part(function, text, arguments)
        default: break
        }
        let other = try arguments.first?.text() ?? ""
        switch function {
        case .contains: return .bool(other.isEmpty || text.contains(other))
        case .startsWith: return .bool(text.hasPrefix(other))
        case .endsWith: return .bool(text.hasSuffix(other))
        case .matches:
            guard let matches = Pattern.matches(other, text) else { throw CELError("invalid regex: \(other)") }
            return .bool(matches)
        case .find: return .string(Pattern.find(other, text) ?? "")
        case .split: return .data(.array(try pieces(text, other, arguments).map(Value.string)))
        case .replace:
            return .string(
                text.replacing(other, with: try arguments[1].text(), maxReplacements: try limit(arguments, 2)))
        case .indexOf, .lastIndexOf: return .integer(place(of: other, in: text, isLast: function == .lastIndexOf))
        default: throw .noOverload
        }
    }

    private static func limit(_ arguments: [CELValue], _ index: Int) throws(CELError) -> Int {
        guard arguments.indices.contains(index) else { return .max }
        let limit = try arguments[index].whole()
        return limit < 0 ? .max : limit
    }

    private static func mapped(_ text: String, _ change: (UInt32) -> UInt32) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.compactMap { Unicode.Scalar(change($0.value)) }))
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }

    private static func part(
        _ function: CELFunction, _ text: String, _ arguments: [CELValue]
    ) throws(CELError) -> CELValue {
        let scalars = Array(text.unicodeScalars)
        let start = try arguments[0].whole()
        let end =
            function == .charAt
            ? start < scalars.count ? start + 1 : start : arguments.count > 1 ? try arguments[1].whole() : scalars.count
        guard 0 <= start, start <= end, end <= scalars.count else { throw CELError("index out of range: \(start)") }
        return .string(String(String.UnicodeScalarView(scalars[start..<end])))
    }

    private static func pieces(
        _ text: String, _ separator: String, _ arguments: [CELValue]
    ) throws(CELError) -> [String] {
        let most = try limit(arguments, 1)
        if most == 0 { return [] }
        guard !separator.isEmpty else { return text.unicodeScalars.map { String($0) } }
        return text.split(
            separator: separator, maxSplits: most == .max ? .max : most - 1, omittingEmptySubsequences: false
        )
        .map(String.init)
    }

    private static func place(of part: String, in text: String, isLast: Bool) -> Int {
        let (scalars, wanted) = (Array(text.unicodeScalars), Array(part.unicodeScalars))
        guard scalars.count >= wanted.count else { return -1 }
        let places = (0...(scalars.count - wanted.count)).filter { scalars[$0...].starts(with: wanted) }
        return (isLast ? places.last : places.first) ?? -1
    }
}
