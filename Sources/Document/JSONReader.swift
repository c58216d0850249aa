/// Why bytes are not JSON: what was found, and at which byte.
package struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    package var message: String
    /// Counted from 0.
    package var offset: Int

    package var description: String { "\(message) at byte \(offset)" }
}

extension Value {
    /// Reads one JSON text (RFC 8259). Duplicate keys are errors, as is anything after the value; nesting deeper
    /// than 200 levels is refused.
    package init(json bytes: some Sequence<UInt8>) throws(JSONError) {
        self = try Self.read(bytes) { reader throws(JSONError) in try reader.document() }
    }

    /// Reads one JSON text in which keys may stand twice: the last one counts, and where it stands is noted.
    package init(json bytes: some Sequence<UInt8>, repeatedKeys: inout [Path]) throws(JSONError) {
        (self, repeatedKeys) = try Self.read(bytes) { reader throws(JSONError) in
            reader.allowsRepeatedKeys = true
            return (try reader.document(), reader.repeatedKeys)
        }
    }

    /// Reads one JSON text, of which the parts that `shared` covers are read once for all texts.
    package init(json bytes: some Sequence<UInt8>, sharing shared: SharedParts) throws(JSONError) {
        self = try Self.read(bytes) { reader throws(JSONError) in
            reader.shared = shared
            return try reader.document()
        }
    }

    private static func read<Result>(
        _ bytes: some Sequence<UInt8>, _ body: (inout JSONReader) throws(JSONError) -> Result
    ) throws(JSONError) -> Result {
        try Array(bytes).withUnsafeBufferPointer { buffer throws(JSONError) in
            guard let start = buffer.baseAddress else {
                throw JSONError(message: "the text ends where a value should stand", offset: 0)
            }
            var reader = JSONReader(bytes: start, count: buffer.count)
            return try body(&reader)
        }
    }

    package init(json text: String) throws(JSONError) {
        try self.init(json: text.utf8)
    }
}

/// Reads from a pointer, not from an array: it is alive for the time of one call, and builds that are not optimised, as
/// those of tests and of the sandbox in them, read several times faster so.
private struct JSONReader {
    private static let maximumDepth = 200

    private let bytes: UnsafePointer<UInt8>
    private let count: Int
    private var position = 0
    var allowsRepeatedKeys = false
    var shared: SharedParts?
    private(set) var repeatedKeys: [Path] = []
    /// Where the reader is; kept only where keys may stand twice.
    private var path: [Path.Component] = []
    /// The members of the objects that are being read, the inmost last: each object takes no more memory than it needs.
    private var pile: [Members.Member] = []

    init(bytes: UnsafePointer<UInt8>, count: Int) {
        self.bytes = bytes
        self.count = count
    }

    mutating func document() throws(JSONError) -> Value {
        skipBlanks()
        let value = try value(depth: 0)
        skipBlanks()
        guard position == count else { throw error("text after the value") }
        return value
    }

    private func error(_ message: String) -> JSONError {
        JSONError(message: message, offset: position)
    }

    private mutating func skipBlanks() {
        while position < count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func value(depth: Int) throws(JSONError) -> Value {
        guard depth < Self.maximumDepth else { throw error("nesting deeper than \(Self.maximumDepth) levels") }
        guard position < count else { throw error("the text ends where a value should stand") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw error("unexpected character")
        }
    }

    private mutating func literal(_ text: StaticString, _ value: Value) throws(JSONError) -> Value {
        let matches = text.withUTF8Buffer { $0.elementsEqual(slice(position, min(position + $0.count, count))) }
        guard matches else { throw error("unexpected character") }
        position += text.utf8CodeUnitCount
        return value
    }

    private mutating func object(depth: Int) throws(JSONError) -> Value {
        position += 1
        let start = pile.count
        var large: Object?
        skipBlanks()
        if take(UInt8(ascii: "}")) { return .object(Object()) }
        while true {
            skipBlanks()
            guard position < count, bytes[position] == UInt8(ascii: "\"") else {
                throw error("a key in quotation marks was expected")
            }
            var key = try string()
            if let shared { key = shared.name(key) }
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw error("':' was expected") }
            skipBlanks()
            if allowsRepeatedKeys { path.append(.key(key)) }
            if isRepeated(key, try member(key, depth: depth + 1), from: start, &large) {
                guard allowsRepeatedKeys else { throw error("the key \"\(key)\" stands twice") }
                repeatedKeys.append(Path(path))
            }
            if allowsRepeatedKeys { path.removeLast() }
            skipBlanks()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "}")) else { throw error("',' or '}' was expected") }
            defer { pile.removeSubrange(start...) }
            return .object(large ?? Object(unique: pile[start...]))
        }
    }

    /// Adds a member to an object, whose first ones lie on the pile and all in `large` once there are more than a few; says whether
    /// its key stood there already.
    private mutating func isRepeated(
        _ key: String, _ value: Value, from start: Int, _ large: inout Object?
    ) -> Bool {
        if large != nil { return large?.updateValue(value, forKey: key) != nil }
        if let known = pile[start...].firstIndex(where: { $0.key == key }) {
            pile[known].value = value
            return true
        }
        pile.append(Members.Member(key: key, value: value))
        if pile.count - start > Members.few {
            large = Object(unique: pile[start...])
            pile.removeSubrange(start...)
        }
        return false
    }

    private mutating func member(_ key: String, depth: Int) throws(JSONError) -> Value {
        guard let shared, shared.covers(key), let end = endOfObject else { return try value(depth: depth) }
        let text = ByteString(Array(slice(position, end)))
        if let known = shared.value(of: text) {
            position = end
            return known
        }
        let value = try value(depth: depth)
        // Where it ends otherwise than it seemed it is not what was looked at.
        if position == end { shared.keep(value, of: text) }
        return value
    }

    /// Where the object that begins here ends, by its brackets; nil where none begins, or it does not end.
    private var endOfObject: Int? {
        guard position < count, bytes[position] == UInt8(ascii: "{") else { return nil }
        var (place, open) = (position, 0)
        while place < count {
            switch bytes[place] {
            case UInt8(ascii: "{"): open += 1
            case UInt8(ascii: "}"):
                open -= 1
                if open == 0 { return place + 1 }
            case UInt8(ascii: "\""):
                place += 1
                while place < count, bytes[place] != UInt8(ascii: "\"") {
                    place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
                }
            default: break
            }
            place += 1
        }
        return nil
    }

    private mutating func array(depth: Int) throws(JSONError) -> Value {
        position += 1
        var items: [Value] = []
        skipBlanks()
        if take(UInt8(ascii: "]")) { return .array(items) }
        while true {
            skipBlanks()
            if allowsRepeatedKeys { path.append(.index(items.count)) }
            items.append(try value(depth: depth + 1))
            if allowsRepeatedKeys { path.removeLast() }
            skipBlanks()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "]")) else { throw error("',' or ']' was expected") }
            return .array(items)
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        var all: UInt8 = 0
        while position < count {
            let byte = bytes[position]
            if byte == 0x22 || byte == 0x5C || byte < 0x20 { break }
            all |= byte
            position += 1
        }
        // Most strings hold no escapes and are taken as one run of bytes; most hold nothing but ASCII, which is always valid.
        if position < count, bytes[position] == UInt8(ascii: "\"") {
            defer { position += 1 }
            let run = slice(start, position)
            return all < 0x80 ? String(decoding: run, as: UTF8.self) : try text(run)
        }
        var collected = Array(slice(start, position))
        while position < count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try collected.withUnsafeBufferPointer(text)
            case UInt8(ascii: "\\"): try escape(into: &collected)
            case 0..<0x20: throw error("a control character stands in a string")
            default:
                collected.append(byte)
                position += 1
            }
        }
        throw error("the text ends inside a string")
    }

    private func slice(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: bytes + start, count: end - start)
    }

    private func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw error("invalid UTF-8 in a string") }
        return text
    }

    private mutating func escape(into collected: inout [UInt8]) throws(JSONError) {
        guard position + 1 < count else { throw error("the text ends inside an escape") }
        let escaped = bytes[position + 1]
        position += 2
        switch escaped {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): collected.append(escaped)
        case UInt8(ascii: "b"): collected.append(0x08)
        case UInt8(ascii: "f"): collected.append(0x0C)
        case UInt8(ascii: "n"): collected.append(0x0A)
        case UInt8(ascii: "r"): collected.append(0x0D)
        case UInt8(ascii: "t"): collected.append(0x09)
        case UInt8(ascii: "u"):
            var code = UInt32(try codeUnit())
            if (0xD800..<0xDC00).contains(code) {
                guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw error("half a surrogate pair") }
                let low = UInt32(try codeUnit())
                guard (0xDC00..<0xE000).contains(low) else { throw error("half a surrogate pair") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw error("half a surrogate pair") }
            collected.append(contentsOf: String(Character(scalar)).utf8)
        default: throw error("unknown escape")
        }
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        guard position + 4 <= count,
            let digits = String(validating: slice(position, position + 4), as: UTF8.self),
            digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let unit = UInt16(digits, radix: 16)
        else { throw error("four hexadecimal digits were expected") }
        position += 4
        return unit
    }

    private mutating func number() throws(JSONError) -> Value {
        let start = position
        var isInteger = true
        _ = take(UInt8(ascii: "-"))
        let digits = position
        skipDigits()
        guard position > digits, position == digits + 1 || bytes[digits] != UInt8(ascii: "0") else {
            throw error("no valid number")
        }
        if take(UInt8(ascii: ".")) {
            isInteger = false
            let fraction = position
            skipDigits()
            guard position > fraction else { throw error("no valid number") }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isInteger = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            let exponent = position
            skipDigits()
            guard position > exponent else { throw error("no valid number") }
        }
        let text = String(decoding: slice(start, position), as: UTF8.self)
        if isInteger, let number = Int64(text) { return .integer(number) }
        guard let number = Double(text), number.isFinite else { throw error("the number is too large") }
        return Value(number)
    }

    private mutating func skipDigits() {
        while position < count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
    }
}
