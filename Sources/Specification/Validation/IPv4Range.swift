/// A range of IPv4 addresses in CIDR notation.
package struct IPv4Range: Sendable, Hashable, CustomStringConvertible {
    private let base: UInt32
    package let prefixLength: Int

    private init(base: UInt32, prefixLength: Int) {
        self.base = base
        self.prefixLength = prefixLength
    }

    /// `10.20.0.0/16`; nil where the text is no range, or bits behind the prefix are set.
    package init?(_ text: String) {
        guard let range = Self.parse(text), range.base & ~Self.mask(range.prefixLength) == 0 else { return nil }
        self = range
    }

    /// The range that an address with a prefix length lies in: `10.20.0.0/16` for `10.20.3.4/16`.
    package static func masking(_ text: String) -> IPv4Range? {
        parse(text).map { IPv4Range(base: $0.base & mask($0.prefixLength), prefixLength: $0.prefixLength) }
    }

    /// The ranges inside every workspace that its network must keep clear of, by what they hold.
    package static let ofClusters: [(name: String, range: IPv4Range)] = [
        ("pod", IPv4Range(base: 0x0AF4_0000, prefixLength: 16)),
        ("service", IPv4Range(base: 0x0A60_0000, prefixLength: 16)),
    ]

    /// Whether an address is in both.
    package func overlaps(_ other: IPv4Range) -> Bool {
        let mask = Self.mask(min(prefixLength, other.prefixLength))
        return base & mask == other.base & mask
    }

    package var description: String {
        "\(base >> 24).\(base >> 16 & 255).\(base >> 8 & 255).\(base & 255)/\(prefixLength)"
    }

    private static func mask(_ length: Int) -> UInt32 {
        length == 0 ? 0 : UInt32.max << UInt32(32 - length)
    }

    private static func parse(_ text: String) -> IPv4Range? {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let length = number(halves[1]), length <= 32 else { return nil }
        let parts = halves[0].split(separator: ".", omittingEmptySubsequences: false).map(number)
        guard parts.count == 4 else { return nil }
        var base: UInt32 = 0
        for part in parts {
            guard let part, part <= 255 else { return nil }
            base = base << 8 | part
        }
        return IPv4Range(base: base, prefixLength: Int(length))
    }

    /// Decimal digits without leading zeros.
    private static func number(_ text: Substring) -> UInt32? {
        guard (1...3).contains(text.utf8.count), text == "0" || text.first != "0" else { return nil }
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return UInt32(text)
    }
}
