import FoundationEssentials

/// Base64 as Kubernetes writes the values of Secrets (RFC 4648 section 4, with padding).
package enum Base64 {
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        Data(bytes).base64EncodedString()
    }

    /// The bytes; nil where the text is not Base64. Line breaks are passed over, as in PEM files.
    package static func decode(_ text: String) -> [UInt8]? {
        func isLineBreak(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
        guard text.utf8.contains(where: isLineBreak) else { return Data(base64Encoded: text).map(Array.init) }
        return Data(base64Encoded: Data(text.utf8.filter { !isLineBreak($0) })).map(Array.init)
    }
}
