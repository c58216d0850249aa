import Git
import Planning
import State
import Synchronization
import Testing

@testable import Execution

/// The Leases that tell may be lost, or the estate may have another lock cluster: the state tells, too.
@Test func aPlanThatEndedIsNotCarriedOutAgain() async throws {
    let fixture = try await RunFixture()
    var plan = fixture.plan([fixture.step("a")])
    plan.stateRevision = "\(try await fixture.repository.head())"
    #expect(try await fixture.run(plan).status == .applied)
    for item in fixture.world.items { fixture.world.remove(item.key) }
    let error = await #expect(throws: RunLockError.self) { try await fixture.run(plan) }
    #expect(error?.cause == .refused(.carriedOut))
    #expect(fixture.world.items.isEmpty)
    // The same planned again is another plan.
    var other = plan
    other.stateRevision = "\(try await fixture.repository.head())"
    #expect(try await fixture.run(other).status == .applied)
}

/// How a run is recorded.
struct RunRecordTests {
    @Test func aFleetIsRecordedInFewCommits() async throws {
        let fixture = try await RunFixture()
        let groups = (0..<300).map { "w\($0)" }
        let plan = fixture.plan(groups.map { fixture.step("app", group: $0, items: ["cm-\($0)"]) })
        let result = try await fixture.run(plan, parallelism: 10)
        #expect(result.status == .applied)
        print("a fleet of \(groups.count) workspaces: \(result.commits.count) commits")
        #expect(result.commits.count < groups.count / 5)
        for group in groups { #expect(try await fixture.snapshot(group) != nil) }
    }

    /// A recorder of a plan with steps in the groups v and w, over what is recorded now.
    private func recorder(_ fixture: RunFixture, _ plan: Plan, warnings: Warnings = Warnings()) async throws
        -> RunRecorder
    {
        RunRecorder(
            fixture.repository, plan: plan, identity: .init(run: "run-1", actor: "tester"),
            clock: RunClock { 1_764_000_000 }, recorded: try await fixture.repository.recorded(),
            warn: { warnings.add($0) })
    }

    private final class Warnings: Sendable {
        private let list = Mutex<[String]>([])
        var all: [String] { list.withLock(\.self) }
        func add(_ text: String) { list.withLock { $0.append(text) } }
    }

    @Test func theIntentIsOnRecordBeforeAnythingElse() async throws {
        let fixture = try await RunFixture()
        let recorder = try await recorder(fixture, fixture.plan([fixture.step("a")]))
        try await recorder.begin()
        #expect(try await fixture.repository.list() == ["runs/run-1.json"])
    }

    @Test func aLostUpdateIsToldAndTheOthersAreRecorded() async throws {
        let fixture = try await RunFixture()
        let plan = fixture.plan([fixture.step("a", group: "v"), fixture.step("a", group: "w")])
        let recorder = try await recorder(fixture, plan)
        try await recorder.begin()
        let foreign = Snapshot(group: "v", phase: .deleting)
        try await fixture.repository.commit(
            [Snapshot.path(group: "v"): .write(foreign.json)],
            note: CommitNote(subject: "Another run", actor: "other", time: 1_764_000_000))
        for group in plan.groups {
            try await recorder.finish(group, outcomes: [RunFixture.address("a", group.name): .done])
        }
        let lost = await recorder.flush()
        #expect(
            lost.count == 1 && lost.first?.hasPrefix("not on record: Apply v: another run changed") == true, "\(lost)")
        #expect(try await fixture.snapshot("v") == foreign)
        #expect(try await fixture.snapshot("w")?.group == "w")
    }

    @Test func aRemoteThatIsAwayIsAWarning() async throws {
        let fixture = try await RunFixture()
        let away = Remote(url: fixture.folder.path("away.git"))
        let repository = try await StateRepository.open(at: fixture.repository.path, remote: away)
        let warnings = Warnings()
        let recorder = RunRecorder(
            repository, plan: fixture.plan([fixture.step("a")]), identity: .init(run: "run-1", actor: "tester"),
            clock: RunClock { 1_764_000_000 }, recorded: try await repository.recorded(), warn: { warnings.add($0) })
        try await recorder.begin()
        let commits = await recorder.end(RunResult(status: .applied, outcomes: [:]))
        #expect(commits.count == 2)
        #expect(warnings.all.contains { $0.contains("not published") && $0.contains("away.git") })
    }
}
