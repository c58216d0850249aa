import Diagnostics

/// Splits a zone file into entries: lines, or several lines joined by parentheses (RFC 1035, 5.1).
struct ZoneFileLexer {
    /// The words of one entry.
    struct Entry {
        var words: [Word] = []
        /// True where the entry starts with a blank: its owner is that of the record before.
        var startsWithBlank = false
        var range: Range<Int>
        var line: Int
    }

    struct Word {
        /// Without quotation marks; escapes resolved in quoted words, left in names.
        var text: String
        var isQuoted = false
        var range: Range<Int>
    }

    private let bytes: [UInt8]
    private let file: String
    private var position = 0
    private var line = 1

    init(_ bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
    }

    /// The next entry that has a word; nil at the end of the file.
    mutating func next() throws(DiagnosticsError) -> Entry? {
        while position < bytes.count {
            let entry = try entry()
            if !entry.words.isEmpty { return entry }
        }
        return nil
    }

    private mutating func entry() throws(DiagnosticsError) -> Entry {
        var entry = Entry(range: position..<position, line: line)
        if let first = bytes[at: position] { entry.startsWithBlank = first == 0x20 || first == 0x09 }
        var open: Int?
        reading: while let byte = bytes[at: position] {
            switch byte {
            case 0x0A:
                position += 1
                line += 1
                if open == nil { break reading }
            case 0x20, 0x09, 0x0D: position += 1
            case UInt8(ascii: ";"):
                while let next = bytes[at: position], next != 0x0A { _ = next; position += 1 }
            case UInt8(ascii: "("):
                if open != nil { throw error("a parenthesis stands within parentheses", at: position) }
                open = position
                position += 1
            case UInt8(ascii: ")"):
                if open == nil { throw error("this parenthesis closes nothing", at: position) }
                open = nil
                position += 1
            case UInt8(ascii: "\""): entry.words.append(try quoted())
            default: entry.words.append(try plain())
            }
        }
        if let open { throw error("this parenthesis is never closed", at: open) }
        entry.range = entry.range.lowerBound..<position
        return entry
    }

    private mutating func plain() throws(DiagnosticsError) -> Word {
        let start = position
        while let byte = bytes[at: position], !Self.ends.contains(byte) {
            position += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        position = min(position, bytes.count)
        return Word(text: Self.text(bytes[start..<position]), range: start..<position)
    }

    /// Bytes that are no ASCII become escapes: names in other encodings stay apart.
    private static func text(_ word: ArraySlice<UInt8>) -> String {
        guard word.contains(where: { $0 >= 0x80 }) else { return String(decoding: word, as: UTF8.self) }
        return word.map { $0 < 0x80 ? String(UnicodeScalar($0)) : "\\\($0)" }.joined()
    }

    private mutating func quoted() throws(DiagnosticsError) -> Word {
        let start = position
        position += 1
        var text: [UInt8] = []
        while let byte = bytes[at: position], byte != 0x0A {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                return Word(text: String(decoding: text, as: UTF8.self), isQuoted: true, range: start..<position)
            case UInt8(ascii: "\\"): text.append(try escaped())
            default: text.append(byte)
            }
        }
        throw error("this quotation mark is never closed", at: start)
    }

    /// The byte that `\X` or `\DDD` means, the backslash being read.
    private mutating func escaped() throws(DiagnosticsError) -> UInt8 {
        guard let byte = bytes[at: position], byte != 0x0A else {
            throw error("nothing follows the backslash", at: position - 1)
        }
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
            position += 1
            return byte
        }
        let digits = bytes[position..<min(position + 3, bytes.count)]
        guard digits.count == 3, let code = UInt8(String(decoding: digits, as: UTF8.self)) else {
            throw error("a backslash and digits mean a byte: three digits up to 255", at: position - 1)
        }
        position += 3
        return code
    }

    /// An error at a byte of the file.
    func error(_ message: String, at offset: Int, note: String? = nil) -> DiagnosticsError {
        let before = bytes[..<min(offset, bytes.count)]
        let line = before.reduce(into: 1) { if $1 == 0x0A { $0 += 1 } }
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let column = String(decoding: before[start...], as: UTF8.self).unicodeScalars.count + 1
        return DiagnosticsError([
            Diagnostic(
                .error, message, at: SourceLocation(file: file, line: line, column: column),
                notes: note.map { [$0] } ?? [])
        ])
    }

    private static let ends: Set<UInt8> = Set(" \t\r\n;()\"".utf8)
}

extension [UInt8] {
    fileprivate subscript(at position: Int) -> UInt8? {
        position < count ? self[position] : nil
    }
}
