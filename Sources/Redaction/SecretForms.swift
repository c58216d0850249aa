import Document

/// The spellings in which one secret is looked for.
///
/// Escapes of all kinds and line breaks are not among them: `TextReading` undoes those while it compares.
///
/// What counts as a secret, so that ordinary text stays readable: whatever has 8 bytes or more; from 4 bytes on what mixes
/// letters with other signs. Those below 8 bytes, and those of letters or of digits alone, count only where they stand as a word
/// of their own: the secret `12345678` blanks that number and no longer one, `1234` blanks nothing. A single line of a secret of
/// several counts from 6 bytes on and with a letter and a digit, or from 16 bytes on (`SecretPieces`). Hexadecimal forms of
/// less than 12 digits count as words, too.
struct SecretForms {
    /// A run of bytes that gives a secret away.
    struct Pattern: Sendable, Hashable {
        var bytes: [UInt8]
        /// Too short, or too much like a word, to be a secret inside of other words.
        var isWord: Bool
        /// Only its beginning is kept: what follows without a blank belongs to it.
        var continues: Bool
    }

    let secret: ByteString
    let patterns: [Pattern]

    /// Longer values are known by their beginning.
    private static let kept = 96
    /// Whatever is shorter stands in ordinary text by chance.
    private static let shortest = 4
    private static let shortestAnywhere = 8
    private static let shortestDigits = 12

    init(_ value: ByteString) {
        let secret = value.bytes
        self.secret = value
        let text = String(decoding: secret, as: UTF8.self)
        let pieces = SecretPieces(text).pieces.map { Array($0.utf8) }
        // What has lines of its own is known by those that are secret: the others stand in many files.
        let wholes = pieces.isEmpty || secret.count <= 512 ? [secret] : []
        patterns = (wholes + pieces).flatMap(Self.forms)
    }

    private static func forms(_ original: [UInt8]) -> [Pattern] {
        let value = withoutBreaks(original)
        let isMixed = value.contains { !$0.isLetter } && value.contains { $0.isLetter }
        guard value.count >= shortestAnywhere || (value.count >= shortest && isMixed) else { return [] }
        var spellings: [[UInt8]] = [value]
        for candidate in [escaped(value), plussed(value)] where candidate != value { spellings.append(candidate) }
        let plain = spellings.map { pattern($0, isWord: value.count < shortestAnywhere || !isMixed) }
        let head = Array(original.prefix(kept))
        let encoded = Base64.encode(head).utf8.filter { $0 != UInt8(ascii: "=") }
        let letters = (base64(head) + base64(Array(encoded))).map { ($0, isWord: false) }
        let digits = [hex(head, lowerDigits), hex(head, upperDigits)].map { ($0, isWord: $0.count < shortestDigits) }
        return plain
            + (letters + digits).filter { $0.0.count >= shortestAnywhere }.map { bytes, isWord in
                Pattern(
                    bytes: Array(bytes.prefix(kept)), isWord: isWord,
                    continues: original.count > kept || bytes.count > kept)
            }
    }

    private static func pattern(_ bytes: [UInt8], isWord: Bool) -> Pattern {
        Pattern(bytes: Array(bytes.prefix(kept)), isWord: isWord, continues: bytes.count > kept)
    }

    /// How base64 writes it wherever it begins in a longer text: three alignments, without the letters at both ends that
    /// depend on what stands beside it; also in the alphabet of base64url (RFC 4648, 5).
    private static func base64(_ value: [UInt8]) -> [[UInt8]] {
        (0..<3).flatMap { offset -> [[UInt8]] in
            let letters = Array(Base64.encode([UInt8](repeating: 0, count: offset) + value).utf8)
            let whole = (offset + value.count) * 8 / 6
            let standard = Array(letters[..<min(whole, letters.count)].dropFirst((offset * 8 + 5) / 6))
            guard standard.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") }) else {
                return [standard]
            }
            let url = standard.map { letter in
                switch letter {
                case UInt8(ascii: "+"): UInt8(ascii: "-")
                case UInt8(ascii: "/"): UInt8(ascii: "_")
                default: letter
                }
            }
            return [standard, url]
        }
    }

    private static let lowerDigits = Array("0123456789abcdef".utf8)
    private static let upperDigits = Array("0123456789ABCDEF".utf8)

    private static func hex(_ value: [UInt8], _ digits: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(2 * value.count)
        for byte in value {
            result.append(digits[Int(byte >> 4)])
            result.append(digits[Int(byte & 15)])
        }
        return result
    }

    /// As JSON escapes it, which JSON inside of JSON escapes once more.
    private static func escaped(_ value: [UInt8]) -> [UInt8] {
        guard value.contains(where: \.isEscapedInJSON) else { return value }
        return value.flatMap { $0.isEscapedInJSON ? [UInt8(ascii: "\\"), $0] : [$0] }
    }

    /// As forms write blanks.
    private static func plussed(_ value: [UInt8]) -> [UInt8] {
        value.map { $0 == UInt8(ascii: " ") ? UInt8(ascii: "+") : $0 }
    }

    /// Without its line breaks and the blanks around them, as the text is compared.
    static func withoutBreaks(_ value: [UInt8]) -> [UInt8] {
        let lines = value.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        return lines.flatMap { line -> [UInt8] in
            let start = line.drop { $0.isBlank }
            return Array(start.reversed().drop { $0.isBlank }.reversed())
        }
    }
}

extension UInt8 {
    fileprivate var isEscapedInJSON: Bool { self == UInt8(ascii: "\"") || self == UInt8(ascii: "\\") }

    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

    var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }

    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// Whether names, tokens and base64 go on with it.
    var isWordPart: Bool { isLetter || isDigit || "_-".utf8.contains(self) }
}
