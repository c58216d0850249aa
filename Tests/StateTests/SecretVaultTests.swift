import Foundation
import State
import TestSupport
import Testing
import Tools

struct SecretVaultTests {
    private let folder: TemporaryFolder
    private let state: StateRepository
    private let identity: String
    private let recipient: String
    private let secret = Array("token: streng-geheim".utf8)

    init() async throws {
        folder = try TemporaryFolder()
        state = try await StateRepository.open(at: folder.path("estate.git"))
        let key = try AgeKey(in: folder)
        (identity, recipient) = (key.path, key.recipient)
    }

    private func store(_ vault: SecretVault, _ secret: [UInt8], inDoubt doubt: SecretVault.Doubt = .replace)
        async throws -> StateRevision?
    {
        let changes = try await vault.changes(storing: secret, workspace: "payments", name: "api-key", inDoubt: doubt)
        return try await state.commit(changes, note: .test())
    }

    @Test func storesWhatAgeReads() async throws {
        let vault = SecretVault(state, recipients: [recipient], identity: identity)
        #expect(try await vault.secret(workspace: "payments", name: "api-key") == nil)
        let first = try await store(vault, secret)
        let stored = try await Program.git("show", "HEAD:workspaces/payments/api-key.age", in: state.path)
        let file = try folder.write(stored, to: "x.age")
        #expect(try await Program("age")("-d", "-i", identity, file) == "token: streng-geheim")
        #expect(try await store(vault, secret) == nil)
        _ = try await store(vault, Array("new".utf8))
        #expect(try await vault.secret(workspace: "payments", name: "api-key") == Array("new".utf8))
        #expect(try await vault.secret(workspace: "payments", name: "api-key", at: first) == secret)
        #expect(try await vault.names(workspace: "payments") == ["api-key"])
    }

    @Test func leavesNoPlaintextInTheRepository() async throws {
        _ = try await store(SecretVault(state, recipients: [recipient]), secret)
        let objects = try await Program.git(
            "cat-file", "--batch", "--batch-all-objects", "--unordered", in: state.path)
        #expect(objects.contains("BEGIN AGE ENCRYPTED FILE") && !objects.contains("geheim"))
    }

    @Test func asksTheCallerWithoutAnIdentity() async throws {
        let vault = SecretVault(state, recipients: [recipient])
        let first = try await store(vault, secret, inDoubt: .keep)
        #expect(first != nil)
        #expect(try await store(vault, secret, inDoubt: .keep) == nil)
        #expect(try await store(vault, secret, inDoubt: .replace) != nil)
        let error = await #expect(throws: StateError.self) {
            try await vault.secret(workspace: "payments", name: "api-key")
        }
        #expect(error?.reason == .noIdentity)
        #expect(error?.description.contains("encryption.identity.file") == true)
    }

    @Test func refusesWithoutRecipients() async throws {
        let vault = SecretVault(state, recipients: [], identity: identity)
        let error = await #expect(throws: StateError.self) { try await store(vault, secret) }
        #expect(error?.reason == .noRecipients)
        #expect(error?.description.contains("encryption.recipients.file") == true)
    }

    @Test(arguments: ["../x", "a/b", "", ".hidden", "a b"]) func refusesNamesThatLeaveTheFolder(_ name: String) {
        let error = #expect(throws: StateError.self) { try SecretVault.path(workspace: "payments", name: name) }
        #expect(error?.reason == .invalidName)
    }

    @Test func failsOnAForeignSecret() async throws {
        _ = try await store(SecretVault(state, recipients: [recipient]), secret)
        let vault = SecretVault(
            state, recipients: [recipient], identity: try AgeKey(in: folder, named: "other.key").path)
        let error = await #expect(throws: StateError.self) {
            try await vault.secret(workspace: "payments", name: "api-key")
        }
        #expect(error?.isUnopened == true)
        let message = error?.description ?? ""
        #expect(message.contains("no identity matched") && message.contains("the secret api-key of workspace payments"))
        #expect(message.contains("encrypted for \(SecretRecord.shortened(recipient))"))
        #expect(try await store(vault, secret, inDoubt: .keep) == nil)
        #expect(try await store(vault, secret) != nil, "what is known to be new is stored over it")
    }

    /// age quotes what it cannot read.
    @Test func whatIsNotEncryptedIsNotShown() async throws {
        _ = try await state.commit(["workspaces/payments/api-key.age": .write(secret)], note: .test())
        let vault = SecretVault(state, recipients: [recipient], identity: identity)
        let error = await #expect(throws: StateError.self) {
            try await vault.secret(workspace: "payments", name: "api-key")
        }
        #expect(error?.reason == .notOpened && error?.description.contains("not encrypted with age") == true)
        #expect(error?.description.contains("geheim") == false)
        #expect(try await store(vault, secret) != nil, "it is stored over")
    }

    /// Keys of age's own kind need no program; all others do.
    @Test func withoutAgeNothingIsKnownOfAnSSHKey() async throws {
        let own = SecretVault(state, recipients: [recipient], identity: identity, age: Age(program: "no-age-here"))
        _ = try await store(own, secret)
        #expect(try await own.secret(workspace: "payments", name: "api-key") == secret)
        try await Program("ssh-keygen")("-q", "-t", "ed25519", "-N", "", "-f", folder.path("id"))
        let text = try String(contentsOfFile: folder.path("id.pub"), encoding: .utf8)
        let key = text.split(separator: " ").prefix(2).joined(separator: " ")
        _ = try await store(SecretVault(state, recipients: [key]), secret)
        let vault = SecretVault(
            state, recipients: [key], identity: folder.path("id"), age: Age(program: "no-age-here"))
        let error = await #expect(throws: StateError.self) {
            try await vault.secret(workspace: "payments", name: "api-key")
        }
        #expect(error?.reason == .notTried && error?.isUnopened == true)
        await #expect(throws: ToolError.self) { try await vault.checkEncryption() }
    }

    // MARK: For whom

    @Test func knowsForWhomItWasEncrypted() async throws {
        _ = try await store(SecretVault(state, recipients: [recipient], identity: identity), secret)
        let second = try newRecipient("second.key")
        let vault = SecretVault(state, recipients: [second, recipient], identity: identity)
        let before = try #require(try await vault.all().first)
        #expect(before.workspace == "payments" && before.name == "api-key" && before.record?.recipients == [recipient])
        let changes = try await vault.changes(encryptingAnew: "payments", name: "api-key")
        _ = try await state.commit(changes, note: .test())
        #expect(try await vault.all().map(\.record?.recipients) == [[recipient, second].sorted()])
        #expect(try await vault.changes(encryptingAnew: "payments", name: "api-key").isEmpty, "once is enough")
        let stored = try #require(try await state.read("workspaces/payments/api-key.age"))
        #expect(try await Age().decrypt(stored, identity: folder.path("second.key")) == secret)
        #expect(try await store(vault, secret) == nil, "the same for the same is not stored again")
    }

    @Test func theSameValueIsStoredAgainForOthers() async throws {
        _ = try await store(SecretVault(state, recipients: [recipient], identity: identity), secret)
        let vault = SecretVault(state, recipients: [try newRecipient("second.key")], identity: identity)
        #expect(try await store(vault, secret, inDoubt: .keep) != nil)
    }

    /// What older versions stored has no record, and what other hands stored has one of something else.
    @Test(arguments: [
        nil, "{}", "no JSON", #"{"version":1,"ciphertext":"sha256:00","recipients":[],"recipientsDigest":""}"#,
    ])
    func whatIsNotRecordedIsNotKnown(_ record: String?) async throws {
        let vault = SecretVault(state, recipients: [recipient], identity: identity)
        let file = StateChange.write(try await Age().encrypt(secret, for: [recipient]))
        var changes = ["workspaces/payments/api-key.age": file, "workspaces/payments/snapshot.json": .write([])]
        if let record { changes["workspaces/payments/api-key.recipients.json"] = .write(Array(record.utf8)) }
        _ = try await state.commit(changes, note: .test())
        #expect(try await vault.all() == [StoredSecret(workspace: "payments", name: "api-key")])
        #expect(try await vault.changes(encryptingAnew: "payments", name: "api-key").count == 2)
    }

    @Test func aFileThatOthersReplacedIsNotKnown() async throws {
        let vault = SecretVault(state, recipients: [recipient], identity: identity)
        _ = try await store(vault, secret)
        #expect(try await vault.all().first?.record != nil)
        let other = try await Age().encrypt(secret, for: [try newRecipient("second.key")])
        _ = try await state.commit(["workspaces/payments/api-key.age": .write(other)], note: .test())
        #expect(try await vault.all().map(\.record) == [nil])
    }

    @Test func whatIsNotStoredCannotBeEncryptedAnew() async throws {
        let vault = SecretVault(state, recipients: [recipient], identity: identity)
        let error = await #expect(throws: StateError.self) {
            try await vault.changes(encryptingAnew: "payments", name: "api-key")
        }
        #expect(error?.reason == .notStored)
        _ = try await state.commit(["workspaces/payments/bad name.age": .write([1])], note: .test())
        #expect(try await vault.all().isEmpty, "a file of another name is nobody's secret")
    }

    private func newRecipient(_ file: String) throws -> String {
        try AgeKey(in: folder, named: file).recipient
    }

    /// Without Berth, too, what is stored can be had back.
    @Test func isTheSecretAndNothingElse() async throws {
        let vault = SecretVault(state, recipients: [recipient], identity: identity)
        _ = try await store(vault, secret)
        let stored = try #require(try await state.read("workspaces/payments/api-key.age"))
        #expect(try await Age().decrypt(stored, identity: identity) == secret)
    }
}
