/// Names of a zone file in one spelling: complete, in lower case, without the dot at their end.
///
/// A byte that stands for itself in host names is written as it is, however the file escapes it (`\\112` is `p`); any other
/// keeps an escape, so that a dot within a label stays one. Source: RFC 1035, 5.1, and RFC 4343.
enum ZoneName {
    /// The name that a word of a file means below `origin`; nil where it is no name.
    static func canonical(_ word: String, origin: String) -> String? {
        if word == "@" { return origin }
        if word == "." { return "" }
        guard let (labels, isAbsolute) = labels(of: Array(withALabels(word).utf8)) else { return nil }
        let name = labels.joined(separator: ".")
        let complete = isAbsolute || origin.isEmpty ? name : "\(name).\(origin)"
        return complete.utf8.count <= maximalLength ? complete : nil
    }

    /// A name as people write it, in a specification or a record's key: absolute, with or without the last dot.
    static func canonical(_ name: String) -> String { canonical(name, origin: "") ?? name.lowercased() }

    /// The name of a host as an endpoint names it, absolute, with or without the last dot; nil for what is none (RFC 1123, 2.1).
    static func host(_ text: String) -> String? {
        let name = text.lowercased()
        let labels = (name.hasSuffix(".") ? name.dropLast() : name[...]).split(
            separator: ".", omittingEmptySubsequences: false)
        let isHost = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.utf8.allSatisfy(plain.subtracting("*/".utf8).contains)
                && label.first != "-" && label.last != "-"
        }
        // What ends in a number is an address, however badly written.
        guard isHost, let last = labels.last, !last.allSatisfy(\.isNumber), name.utf8.count <= 253 else { return nil }
        return labels.joined(separator: ".")
    }

    /// The name that labels of the protocol make.
    static func name(of labels: [[UInt8]]) -> String {
        labels.map { $0.map(spelling).joined() }.joined(separator: ".")
    }

    /// The labels of a name in this spelling, as the protocol has them.
    static func labels(of name: String) -> [[UInt8]] {
        var labels: [[UInt8]] = [[]]
        var rest = Array(name.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: ".") {
                labels.append([])
            } else if byte == UInt8(ascii: "\\"), let (meant, length) = escaped(rest) {
                labels[labels.count - 1].append(meant)
                rest = rest.dropFirst(length)
            } else {
                labels[labels.count - 1].append(byte)
            }
        }
        return labels.filter { !$0.isEmpty }
    }

    /// Whether a name and the mark beside it fit into the protocol's limits.
    static func isWritable(_ name: String) -> Bool {
        name.utf8.count <= 247
            && name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
                (1...63).contains($0.utf8.count)
            }
    }

    /// The names above a name, the nearest first, down to and including `zone`.
    static func ancestors(of name: String, upTo zone: String) -> [String] {
        var names: [String] = []
        var rest = name[...]
        while rest != zone, let dot = rest.firstIndex(of: ".") {
            rest = rest[rest.index(after: dot)...]
            names.append(String(rest))
        }
        return names
    }

    /// In letters; escapes make it longer than the 255 bytes of the protocol.
    private static let maximalLength = 1_000
    private static let plain = Set("abcdefghijklmnopqrstuvwxyz0123456789-_*/".utf8)

    /// Nil for empty and too long labels, and for a backslash that escapes nothing.
    private static func labels(of bytes: [UInt8]) -> (labels: [String], isAbsolute: Bool)? {
        var labels: [String] = []
        var label = ""
        var size = 0
        var position = 0
        while position < bytes.count {
            var byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: ".") {
                guard size > 0 else { return nil }
                labels.append(label)
                (label, size) = ("", 0)
                continue
            }
            if byte == UInt8(ascii: "\\") {
                guard let (meant, length) = escaped(bytes[position...]) else { return nil }
                (byte, position) = (meant, position + length)
            }
            size += 1
            guard size <= 63 else { return nil }
            label += spelling(of: byte)
        }
        if size > 0 { labels.append(label) }
        return labels.isEmpty ? nil : (labels, size == 0)
    }

    private static func escaped(_ rest: ArraySlice<UInt8>) -> (byte: UInt8, length: Int)? {
        guard let first = rest.first else { return nil }
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return (first, 1) }
        let digits = rest.prefix(3)
        guard digits.count == 3, let code = UInt8(String(decoding: digits, as: UTF8.self)) else { return nil }
        return (code, 3)
    }

    private static func spelling(of byte: UInt8) -> String {
        let lower = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
        if plain.contains(lower) { return String(UnicodeScalar(lower)) }
        let digits = String(lower)
        return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
    }
}
