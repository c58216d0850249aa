import Foundation
import Git
import TestSupport
import Testing

struct RepositoryRemoteTests {
    private let folder: TemporaryFolder
    private let remote: Remote
    private let here: Repository
    private let there: Repository

    init() async throws {
        folder = try TemporaryFolder()
        try await Program.git("init", "-q", "--bare", "-b", "main", folder.path("remote.git"))
        remote = Remote(url: folder.path("remote.git"))
        here = try await Repository.openOrCreateBare(at: folder.path("here.git"))
        there = try await Repository.openOrCreateBare(at: folder.path("there.git"))
    }

    /// Brings `repository` to the state of the remote, as a first clone does.
    private func follow(_ repository: Repository) async throws {
        let tip = try #require(try await repository.fetch(Repository.main, from: remote))
        try await repository.move(Repository.main, from: nil, to: tip, reason: "follow")
    }

    @Test func pushesFetchesAndMerges() async throws {
        #expect(try await here.fetch(Repository.main, from: remote) == nil)
        try await here.commit(["common": .text("c")])
        try await here.push(Repository.main, to: remote)
        try await follow(there)
        try await here.commit(["a": .text("1")])
        try await there.commit(["b": .text("2")])
        try await here.push(Repository.main, to: remote)
        let refusal = await #expect(throws: GitError.self) { try await there.push(Repository.main, to: remote) }
        #expect(refusal?.reason == .rejected)
        let theirs = try #require(try await there.fetch(Repository.main, from: remote))
        let ours = try #require(try await there.tip(of: Repository.main))
        let merged = try await there.merge(theirs, into: ours, message: "Merge", author: .test, committer: .test)
        try await there.move(Repository.main, from: ours, to: merged, reason: "merge")
        try await there.push(Repository.main, to: remote)
        #expect(try await Program.git("ls-tree", "--name-only", "main", in: remote.url) == "a\nb\ncommon\n")
        #expect(try await Program.git("log", "-1", "--format=%p", in: remote.url).split(separator: " ").count == 2)
        try await Program.git("fsck", "--strict", in: remote.url)
    }

    @Test func mergesUnrelatedBeginnings() async throws {
        try await here.commit(["a": .text("1"), "same": .text("s")])
        try await there.commit(["b": .text("2"), "same": .text("s")])
        try await here.push(Repository.main, to: remote)
        let theirs = try #require(try await there.fetch(Repository.main, from: remote))
        let ours = try #require(try await there.tip(of: Repository.main))
        let merged = try await there.merge(theirs, into: ours, message: "Merge", author: .test, committer: .test)
        #expect(try await there.files(at: merged).map(\.path) == ["a", "b", "same"])
        #expect(try await there.merge(ours, into: merged, message: "x", author: .test, committer: .test) == merged)
        #expect(try await there.merge(merged, into: ours, message: "x", author: .test, committer: .test) == merged)
    }

    struct Conflict: Sendable {
        var ours: [String: FileChange]
        var theirs: [String: FileChange]
        var paths: [String]
    }

    @Test(arguments: [
        Conflict(ours: ["x": .text("1")], theirs: ["x": .text("2")], paths: ["x"]),
        Conflict(ours: ["base": .delete], theirs: ["base": .text("2")], paths: ["base"]),
        Conflict(ours: ["n": .text("1")], theirs: ["n/m": .text("2")], paths: ["n"]),
        Conflict(ours: ["n/o/p": .text("1"), "q": .text("q")], theirs: ["n/o": .text("2")], paths: ["n/o"]),
    ])
    func namesConflicts(_ test: Conflict) async throws {
        try await here.commit(["base": .text("0"), "keep": .text("k")])
        let base = try await here.tip(of: Repository.main)
        let ours = try #require(
            try await here.write(test.ours, onto: base, message: "m", author: .test, committer: .test))
        let theirs = try #require(
            try await here.write(test.theirs, onto: base, message: "m", author: .test, committer: .test))
        let error = await #expect(throws: GitError.self) {
            try await here.merge(theirs, into: ours, message: "m", author: .test, committer: .test)
        }
        #expect(error?.reason == .conflict(paths: test.paths))
    }

    @Test func hidesTheCredentialsOfAURL() async throws {
        let remote = Remote(url: "http://user:hunter2@127.0.0.1:1/estate.git")
        let error = await #expect(throws: GitError.self) { try await here.fetch(Repository.main, from: remote) }
        #expect(error?.description.contains("hunter2") == false)
        #expect(error?.description.hasPrefix("cannot fetch from http://127.0.0.1:1/estate.git: ") == true)
    }

    @Test func sendsNoTokenInTheClear() async throws {
        let remote = Remote(url: "http://git.example.com/estate.git", credentials: .token("hunter2"))
        let error = await #expect(throws: GitError.self) { try await here.fetch(Repository.main, from: remote) }
        #expect(error?.reason == .authentication)
        #expect(error?.message == "a token is not sent over http; use https")
    }

    @Test func saysThatARemoteIsAbsent() async throws {
        try await here.commit(["a": .text("1")])
        let error = await #expect(throws: GitError.self) {
            try await here.push(Repository.main, to: Remote(url: folder.path("absent.git")))
        }
        #expect(error?.description.contains("absent.git") == true)
    }
}
