import Glibc

/// An IPv4 or IPv6 address in its canonical spelling (RFC 5952).
package struct IPAddress: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let description: String
    package let isIPv6: Bool

    /// Nil where the text is no address.
    package init?(_ text: String) {
        guard !text.utf8.contains(0) else { return nil }
        for family in [AF_INET, AF_INET6] {
            var bytes = [UInt8](repeating: 0, count: 16)
            guard inet_pton(family, text, &bytes) == 1 else { continue }
            var spelled = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            guard inet_ntop(family, bytes, &spelled, socklen_t(spelled.count)) != nil else { return nil }
            let letters = spelled.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            description = String(decoding: letters, as: UTF8.self)
            isIPv6 = family == AF_INET6
            return
        }
        return nil
    }

    /// Nil where these are not 4 or 16 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        var spelled = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &spelled, socklen_t(spelled.count)) != nil else { return nil }
        self.init(String(decoding: spelled.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    /// IPv4 before IPv6.
    package static func < (left: IPAddress, right: IPAddress) -> Bool {
        left.isIPv6 == right.isIPv6 ? left.description < right.description : right.isIPv6
    }
}
