import Document
import TestSupport
import Testing

@testable import Kubernetes

@Suite struct LeaseRecordTests {
    private static let noon = Timestamp(microseconds: 1_767_268_800_000_000)

    private static func record(epoch: Int64 = 4, plan: String? = nil, finished: String? = nil) -> LeaseRecord {
        var record = LeaseRecord(epoch: epoch)
        (record.plan, record.finishedPlan) = (plan, finished)
        return record
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var record: LeaseRecord
        var epoch: Int64 = 4
        var resumes = false
        /// The epoch it is granted in, or why it is not.
        var outcome: Result<Int64, LeaseRefusal>
    }

    @Test(arguments: [
        Case(testDescription: "the epoch that the plan saw", record: record(), outcome: .success(5)),
        Case(
            testDescription: "another plan came between", record: record(epoch: 5, finished: "q"),
            outcome: .failure(.superseded(planned: 4, current: 5))),
        Case(testDescription: "begun and not finished", record: record(epoch: 5, plan: "p"), outcome: .success(5)),
        Case(testDescription: "finished", record: record(epoch: 5, finished: "p"), outcome: .failure(.carriedOut)),
        Case(
            testDescription: "finished, and seen after that", record: record(epoch: 4, finished: "p"),
            outcome: .failure(.carriedOut)),
        Case(
            testDescription: "another was begun and not finished", record: record(plan: "q"), outcome: .success(5)),
        Case(
            testDescription: "the Lease went with a destruction that was killed", record: record(epoch: 9),
            resumes: true, outcome: .success(10)),
        Case(
            testDescription: "an epoch from the future", record: record(epoch: 2), epoch: .max,
            outcome: .failure(.superseded(planned: .max, current: 2))),
        Case(
            testDescription: "the last epoch", record: record(epoch: LeaseRecord.lastEpoch),
            epoch: LeaseRecord.lastEpoch, outcome: .success(LeaseRecord.lastEpoch)),
    ]) func isGrantedToAPlanOnce(_ test: Case) {
        let claim = LeaseClaim(holder: "h", runLease: "e.run.r", epoch: test.epoch, plan: "p")
        let outcome = Result { () throws(LeaseRefusal) in
            try test.record.granting(claim, resumes: test.resumes, now: Self.noon)
        }
        #expect(outcome.map(\.epoch) == test.outcome)
        guard let granted = try? outcome.get() else { return }
        #expect(granted.plan == "p" && granted.holder == "h" && granted.runLease == "e.run.r")
        #expect(granted.released(isFinished: true, now: Self.noon).finishedPlan == "p")
        #expect(granted.released(isFinished: true, now: Self.noon).plan == nil)
        #expect(granted.released(now: Self.noon).plan == "p")
        #expect(granted.released(now: Self.noon).holder == nil)
    }

    /// The record of kinds grows with each plan, and outlives its end.
    @Test func theRecordOfKindsGrows() throws {
        let first = try LeaseRecord().granting(
            LeaseClaim(holder: "h", runLease: "r", epoch: 0, plan: "p", kinds: ["ConfigMap"]), now: Self.noon)
        let free = LeaseRecord(first.released(isFinished: true, now: Self.noon).lease(name: "l"))
        #expect(free.kinds == ["ConfigMap"])
        let claim = LeaseClaim(
            holder: "h", runLease: "r", epoch: free.epoch, plan: "q", kinds: ["Role.rbac.authorization.k8s.io"])
        let second = LeaseRecord(try free.granting(claim, now: Self.noon).lease(name: "l"))
        #expect(second.kinds == ["ConfigMap", "Role.rbac.authorization.k8s.io"])
    }

    @Test func readsBackWhatItWrites() {
        var record = Self.record(epoch: 7, plan: "digest", finished: "before")
        record.holder = "h"
        record.runLease = "e.run.r"
        record.acquired = Self.noon
        record.renewed = Self.noon.adding(seconds: 1)
        record.durationSeconds = 30
        record.ends = true
        record.labels = ["berth.dev/estate": "e"]
        record.uid = "u"
        record.resourceVersion = "9"
        #expect(LeaseRecord(record.lease(name: "x")) == record)
    }

    @Test(
        arguments: [
            (nil, 30), (0, 30), (-1, 30), (.min, 30), (1, 1), (30, 30), (120, 120), (121, 120), (1_000_000_000, 120),
            (.max, 120),
        ] as [(Int64?, Int64)]) func nobodyWaitsForAnAbsurdTerm(_ seconds: Int64?, _ term: Int64)
    {
        var lease: Value = ["metadata": ["name": "x"], "spec": ["holderIdentity": "h"]]
        if let seconds { lease["spec"]?["leaseDurationSeconds"] = .integer(seconds) }
        #expect(LeaseRecord(lease).term == .seconds(term))
    }

    @Test(
        arguments: [
            [:], ["metadata": 1, "spec": "x"],
            ["spec": ["holderIdentity": "", "renewTime": "soon", "leaseTransitions": -4]],
            [
                "metadata": [
                    "annotations": ["berth.dev/epoch": "-9", "berth.dev/plan": "", "berth.dev/run-lease": ""]
                ],
                "spec": ["holderIdentity": 7, "leaseDurationSeconds": "30", "acquireTime": false],
            ],
        ] as [Value]) func whatIsMissingOrOutOfRangeIsAbsent(_ lease: Value)
    {
        #expect(
            LeaseRecord(lease)
                == {
                    var free = LeaseRecord(); free.durationSeconds = 0; return free
                }())
    }

    @Test func anEpochThatWasTamperedWithOverflowsNothing() throws {
        let lease: Value = [
            "metadata": ["annotations": ["berth.dev/epoch": .string("\(Int64.max)")]],
            "spec": ["leaseTransitions": .integer(.max), "acquireTime": "2026-01-01T12:00:00Z"],
        ]
        let record = LeaseRecord(lease)
        #expect(record.epoch == LeaseRecord.lastEpoch)
        let claim = LeaseClaim(holder: "h", runLease: "r", epoch: record.epoch, plan: "p")
        let granted = try record.granting(claim, now: Self.noon)
        #expect(granted.transitions == Int64(Int32.max) && granted.epoch == LeaseRecord.lastEpoch)
    }

    @Test(.enabled(if: KubeTruth.isPresent)) func readsALeaseOfARealServer() throws {
        let exchange = try #require(try KubeTruth.scenario("lease").last)
        let record = LeaseRecord(exchange.answer)
        #expect(record.holder == "run-2")
        #expect(record.transitions == 1)
        #expect(record.renewed == Timestamp("2026-01-01T00:00:10Z"))
        #expect(record.term == .seconds(30))
    }
}
