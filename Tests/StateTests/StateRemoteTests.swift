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

    /// Commits and publishes, as a run does.
    private func record(_ path: String, _ text: String, in state: StateRepository) async throws {
        try await state.commit([path: .text(text)], note: .test())
        try await state.publish(note: .test())
    }

    @Test func publishesAndJoins() async throws {
        try await record("workspaces/a/x", "1", in: here)
        try await record("workspaces/b/x", "2", in: there)
        for state in [there, here] { #expect(try await state.refresh(note: .test()).obstacle == nil) }
        #expect(try await here.head() == there.head())
        #expect(try await here.list() == ["workspaces/a/x", "workspaces/b/x"])
        #expect(try await Program.git("rev-parse", "main", in: remote.url) == "\(try await here.head())\n")
        try await Program.git("fsck", "--strict", in: remote.url)
    }

    @Test func losesNothingWhenTwoMachinesWrite() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (name, state) in [("a", here), ("b", there)] {
                group.addTask {
                    for index in 0..<8 { try await record("runs/\(name)-\(index)", "\(index)", in: state) }
                }
            }
            try await group.waitForAll()
        }
        for state in [here, there] { try await state.publish(note: .test()) }
        let files = try await Program.git("ls-tree", "-r", "--name-only", "main", in: remote.url)
        #expect(files.split(separator: "\n").count == 16)
        try await Program.git("fsck", "--strict", in: remote.url)
    }

    @Test func aLostUpdateIsDetected() async throws {
        try await record("a", "base", in: here)
        _ = try await there.refresh(note: .test())
        let base = StateBase(try await there.head())
        try await record("a", "here", in: here)
        _ = try await there.refresh(note: .test())
        let error = await #expect(throws: StateError.self) {
            try await there.commit(["a": .text("there"), "b": .text("b")], basedOn: base, note: .test())
        }
        #expect(error?.reason == .conflict(paths: ["a"]))
        #expect(try await there.head() == here.head())
        #expect(try await there.text("b") == nil)
        // What is wanted already is not a conflict.
        try await there.commit(["a": .text("here"), "b": .text("b")], basedOn: base, note: .test())
    }

    @Test func aRunsOwnCommitsAreNoNews() async throws {
        var base = StateBase(try await here.head())
        for index in 0..<3 {
            let revision = try await here.commit(["a": .text("\(index)")], basedOn: base, note: .test())
            base.note(["a"], at: try #require(revision))
            try await here.commit(["other": .text("\(index)")], note: .test())
        }
        #expect(try await here.text("a") == "2")
    }

    @Test func catchesUpWhenTheRemoteIsBack() async throws {
        try await record("a", "1", in: here)
        let away = folder.path("away.git")
        try FileManager.default.moveItem(atPath: remote.url, toPath: away)
        let error = await #expect(throws: StateError.self) { try await record("a", "2", in: here) }
        #expect(error?.reason == .notPublished)
        #expect(error?.description.contains(remote.url) == true)
        let freshness = try await here.refresh(note: .test())
        #expect(freshness.isStale && freshness.unpublished == 1 && freshness.lastRead != nil)
        try FileManager.default.moveItem(atPath: away, toPath: remote.url)
        #expect(try await here.refresh(note: .test()).unpublished == 1)
        try await here.publish(note: .test())
        #expect(try await Program.git("show", "main:a", in: remote.url) == "2")
        #expect(try await here.refresh(note: .test()).unpublished == 0)
    }

    @Test func aLockThatAKilledGitLeftAtTheRemoteIsNamed() async throws {
        try await record("a", "1", in: here)
        let lock = try folder.write("", to: "remote.git/refs/heads/main.lock")
        let error = await #expect(throws: StateError.self) { try await record("a", "2", in: here) }
        #expect(error?.reason == .notPublished)
        #expect(error?.message.contains("main.lock") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains(": ;") == false && error?.message.hasSuffix(": ") == false)
        try FileManager.default.removeItem(atPath: lock)
        try await here.publish(note: .test())
        #expect(try await Program.git("show", "main:a", in: remote.url) == "2")
    }

    /// What somebody took away at the remote is neither brought back nor mixed with what is here, however often one asks.
    @Test(arguments: ["rewound", "replaced"]) func aRemoteThatLostCommitsIsRefused(_ kind: String) async throws {
        for index in 1...3 { try await record("a", "\(index)", in: here) }
        _ = try await there.refresh(note: .test())
        let known = try await here.head()
        let other = folder.path("other")
        try await Program.git("clone", "-q", remote.url, other)
        try await Program.git("reset", "-q", "--hard", "HEAD~2", in: other)
        if kind == "replaced" {
            try folder.write("theirs", to: "other/b")
            try await Program.git("add", "b", in: other)
            try await Program.git("-c", "user.name=n", "-c", "user.email=e", "commit", "-qm", "new", in: other)
        }
        try await Program.git("push", "-q", "--force", "origin", "main", in: other)
        let tip = try await Program.git("rev-parse", "main", in: remote.url)
        for _ in 1...2 {
            guard case .diverged(let reason) = try await there.refresh(note: .test()).obstacle else {
                Issue.record("joined")
                return
            }
            #expect(reason.contains("was \(kind): 2 commits that it had are not on its main any more"), "\(reason)")
            #expect(
                reason.contains("git -C \(there.path) push") && reason.contains("move \(there.path) away"), "\(reason)")
        }
        #expect(try await there.head() == known)
        #expect(try await Program.git("rev-parse", "main", in: remote.url) == tip, "nothing was pushed")
        // What the message says to do about it does it.
        let force = kind == "replaced" ? ["--force"] : []
        let what = kind == "replaced" ? "refs/heads/main" : "\(known):refs/heads/main"
        try await Program.git(["push", "-q"] + force + [remote.url, what], in: there.path)
        #expect(try await there.refresh(note: .test()).obstacle == nil)
        #expect(try await Program.git("show", "main:a", in: remote.url) == "3")
    }

    /// A hook says more than git does, and what it says is shown.
    @Test func theWordsOfARefusingRemoteAreTold() async throws {
        try await record("a", "1", in: here)
        let server = try GitHTTPServer(folder.path(""))
        let http = Remote(url: server.url("remote.git"))
        let hook = try folder.write(
            "#!/bin/sh\necho 'ask the platform team' >&2\nexit 1\n", to: "remote.git/hooks/pre-receive")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        try await Program.git("config", "http.receivepack", "true", in: remote.url)
        let far = try await StateRepository.open(at: folder.path("far.git"), remote: http)
        _ = try await far.refresh(note: .test())
        let error = await #expect(throws: StateError.self) { try await record("a", "2", in: far) }
        #expect(error?.message.contains("ask the platform team") == true, "\(error?.message ?? "")")
    }

    @Test func aLockThatAKilledGitLeftHereIsRemoved() async throws {
        try await record("a", "1", in: here)
        try await record("b", "1", in: here)
        _ = try await there.refresh(note: .test())
        try await record("c", "1", in: here)
        for name in ["refs/heads/main.lock", "refs/remotes/origin/main.lock"] {
            let lock = try folder.write("", to: "there.git/\(name)")
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -9)], ofItemAtPath: lock)
        }
        #expect(try await there.refresh(note: .test()).obstacle == nil)
        #expect(try await there.text("c") == "1")
    }

    @Test func namesWhatWasChangedByHandOnBothSides() async throws {
        try await record("a", "1", in: here)
        _ = try await there.refresh(note: .test())
        try await there.commit(["a": .text("2")], note: .test())
        try await record("a", "3", in: here)
        guard case .diverged(let reason) = try await there.refresh(note: .test()).obstacle else {
            Issue.record("joined")
            return
        }
        #expect(reason.contains("both sides changed a"))
        let error = await #expect(throws: StateError.self) { try await there.publish(note: .test()) }
        #expect(error?.reason == .diverged(paths: ["a"]))
        #expect(try await Program.git("show", "main:a", in: remote.url) == "3")
    }

    @Test func theRemotesDefaultBranchIsFollowed() async throws {
        let master = Remote(url: folder.path("master.git"))
        try await Program.git("init", "-q", "--bare", "-b", "master", master.url)
        try await Program.git("init", "-q", "--bare", "-b", "master", folder.path("first.git"))
        let first = try await StateRepository.open(at: folder.path("first.git"), remote: master)
        try await record("a", "1", in: first)
        let second = try await StateRepository.open(at: folder.path("second.git"), remote: master)
        _ = try await second.refresh(note: .test())
        #expect(try await second.text("a") == "1")
        try await record("b", "2", in: second)
        _ = try await first.refresh(note: .test())
        #expect(try await first.head() == second.head())
        #expect(try await Program.git("branch", "--format=%(refname:short)", in: master.url) == "master\n")
    }

    @Test func anotherBranchThanTheRemotesIsAnError() async throws {
        let master = Remote(url: folder.path("master.git"))
        try await Program.git("init", "-q", "--bare", "-b", "master", folder.path("first.git"))
        try await Program.git("init", "-q", "--bare", "-b", "master", master.url)
        let first = try await StateRepository.open(at: folder.path("first.git"), remote: master)
        try await record("a", "1", in: first)
        let alone = try await StateRepository.open(at: folder.path("alone.git"))
        try await alone.commit(["a": .text("2")], note: .test())
        let second = try await StateRepository.open(at: folder.path("alone.git"), remote: master)
        let error = await #expect(throws: StateError.self) { _ = try await second.refresh(note: .test()) }
        #expect(error?.reason == .otherBranch)
        #expect(error?.message.contains("has state on master, and this repository is on main") == true)
    }
}
