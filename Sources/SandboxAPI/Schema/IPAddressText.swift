import Glibc

/// What texts are IP addresses and networks.
enum IPAddressText {
    static func isAddress(_ text: String) -> Bool { family(of: text) != nil }

    static func isNetwork(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let family = family(of: String(parts[0])), let length = Int(parts[1]),
            String(length) == parts[1]
        else { return false }
        return (0...(family == AF_INET ? 32 : 128)).contains(length)
    }

    private static func family(of text: String) -> Int32? {
        var buffer: (UInt64, UInt64) = (0, 0)
        return [AF_INET, AF_INET6].first { inet_pton($0, text, &buffer) == 1 }
    }
}
