import Foundation
import Git
import TestSupport
import Testing

struct RepositoryWriteTests {
    private let folder: TemporaryFolder
    private let repository: Repository

    init() async throws {
        folder = try TemporaryFolder()
        repository = try await Repository.openOrCreateBare(at: folder.path("r.git"))
    }

    @Test func writesWhatGitReads() async throws {
        let message = Trailer.message("Apply payments\n", trailers: [Trailer("Plan", "sha256:1\nRun: forged")])
        try await repository.commit(["estate.json": .text("{}\n"), "workspaces/a/snapshot.json": .text("1")], message)
        try await repository.commit(["workspaces/a/snapshot.json": .delete, "runs/1.json": .text("r")])
        let path = repository.path
        #expect(
            try await Program.git("log", "--format=%an|%ae|%at|%s|%(trailers:only)", "-1", "HEAD~1", in: path)
                == "Berth|berth@example.com|1700000000|Apply payments|Plan: sha256:1 Run: forged\n\n")
        #expect(try await Program.git("ls-tree", "-r", "--name-only", "HEAD", in: path) == "estate.json\nruns/1.json\n")
        #expect(try await Program.git("show", "HEAD~1:workspaces/a/snapshot.json", in: path) == "1")
        try await Program.git("fsck", "--strict", in: path)
    }

    @Test func writesNothingWhereNothingChanges() async throws {
        try await repository.commit(["a/b": .text("x")])
        #expect(try await repository.commit(["a/b": .text("x"), "a/c": .delete, "z/z": .delete]) == nil)
        #expect(try await Program.git("rev-list", "--count", "HEAD", in: repository.path) == "1\n")
    }

    @Test func removesFoldersThatBecomeEmpty() async throws {
        try await repository.commit(["a/b/c": .text("x"), "keep": .text("y")])
        try await repository.commit(["a/b/c": .delete])
        #expect(try await Program.git("ls-tree", "-r", "-t", "--name-only", "HEAD", in: repository.path) == "keep\n")
    }

    @Test(arguments: ["", "/a", "a//b", "a/", "../a", "a/./b", ".git/config", "a/.GIT/x", "file/below", "folder"])
    func refusesPathsGitCannotStore(_ file: String) async throws {
        try await repository.commit(["file": .text("x"), "folder/file": .text("x")])
        let error = await #expect(throws: GitError.self) { try await repository.commit([file: .text("x")]) }
        #expect(error?.reason == .invalidPath)
        #expect(try await Program.git("rev-list", "--count", "HEAD", in: repository.path) == "1\n")
    }

    @Test func movesByCompareAndSwap() async throws {
        let first = try await repository.commit(["a": .text("1")])
        let second = try await repository.commit(["a": .text("2")])
        let third = try #require(
            try await repository.write(
                ["a": .text("3")], onto: first, message: "m", author: .test, committer: .test))
        for expected in [first, nil, third] {
            let error = await #expect(throws: GitError.self) {
                try await repository.move(Repository.main, from: expected, to: third, reason: "test")
            }
            #expect(error?.reason == .moved(current: second))
        }
        let error = await #expect(throws: GitError.self) {
            try await repository.move("refs/heads/new", from: first, to: third, reason: "test")
        }
        #expect(error?.reason == .moved(current: nil))
        #expect(try await repository.tip(of: Repository.main) == second)
    }

    @Test func recoversFromTheLockOfAKilledProcess() async throws {
        try await repository.commit(["a": .text("1")])
        let lock = repository.path + "refs/heads/main.lock"
        try Data("half".utf8).write(to: URL(filePath: lock))
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -3)], ofItemAtPath: lock)
        try await repository.commit(["a": .text("2")])
        #expect(try await Program.git("show", "HEAD:a", in: repository.path) == "2")
    }

    @Test func namesALockItCannotRemove() async throws {
        let lock = repository.path + "refs/heads/main.lock"
        try FileManager.default.createDirectory(atPath: lock, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -9)], ofItemAtPath: lock)
        let error = await #expect(throws: GitError.self) { try await repository.commit(["a": .text("2")]) }
        #expect(error?.reason == .locked(file: lock))
        #expect(error?.message.contains(lock) == true)
    }

    @Test func packsLooseObjects() async throws {
        for index in 0..<10 { try await repository.commit(["f\(index)": .text("\(index)")]) }
        let before = try await repository.packLooseObjects(beyond: 30)
        #expect(before == 0)
        let packed = try await repository.packLooseObjects(beyond: 20)
        #expect(packed == 30)
        let counts = try await Program.git("count-objects", "-v", in: repository.path)
        #expect(counts.contains("count: 0\n") && counts.contains("in-pack: 30\n"))
        try await Program.git("fsck", "--strict", in: repository.path)
        try await repository.commit(["f0": .text("again")])
        let other = try await Repository.open(at: repository.path)
        let tip = try #require(try await other.tip(of: Repository.main))
        #expect(try await other.text(of: "f9", at: tip) == "9")
    }
}
