import Crypto

/// The private keys in an identity file of age's native kind (X25519), as `age-keygen` writes them.
package struct AgeIdentity: Sendable {
    private let keys: [Curve25519.KeyAgreement.PrivateKey]

    /// A new key.
    package init() {
        keys = [Curve25519.KeyAgreement.PrivateKey()]
    }

    /// Reads the text of an identity file; nil where a line of it is no such key: it may be one for a plugin, an SSH key, or
    /// protected by a passphrase, of which only the owner knows the public one.
    package init?(file text: String) {
        var keys: [Curve25519.KeyAgreement.PrivateKey] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let word = words.first, !word.hasPrefix("#") else { continue }
            guard words.count == 1, let bytes = Bech32.decode(word.lowercased(), prefix: Self.prefix),
                let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes)
            else { return nil }
            keys.append(key)
        }
        guard !keys.isEmpty else { return nil }
        self.keys = keys
    }

    private static let prefix = "age-secret-key-"

    /// What these keys open of a file that age wrote, armored or not; nil where they do not, or it was changed.
    func opened(_ ciphertext: [UInt8]) -> [UInt8]? { AgeFile(Ciphertext(ciphertext).bytes)?.opened(by: keys) }

    /// The public keys, which others encrypt for.
    package var recipients: [String] {
        keys.map { Bech32.encode(Array($0.publicKey.rawRepresentation), prefix: "age") }
    }

    /// The file to keep: whoever has it opens what is encrypted for these keys.
    package var fileForOwner: [UInt8] {
        Array(
            zip(keys, recipients).map { key, recipient in
                let secret = Bech32.encode(Array(key.rawRepresentation), prefix: Self.prefix).uppercased()
                return "# public key: \(recipient)\n\(secret)\n"
            }.joined().utf8)
    }
}

extension AgeIdentity {
    /// The public keys of recipients; nil where one of them is not of age's native kind.
    static func publicKeys(of recipients: [String]) -> [Curve25519.KeyAgreement.PublicKey]? {
        let keys = recipients.compactMap { recipient in
            Bech32.decode(recipient, prefix: "age")
                .flatMap { try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: $0) }
        }
        return keys.count == recipients.count ? keys : nil
    }
}
