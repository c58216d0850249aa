import Kubernetes
import Synchronization
import Testing

@testable import Execution

@Suite struct LockSurveyTests {
    /// Looks at the locks of a cluster, and then does something about them.
    private func survey(
        _ runs: SimulatedRuns,
        _ body: @escaping @Sendable (LockSurvey, SimulatedLeases) async throws -> Void = { _, _ in }
    ) throws -> LockSurvey {
        let result = Mutex<Result<LockSurvey, any Error>?>(nil)
        let store = SimulatedLeases(cluster: runs.cluster, agent: 50)
        Task(executorPreference: runs.cluster) {
            do {
                let survey = try await LockSurvey.make(
                    of: "e", from: store, patience: .seconds(4), clock: runs.cluster.clock(of: 50))
                try await body(survey, store)
                result.withLock { $0 = .success(survey) }
            } catch {
                result.withLock { $0 = .failure(error) }
            }
        }
        runs.cluster.run { result.withLock { $0 != nil } }
        return try #require(try result.withLock(\.self)?.get())
    }

    @Test func tellsALiveRunFromADeadOne() throws {
        let runs = SimulatedRuns(
            SimulatedCluster(seed: 1) { agent, number, _, _ in agent == 2 && number == 10 ? .killedBefore : .answered })
        for (agent, groups) in [(1, ["a": Int64(0), "b": 0]), (2, ["c": 0])] {
            try runs.start(agent, SimulatedRuns.plan(groups)) { _ in
                try? await runs.cluster.sleep(.seconds(600), agent: agent)
            }
        }
        runs.cluster.run { runs.cluster.now > .seconds(1020) }
        let survey = try survey(runs)
        #expect(survey.table.groups == ["a", "b", "c"])
        let leases = survey.table.groups.map { survey.table.holder(of: $0)?.lease }
        #expect(leases == ["e.run.run1-1", "e.run.run1-1", "e.run.run2-2"])
        #expect(survey.alive == ["e.run.run1-1"])
        #expect(survey.groups(heldWith: "b") == ["a", "b"])
        #expect(throws: LockReleaseError.self) { try survey.breakable("a", isForced: false) }
        #expect(throws: LockReleaseError.notHeld("x")) { try survey.breakable("x", isForced: true) }
        #expect(try survey.breakable("a", isForced: true).lease == "e.run.run1-1")
    }

    /// On a busy machine a run renews late: while its lease runs on, nobody calls it dead.
    @Test(arguments: [(0, true), (29, true), (31, false), (3600, false), (Int64.max, false)] as [(Int64, Bool)])
    func aLeaseRunsOnByItsOwnTimes(seconds: Int64, isUnexpired: Bool) throws {
        let renewed = Timestamp(microseconds: 1_000_000)
        var record = LeaseRecord()
        record.holder = "Jane on ci, run r"
        record.durationSeconds = 30
        record.renewed = renewed
        let names = try #require(LeaseName(estate: "e"))
        let lease = try #require(names.name(of: "w"))
        let survey = LockSurvey(table: LockTable([lease: record], names: names), alive: [])
        let holder = LockTable.Holder(text: "Jane", since: nil, lease: lease)
        #expect(survey.isUnexpired(holder, at: renewed.adding(seconds: seconds)) == isUnexpired)
        #expect(!survey.isAlive(holder), "what is broken by force is judged by looking on")
    }

    @Test func aBrokenLockIsFreeAtOnceAndTheSamePlanGoesOn() throws {
        let runs = SimulatedRuns(
            SimulatedCluster(seed: 1) { agent, number, _, _ in agent == 1 && number == 12 ? .killedBefore : .answered })
        let plan = SimulatedRuns.plan(["a": 0, "b": 0])
        try runs.start(1, plan) { _ in try? await runs.cluster.sleep(.seconds(600), agent: 1) }
        runs.finish([1])
        _ = try survey(runs) { survey, store in
            try await survey.release(try survey.breakable("a", isForced: false), isForced: false, in: store)
        }
        let start = runs.cluster.now
        try runs.start(2, plan)
        runs.finish([2])
        #expect(runs.outcomes[2] == .held)
        #expect(runs.cluster.now - start < .seconds(1))
    }

    @Test func aLiveRunIsNotBrokenUnlessForcedAndStopsThen() throws {
        let runs = SimulatedRuns(SimulatedCluster(seed: 1))
        let interruption = Interruption()
        try runs.start(1, SimulatedRuns.plan(["a": 0]), interruption: interruption) { _ in
            await interruption.requested()
        }
        runs.cluster.run { runs.cluster.now > .seconds(1010) }
        #expect(throws: LockReleaseError.self) {
            try survey(runs) { survey, store in
                // It was taken for dead, and renews just then.
                let holder = try survey.breakable("a", isForced: true)
                try await runs.cluster.sleep(.seconds(4), agent: 50)
                try await survey.release(holder, isForced: false, in: store)
            }
        }
        #expect(!interruption.isRequested)
        _ = try survey(runs) { survey, store in
            try await survey.release(try survey.breakable("a", isForced: true), isForced: true, in: store)
        }
        runs.finish([1])
        #expect(interruption.reason?.hasSuffix("somebody removed it") == true)
    }
}
