import Foundation
import TestSupport
import Testing
import Tools

struct AgeTests {
    private let folder: TemporaryFolder
    private let identity: String
    private let recipient: String

    init() throws {
        folder = try TemporaryFolder()
        let key = try AgeKey(in: folder)
        (identity, recipient) = (key.path, key.recipient)
    }

    @Test func encryptsWhatAgeDecrypts() async throws {
        let secret = Array("kubeconfig: geheim\n".utf8)
        let encrypted = try await Age().encrypt(secret, for: [recipient])
        let text = String(decoding: encrypted, as: UTF8.self)
        #expect(text.hasPrefix("-----BEGIN AGE ENCRYPTED FILE-----\n") && !text.contains("geheim"))
        let file = try folder.write(text, to: "secret.age")
        #expect(try await Program("age")("-d", "-i", identity, file) == "kubeconfig: geheim\n")
        #expect(try await Age().decrypt(encrypted, identity: identity) == secret)
        #expect(try await Age().encrypt(secret, for: [recipient]) != encrypted)
    }

    @Test func decryptsWhatAgeEncrypts() async throws {
        let plain = try folder.write("x", to: "plain")
        try await Program("age")("-r", recipient, "-o", folder.path("x.age"), plain)
        let binary = Array(try Data(contentsOf: URL(filePath: folder.path("x.age"))))
        #expect(try await Age().decrypt(binary, identity: identity) == Array("x".utf8))
    }

    @Test func encryptsForAnSSHKey() async throws {
        try await Program("ssh-keygen")("-q", "-t", "ed25519", "-N", "", "-f", folder.path("id"))
        let key = try String(contentsOfFile: folder.path("id.pub"), encoding: .utf8).filter { !$0.isNewline }
        #expect(Recipients.problem(of: key) == nil)
        let encrypted = try await Age().encrypt(Array("x".utf8), for: [key])
        #expect(try await Age().decrypt(encrypted, identity: folder.path("id")) == Array("x".utf8))
    }

    /// Of thousands of secrets each would wait as long.
    @Test func isNotAskedAgainWhereItHangs() async throws {
        let program = try folder.write("#!/bin/sh\necho asked >> \(folder.path("asked"))\nexec sleep 600\n", to: "age")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        let encrypted = Array("age-encryption.org/v1\n".utf8)
        let age = Age(program: program, time: .milliseconds(300))
        for _ in 0..<20 {
            let error = await #expect(throws: ToolError.self) { try await age.decrypt(encrypted, identity: identity) }
            #expect(error?.description.contains("took longer than") == true)
        }
        #expect(try String(contentsOfFile: folder.path("asked"), encoding: .utf8) == "asked\n")
    }

    @Test(arguments: [
        (#"age: error: unexpected intro: "planted \"x\" more" (1)"#, "age: error: unexpected intro: … (1)"),
        ("unknown `planted` and 'planted'", "unknown … and …"), (#"cut off: "planted"#, "cut off: …"),
        ("no identity matched", "no identity matched"),
    ])
    func whatAgeQuotesIsLeftOut(complaint: String, shown: String) {
        #expect(Age.withoutQuotations(complaint) == shown)
    }

    @Test func saysWhatIsWrong() async throws {
        let encrypted = try await Age().encrypt(Array("x".utf8), for: [recipient])
        for (bytes, file, part) in [
            (encrypted, try AgeKey(in: folder, named: "other.key").path, "no identity matched any of the recipients"),
            (encrypted, folder.path("absent.key"), "no such file"),
            (Array("planted-4711".utf8), identity, "did not encrypt"),
            (Array("age-encryption.org/v1\nplanted-4711\n".utf8), identity, "malformed stanza"),
        ] {
            let error = await #expect(throws: ToolError.self) { try await Age().decrypt(bytes, identity: file) }
            #expect(error?.description.contains(part) == true, "\(String(describing: error))")
            #expect(error?.description.contains(file) == true)
            #expect(error?.description.contains("planted") == false)
        }
        await #expect(throws: ToolError.self) { try await Age().encrypt([], for: []) }
        let absent = await #expect(throws: ToolError.self) {
            try await Age(program: "no-age-here").decrypt(encrypted, identity: folder.path("other.key"))
        }
        #expect(absent?.description.contains("install the package `age`") == true)
    }
}
