import Foundation
import Git
import State
import TestSupport
import Testing

struct StateRemoteTests {
    private let folder: TemporaryFolder
    private let remote: Remote
    private let here: StateRepository
    private let there: StateRepository

    init() async throws {
        folder = try TemporaryFolder()
        try await Program.git("init", "-q", "--bare", "-b", "main", folder.path("remote.git"))
        remote = Remote(url: folder.path("remote.git"))
        here = try await StateRepository.open(at: folder.path("here.git"), remote: remote)
        there = try await StateRepository.open(at: folder.path("there.git"), remote: remote)
    }

    @Test func publishesAndJoins() async throws {
        try await here.synchronize(note: .test())
        try await here.commit(["workspaces/a/x": .text("1")], note: .test())
        try await there.commit(["workspaces/b/x": .text("2")], note: .test())
        try await there.synchronize(note: .test())
        try await here.synchronize(note: .test())
        #expect(try await here.head() == there.head())
        #expect(try await here.list() == ["workspaces/a/x", "workspaces/b/x"])
        #expect(try await Program.git("rev-parse", "main", in: remote.url) == "\(try await here.head())\n")
        try await Program.git("fsck", "--strict", in: remote.url)
    }

    @Test func losesNothingWhenTwoMachinesWrite() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (name, state) in [("a", here), ("b", there)] {
                group.addTask {
                    for index in 0..<8 {
                        try await state.commit(["runs/\(name)-\(index)": .text("\(index)")], note: .test())
                    }
                }
            }
            try await group.waitForAll()
        }
        let files = try await Program.git("ls-tree", "-r", "--name-only", "main", in: remote.url)
        #expect(files.split(separator: "\n").count == 16)
        try await Program.git("fsck", "--strict", in: remote.url)
    }

    @Test func comesSecondWithoutATrace() async throws {
        try await here.commit(["a": .text("base")], note: .test())
        try await there.synchronize(note: .test())
        let base = try await there.head()
        try await here.commit(["a": .text("here")], note: .test())
        let error = await #expect(throws: StateError.self) {
            try await there.commit(["a": .text("there"), "b": .text("b")], basedOn: base, note: .test())
        }
        #expect(error?.reason == .conflict(paths: ["a"]))
        try await there.synchronize(note: .test())
        #expect(try await there.head() == here.head())
        #expect(try await there.text("a") == "here")
        #expect(try await there.text("b") == nil)
    }

    @Test func comesSecondWithItsFirstCommit() async throws {
        try await here.commit(["a": .text("here")], note: .test())
        let error = await #expect(throws: StateError.self) {
            try await there.commit(["a": .text("there")], note: .test())
        }
        #expect(error?.reason == .conflict(paths: ["a"]))
        #expect(try await there.head() == here.head())
    }

    @Test func catchesUpWhenTheRemoteIsBack() async throws {
        try await here.commit(["a": .text("1")], note: .test())
        let away = folder.path("away.git")
        try FileManager.default.moveItem(atPath: remote.url, toPath: away)
        let error = await #expect(throws: StateError.self) {
            try await here.commit(["a": .text("2")], note: .test())
        }
        let head = try await here.head()
        #expect(error?.reason == .notPublished(commit: head))
        #expect(error?.description.contains(remote.url) == true)
        await #expect(throws: StateError.self) { try await here.synchronize(note: .test()) }
        try FileManager.default.moveItem(atPath: away, toPath: remote.url)
        try await here.synchronize(note: .test())
        #expect(try await Program.git("show", "main:a", in: remote.url) == "2")
    }

    @Test func namesWhatWasChangedByHandOnBothSides() async throws {
        try await here.commit(["a": .text("1")], note: .test())
        try await there.synchronize(note: .test())
        let unlinked = try await StateRepository.open(at: folder.path("there.git"))
        try await unlinked.commit(["a": .text("2")], note: .test())
        try await here.commit(["a": .text("3")], note: .test())
        let error = await #expect(throws: StateError.self) { try await there.synchronize(note: .test()) }
        #expect(error?.reason == .diverged(paths: ["a"]))
        #expect(error?.description.contains("both sides changed a") == true)
    }
}
