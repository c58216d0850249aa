import Diagnostics

/// Looks at a file's bytes before they are given to libyaml: their number, and whether they are UTF-8.
struct EncodingCheck {
    let bytes: [UInt8]
    let file: String
    let limits: YAMLLimits

    /// The first thing that keeps the file from being read.
    var problem: Diagnostic? {
        if bytes.count > limits.bytes { return .tooLarge(file: file, bytes: bytes.count, limit: limits.bytes) }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return .error(
                "the file is UTF-16 text", at: SourceLocation(file: file), notes: "save the file as UTF-8")
        }
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        let offset = firstInvalidOffset
        return .error(
            "the byte 0x\(String(bytes[offset], radix: 16, uppercase: true)) is not valid UTF-8",
            at: bytes.location(ofByte: offset, file: file), notes: "save the file as UTF-8")
    }

    private var firstInvalidOffset: Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { offset += UTF8.width(scalar) }
        return offset
    }
}

extension Diagnostic {
    /// A file that is not read because of its size.
    package static func tooLarge(file: String, bytes: Int, limit: Int) -> Diagnostic {
        .error(
            "the file is too large: \(bytes) bytes, at most \(limit) are read", at: SourceLocation(file: file),
            notes: "split the file into smaller ones")
    }
}

extension [UInt8] {
    /// The place of a byte in the text up to it, which must be UTF-8.
    func location(ofByte offset: Int, file: String) -> SourceLocation {
        let before = self[..<Swift.min(offset, count)]
        let line = before.reduce(into: 1) { if $1 == UInt8(ascii: "\n") { $0 += 1 } }
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let column = String(decoding: before[start...], as: UTF8.self).unicodeScalars.count + 1
        return SourceLocation(file: file, line: line, column: column)
    }
}

extension UTF8 {
    fileprivate static func width(_ scalar: Unicode.Scalar) -> Int {
        encode(scalar)?.count ?? 0
    }
}
