import Foundation
import Git
import TestSupport
import Testing

struct RepositoryReadTests {
    private let folder: TemporaryFolder
    private let work: String

    /// A repository made by `git`, with a work tree that differs from what is committed.
    init() async throws {
        folder = try TemporaryFolder()
        work = folder.path("work")
        try await Program.git("init", "-q", "-b", "main", work)
        try folder.write("1", to: "work/specs/estate.yaml")
        try folder.write("w", to: "work/specs/workspaces/a.yaml")
        try await commit("first\n\nPlan: p1\nRun: r1")
        try folder.write("2", to: "work/specs/estate.yaml")
        try await commit("second")
        try await Program.git("tag", "-a", "v1", "-m", "tag", in: work)
        try await Program.git("mv", "specs/workspaces/a.yaml", "specs/workspaces/b.yaml", in: work)
        try await commit("third")
        try folder.write("uncommitted", to: "work/specs/estate.yaml")
    }

    private func commit(_ message: String) async throws {
        try await Program.git("add", "-A", in: work)
        try await Program.git("commit", "-q", "-m", message, in: work)
    }

    @Test(arguments: ["main~1", "v1", "HEAD^"]) func readsARevision(_ revision: String) async throws {
        let repository = try await Repository.containing(work + "/specs")
        #expect(repository.workTree == work + "/")
        let id = try await repository.resolve(revision)
        #expect(try await Program.git("rev-parse", "HEAD~1", in: work) == "\(id)\n")
        #expect(try await repository.text(of: "specs/estate.yaml", at: id) == "2")
        #expect(try await repository.text(of: "specs/absent", at: id) == nil)
        #expect(try await repository.text(of: "specs", at: id) == nil)
        #expect(
            try await repository.files(under: "specs/", at: id).map(\.path)
                == ["specs/estate.yaml", "specs/workspaces/a.yaml"])
        #expect(try await repository.files(under: "spe", at: id).isEmpty)
    }

    @Test func comparesRevisions() async throws {
        let repository = try await Repository.open(at: work)
        let (old, new) = (try await repository.resolve("HEAD~2"), try await repository.resolve("HEAD"))
        let deltas = try await repository.deltas(from: old, to: new)
        #expect(deltas.map(\.path) == ["specs/estate.yaml", "specs/workspaces/a.yaml", "specs/workspaces/b.yaml"])
        #expect(deltas.map { $0.old != nil } == [true, true, false])
        #expect(deltas.map { $0.new != nil } == [true, false, true])
        let blob = try #require(deltas[0].old?.id)
        #expect(try await repository.contents(of: blob) == Array("1".utf8))
        #expect(try await repository.deltas(from: nil, to: old).map(\.path).count == 2)
        #expect(try await repository.deltas(from: new, to: new).isEmpty)
    }

    @Test func readsTheHistoryOfAPath() async throws {
        let repository = try await Repository.open(at: work)
        let head = try await repository.resolve("HEAD")
        let history = try await repository.history(from: head, of: "specs/estate.yaml")
        #expect(history.map(\.summary) == ["second", "first"])
        #expect(history[1].trailers == [Trailer("Plan", "p1"), Trailer("Run", "r1")])
        #expect(history[1].trailer("run") == "r1")
        #expect(history[1].author.name == "Test")
        #expect(try await repository.history(from: head, limit: 2).map(\.summary) == ["third", "second"])
    }

    @Test func saysWhatCannotBeFound() async throws {
        let repository = try await Repository.open(at: work)
        let error = await #expect(throws: GitError.self) { try await repository.resolve("no-such-branch") }
        #expect(error?.reason == .notFound)
        #expect(error?.description.contains("revision no-such-branch: there is no such commit in \(work)") == true)
        try await Program.git("clone", "-q", "--depth", "1", "file://\(work)", folder.path("shallow"))
        let shallow = try await Repository.open(at: folder.path("shallow"))
        let shallowError = await #expect(throws: GitError.self) { try await shallow.resolve("HEAD~1") }
        #expect(shallowError?.message.contains("shallow") == true)
        await #expect(throws: GitError.self) { try await Repository.containing("/proc") }
        await #expect(throws: GitError.self) { try await Repository.open(at: work + "/absent") }
    }
}
