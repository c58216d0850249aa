/// Reads a text byte by byte as a program would that undoes a spelling, and says where each byte stood.
struct TextReading {
    /// The bytes of one escape that were not read yet, the next one lowest.
    private struct Pending {
        var bytes: UInt32 = 0
        var count = 0

        mutating func take() -> UInt8 {
            defer {
                bytes >>= 8
                count -= 1
            }
            return UInt8(truncatingIfNeeded: bytes)
        }
    }

    /// What is read from: the text, what the outer layer spells with it, what the inner layer spells with that.
    private enum Level {
        case text, outer, inner
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let spelling: Spelling
    private(set) var position: Int
    private var outer = Pending()
    private var inner = Pending()

    init(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int, _ spelling: Spelling) {
        self.bytes = bytes
        self.position = position
        self.spelling = spelling
    }

    /// The next byte; nil at the end.
    mutating func next() -> UInt8? { next(spelling.inner == nil ? .outer : .inner) }

    private mutating func next(_ level: Level) -> UInt8? {
        switch level {
        case .text:
            guard position < bytes.count else { return nil }
            defer { position += 1 }
            return bytes[position]
        case .outer: return outer.count > 0 ? outer.take() : read(spelling.outer, at: .outer, from: .text)
        case .inner: return inner.count > 0 ? inner.take() : read(spelling.inner, at: .inner, from: .outer)
        }
    }

    /// One byte of what a layer spells; what is no escape stands for itself.
    private mutating func read(_ layer: Spelling.Layer?, at level: Level, from below: Level) -> UInt8? {
        guard let byte = next(below) else { return nil }
        guard let layer, byte == layer.sign else { return byte }
        let meaning = attempt { reading -> UInt8? in
            switch layer {
            case .backslashes, .octets: reading.escape(layer, at: level, from: below)
            case .percent: reading.number(2...2, radix: 16, from: below).map { UInt8(truncatingIfNeeded: $0) }
            case .quotes: reading.take("\\''", from: below) || reading.take("'", from: below) ? byte : nil
            case .entities: reading.entity(from: below).flatMap { reading.keep($0, at: level) }
            }
        }
        return meaning ?? byte
    }

    /// What `body` gives; nothing was read where it gives nil.
    private mutating func attempt<Result>(_ body: (inout TextReading) -> Result?) -> Result? {
        let start = self
        let result = body(&self)
        if result == nil { self = start }
        return result
    }

    /// Passes over a line break with the blanks around it and the mark that a folded line may begin with; false where there
    /// is none.
    @discardableResult
    mutating func skipBreak() -> Bool {
        guard outer.count == 0, inner.count == 0 else { return false }
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

    private func starts(with text: StaticString, at start: Int) -> Bool {
        let end = start + text.utf8CodeUnitCount
        return end <= bytes.count && text.withUTF8Buffer { bytes[start..<end].elementsEqual($0) }
    }

    // MARK: Escapes, each behind its sign; nil for what is none

    private mutating func escape(_ layer: Spelling.Layer, at level: Level, from below: Level) -> UInt8? {
        if let octal = attempt({ $0.number(3...3, radix: 8, from: below) }), octal < 256 { return UInt8(octal) }
        guard let letter = next(below) else { return nil }
        switch letter {
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "x"):
            guard let code = attempt({ $0.number(2...2, radix: 16, from: below) }) else { return letter }
            return layer == .octets ? UInt8(code) : keep(code, at: level)
        case UInt8(ascii: "u"):
            let code = attempt { $0.braced(from: below) } ?? attempt { $0.unit(from: below) }
            return code.flatMap { keep($0, at: level) } ?? letter
        case UInt8(ascii: "U"):
            return attempt { $0.number(8...8, radix: 16, from: below) }.flatMap { keep($0, at: level) } ?? letter
        default: return letter
        }
    }

    /// Four digits, and four more where they are the first half of a pair of surrogates (RFC 8259, 7).
    private mutating func unit(from below: Level) -> UInt32? {
        guard let first = number(4...4, radix: 16, from: below) else { return nil }
        guard (0xD800..<0xDC00).contains(first) else { return first }
        let second = attempt { reading -> UInt32? in
            guard reading.take("\\u", from: below), let low = reading.number(4...4, radix: 16, from: below),
                (0xDC00..<0xE000).contains(low)
            else { return nil }
            return low
        }
        return second.map { 0x10000 + (first - 0xD800) << 10 + ($0 - 0xDC00) } ?? first
    }

    /// `{1b}`, as Berth writes control characters.
    private mutating func braced(from below: Level) -> UInt32? {
        guard next(below) == UInt8(ascii: "{"), let code = number(1...6, radix: 16, from: below),
            next(below) == UInt8(ascii: "}")
        else { return nil }
        return code
    }

    /// `lt;`, `#60;`, `#x3c;`.
    private mutating func entity(from below: Level) -> UInt32? {
        let code: UInt32?
        if take("#x", from: below) || take("#X", from: below) {
            code = number(1...8, radix: 16, from: below)
        } else if take("#", from: below) {
            code = number(1...8, radix: 10, from: below)
        } else {
            return Self.entities.first { take($0.name, from: below) }?.code
        }
        return take(";", from: below) ? code : nil
    }

    private static let entities: [(name: StaticString, code: UInt32)] = [
        ("lt;", 0x3C), ("gt;", 0x3E), ("amp;", 0x26), ("quot;", 0x22), ("apos;", 0x27), ("sol;", 0x2F),
        ("plus;", 0x2B), ("equals;", 0x3D), ("percnt;", 0x25), ("colon;", 0x3A), ("commat;", 0x40),
    ]

    /// Reads so many digits, the most that there are; nil where there are fewer.
    private mutating func number(_ count: ClosedRange<Int>, radix: UInt32, from below: Level) -> UInt32? {
        var value: UInt32 = 0
        var found = 0
        while found < count.upperBound, let digit = attempt({ $0.digit(radix, from: below) }) {
            value = value &* radix &+ digit
            found += 1
        }
        return found >= count.lowerBound ? value : nil
    }

    private mutating func digit(_ radix: UInt32, from below: Level) -> UInt32? {
        guard let byte = next(below), let value = Character(Unicode.Scalar(byte)).hexDigitValue, value < radix else {
            return nil
        }
        return UInt32(value)
    }

    /// Reads a text, or nothing.
    private mutating func take(_ text: StaticString, from below: Level) -> Bool {
        attempt { reading in
            for index in 0..<text.utf8CodeUnitCount where reading.next(below) != text.utf8Start[index] { return nil }
            return true
        } ?? false
    }

    /// The first byte of a character; the others are read next.
    private mutating func keep(_ code: UInt32, at level: Level) -> UInt8? {
        guard let scalar = Unicode.Scalar(code) else { return 0 }
        let encoded = Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        let rest = Pending(
            bytes: encoded.dropFirst().reversed().reduce(0) { $0 << 8 | UInt32($1) }, count: encoded.count - 1)
        switch level {
        case .inner: inner = rest
        case .outer, .text: outer = rest
        }
        return encoded.first
    }
}
