import Crypto
import Document

/// Signs and verifies JSON Web Tokens (RFC 7519) by ES256, as a server does for its service accounts.
struct TokenSigner: Sendable {
    private let key: P256.Signing.PrivateKey

    init(key: P256.Signing.PrivateKey) { self.key = key }

    func token(_ claims: Value) -> String? {
        let header: Value = ["alg": "ES256", "kid": .string(keyIdentifier), "typ": "JWT"]
        let content = "\(Self.encoded(header)).\(Self.encoded(claims))"
        guard let signature = try? key.signature(for: Array(content.utf8)) else { return nil }
        return "\(content).\(URLBase64.urlEncoded(Array(signature.rawRepresentation)))"
    }

    /// The claims of a token that this key signed; nil for every other text.
    func claims(of token: String) -> Value? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let claims = URLBase64.urlDecoded(parts[1]),
            let bytes = URLBase64.urlDecoded(parts[2]),
            let signature = try? P256.Signing.ECDSASignature(rawRepresentation: bytes),
            key.publicKey.isValidSignature(signature, for: Array("\(parts[0]).\(parts[1])".utf8))
        else { return nil }
        return try? Value(json: claims)
    }

    /// The public key as a JSON Web Key Set (RFC 7517), by which others verify the tokens.
    var keySet: Value {
        let point = Array(key.publicKey.rawRepresentation)
        return [
            "keys": [
                [
                    "use": "sig", "kty": "EC", "kid": .string(keyIdentifier), "crv": "P-256", "alg": "ES256",
                    "x": .string(URLBase64.urlEncoded(Array(point.prefix(32)))),
                    "y": .string(URLBase64.urlEncoded(Array(point.suffix(32)))),
                ]
            ]
        ]
    }

    private var keyIdentifier: String {
        URLBase64.urlEncoded(Array(SHA256.hash(data: key.publicKey.derRepresentation)))
    }

    private static func encoded(_ value: Value) -> String { URLBase64.urlEncoded(value.json()) }
}
