import Tools

/// A key file of its own for a test, as `age-keygen` would write it.
package struct AgeKey: Sendable {
    /// The file.
    package let path: String
    /// The public key.
    package let recipient: String

    /// Makes a key and writes it to a file of the folder.
    package init(in folder: TemporaryFolder, named name: String = "age.key") throws {
        let identity = AgeIdentity()
        path = try folder.write(String(decoding: identity.fileForOwner, as: UTF8.self), to: name)
        recipient = identity.recipients.joined()
    }

    /// A file encrypted for this key, without a line end of an editor's.
    package func encrypt(_ text: String) async throws -> [UInt8] {
        try await Age(time: .seconds(300)).encrypt(Array(text.utf8), for: [recipient])
    }
}
