/// Reads a text byte by byte as a program would that undoes one kind of spelling, and says where each byte stood.
struct TextReading {
    enum Spelling: Sendable, CaseIterable {
        case plain
        /// `\n`, `\"`, `\u003c`, `\x3c`: JSON, double quotes of YAML, Go and shells, Berth's own messages.
        case backslashes
        /// `%3C`: addresses and forms.
        case percent
        /// `''` and `'\''`: single quotes of YAML and shells; `&lt;`: HTML.
        case quotes
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let spelling: Spelling
    private(set) var position: Int
    /// The bytes of one escape that were not read yet, the next one lowest.
    private var pending: UInt32 = 0
    private var pendingCount = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int, _ spelling: Spelling) {
        self.bytes = bytes
        self.position = position
        self.spelling = spelling
    }

    /// The next byte; nil at the end.
    mutating func next() -> UInt8? {
        if pendingCount > 0 { return takePending() }
        guard position < bytes.count else { return nil }
        let byte = bytes[position]
        switch (spelling, byte) {
        case (.backslashes, UInt8(ascii: "\\")): return escape()
        case (.percent, UInt8(ascii: "%")):
            guard let value = hex(position + 1, 2) else { break }
            position += 3
            return UInt8(truncatingIfNeeded: value)
        case (.quotes, UInt8(ascii: "'")), (.quotes, UInt8(ascii: "&")):
            for (text, meaning) in Self.quotes where starts(with: text) {
                position += text.utf8CodeUnitCount
                return meaning
            }
        default: break
        }
        position += 1
        return byte
    }

    private static let quotes: [(StaticString, UInt8)] = [
        ("'\\''", UInt8(ascii: "'")), ("''", UInt8(ascii: "'")), ("&lt;", UInt8(ascii: "<")),
        ("&gt;", UInt8(ascii: ">")), ("&quot;", UInt8(ascii: "\"")), ("&#34;", UInt8(ascii: "\"")),
        ("&#39;", UInt8(ascii: "'")), ("&amp;", UInt8(ascii: "&")),
    ]

    /// Passes over a line break with the blanks around it and the mark that a folded line may begin with; false where there
    /// is none.
    @discardableResult
    mutating func skipBreak() -> Bool {
        guard pendingCount == 0 else { return false }
        var ahead = self
        var hasBreak = false
        var after = position
        while let byte = ahead.next() {
            guard byte.isBlank || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else { break }
            if !byte.isBlank { hasBreak = true }
            after = ahead.position
        }
        guard hasBreak else { return false }
        position = after
        if position + 1 < bytes.count, ">|#".utf8.contains(bytes[position]), bytes[position + 1].isBlank {
            position += 2
        }
        return true
    }

    /// Whether the text was cut here.
    var isCut: Bool {
        var rest = position
        if rest < bytes.count, bytes[rest].isBlank { rest += 1 }
        return starts(with: "…", at: rest) || starts(with: "...", at: rest)
    }

    private mutating func takePending() -> UInt8 {
        defer {
            pending >>= 8
            pendingCount -= 1
        }
        return UInt8(truncatingIfNeeded: pending)
    }

    private mutating func escape() -> UInt8? {
        guard position + 1 < bytes.count else {
            position += 1
            return UInt8(ascii: "\\")
        }
        let letter = bytes[position + 1]
        position += 2
        switch letter {
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "x"): return scalar(2)
        case UInt8(ascii: "u") where position < bytes.count && bytes[position] == UInt8(ascii: "{"): return braced()
        case UInt8(ascii: "u"): return scalar(4)
        case UInt8(ascii: "U"): return scalar(8)
        default: return letter
        }
    }

    private mutating func scalar(_ count: Int) -> UInt8? {
        guard let code = hex(position, count) else { return UInt8(ascii: "u") }
        position += count
        return utf8(code)
    }

    /// `\u{1b}`, as Berth writes control characters.
    private mutating func braced() -> UInt8? {
        for count in 1...6 where position + count + 1 < bytes.count && bytes[position + count + 1] == UInt8(ascii: "}")
        {
            guard let code = hex(position + 1, count) else { break }
            position += count + 2
            return utf8(code)
        }
        return UInt8(ascii: "u")
    }

    private mutating func utf8(_ code: UInt32) -> UInt8? {
        guard let scalar = Unicode.Scalar(code) else { return 0 }
        let encoded = Array(String(Character(scalar)).utf8)
        pendingCount = encoded.count - 1
        pending = encoded.dropFirst().reversed().reduce(0) { $0 << 8 | UInt32($1) }
        return encoded.first
    }

    private func hex(_ start: Int, _ count: Int) -> UInt32? {
        guard start + count <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[start..<start + count] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private func starts(with text: StaticString, at start: Int? = nil) -> Bool {
        let start = start ?? position
        let end = start + text.utf8CodeUnitCount
        return end <= bytes.count && text.withUTF8Buffer { bytes[start..<end].elementsEqual($0) }
    }
}
