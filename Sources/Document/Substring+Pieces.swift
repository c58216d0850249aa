import Glibc

/// Texts taken apart where ASCII stands in them. The library's searches compare characters as readers see them, which takes a
/// hundred times as long: too long for tables that each start of a program reads.
extension Substring {
    /// What stands before the first place of a separator, and what behind it; nil where it is not in the text.
    package func cut(at separator: StaticString) -> (before: Substring, after: Substring)? {
        var text = self
        guard let place = text.withUTF8({ Self.place(of: separator, in: $0) }) else { return nil }
        let end = utf8.index(startIndex, offsetBy: place)
        return (self[..<end], self[utf8.index(end, offsetBy: separator.utf8CodeUnitCount)...])
    }

    /// What stands between separators, empty pieces aside.
    package func pieces(between separator: StaticString) -> [Substring] {
        var pieces: [Substring] = []
        var rest = self
        while let (piece, others) = rest.cut(at: separator) {
            if !piece.isEmpty { pieces.append(piece) }
            rest = others
        }
        return rest.isEmpty ? pieces : pieces + [rest]
    }

    private static func place(of separator: StaticString, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        let count = separator.utf8CodeUnitCount
        guard let start = bytes.baseAddress, count > 0 else { return nil }
        let first = Int32(separator.utf8Start.pointee)
        var place = 0
        while bytes.count - place >= count {
            guard let found = memchr(start + place, first, bytes.count - place - count + 1) else { return nil }
            place = UnsafeRawPointer(found) - UnsafeRawPointer(start)
            if memcmp(found, separator.utf8Start, count) == 0 { return place }
            place += 1
        }
        return nil
    }
}
