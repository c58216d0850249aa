import Foundation
import TestSupport
import Testing

@testable import Tools

/// What is encrypted here the program `age` opens, and the other way round.
struct AgeFileTests {
    private let folder: TemporaryFolder
    private let key: AgeKey
    /// There is no such program, so that everything has to be done here.
    private let age = Age(program: "no-age-here")

    init() throws {
        folder = try TemporaryFolder()
        key = try AgeKey(in: folder)
    }

    /// Around the borders of the parts in which contents are encrypted.
    @Test(arguments: [1, 15, 65_535, 65_536, 65_537, 131_072, 200_000])
    func theProgramReadsAndWritesTheSame(_ size: Int) async throws {
        let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let other = try AgeKey(in: folder, named: "other.key")
        let ours = try await age.encrypt(content, for: [other.recipient, key.recipient])
        try Data(ours).write(to: URL(filePath: folder.path("ours.age")))
        try await Program("age")("-d", "-i", key.path, "-o", folder.path("opened"), folder.path("ours.age"))
        #expect(try Data(contentsOf: URL(filePath: folder.path("opened"))) == Data(content))
        #expect(try await age.decrypt(ours, identity: key.path) == content)

        try Data(content).write(to: URL(filePath: folder.path("plain")))
        try await Program("age")(
            "-r", other.recipient, "-r", key.recipient, "-o", folder.path("theirs.age"), folder.path("plain"))
        let theirs = Array(try Data(contentsOf: URL(filePath: folder.path("theirs.age"))))
        #expect(try await age.decrypt(theirs, identity: key.path) == content)
    }

    @Test func nothingIsEncryptedToo() async throws {
        let ours = try await age.encrypt([], for: [key.recipient])
        let file = try folder.write(String(decoding: ours, as: UTF8.self), to: "empty.age")
        #expect(try await Program("age")("-d", "-i", key.path, file) == "")
        #expect(try await age.decrypt(ours, identity: key.path).isEmpty)
    }

    /// The keys of a file are remembered with what it held.
    @Test func anIdentityThatIsReplacedIsReadAnew() async throws {
        let other = try AgeKey(in: folder, named: "other.key")
        let (first, second) = (
            try await age.encrypt([1], for: [key.recipient]), try await age.encrypt([2], for: [other.recipient])
        )
        #expect(try await age.decrypt(first, identity: key.path) == [1])
        try Data(contentsOf: URL(filePath: other.path)).write(to: URL(filePath: key.path))
        #expect(try await age.decrypt(second, identity: key.path) == [2])
        await #expect(throws: ToolError.self) { try await age.decrypt(first, identity: key.path) }
    }

    /// Whatever byte is changed, added or cut off: nothing comes out, and nothing breaks.
    @Test func whatWasChangedDoesNotOpen() throws {
        let identity = AgeIdentity()
        let keys = try #require(AgeIdentity.publicKeys(of: identity.recipients))
        let file = try AgeFile.bytes(of: Array("geheim".utf8), for: keys)
        #expect(identity.opened(file) == Array("geheim".utf8))
        for position in file.indices {
            var changed = file
            changed[position] ^= 1
            #expect(identity.opened(changed) == nil, "byte \(position)")
            #expect(identity.opened(Array(file[..<position])) == nil, "cut at \(position)")
        }
        #expect(identity.opened(file + [0]) == nil)
        #expect(AgeIdentity().opened(file) == nil)
    }

    /// A content of whole parts whose last is cut off is not taken for a shorter one.
    @Test func aPartCannotBeCutOff() throws {
        let identity = AgeIdentity()
        let keys = try #require(AgeIdentity.publicKeys(of: identity.recipients))
        let file = try AgeFile.bytes(of: Array(repeating: 7, count: 3 * 65_536), for: keys)
        #expect(identity.opened(file)?.count == 3 * 65_536)
        #expect(identity.opened(file.dropLast(65_536 + 16)) == nil)
    }

    @Test func keysOfOtherKindsAreLeftToTheProgram() async throws {
        let ssh = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJgrm6QRNpF1sxGBN8hkPPlMGMy9pvKnpC1TlLmCVqZK"
        for recipients in [[ssh], [key.recipient, ssh]] {
            let error = await #expect(throws: ToolError.self) {
                try await age.encrypt(Array("x".utf8), for: recipients)
            }
            #expect(error?.description.contains("install the package `age`") == true)
        }
    }
}
