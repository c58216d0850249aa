import Crypto
import Document

/// A file in age's format (https://age-encryption.org/v1), as far as native keys (X25519) open and close it.
///
/// A fleet has thousands of secrets, and to start the program `age` for each takes longer than everything else; what is written
/// here is what the program writes and reads.
struct AgeFile {
    private static let intro = "age-encryption.org/v1\n"
    private static let chunk = 64 * 1024
    private static let tag = 16

    /// Somebody for whom the key of the file is wrapped.
    private struct Stanza {
        var arguments: [Substring]
        var body: [UInt8]
    }

    private var stanzas: [Stanza] = []
    /// What the header's code is made of: up to and including its `---`.
    private let header: ArraySlice<UInt8>
    private let code: [UInt8]
    private let payload: ArraySlice<UInt8>

    /// Reads a file without armor; nil where it is not of this format.
    init?(_ bytes: [UInt8]) {
        guard bytes.starts(with: Self.intro.utf8) else { return nil }
        var position = Self.intro.utf8.count
        func line() -> Substring? {
            guard let end = bytes[position...].firstIndex(of: 0x0A) else { return nil }
            defer { position = end + 1 }
            return String(validating: bytes[position..<end], as: UTF8.self).map { $0[...] }
        }
        while true {
            let start = position
            guard let first = line() else { return nil }
            if first.hasPrefix("--- ") {
                guard let code = Self.decode(first.dropFirst(4)) else { return nil }
                self.code = code
                header = bytes[..<(start + 3)]
                payload = bytes[position...]
                return
            }
            guard first.hasPrefix("-> ") else { return nil }
            var body: [UInt8] = []
            while true {
                guard let part = line(), let decoded = Self.decode(part) else { return nil }
                body += decoded
                if part.utf8.count < 64 { break }
            }
            stanzas.append(Stanza(arguments: first.dropFirst(3).split(separator: " "), body: body))
        }
    }

    /// The content; nil where none of the keys opens it, or it was changed.
    func opened(by keys: [Curve25519.KeyAgreement.PrivateKey]) -> [UInt8]? {
        for stanza in stanzas where stanza.arguments.first == "X25519" && stanza.arguments.count == 2 {
            guard let share = Self.decode(stanza.arguments[1]) else { continue }
            for key in keys {
                guard let fileKey = Self.unwrapped(stanza.body, share: share, by: key) else { continue }
                let isWhole = HMAC<SHA256>.isValidAuthenticationCode(
                    code, authenticating: header, using: Self.headerKey(fileKey))
                return isWhole ? content(fileKey) : nil
            }
        }
        return nil
    }

    private static func unwrapped(
        _ body: [UInt8], share: [UInt8], by key: Curve25519.KeyAgreement.PrivateKey
    ) -> SymmetricKey? {
        guard body.count == 32, let ephemeral = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: share),
            let secret = try? key.sharedSecretFromKeyAgreement(with: ephemeral)
        else { return nil }
        let wrapping = wrappingKey(secret, share: share, recipient: key.publicKey)
        return open(body, with: wrapping, nonce: Array(repeating: 0, count: 12)).map { SymmetricKey(data: $0) }
    }

    private func content(_ fileKey: SymmetricKey) -> [UInt8]? {
        guard payload.count >= 16 + Self.tag else { return nil }
        let key = Self.payloadKey(fileKey, nonce: payload.prefix(16))
        var rest = payload.dropFirst(16)
        var content: [UInt8] = []
        var number: UInt64 = 0
        repeat {
            let part = rest.prefix(Self.chunk + Self.tag)
            rest = rest.dropFirst(part.count)
            guard
                let opened = Self.open(Array(part), with: key, nonce: Self.nonce(number, isLast: rest.isEmpty)),
                !opened.isEmpty || number == 0
            else { return nil }
            content += opened
            number += 1
        } while !rest.isEmpty
        return content
    }
}

extension AgeFile {
    /// A file, without armor, that the owners of public keys open.
    static func bytes(
        of content: [UInt8], for recipients: [Curve25519.KeyAgreement.PublicKey]
    ) throws -> [UInt8] {
        let fileKey = SymmetricKey(size: .bits128)
        var header = Array(intro.utf8)
        for recipient in recipients {
            let ephemeral = Curve25519.KeyAgreement.PrivateKey()
            let share = Array(ephemeral.publicKey.rawRepresentation)
            let secret = try ephemeral.sharedSecretFromKeyAgreement(with: recipient)
            let wrapping = wrappingKey(secret, share: share, recipient: recipient)
            let body = try seal(
                fileKey.withUnsafeBytes(Array.init), with: wrapping, nonce: Array(repeating: 0, count: 12))
            header += "-> X25519 \(encode(share))\n\(encode(body))\n".utf8
        }
        header += "---".utf8
        let code = HMAC<SHA256>.authenticationCode(for: header, using: headerKey(fileKey))
        let nonce = SymmetricKey(size: .bits128).withUnsafeBytes(Array.init)
        var result = header + " \(encode(Array(code)))\n".utf8 + nonce
        let key = payloadKey(fileKey, nonce: nonce[...])
        var rest = content[...]
        var number: UInt64 = 0
        repeat {
            let part = rest.prefix(chunk)
            rest = rest.dropFirst(part.count)
            result += try seal(Array(part), with: key, nonce: self.nonce(number, isLast: rest.isEmpty))
            number += 1
        } while !rest.isEmpty
        return result
    }

    // MARK: Keys

    private static func wrappingKey(
        _ secret: SharedSecret, share: [UInt8], recipient: Curve25519.KeyAgreement.PublicKey
    ) -> SymmetricKey {
        secret.hkdfDerivedSymmetricKey(
            using: SHA256.self, salt: share + recipient.rawRepresentation,
            sharedInfo: Array("age-encryption.org/v1/X25519".utf8), outputByteCount: 32)
    }

    private static func headerKey(_ fileKey: SymmetricKey) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: fileKey, info: Array("header".utf8), outputByteCount: 32)
    }

    private static func payloadKey(_ fileKey: SymmetricKey, nonce: ArraySlice<UInt8>) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: fileKey, salt: Array(nonce), info: Array("payload".utf8), outputByteCount: 32)
    }

    /// The number of a part of the content, in eleven bytes, and whether it is the last.
    private static func nonce(_ number: UInt64, isLast: Bool) -> [UInt8] {
        [0, 0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * (7 - $0))) } + [isLast ? 1 : 0]
    }

    private static func open(_ bytes: [UInt8], with key: SymmetricKey, nonce: [UInt8]) -> [UInt8]? {
        guard bytes.count >= tag, let nonce = try? ChaChaPoly.Nonce(data: nonce),
            let box = try? ChaChaPoly.SealedBox(
                nonce: nonce, ciphertext: bytes.dropLast(tag), tag: bytes.suffix(tag)),
            let content = try? ChaChaPoly.open(box, using: key)
        else { return nil }
        return Array(content)
    }

    private static func seal(_ bytes: [UInt8], with key: SymmetricKey, nonce: [UInt8]) throws -> [UInt8] {
        let box = try ChaChaPoly.seal(bytes, using: key, nonce: ChaChaPoly.Nonce(data: nonce))
        return Array(box.ciphertext) + Array(box.tag)
    }

    // MARK: Text

    /// Base64 without padding, as the format has it.
    private static func encode(_ bytes: [UInt8]) -> String {
        String(Base64.encode(bytes).prefix { $0 != "=" })
    }

    /// Nil where the text is not exactly what `encode` gives.
    private static func decode(_ text: Substring) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let bytes = Base64.decode(text + padding), encode(bytes) == text else { return nil }
        return bytes
    }
}
