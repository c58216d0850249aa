import Glibc

/// An IPv4 or IPv6 address in its canonical spelling (RFC 5952).
struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    let description: String
    let isIPv6: Bool

    /// Nil where the text is no address.
    init?(_ text: String) {
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
}
