import Document
import Kubernetes
import Reports
import Testing

@testable import Execution

/// What `berth locks` prints: who holds what, since when, and until when.
struct LocksReportTests {
    private let now = Timestamp("2026-11-23T04:57:08Z") ?? Timestamp(microseconds: 0)

    private func survey() throws -> LockSurvey {
        let names = try #require(LeaseName(estate: "loopback"))
        func run(_ holder: String, began: String, renewed: String) -> LeaseRecord {
            var record = LeaseRecord()
            record.holder = holder
            record.durationSeconds = 30
            (record.acquired, record.renewed) = (Timestamp(began), Timestamp(renewed))
            return record
        }
        func held(by lease: String, _ run: LeaseRecord, epoch: Int64) -> LeaseRecord {
            var record = LeaseRecord(epoch: epoch)
            (record.holder, record.runLease, record.acquired) = (run.holder, lease, run.acquired)
            record.plan = "sha256:0123456789abcdef"
            return record
        }
        let live = run("Jane Doe on ci-3, run a", began: "2026-11-23T04:52:08Z", renewed: "2026-11-23T04:57:05Z")
        let dead = run(
            "Sam\u{1B}[2J on laptop, run b", began: "2026-11-22T04:52:08Z", renewed: "2026-11-22T04:52:18Z")
        var free = LeaseRecord(epoch: 7)
        free.finishedPlan = "sha256:fedcba9876543210"
        let table = LockTable(
            [
                "loopback.run.a": live, "loopback.run.b": dead,
                "loopback.workspace.payments": held(by: "loopback.run.a", live, epoch: 3),
                "loopback.workspace.legacy": held(by: "loopback.run.b", dead, epoch: 1),
                "loopback.workspace.analytics": free, "loopback.estate": held(by: "loopback.run.b", dead, epoch: 0),
            ], names: names)
        return LockSurvey(table: table, alive: ["loopback.run.a"])
    }

    @Test func saysSinceWhenAndUntilWhen() throws {
        let text = LocksText(TextLayout(width: 80)).render(try survey(), now: now)
        try expectGolden(text, "locks-80.txt")
        #expect(!text.contains("\u{1B}"))
        let value = try Value(json: LocksJSON().render(try survey()))
        #expect(value["locks"]?[2]?["expires"] == "2026-11-23T04:57:35Z")
    }

    @Test func theEstatesOwnLockHasAName() throws {
        let survey = try survey()
        #expect(try survey.breakable("estate", isForced: false).lease == "loopback.run.b")
        #expect(survey.groups(heldWith: "estate") == ["legacy", "estate"], "all locks of a run end together")
        #expect(throws: LockReleaseError.self) { try survey.breakable("payments", isForced: false) }
        #expect(throws: LockReleaseError.notHeld("analytics")) { try survey.breakable("analytics", isForced: true) }
    }
}
