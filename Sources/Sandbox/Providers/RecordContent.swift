import Glibc

/// What the DNS providers take as names and contents of records.
enum RecordContent {
    /// The types of records that Hetzner's zones hold: https://docs.hetzner.cloud/reference/cloud#zone-rrsets.
    static let types: Set<String> = [
        "A", "AAAA", "CAA", "CNAME", "DS", "HINFO", "HTTPS", "MX", "NS", "PTR", "RP", "SOA", "SRV", "SVCB", "TLSA",
        "TXT",
    ]

    static func isIPv4(_ text: String) -> Bool {
        var address = in_addr()
        return inet_pton(AF_INET, text, &address) == 1
    }

    static func isIPv6(_ text: String) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET6, text, &address) == 1
    }

    /// Whether a text is a name below a zone or one with it: labels of letters, digits, dashes and underscores, the
    /// first one perhaps `*`; without a dot at its end.
    static func isName(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 253 else { return false }
        return labels.enumerated().allSatisfy { index, label in
            let isWildcard = index == 0 && label == "*" && labels.count > 1
            return (1...63).contains(label.utf8.count)
                && (isWildcard || label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 0x2D || $0 == 0x5F })
        }
    }

    /// Whether a text names a host, with or without the dot at its end.
    static func isTarget(_ text: String) -> Bool {
        isName(text.hasSuffix(".") ? String(text.dropLast()) : text)
    }

    /// Whether a text is one or more strings of at most 255 characters in quotation marks.
    static func isQuoted(_ text: String) -> Bool {
        var rest = text[...]
        var count = 0
        while rest.first == "\"" {
            rest = rest.dropFirst()
            var length = 0
            while let character = rest.first, character != "\"" {
                rest = rest.dropFirst(character == "\\" ? 2 : 1)
                length += 1
            }
            guard rest.first == "\"", length <= 255 else { return false }
            rest = rest.dropFirst().drop { $0 == " " }
            count += 1
        }
        return count > 0 && rest.isEmpty
    }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
