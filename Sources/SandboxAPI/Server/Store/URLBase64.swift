/// Base64 (RFC 4648): of continue tokens without padding and for URLs, of hashes as usual.
enum URLBase64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    static func urlEncoded(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let chunk = bytes[start..<min(start + 3, bytes.count)]
            var word: UInt32 = 0
            for index in 0..<3 { word = word << 8 | UInt32(index < chunk.count ? chunk[start + index] : 0) }
            for index in 0...chunk.count {
                result.append(alphabet[Int(word >> UInt32(18 - 6 * index)) & 63])
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The usual form: with `+`, `/` and padding.
    static func encoded(_ bytes: [UInt8]) -> String {
        let text = urlEncoded(bytes).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        return String(text) + String(repeating: "=", count: (4 - text.count % 4) % 4)
    }

    /// Nil where the text holds other characters or has an impossible length.
    static func urlDecoded(_ text: String) -> [UInt8]? {
        var result: [UInt8] = []
        var word: UInt32 = 0
        var bits: UInt32 = 0
        for byte in text.utf8 {
            guard let digit = alphabet.firstIndex(of: byte) else { return nil }
            word = (word << 6 | UInt32(digit)) & 0xFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                result.append(UInt8(truncatingIfNeeded: word >> bits))
            }
        }
        return text.utf8.count % 4 == 1 ? nil : result
    }

    /// The place of the first character that base64 does not have.
    static func illegalPosition(in text: String) -> Int {
        Array(text.utf8).firstIndex { !alphabet.contains($0) } ?? max(text.utf8.count - 1, 0)
    }
}
