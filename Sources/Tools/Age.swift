import Files
import Redaction
import Synchronization

/// Encryption of files for people in the format of `age` (https://age-encryption.org): here for native keys (`age1…`), by the
/// program for all others, as SSH keys and plugins, and wherever it has to say what is wrong.
///
/// Where the program is missing or does not end it is not asked again: of thousands of secrets each would wait as long.
package struct Age: Sendable {
    private let tool: Tool
    private let limits: Tool.Limits
    private let memory = Memory()

    /// `time` is how long one secret may take; a plugin may ask its user for a touch.
    package init(program: String = "age", time: Duration = .seconds(30)) {
        tool = Tool(program, installation: "install the package `age`, or get it from https://age-encryption.org")
        limits = Tool.Limits(time: time)
    }

    /// `plaintext` for the owners of `recipients`, as armored text that reads well in git.
    ///
    /// The result differs from call to call. The plaintext goes through a pipe; recipients are public.
    package func encrypt(_ plaintext: [UInt8], for recipients: [String]) async throws -> [UInt8] {
        guard !recipients.isEmpty else {
            throw ToolError(tool.program, "encrypt a secret", .unusable("needs at least one recipient"))
        }
        KnownSecrets.shared.learn(SecretBinding.value(of: plaintext))
        if let keys = AgeIdentity.publicKeys(of: recipients), let file = try? AgeFile.bytes(of: plaintext, for: keys) {
            return Ciphertext(file).armored
        }
        let arguments = ["--encrypt", "--armor"] + recipients.flatMap { ["--recipient", $0] }
        return try await run(arguments, input: plaintext, purpose: "encrypt a secret")
    }

    /// The plaintext of `ciphertext`, armored or binary, with one of the keys in the file `identity`.
    package func decrypt(_ ciphertext: [UInt8], identity: String) async throws -> [UInt8] {
        let purpose = "decrypt a secret with the identity \(identity)"
        guard Self.isEncrypted(ciphertext) else {
            // `age` would quote its beginning, which may be the secret.
            throw ToolError(tool.program, purpose, .unusable("is given what it did not encrypt"))
        }
        if let plaintext = ownKeys(in: identity)?.opened(ciphertext) {
            KnownSecrets.shared.learn(SecretBinding.value(of: plaintext))
            return plaintext
        }
        do {
            let plaintext = try await run(
                ["--decrypt", "--identity", identity], input: ciphertext, purpose: purpose)
            KnownSecrets.shared.learn(SecretBinding.value(of: plaintext))
            return plaintext
        } catch var error as ToolError {
            if case .failed(let status, let complaint) = error.cause {
                error.cause = .failed(status: status, complaint: Self.withoutQuotations(complaint))
            }
            throw error
        }
    }

    /// The native keys in an identity file; nil where it cannot be read or has others.
    private func ownKeys(in file: String) -> AgeIdentity? {
        guard let bytes = try? RegularFile(reading: file, limit: 1 << 20).bytes else { return nil }
        return memory.identity.withLock { known in
            // To find the public keys of a file takes as long as to open a secret.
            if known?.file != bytes {
                Self.learn(bytes)
                known = AgeIdentity(file: String(decoding: bytes, as: UTF8.self)).map { (bytes, $0) }
            }
            return known?.keys
        }
    }

    /// Teaches the redactor what an identity file holds: the program, and plugins behind it, may repeat it in what they complain of.
    private static func learn(_ identities: [UInt8]) {
        for line in identities.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
        where line.first != UInt8(ascii: "#") && !line.starts(with: "-----".utf8) {
            KnownSecrets.shared.learn(line)
        }
    }

    /// Whether something begins as what `age` writes does, armored or binary (C2SP/age).
    package static func isEncrypted(_ bytes: [UInt8]) -> Bool {
        let text = bytes.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return bytes.starts(with: "age-encryption.org/".utf8)
            || text.starts(with: "-----BEGIN AGE ENCRYPTED FILE-----".utf8)
    }

    /// What `age` says without what it quotes, which is a piece of the file or of the identity.
    package static func withoutQuotations(_ complaint: String) -> String {
        complaint.replacing(/"(?:[^"\\]|\\.)*("|$)|'[^']*'|`[^`]*`/, with: "…")
    }

    private func run(_ arguments: [String], input: [UInt8], purpose: String) async throws -> [UInt8] {
        if let cause = memory.failure.withLock(\.self) { throw ToolError(tool.program, purpose, cause) }
        do {
            return try await tool.run(arguments, input: input, limits: limits, purpose: purpose)
        } catch let error as ToolError {
            switch error.cause {
            case .notInstalled, .timedOut: memory.failure.withLock { $0 = error.cause }
            case .failed, .killed, .outputTooLarge, .unusable: break
            }
            throw error.withoutAdvertisement
        }
    }

    /// What the copies of an `Age` share.
    private final class Memory: Sendable {
        /// Why the program cannot be used at all.
        let failure = Mutex<ToolError.Cause?>(nil)
        /// The identity file that was read last.
        let identity = Mutex<(file: [UInt8], keys: AgeIdentity)?>(nil)
    }
}

extension ToolError {
    /// Where age wants its own faults reported is no help to who reads why a secret cannot be opened.
    fileprivate var withoutAdvertisement: ToolError {
        guard case .failed(let status, let complaint) = cause else { return self }
        let parts = complaint.split(separator: "; ").filter { !$0.hasPrefix("age: report unexpected") }
        return ToolError(program, purpose, .failed(status: status, complaint: parts.joined(separator: "; ")))
    }
}
