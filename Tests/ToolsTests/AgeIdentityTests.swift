import Foundation
import TestSupport
import Testing
import Tools

/// Keys made and read without the program, held against it.
struct AgeIdentityTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func theProgramTakesTheKeysThatAreMade() async throws {
        let identity = AgeIdentity()
        let file = try folder.write(String(decoding: identity.fileForOwner, as: UTF8.self), to: "made.key")
        #expect(try await Program("age-keygen")("-y", file) == identity.recipients[0] + "\n")
        let encrypted = try await Age().encrypt(Array("x".utf8), for: identity.recipients)
        #expect(try await Age().decrypt(encrypted, identity: file) == Array("x".utf8))
        #expect(
            AgeIdentity(file: String(decoding: identity.fileForOwner, as: UTF8.self))?.recipients == identity.recipients
        )
        #expect(AgeIdentity().recipients != identity.recipients)
    }

    @Test func readsTheKeysOfTheProgram() async throws {
        var (text, expected) = ("", "")
        for name in ["one", "two"] {
            try await Program("age-keygen")("-o", folder.path(name))
            text += try String(contentsOfFile: folder.path(name), encoding: .utf8)
            expected += try await Program("age-keygen")("-y", folder.path(name))
        }
        let recipients = try #require(AgeIdentity(file: text)).recipients
        #expect(recipients.map { $0 + "\n" }.joined() == expected)
        #expect(recipients.allSatisfy { Recipients.problem(of: $0) == nil })
    }

    @Test(arguments: [
        "", "# nothing\n", "AGE-SECRET-KEY-1HIDDEN", "AGE-PLUGIN-YUBIKEY-1Q",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n",
        "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
    ])
    func whatIsNoSuchKeyIsNotRead(_ text: String) {
        #expect(AgeIdentity(file: text) == nil)
    }
}
