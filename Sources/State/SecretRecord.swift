import Document

/// For whom a stored secret was encrypted; kept beside it, at `workspaces/<id>/<name>.recipients.json`.
///
/// Only public keys and digests of what is public in the repository stand in it, none of a plaintext.
package struct SecretRecord: Sendable, Hashable {
    private static let version: Int64 = 1

    /// The digest of the encrypted file that the record is about: of a file that was put there otherwise it says nothing.
    package var ciphertext: Digest
    /// The public keys, sorted.
    package var recipients: [String]
    /// The digest of the plan whose run made the value; nil for a value that no rotation made.
    package var plan: String?

    package init(of ciphertext: [UInt8], recipients: [String], plan: String? = nil) {
        self.ciphertext = Digest(of: ciphertext)
        self.recipients = recipients
        self.plan = plan
    }

    /// The digest of a set of recipients, sorted: what a plan names it by.
    package static func digest(of recipients: [String]) -> Digest {
        Digest(of: .array(recipients.map(Value.string)))
    }

    /// Enough of a public key for people to tell it from others: `age1ql3z7hjy…cac8p`, `ssh-ed25519 …IDI1opsx`.
    package static func shortened(_ recipient: String) -> String {
        let fields = recipient.split(separator: " ")
        if fields.count == 2 { return "\(fields[0]) …\(fields[1].suffix(8))" }
        return recipient.count > 24 ? "\(recipient.prefix(12))…\(recipient.suffix(5))" : recipient
    }

    /// The bytes as they are committed.
    package var json: [UInt8] {
        var result: Value = [
            "version": .integer(Self.version), "ciphertext": .string(ciphertext.description),
            "recipients": .array(recipients.map(Value.string)),
            "recipientsDigest": .string(Self.digest(of: recipients).description),
        ]
        result["plan"] = plan.map(Value.string)
        return result.json(.pretty)
    }

    /// Reads the bytes of `json`; nil where they are no record of `ciphertext`, which is then known to be encrypted for
    /// nobody in particular.
    package init?(json: [UInt8], of ciphertext: [UInt8]) {
        guard let value = try? Value(json: json), value["version"]?.integer == Self.version,
            value["ciphertext"]?.string == Digest(of: ciphertext).description,
            let recipients = value["recipients"]?.array?.compactMap(\.string),
            value["recipientsDigest"]?.string == Self.digest(of: recipients).description
        else { return nil }
        self.init(of: ciphertext, recipients: recipients, plan: value["plan"]?.string)
    }
}

/// A secret in the state repository, without its content.
package struct StoredSecret: Sendable, Hashable, Comparable {
    package var workspace: String
    package var name: String
    /// Nil where it is not known for whom it was encrypted: it was stored before that was recorded, or by other hands.
    package var record: SecretRecord?

    package init(workspace: String, name: String, record: SecretRecord? = nil) {
        self.workspace = workspace
        self.name = name
        self.record = record
    }

    package static func < (left: StoredSecret, right: StoredSecret) -> Bool {
        (left.workspace, left.name) < (right.workspace, right.name)
    }
}
