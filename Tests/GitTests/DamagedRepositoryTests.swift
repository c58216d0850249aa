import Foundation
import Git
import TestSupport
import Testing

/// Repositories as killed processes, full disks and other tools leave them: each is read, or refused with what to do.
struct DamagedRepositoryTests {
    private let folder: TemporaryFolder
    private let repository: Repository
    private let path: String

    init() async throws {
        folder = try TemporaryFolder()
        path = folder.path("r.git")
        repository = try await Repository.openOrCreateBare(at: path)
        try await repository.commit(["a/b": .text(String(repeating: "content ", count: 500))], "first")
        try await repository.commit(["a/c": .text("2")], "second")
    }

    private func objectFile(_ revision: String) async throws -> String {
        let id = try await Program.git("rev-parse", revision, in: path).filter { !$0.isNewline }
        return "\(path)/objects/\(id.prefix(2))/\(id.dropFirst(2))"
    }

    private func readAll() async throws {
        let other = try await Repository.open(at: path)
        let tip = try #require(try await other.tip(of: Repository.main))
        for file in try await other.files(at: tip) { _ = try await other.contents(of: file.path, at: tip) }
        _ = try await other.history(from: tip, of: "a/b")
    }

    @Test(arguments: ["HEAD", "HEAD~1", "HEAD^{tree}", "HEAD:a", "HEAD:a/b"], [0, 1, 12, 30])
    func aTruncatedObjectIsNamed(_ revision: String, _ length: Int) async throws {
        let file = try await objectFile(revision)
        let whole = try Data(contentsOf: URL(filePath: file))
        guard whole.count > length else { return }
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        try whole.prefix(length).write(to: URL(filePath: file))
        let error = await #expect(throws: GitError.self) { try await readAll() }
        #expect(error?.message.contains("ends too early") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains(String(file.suffix(30))) == true)
    }

    @Test func aTruncatedObjectIsNamedByItsFirstDigits() async throws {
        let file = try await objectFile("HEAD~1")
        let id = try await Program.git("rev-parse", "HEAD~1", in: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        try Data(contentsOf: URL(filePath: file)).prefix(20).write(to: URL(filePath: file))
        let other = try await Repository.open(at: path)
        let error = await #expect(throws: GitError.self) { try await other.resolve(String(id.prefix(8))) }
        #expect(error?.message.contains("ends too early") == true)
    }

    @Test func aBorrowedTruncatedObjectIsNamed() async throws {
        let file = try await objectFile("HEAD:a/b")
        let borrower = folder.path("borrower.git")
        try await Program.git("clone", "-q", "--bare", "--shared", path, borrower)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        try Data(contentsOf: URL(filePath: file)).prefix(20).write(to: URL(filePath: file))
        let other = try await Repository.open(at: borrower)
        let tip = try #require(try await other.tip(of: Repository.main))
        let error = await #expect(throws: GitError.self) { try await other.contents(of: "a/b", at: tip) }
        #expect(error?.message.contains("ends too early") == true)
    }

    @Test func aBorrowingRepositoryIsReadAndWritten() async throws {
        let borrower = folder.path("borrower.git")
        try await Program.git("clone", "-q", "--bare", "--shared", path, borrower)
        let other = try await Repository.openOrCreateBare(at: borrower)
        try await other.commit(["d": .text("3")])
        #expect(try await Program.git("show", "HEAD:d", in: borrower) == "3")
        #expect(try await Program.git("show", "HEAD:a/c", in: borrower) == "2")
    }

    private struct Fault: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var says: [String]
        /// Breaks the repository at a path.
        var harm: @Sendable (String) async throws -> Void
    }

    /// What libgit2 says in words of its own is said with the place, the reason and what to do.
    @Test(arguments: [
        Fault(testDescription: "zeros", says: ["refs/heads/main", "zeros", "fsck --lost-found", "update-ref"]) { path in
            try "\(String(repeating: "0", count: 40))\n"
                .write(toFile: "\(path)/refs/heads/main", atomically: false, encoding: .utf8)
        },
        Fault(testDescription: "a blob", says: ["it is a blob, not a commit", "fsck --lost-found", "update-ref"]) {
            path in
            let blob = try await Program.git("rev-parse", "HEAD:a/c", in: path)
            try blob.write(toFile: "\(path)/refs/heads/main", atomically: false, encoding: .utf8)
        },
        Fault(testDescription: "a detached HEAD", says: ["HEAD", "a commit instead of a branch", "symbolic-ref"]) {
            path in
            let commit = try await Program.git("rev-parse", "HEAD", in: path)
            try commit.write(toFile: "\(path)/HEAD", atomically: false, encoding: .utf8)
        },
        Fault(testDescription: "no lender", says: ["/nowhere/objects", "not there", "alternates", "put that"]) { path in
            try FileManager.default.removeItem(atPath: "\(path)/objects")
            try FileManager.default.createDirectory(atPath: "\(path)/objects/info", withIntermediateDirectories: true)
            try "/nowhere/objects\n"
                .write(toFile: "\(path)/objects/info/alternates", atomically: false, encoding: .utf8)
        },
        Fault(testDescription: "SHA-256", says: ["SHA-256", "--object-format=sha1"]) { path in
            try FileManager.default.removeItem(atPath: path)
            try await Program.git("init", "-q", "--bare", "--object-format=sha256", path)
        },
    ])
    private func aBrokenRepositoryIsExplained(_ fault: Fault) async throws {
        try await fault.harm(path)
        let error = await #expect(throws: GitError.self) {
            let other = try await Repository.openOrCreateBare(at: path)
            let head = try await other.headReference()
            let tip = try #require(try await other.tip(of: head))
            _ = try await other.commit(tip)
        }
        let text = "\(error.map { "\($0)" } ?? "")"
        for part in fault.says + [path] { #expect(text.contains(part), "\(part): \(text)") }
    }

    @Test(arguments: ["garbage", ""]) func aReferenceThatIsNoneIsNamed(_ content: String) async throws {
        try content.write(toFile: "\(path)/refs/heads/main", atomically: false, encoding: .utf8)
        let error = await #expect(throws: GitError.self) { try await repository.tip(of: Repository.main) }
        #expect(error?.description.contains("refs/heads/main") == true)
    }

    @Test func aBranchThatIsNoCommitIsRefused() async throws {
        let blob = try await Program.git("rev-parse", "HEAD:a/c", in: path)
        try blob.write(toFile: "\(path)/refs/heads/main", atomically: false, encoding: .utf8)
        await #expect(throws: GitError.self) { try await readAll() }
        await #expect(throws: GitError.self) { try await repository.commit(["x": .text("1")]) }
    }

    @Test func packedReferencesAreRead() async throws {
        try await Program.git("gc", "-q", in: path)
        #expect(!FileManager.default.fileExists(atPath: "\(path)/refs/heads/main"))
        try await readAll()
        try await repository.commit(["x": .text("1")])
        #expect(try await Program.git("show", "main:x", in: path) == "1")
    }

    @Test func aLargeFileIsNotRead() async throws {
        let large = folder.path("large")
        try Data().write(to: URL(filePath: large))
        truncate(large, Repository.largestFile + 1)
        let id = try await Program.git("hash-object", "-w", large, in: path).filter { !$0.isNewline }
        let blob = try #require(ObjectID(id))
        let error = await #expect(throws: GitError.self) { try await repository.contents(of: blob) }
        #expect(error?.reason == .tooLarge)
    }

    /// A commit object that is too large for libgit2's cache lives only as long as its handle.
    @Test(arguments: [3_000, 5_000, 200_000]) func aLongCommitIsRead(_ length: Int) async throws {
        let name = String(repeating: "n", count: length)
        let author = Signature(name: name, email: "a@b", time: 1_700_000_000)
        let tip = try await repository.tip(of: Repository.main)
        let long = try #require(
            try await repository.write(["l": .text("1")], onto: tip, message: name, author: author, committer: author))
        let after = try #require(
            try await repository.write(["l": .text("2")], onto: long, message: "m", author: .test, committer: .test))
        let other = try await Repository.open(at: path)
        let read = try await other.commit(long)
        #expect(read.author.name == name && read.committer.name == name && read.message == name)
        #expect(try await other.history(from: after, of: "l").count == 2)
    }
}
