/// An IPv4 range in CIDR notation.
struct AddressRange: Sendable, Hashable, CustomStringConvertible {
    private let base: UInt32
    private let length: Int

    /// Reads `a.b.c.d/n`; nil for anything else, and where bits stand after the prefix.
    init?(_ text: String) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let length = Int(halves[1]), (0...32).contains(length) else { return nil }
        let parts = halves[0].split(separator: ".", omittingEmptySubsequences: false)
        let octets = parts.compactMap { UInt8($0) }
        guard parts.count == 4, octets.count == 4 else { return nil }
        base = octets.reduce(0) { $0 << 8 | UInt32($1) }
        self.length = length
        guard base & ~mask == 0 else { return nil }
    }

    var description: String { "\(Self.text(base))/\(length)" }

    /// The first address for a host: the gateway's.
    var firstHost: String { Self.text(base + 1) }

    /// Whether it lies in one of the ranges of RFC 1918.
    var isPrivate: Bool {
        ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].contains { AddressRange($0)?.contains(self) == true }
    }

    func contains(_ other: AddressRange) -> Bool {
        other.length >= length && other.base & mask == base
    }

    private var mask: UInt32 { length == 0 ? 0 : ~0 << UInt32(32 - length) }

    private static func text(_ address: UInt32) -> String {
        [24, 16, 8, 0].map { String(address >> $0 & 255) }.joined(separator: ".")
    }
}
