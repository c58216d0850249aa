import Foundation
import Git
import TestSupport
import Testing

/// Where commits would begin a second history, nothing is begun.
struct BeginningTests {
    private let folder: TemporaryFolder
    private let repository: Repository
    private let path: String

    init() async throws {
        folder = try TemporaryFolder()
        path = folder.path("r.git")
        repository = try await Repository.openOrCreateBare(at: path)
    }

    private func check(followsRemote: Bool = false) async throws {
        try await repository.checkBeginning(of: repository.headReference(), followsRemote: followsRemote)
    }

    @Test func aNewRepositoryIsBegun() async throws {
        try await check()
        try await check(followsRemote: true)
        try await repository.commit(["a": .text("1")])
        try await check()
    }

    @Test func aKilledFirstCommitIsNoHistory() async throws {
        _ = try await repository.write(["a": .text("1")], onto: nil, message: "m", author: .test, committer: .test)
        try await check()
    }

    @Test(arguments: [false, true]) func aMissingBranchBesideAnotherIsRefused(_ followsRemote: Bool) async throws {
        try await repository.commit(["a": .text("1")])
        try await Program.git("symbolic-ref", "HEAD", "refs/heads/other", in: path)
        let error = await #expect(throws: GitError.self) { try await check(followsRemote: followsRemote) }
        #expect(error?.reason == .incomplete)
        #expect(error?.message.contains("symbolic-ref HEAD refs/heads/main") == true)
    }

    @Test func aLostBranchIsRefused() async throws {
        try await repository.commit(["a": .text("1")])
        try await repository.commit(["a": .text("2")])
        try FileManager.default.removeItem(atPath: "\(path)/refs/heads/main")
        let error = await #expect(throws: GitError.self) { try await check() }
        #expect(error?.reason == .incomplete)
        #expect(error?.message.contains("fsck --lost-found") == true)
    }

    @Test func aCloneWithoutItsBranchIsRefusedWhereNoRemoteIsFollowed() async throws {
        try await repository.commit(["a": .text("1")])
        let tip = try await repository.tip(of: Repository.main)
        try await Program.git("update-ref", "refs/remotes/origin/main", "\(try #require(tip))", in: path)
        try await Program.git("update-ref", "-d", "refs/heads/main", in: path)
        let error = await #expect(throws: GitError.self) { try await check() }
        #expect(error?.reason == .incomplete)
        try await check(followsRemote: true)
    }

    @Test func aShallowCloneIsRefused() async throws {
        try await repository.commit(["a": .text("1")])
        try await repository.commit(["a": .text("2")])
        let shallow = folder.path("shallow.git")
        try await Program.git("clone", "-q", "--bare", "--depth", "1", "file://\(path)", shallow)
        let clone = try await Repository.openOrCreateBare(at: shallow)
        let error = await #expect(throws: GitError.self) {
            try await clone.checkBeginning(of: Repository.main, followsRemote: true)
        }
        #expect(error?.message.contains("fetch --unshallow") == true)
        try await Program.git("-C", shallow, "fetch", "-q", "--unshallow")
        let whole = try await Repository.openOrCreateBare(at: shallow)
        try await whole.checkBeginning(of: Repository.main, followsRemote: true)
    }

    struct Heads: Sendable, CustomTestStringConvertible {
        var head: String?
        var names: [String]
        var own: String
        var followed: String?
        var testDescription: String { "\(head ?? "-") of \(names), here \(own)" }
    }

    @Test(arguments: [
        Heads(head: nil, names: [], own: "main", followed: "main"),
        Heads(head: "master", names: ["master"], own: "main", followed: "master"),
        Heads(head: "master", names: ["main", "master"], own: "main", followed: "master"),
        Heads(head: nil, names: ["main"], own: "master", followed: "main"),
        Heads(head: nil, names: ["a", "main"], own: "main", followed: "main"),
        Heads(head: nil, names: ["a", "b"], own: "main", followed: nil),
    ])
    func theRemotesBranchIsFollowed(_ test: Heads) throws {
        let tip = try #require(ObjectID(String(repeating: "1", count: 40)))
        let heads = RemoteHeads(
            head: test.head.map { "refs/heads/\($0)" },
            tips: Dictionary(uniqueKeysWithValues: test.names.map { ("refs/heads/\($0)", tip) }))
        #expect(heads.branch(for: "refs/heads/\(test.own)") == test.followed.map { "refs/heads/\($0)" })
    }

    @Test(arguments: ["HEAD.lock", "refs/heads/main.lock"]) func oldLockFilesAreRemoved(_ name: String) async throws {
        let lock = "\(path)/\(name)"
        try Data().write(to: URL(filePath: lock))
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -9)], ofItemAtPath: lock)
        try await repository.commit(["a": .text("1")])
        try await repository.follow("refs/heads/main")
        #expect(name == "HEAD.lock" ? !FileManager.default.fileExists(atPath: lock) : true)
    }
}
