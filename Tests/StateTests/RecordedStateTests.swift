import Git
import State
import TestSupport
import Testing

/// Snapshots that something else than Berth wrote.
struct RecordedStateTests {
    private let folder: TemporaryFolder
    private let state: StateRepository

    init() async throws {
        folder = try TemporaryFolder()
        state = try await StateRepository.open(at: folder.path("estate.git"))
        let sound = Snapshot(group: "sound", phase: .active)
        try await state.commit([Snapshot.path(group: "sound"): .write(sound.json)], note: .test())
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var content: [UInt8]
        var words: String
        var testDescription: String { words }
    }

    @Test(arguments: [
        Case(content: Array("not json".utf8), words: "cannot be read"), Case(content: [], words: "cannot be read"),
        Case(content: Array("{\"version\": 99}".utf8), words: "format"),
        Case(content: Snapshot(group: "other").json, words: "it says that it is the snapshot of other"),
        Case(content: Array(repeating: 32, count: Repository.largestFile + 1), words: "at most"),
    ])
    func oneThatCannotBeReadIsNamedBesideTheOthers(_ test: Case) async throws {
        let path = Snapshot.path(group: "broken")
        try await state.commit([path: .write(test.content)], note: .test())
        let recorded = try await state.recorded()
        #expect(recorded.snapshots.keys.sorted() == ["sound"])
        #expect(recorded.unreadable.map(\.path) == [path])
        #expect(recorded.unreadable.first?.description.contains(test.words) == true)
        #expect(throws: SnapshotError.self) { try recorded.checkReadable() }
    }

    @Test func aLinkIsNoSnapshot() async throws {
        let work = folder.path("work")
        try await Program.git("clone", "-q", state.path, work)
        try await Program("mkdir")("-p", "\(work)/workspaces/linked")
        try await Program("ln")("-s", "../sound/snapshot.json", "\(work)/workspaces/linked/snapshot.json")
        try await Program.git("add", "-A", in: work)
        try await Program.git("commit", "-q", "-m", "link", in: work)
        try await Program.git("push", "-q", "origin", "HEAD", in: work)
        #expect(try await state.recorded().unreadable.map(\.path) == ["workspaces/linked/snapshot.json"])
    }

    @Test func theRevisionIsTheOneThatWasRead() async throws {
        #expect(try await state.recorded().revision == state.head())
        #expect(try await state.recorded().snapshots["sound"]?.phase == .active)
    }
}
