import Document

/// Finds secrets in texts, however they are spelled there.
struct Redactor: Sendable {
    private var patterns: [SecretForms.Pattern] = []
    private var known: Set<ByteString> = []
    /// The patterns that begin with four bytes.
    private var beginnings: [UInt32: [Int]] = [:]
    /// Whether one begins with a byte: most positions of a text need no more.
    private var firsts = [Bool](repeating: false, count: 256)

    /// What stands in place of a secret.
    static let mark = "(sensitive)"
    /// So much of a secret before a cut gives it away.
    private static let tellingPrefix = 8

    func knows(_ secret: ByteString) -> Bool { known.contains(secret) }

    mutating func add(_ forms: SecretForms) {
        guard known.insert(forms.secret).inserted else { return }
        for pattern in forms.patterns {
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
        let signs = Set(bytes.lazy.filter(Spelling.isSign))
        let spellings = Spelling.possible(with: signs)
        var found: [Range<Int>] = []
        var nextSign = 0
        for position in bytes.indices {
            if nextSign <= position {
                nextSign =
                    signs.isEmpty ? bytes.count : bytes[position...].firstIndex(where: Spelling.isSign) ?? bytes.count
            }
            let byte = bytes[position]
            guard firsts[Int(byte)] || nextSign == position else { continue }
            let plain = beginning(of: TextReading(bytes, at: position, .plain))
            var ends = [plain.flatMap { end($0, startingAt: position, in: bytes) }]
            // Where no escape is near, all spellings read the same.
            let isSame = plain.map { $0.rest.position <= nextSign && beginnings[$0.bytes] == nil } ?? false
            if !isSame, nextSign - position < Self.farthest {
                ends += spellings.map { spelling in
                    beginning(of: TextReading(bytes, at: position, spelling))
                        .flatMap { end($0, startingAt: position, in: bytes) }
                }
            }
            if let end = ends.compactMap(\.self).max() { found.append(position..<end) }
        }
        return found
    }

    /// Within so many bytes a pattern is read to its end where nothing is escaped.
    private static let farthest = 256

    /// The first four bytes of what may be a secret, and the reading behind them; nil where none begins so.
    private func beginning(of reading: TextReading) -> (bytes: UInt32, rest: TextReading)? {
        var reading = reading
        var bytes: UInt32 = 0
        for index in 0..<4 {
            if index > 0 { reading.skipBreak() }
            guard let byte = reading.next() else { return nil }
            if index == 0, !firsts[Int(byte)] { return nil }
            bytes = bytes << 8 | UInt32(byte)
        }
        return (bytes, reading)
    }

    /// The end of the longest secret with a beginning.
    private func end(
        _ beginning: (bytes: UInt32, rest: TextReading), startingAt start: Int, in bytes: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        guard let candidates = beginnings[beginning.bytes] else { return nil }
        return candidates.compactMap { end(of: patterns[$0], after: beginning.rest, startingAt: start, in: bytes) }
            .max()
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
