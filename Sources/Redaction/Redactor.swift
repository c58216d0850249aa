/// Finds secrets in texts, however they are spelled there.
struct Redactor: Sendable {
    private var patterns: [SecretForms.Pattern] = []
    private var known: Set<[UInt8]> = []
    /// The patterns that begin with four bytes.
    private var beginnings: [UInt32: [Int]] = [:]
    /// Whether one begins with a byte: most positions of a text need no more.
    private var firsts = [Bool](repeating: false, count: 256)

    /// What stands in place of a secret.
    static let mark = "(sensitive)"
    /// So much of a secret before a cut gives it away.
    private static let tellingPrefix = 8

    mutating func add(_ secret: [UInt8]) {
        guard known.insert(secret).inserted else { return }
        for pattern in SecretForms(secret).patterns {
            guard let beginning = Self.beginning(pattern.bytes) else { continue }
            beginnings[beginning, default: []].append(patterns.count)
            patterns.append(pattern)
            firsts[Int(pattern.bytes[0])] = true
        }
    }

    func redacting(_ text: String) -> String {
        guard !patterns.isEmpty else { return text }
        var text = text
        let found = text.withUTF8 { ranges(in: $0) }
        guard !found.isEmpty else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var position = 0
        for range in found {
            guard range.upperBound > position else { continue }
            if range.lowerBound >= position {
                result += bytes[position..<range.lowerBound]
                result += Array(Self.mark.utf8)
            }
            position = range.upperBound
        }
        return String(decoding: result + bytes[position...], as: UTF8.self)
    }

    /// Where secrets stand, in order of their beginnings; they may overlap.
    private func ranges(in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        let hasBackslash = bytes.contains(UInt8(ascii: "\\"))
        let hasPercent = bytes.contains(UInt8(ascii: "%"))
        let hasQuote = bytes.contains { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "&") }
        var spellings: [TextReading.Spelling] = [.plain]
        if hasBackslash { spellings.append(.backslashes) }
        if hasPercent { spellings.append(.percent) }
        if hasQuote { spellings.append(.quotes) }
        var found: [Range<Int>] = []
        for position in bytes.indices {
            let byte = bytes[position]
            let mayBegin = firsts[Int(byte)] || "\\%'&".utf8.contains(byte)
            guard mayBegin else { continue }
            let ends = spellings.compactMap { end(in: bytes, at: position, $0) }
            if let end = ends.max() { found.append(position..<end) }
        }
        return found
    }

    /// The end of the longest secret that begins at a position.
    private func end(
        in bytes: UnsafeBufferPointer<UInt8>, at position: Int, _ spelling: TextReading.Spelling
    ) -> Int? {
        var reading = TextReading(bytes, at: position, spelling)
        var beginning: UInt32 = 0
        for index in 0..<4 {
            if index > 0 { reading.skipBreak() }
            guard let byte = reading.next() else { return nil }
            if index == 0, !firsts[Int(byte)] { return nil }
            beginning = beginning << 8 | UInt32(byte)
        }
        guard let candidates = beginnings[beginning] else { return nil }
        return candidates.compactMap { index in
            end(of: patterns[index], after: reading, startingAt: position, in: bytes)
        }.max()
    }

    /// The end of a pattern of which the first four bytes were read.
    private func end(
        of pattern: SecretForms.Pattern, after beginning: TextReading, startingAt start: Int,
        in bytes: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        var reading = beginning
        for (index, expected) in pattern.bytes.enumerated().dropFirst(4) {
            if index >= Self.tellingPrefix, reading.isCut { return reading.position }
            // Text is folded at its blanks.
            if reading.skipBreak(), expected.isBlank { continue }
            guard reading.next() == expected else { return nil }
        }
        if pattern.isWord {
            if start > 0, bytes[start - 1].isWordPart { return nil }
            if reading.position < bytes.count, bytes[reading.position].isWordPart { return nil }
        }
        guard pattern.continues else { return reading.position }
        var end = reading.position
        while true {
            reading.skipBreak()
            guard let byte = reading.next(), byte.isWordPart || "+/=.".utf8.contains(byte) else { return end }
            end = reading.position
        }
    }

    private static func beginning(_ bytes: [UInt8]) -> UInt32? {
        guard bytes.count >= 4 else { return nil }
        return bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }
}
