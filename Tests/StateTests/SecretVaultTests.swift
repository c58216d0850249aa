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
        identity = folder.path("age.key")
        try await Program("age-keygen")("-o", identity)
        recipient = try await Program("age-keygen")("-y", identity).filter { !$0.isNewline }
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
        try await Program("age-keygen")("-o", folder.path("other.key"))
        _ = try await store(SecretVault(state, recipients: [recipient]), secret)
        let vault = SecretVault(state, recipients: [recipient], identity: folder.path("other.key"))
        let error = await #expect(throws: ToolError.self) { try await store(vault, secret) }
        #expect(error?.description.contains("no identity matched") == true)
    }
}
