import Crypto

/// A SHA-256 digest in lower-case hexadecimal, as `sha256:…`.
package struct Digest: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let description: String

    /// The digest of bytes.
    package init(of bytes: some Sequence<UInt8>) {
        let hash = SHA256.hash(data: Array(bytes))
        let digits = Array("0123456789abcdef".utf8)
        var hex: [UInt8] = []
        for byte in hash {
            hex.append(digits[Int(byte >> 4)])
            hex.append(digits[Int(byte & 15)])
        }
        description = "sha256:" + String(decoding: hex, as: UTF8.self)
    }

    /// The digest of a tree: of its canonical JSON, so that the order of members does not count.
    package init(of value: Value) {
        self.init(of: value.json(.canonical))
    }

    /// A digest that was written down; nil where the text is none.
    package init?(_ text: String) {
        let hex = text.dropFirst("sha256:".count)
        guard text.hasPrefix("sha256:"), hex.utf8.count == 64, hex.allSatisfy({ $0.isHexDigit && !$0.isUppercase })
        else { return nil }
        description = text
    }

    /// The first twelve digits: enough for people to tell digests apart.
    package var short: String {
        String(description.dropFirst("sha256:".count).prefix(12))
    }

    package static func < (left: Digest, right: Digest) -> Bool {
        left.description < right.description
    }
}
