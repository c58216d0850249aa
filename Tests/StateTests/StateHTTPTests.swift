import Foundation
import Git
import State
import TestSupport
import Testing

/// A remote served by git itself over HTTP, in good and in bad moods.
struct StateHTTPTests {
    private let folder: TemporaryFolder
    private let server: GitHTTPServer
    private let remote: Remote

    init() async throws {
        folder = try TemporaryFolder()
        try await Program.git("init", "-q", "--bare", "-b", "main", folder.path("srv/remote.git"))
        try await Program.git("-C", folder.path("srv/remote.git"), "config", "http.receivepack", "true")
        server = try GitHTTPServer(folder.path("srv"))
        remote = Remote(url: server.url("remote.git"))
    }

    private func open(_ name: String, silence: Duration = .seconds(20)) async throws -> StateRepository {
        try await StateRepository.open(
            at: folder.path(name), remote: remote, patience: Patience(silence: silence, total: .seconds(60)))
    }

    private var published: String {
        get async throws { try await Program.git("log", "--format=%s", "main", in: folder.path("srv/remote.git")) }
    }

    @Test func twoMachinesShareOneState() async throws {
        let (here, there) = (try await open("here.git"), try await open("there.git"))
        try await here.commit(["a": .text("1")], note: .test("one"))
        try await here.publish(note: .test())
        let freshness = try await there.refresh(note: .test())
        #expect(!freshness.isStale && freshness.unpublished == 0 && freshness.lastRead != nil)
        try await there.commit(["b": .text("2")], note: .test("two"))
        try await here.commit(["c": .text("3")], note: .test("three"))
        try await there.publish(note: .test())
        try await here.publish(note: .test())
        #expect(try await there.refresh(note: .test()).isStale == false)
        #expect(try await there.list() == ["a", "b", "c"])
        #expect(try await there.head() == here.head())
        try await Program.git("fsck", "--strict", in: folder.path("srv/remote.git"))
    }

    @Test func readingSendsNothing() async throws {
        let here = try await open("here.git")
        try await here.commit(["a": .text("1")], note: .test())
        let freshness = try await here.refresh(note: .test())
        #expect(freshness.unpublished == 1 && !freshness.isStale)
        #expect(!server.requests.contains { $0.contains("receive-pack") })
    }

    struct Refusal: Sendable {
        var manner: GitHTTPServer.Manner
        var isReadable: Bool
        var words: String
    }

    @Test(arguments: [
        Refusal(manner: .readOnly, isReadable: true, words: "403"),
        Refusal(manner: .refusing, isReadable: false, words: "credentials"),
    ])
    func whatTheRemoteDoesNotTakeStaysAndIsBroughtLater(_ refusal: Refusal) async throws {
        let here = try await open("here.git")
        try await here.commit(["a": .text("1")], note: .test("kept"))
        try await here.publish(note: .test())
        try await here.commit(["a": .text("2")], note: .test("later"))
        server.turn(refusal.manner)
        let error = await #expect(throws: StateError.self) { try await here.publish(note: .test()) }
        #expect(error?.reason == .notPublished)
        #expect(error?.message.contains(refusal.words) == true, "\(error?.message ?? "")")
        let freshness = try await here.refresh(note: .test())
        #expect(freshness.isStale == !refusal.isReadable && freshness.unpublished == 1)
        #expect(try await here.text("a") == "2")
        server.turn(.serving)
        try await here.publish(note: .test())
        #expect(try await published == "later\nkept\n")
    }

    @Test func aProtectedBranchIsNamed() async throws {
        let here = try await open("here.git")
        let hook = try folder.write("#!/bin/sh\nexit 1\n", to: "srv/remote.git/hooks/pre-receive")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        try await here.commit(["a": .text("1")], note: .test())
        let error = await #expect(throws: StateError.self) { try await here.publish(note: .test()) }
        #expect(error?.message.contains("pre-receive hook declined") == true, "\(error?.message ?? "")")
    }

    @Test(arguments: [GitHTTPServer.Manner.silent, .stalling])
    func aSilentRemoteIsGivenUp(_ manner: GitHTTPServer.Manner) async throws {
        let first = try await open("first.git")
        try await first.commit(["a": .text("1")], note: .test())
        try await first.publish(note: .test())
        server.turn(manner)
        let here = try await open("here.git", silence: .milliseconds(300))
        let freshness = try await here.refresh(note: .test())
        guard case .unreadable(let reason) = freshness.obstacle else {
            Issue.record("read")
            return
        }
        #expect(reason.contains("has not answered"))
        #expect(freshness.isEmpty)
        // What is here can be read and written meanwhile.
        try await here.commit(["b": .text("2")], note: .test())
        #expect(try await here.text("b") == "2")
        await #expect(throws: StateError.self) { try await here.publish(note: .test()) }
    }

    @Test func aCancelledExchangeEndsAtOnce() async throws {
        let here = try await open("here.git", silence: .seconds(500))
        server.turn(.silent)
        let reading = Task { try await here.refresh(note: .test()) }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        reading.cancel()
        await #expect(throws: CancellationError.self) { try await reading.value }
    }
}
