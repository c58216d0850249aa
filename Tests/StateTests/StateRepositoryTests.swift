import Foundation
import Git
import State
import TestSupport
import Testing

struct StateRepositoryTests {
    private let folder: TemporaryFolder
    private let state: StateRepository

    init() async throws {
        folder = try TemporaryFolder()
        state = try await StateRepository.open(at: folder.path("estate.git"))
    }

    @Test func tellsItsStoryToGit() async throws {
        #expect(try await state.head().description == "empty")
        #expect(try await state.read("estate.json") == nil)
        let first = try await state.commit(["estate.json": .text("{}\n"), "workspaces/a/x": .text("1")], note: .test())
        let second = try await state.commit(
            ["workspaces/a/x": .delete, "workspaces/b/x": .text("2")], note: .test("Destroy a"))
        #expect(
            try await Program.git("log", "--format=%H|%an <%ae>|%cn|%s|%(trailers:separator=%x2C)", in: state.path)
                == """
                \(try #require(second))|Jane Doe <jane@example.com>|berth|Destroy a|\
                Plan: sha256:1,Run: r-1,Spec-Commit: 0123,Actor: Jane Doe <jane@example.com>
                \(try #require(first))|Jane Doe <jane@example.com>|berth|Apply payments|\
                Plan: sha256:1,Run: r-1,Spec-Commit: 0123,Actor: Jane Doe <jane@example.com>

                """)
        #expect(try await state.list() == ["estate.json", "workspaces/b/x"])
        #expect(try await state.list("workspaces", at: first) == ["workspaces/a/x"])
        #expect(try await state.text("workspaces/a/x", at: first) == "1")
        try await Program.git("fsck", "--strict", in: state.path)
    }

    @Test func commitsNothingWhereNothingChanges() async throws {
        let first = try await state.commit(["a": .text("1")], note: .test())
        #expect(try await state.commit(["a": .text("1"), "b": .delete], note: .test()) == nil)
        #expect(try await state.head() == first)
    }

    @Test func showsHistoryAndDifferences() async throws {
        let empty = try await state.head()
        let first = try #require(try await state.commit(["a": .text("1")], note: .test("one")))
        try await state.commit(["b": .text("1")], note: .test("two"))
        let third = try #require(try await state.commit(["a": .text("2"), "b": .delete], note: .test("three")))
        let history = try await state.history(of: "a")
        #expect(history.map(\.note) == [.test("three"), .test("one")])
        #expect(history.last?.parent == empty)
        #expect(try await state.revision("HEAD~2") == first)
        #expect(
            try await state.deltas(from: first, to: third)
                == [StateDelta(path: "a", old: Array("1".utf8), new: Array("2".utf8))])
        #expect(try await state.deltas(from: first, to: empty) == [StateDelta(path: "a", old: Array("1".utf8))])
        #expect(try await state.deltas(from: empty, to: empty).isEmpty)
    }

    @Test func losesNothingWhenManyWrite() async throws {
        let other = try await StateRepository.open(at: folder.path("estate.git"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (name, state) in [("a", state), ("b", other)] {
                group.addTask {
                    for index in 0..<20 {
                        let paths = ["workspaces/\(name)/snapshot.json", "runs/\(name)-\(index).json"]
                        try await state.commit(
                            Dictionary(uniqueKeysWithValues: paths.map { ($0, .text("\(index)")) }),
                            note: .test("\(name)\(index)"))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await Program.git("rev-list", "--count", "HEAD", in: state.path) == "40\n")
        #expect(try await state.list("runs").count == 40)
        #expect(try await state.text("workspaces/b/snapshot.json") == "19")
        try await Program.git("fsck", "--strict", in: state.path)
    }

    @Test func refusesToOverwriteWhatAnotherRunWrote() async throws {
        let base = try #require(try await state.commit(["a": .text("1"), "b": .text("1")], note: .test()))
        try await state.commit(["a": .text("theirs")], note: .test())
        let head = try await state.head()
        let error = await #expect(throws: StateError.self) {
            try await state.commit(["a": .text("ours"), "c": .text("1")], basedOn: StateBase(base), note: .test())
        }
        #expect(error?.reason == .conflict(paths: ["a"]))
        #expect(try await state.head() == head)
        try await state.commit(["b": .text("ours"), "a": .text("theirs")], basedOn: StateBase(base), note: .test())
        #expect(try await state.text("b") == "ours")
    }

    @Test func outlivesAKilledProcess() async throws {
        try await state.commit(["a": .text("1")], note: .test())
        // What a killed writer leaves: half an object, and objects of a commit that no reference names yet.
        try folder.write("half", to: "estate.git/objects/tmp_object_git2_abc123")
        let git = try await Repository.open(at: state.path)
        let tip = try await git.tip(of: "refs/heads/main")
        let signature = Signature(name: "x", email: "x@example.com", time: 0)
        _ = try await git.write(
            ["a": .text("lost")], onto: tip, message: "lost", author: signature, committer: signature)
        try await Program.git("fsck", "--strict", in: state.path)
        try await state.commit(["a": .text("2")], note: .test())
        #expect(try await state.text("a") == "2")
    }

    @Test func saysWhatStandsAtThePath() async throws {
        let file = try folder.write("x", to: "file")
        let error = await #expect(throws: StateError.self) { try await StateRepository.open(at: file) }
        #expect(error?.reason == .git(.notARepository))
        #expect(error?.description.contains("cannot open \(file): it is a file") == true)
        let readOnly = await #expect(throws: StateError.self) { try await StateRepository.open(at: "/proc/x/e.git") }
        #expect(readOnly?.description.contains("cannot create /proc/x/e.git") == true)
        // The first digits of an id may be too few.
        for name in ["nothing", "0", "abc", "a", "-x", "a..b", ":/x"] {
            let revision = await #expect(throws: StateError.self) { try await state.revision(name) }
            #expect(revision?.reason == .noRevision, "\(name): \(String(describing: revision))")
        }
    }

    @Test func keepsTheActorOutOfTheHeader() async throws {
        let actor = "Eve\nauthor root <root@x> 0 +0000"
        try await state.commit(["a": .text("1")], note: CommitNote(subject: "s", actor: actor, time: 0))
        let header = try await Program.git("cat-file", "commit", "HEAD", in: state.path)
        #expect(header.contains("author Eveauthor root <root@x> 0 +0000\ncommitter berth <berth@localhost> 0 +0000\n"))
        #expect(header.hasSuffix("\n\ns\n\nActor: Eve author root <root@x> 0 +0000\n"))
    }
}
