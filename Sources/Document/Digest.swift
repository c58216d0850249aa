import Crypto

/// A SHA-256 digest in lower-case hexadecimal, as `sha256:…`.
package struct Digest: Sendable, Hashable, Comparable, CustomStringConvertible {
    private static let prefix = Array("sha256:".utf8)
    private static let digits = Array("0123456789abcdef".utf8)

    package let description: String

    /// The digest of bytes.
    package init(of bytes: some Sequence<UInt8>) {
        var text = Self.prefix
        text.reserveCapacity(Self.prefix.count + 64)
        for byte in SHA256.hash(data: Array(bytes)) {
            text.append(Self.digits[Int(byte >> 4)])
            text.append(Self.digits[Int(byte & 15)])
        }
        description = String(decoding: text, as: UTF8.self)
    }

    /// The digest of a tree: of its canonical JSON, so that the order of members does not count.
    package init(of value: Value) {
        self.init(of: value.json(.canonical))
    }

    /// A digest that was written down; nil where the text is none.
    package init?(_ text: String) {
        guard text.utf8.starts(with: Self.prefix), text.utf8.count == Self.prefix.count + 64,
            text.utf8.dropFirst(Self.prefix.count).allSatisfy(Self.digits.contains)
        else { return nil }
        description = text
    }

    /// The first twelve digits: enough for people to tell digests apart.
    package var short: String {
        String(decoding: description.utf8.dropFirst(Self.prefix.count).prefix(12), as: UTF8.self)
    }

    package static func < (left: Digest, right: Digest) -> Bool {
        left.description < right.description
    }
}
