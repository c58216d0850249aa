import Document

/// Secrets that Berth makes itself.
package enum GeneratedSecret {
    /// 32 random bytes from the system's generator, as 43 letters of base64url without padding (RFC 4648, 5).
    package static func make() -> Secret {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let text = Base64.encode(bytes).filter { $0 != "=" }
        return Secret(
            String(
                text.map { character in
                    switch character {
                    case "+": "-"
                    case "/": "_"
                    default: character
                    }
                }))
    }
}
