import Kubernetes
import Planning
import Resources
import Synchronization
import TestSupport
import Testing

@testable import Execution

@Suite struct LeaseRunLockTests {
    /// Waits until so many others have ended, as a run that is at work.
    private func work(_ runs: SimulatedRuns, _ agent: Int, until others: Int) -> @Sendable (LeaseRunLock) async -> Void
    {
        { _ in
            for _ in 0..<1000 where runs.outcomes.count < others {
                try? await runs.cluster.sleep(.seconds(1), agent: agent)
            }
        }
    }

    @Test(arguments: 2...8) func exactlyOneOfRunsThatWantTheSameWins(_ count: Int) throws {
        for seed in 0..<40 {
            let runs = SimulatedRuns(
                SimulatedCluster(seed: UInt64(seed)) { _, _, isWrite, random in
                    isWrite && Int.random(in: 0..<20, using: &random) == 0 ? .answerLost : .answered
                })
            for agent in 1...count {
                let plan = SimulatedRuns.plan(
                    ["a": 0, "b": 0, "c": 0], remark: seed.isMultiple(of: 2) ? "" : "\(agent)")
                try runs.start(agent, plan, work: work(runs, agent, until: count - 1))
            }
            runs.finish(1...count)
            let winners = runs.outcomes.filter { $0.value == .held }.map(\.key)
            #expect(winners.count == 1, "seed \(seed): \(runs.outcomes)")
            let winner = "a\(winners.first ?? 0) on h, run run\(winners.first ?? 0)-\(winners.first ?? 0)"
            for (agent, outcome) in runs.outcomes where !winners.contains(agent) {
                guard case .failed(.heldBy(let holder)) = outcome else {
                    Issue.record("seed \(seed): \(agent) ended with \(outcome)")
                    continue
                }
                #expect(holder.text == winner)
            }
            #expect(runs.cluster.leases.keys.filter { $0.contains(".run.") }.isEmpty)
            #expect(runs.cluster.now - .seconds(1000) < .seconds(60))
        }
    }

    @Test(arguments: 0..<150) func ofRunsThatOverlapSomeWinAndEachLoserMetOne(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let count = Int.random(in: 2...8, using: &random)
        let wanted = (1...count).map { _ -> Set<String> in
            Set((0..<Int.random(in: 1...4, using: &random)).map { _ in "g\(Int.random(in: 0..<6, using: &random))" })
        }
        let runs = SimulatedRuns(SimulatedCluster(seed: UInt64(seed)))
        for agent in 1...count {
            let groups = Dictionary(uniqueKeysWithValues: wanted[agent - 1].map { ($0, Int64(0)) })
            // Each works until every run has either ended or holds its groups.
            try runs.start(agent, SimulatedRuns.plan(groups, remark: "\(agent)")) { _ in
                try? await runs.cluster.sleep(.seconds(200), agent: agent)
            }
        }
        runs.finish(1...count)
        #expect(runs.overlaps == [])
        let winners = runs.outcomes.filter { $0.value == .held }.map(\.key)
        #expect(!winners.isEmpty)
        for (agent, outcome) in runs.outcomes where outcome != .held {
            guard case .failed(.heldBy(let holder)) = outcome else {
                Issue.record("\(agent) ended with \(outcome)")
                continue
            }
            #expect(
                winners.contains {
                    holder.text.hasPrefix("a\($0) ") && !wanted[$0 - 1].isDisjoint(with: wanted[agent - 1])
                },
                "\(agent) lost against \(holder.text), who did not win")
        }
    }

    @Test func aLiveHolderIsNamedFastAndADeadOneOutlived() throws {
        let runs = SimulatedRuns(SimulatedCluster(seed: 1))
        try runs.start(1, SimulatedRuns.plan(["a": 0])) { _ in try? await runs.cluster.sleep(.seconds(300), agent: 1) }
        runs.cluster.run { runs.cluster.now > .seconds(1005) }
        let start = runs.cluster.now
        try runs.start(2, SimulatedRuns.plan(["a": 0], remark: "2"))
        runs.finish([2])
        #expect(runs.cluster.now - start < .seconds(10))
        guard case .failed(.heldBy) = runs.outcomes[2] else { return #expect(Bool(false), "\(runs.outcomes)") }

        let killed = SimulatedRuns(
            SimulatedCluster(seed: 1) { agent, number, _, _ in
                agent == 1 && number == 12 ? .killedBefore : .answered
            })
        try killed.start(1, SimulatedRuns.plan(["a": 0])) { _ in
            try? await killed.cluster.sleep(.seconds(300), agent: 1)
        }
        killed.finish([1])
        let death = killed.cluster.now
        try killed.start(2, SimulatedRuns.plan(["a": 1], remark: "2"))
        killed.finish([2])
        #expect(killed.outcomes[2] == .held)
        #expect(killed.cluster.now - death > .seconds(29) && killed.cluster.now - death < .seconds(33))
        #expect(killed.said.first?.contains("whether that still runs shows within 30s") == true)
        #expect(killed.cluster.leases.keys.sorted() == ["e.estate", "e.workspace.a"])
    }

    /// What clusters share is on record while a run is at work and afterwards, and until all of it is destroyed.
    @Test func theKindsThatClustersShareAreOnRecord() throws {
        let runs = SimulatedRuns(SimulatedCluster(seed: 1))
        let key = ItemKey(place: .management("m"), apiVersion: "v1", kind: "ConfigMap", namespace: "x", name: "a")
        let address = ResourceAddress(cluster: "m", "application/a")
        func plan(_ action: Action, epoch: Int64, _ key: ItemKey = key, remaining: Set<ItemKind>? = nil) -> Plan {
            let change = ItemChange(
                key: key, action: action, item: action == .delete ? nil : Item(key: key, desired: [:]))
            return Plan(
                estate: "e", purpose: action == .delete ? .destroy : .apply,
                steps: [Step(address: address, kind: .prerequisite, action: action, changes: [change])],
                groups: [Plan.Group(name: address.group, cluster: "m", epoch: epoch, sharedKinds: remaining)])
        }
        let seen = Mutex<Set<ItemKind>>([])
        try runs.start(1, plan(.create, epoch: 0)) { _ in
            let table = LeaseName(estate: "e").map { LockTable(runs.cluster.leases, names: $0) }
            seen.withLock { $0 = table?.sharedKinds(of: "m") ?? [] }
        }
        runs.finish([1])
        #expect(runs.outcomes[1] == .held)
        #expect(seen.withLock(\.self) == [key.itemKind])
        #expect(runs.cluster.leases["e.cluster.m"]?.kinds == ["ConfigMap"])
        // A plan that does not know what else is there widens the record, and one that does narrows it.
        let other = ItemKey(place: .management("m"), apiVersion: "v1", kind: "Service", namespace: "x", name: "a")
        for (number, remaining) in [(2, nil), (3, Set([other.itemKind]))] {
            try runs.start(number, plan(.create, epoch: Int64(number) - 1, other, remaining: remaining))
            runs.finish([number])
            #expect(runs.outcomes[number] == .held)
            let kinds = runs.cluster.leases["e.cluster.m"]?.kinds
            #expect(kinds == (remaining == nil ? ["ConfigMap", "Service"] : ["Service"]))
        }
        try runs.start(4, plan(.delete, epoch: 3))
        runs.finish([4])
        #expect(runs.outcomes[4] == .held)
        #expect(runs.cluster.leases["e.cluster.m"] == nil)
    }

    /// How many requests a run makes when nothing disturbs it, ended.
    private func requests(of plan: Plan, after setUp: [Plan] = []) throws -> Int {
        let runs = SimulatedRuns(SimulatedCluster(seed: 0))
        for (number, plan) in setUp.enumerated() {
            try runs.start(100 + number, plan)
            runs.finish([100 + number])
        }
        try runs.start(1, plan)
        runs.finish([1])
        #expect(runs.outcomes[1] == .held)
        return runs.cluster.requests(of: 1)
    }

    @Test(arguments: [SimulatedCluster.Fate.killedBefore, .killedAfter])
    func aRunThatIsKilledAnywhereIsGoneOnWithByTheSamePlan(_ fate: SimulatedCluster.Fate) throws {
        let plan = SimulatedRuns.plan(["a": 0, "b": 0])
        for kill in 0..<(try requests(of: plan)) {
            let runs = SimulatedRuns(
                SimulatedCluster(seed: UInt64(kill)) { agent, number, _, _ in
                    agent == 1 && number == kill ? fate : .answered
                })
            try runs.start(1, plan)
            runs.finish([1])
            try runs.start(2, plan)
            runs.finish([2])
            let isMarked = runs.outcomes[2] == .failed(.refused(.carriedOut))
            #expect(runs.outcomes[2] == .held || isMarked, "kill \(kill): \(runs.outcomes)")
            try runs.start(3, plan)
            runs.finish([3])
            #expect(runs.outcomes[3] == .failed(.refused(.carriedOut)), "kill \(kill): carried out twice")
            try runs.start(4, SimulatedRuns.plan(["a": 1, "b": 1], remark: "next"))
            runs.finish([4])
            #expect(runs.outcomes[4] == .held, "kill \(kill): \(runs.outcomes)")
        }
    }

    @Test(arguments: [SimulatedCluster.Fate.killedBefore, .killedAfter], [true, false])
    func aDestructionThatIsKilledAnywhereLeavesNothingOnceItIsRepeated(
        _ fate: SimulatedCluster.Fate, byTheSamePlan: Bool
    ) throws {
        let apply = SimulatedRuns.plan(["a": 0, "b": 0])
        let destroy = SimulatedRuns.plan(["a": 1, "b": 1], destroys: true)
        for kill in 0..<(try requests(of: destroy, after: [apply])) {
            let runs = SimulatedRuns(
                SimulatedCluster(seed: UInt64(kill)) { agent, number, _, _ in
                    agent == 1 && number == kill ? fate : .answered
                })
            try runs.start(100, apply)
            runs.finish([100])
            try runs.start(1, destroy)
            runs.finish([1])
            let isConcluded = runs.cluster.leases.keys.sorted() == ["e.estate"]
            let epochs = LockTable(runs.cluster.leases, names: try #require(LeaseName(estate: "e")))
            if byTheSamePlan {
                try runs.start(2, destroy)
            } else {
                // Planned anew, of what is still there: what was begun is taken for gone here.
                let rest = ["a", "b"].filter { !epochs.record(of: $0).ends && epochs.exists($0) }
                let again = Dictionary(uniqueKeysWithValues: rest.map { ($0, epochs.epoch(of: $0)) })
                try runs.start(2, SimulatedRuns.plan(again, destroys: true, remark: "again"))
            }
            runs.finish([2])
            let isOver = runs.outcomes[2] == .held
            let isStale = if case .failed(.refused) = runs.outcomes[2] { true } else { false }
            #expect(byTheSamePlan && isConcluded ? isStale : isOver, "kill \(kill): \(runs.outcomes)")
            try runs.startSweep(3, gone: ["a", "b"])
            runs.finish([3])
            #expect(runs.outcomes[3] == .held, "kill \(kill): \(runs.outcomes)")
            #expect(runs.cluster.leases.keys.sorted() == ["e.estate"], "kill \(kill): \(runs.said)")
            for (agent, plan) in [(4, apply), (5, destroy)] {
                try runs.start(agent, plan)
                runs.finish([agent])
                guard case .failed(.refused(.superseded)) = runs.outcomes[agent] else {
                    Issue.record("kill \(kill): a plan was carried out again: \(runs.outcomes)")
                    continue
                }
            }
        }
    }

    @Test func aRunThatTakesOverFromADeadOneFreesAllItsGroups() throws {
        let plan = SimulatedRuns.plan(["a": 0, "b": 0])
        var takenOver = 0
        for kill in 0..<(try requests(of: plan)) {
            let runs = SimulatedRuns(
                SimulatedCluster(seed: UInt64(kill)) { agent, number, _, _ in
                    agent == 1 && number == kill ? .killedBefore : .answered
                })
            try runs.start(1, plan)
            runs.finish([1])
            guard let left = runs.cluster.leases["e.workspace.a"], left.holder != nil else { continue }
            takenOver += 1
            // What the dead run had to do in b was done.
            try runs.start(2, SimulatedRuns.plan(["a": left.epoch], remark: "rest"))
            runs.finish([2])
            #expect(runs.outcomes[2] == .held)
            let leases = runs.cluster.leases
            #expect(leases.values.allSatisfy { $0.holder == nil && $0.runLease == nil }, "kill \(kill): \(leases)")
            #expect(leases.keys.filter { $0.contains(".run.") }.isEmpty, "kill \(kill): \(leases)")
        }
        #expect(takenOver > 2)
    }

    @Test(arguments: [SimulatedCluster.Fate.killedBefore, .killedAfter])
    func whatAKilledRunLeftIsSweptWhereNothingIsToBeDone(_ fate: SimulatedCluster.Fate) throws {
        let plan = SimulatedRuns.plan(["a": 0, "b": 0])
        for kill in 0..<(try requests(of: plan)) {
            let runs = SimulatedRuns(
                SimulatedCluster(seed: UInt64(kill)) { agent, number, _, _ in
                    agent == 1 && number == kill ? fate : .answered
                })
            try runs.start(1, plan)
            runs.finish([1])
            // The plan again, which may find that it is finished, and then an apply that finds nothing to do.
            let isFinished = runs.cluster.leases["e.workspace.a"]?.finishedPlan != nil
            if isFinished {
                try runs.start(2, plan)
                runs.finish([2])
                #expect(runs.outcomes[2] == .failed(.refused(.carriedOut)))
                #expect(runs.cluster.leases.keys.filter { $0.contains(".run.") }.isEmpty, "kill \(kill)")
            }
            try runs.startSweep(3, kept: ["a", "b"])
            runs.finish([3])
            #expect(runs.outcomes[3] == .held)
            let leases = runs.cluster.leases.filter { $0.key != "e.estate" }
            #expect(leases.values.allSatisfy { $0.holder == nil && $0.runLease == nil }, "kill \(kill): \(leases)")
            #expect(leases.keys.filter { $0.contains(".run.") }.isEmpty, "kill \(kill): \(leases)")
        }
    }

    @Test func aSweepLeavesLiveRunsAlone() throws {
        let runs = SimulatedRuns(SimulatedCluster(seed: 1))
        try runs.start(1, SimulatedRuns.plan(["a": 0])) { _ in try? await runs.cluster.sleep(.seconds(100), agent: 1) }
        runs.cluster.run { runs.cluster.now > .seconds(1005) }
        let start = runs.cluster.now
        // Somebody else's workspace is not even waited for.
        try runs.startSweep(2, kept: ["b"])
        runs.finish([2])
        #expect(runs.cluster.now - start < .seconds(1))
        try runs.startSweep(3, kept: ["a"])
        runs.finish([3])
        #expect(runs.cluster.now - start < .seconds(10))
        #expect(runs.cluster.leases["e.workspace.a"]?.holder != nil)
        #expect(runs.cluster.leases.keys.contains { $0.contains(".run.") })
        runs.finish([1])
        #expect(runs.outcomes[1] == .held)
    }

    @Test func aPlanDoesNotApplyAgainAfterItsWorkspaceWasDestroyed() throws {
        let runs = SimulatedRuns(SimulatedCluster(seed: 3))
        let apply = SimulatedRuns.plan(["a": 0])
        let plans = [apply, SimulatedRuns.plan(["a": 1], destroys: true), apply]
        for (agent, plan) in plans.enumerated() {
            try runs.start(agent, plan)
            runs.finish([agent])
        }
        #expect(runs.outcomes[1] == .held)
        #expect(runs.outcomes[2] == .failed(.refused(.superseded(planned: 0, current: 3))))
        // A plan made now applies.
        try runs.start(4, SimulatedRuns.plan(["a": 3], remark: "new"))
        runs.finish([4])
        #expect(runs.outcomes[4] == .held)
    }

    @Test(arguments: 0..<60) func whoIsCutOffStopsBeforeAnotherBegins(_ seed: Int) throws {
        let runs = SimulatedRuns(SimulatedCluster(seed: UInt64(seed)))
        let interruption = Interruption()
        try runs.start(1, SimulatedRuns.plan(["a": 0]), interruption: interruption) { lock in
            while true {
                do { try lock.checkHeld() } catch { break }
                try? await runs.cluster.sleep(.milliseconds(100), agent: 1)
            }
            runs.leave(1)
            await interruption.requested()
        }
        runs.cluster.run { runs.cluster.now > .seconds(1002) + .milliseconds(seed * 37) }
        runs.cluster.cutOff(1)
        try runs.start(2, SimulatedRuns.plan(["a": 1], remark: "2"))
        runs.finish([1, 2])
        #expect(runs.overlaps == [], "both held it at once")
        #expect(runs.outcomes[2] == .held)
        #expect(interruption.reason?.contains("could not be renewed in time (") == true)
        #expect(runs.cluster.leases["e.workspace.a"]?.finishedPlan != nil, "the second run's mark stays")
    }

    @Test func aRunWhoseLeaseIsTakenAwayStops() throws {
        let runs = SimulatedRuns(SimulatedCluster(seed: 3))
        let interruption = Interruption()
        try runs.start(1, SimulatedRuns.plan(["a": 0]), interruption: interruption) { _ in
            await interruption.requested()
        }
        runs.cluster.run { runs.cluster.now > .seconds(1004) }
        runs.cluster.with { $0.leases["e.run.run1-1"] = nil }
        runs.finish([1])
        #expect(interruption.reason == "the lock e.run.run1-1 was lost: somebody removed it")
        #expect(runs.cluster.leases["e.workspace.a"]?.finishedPlan == nil, "nothing is marked finished")
    }

    @Test func renewalIsOneRequestHoweverManyGroups() throws {
        let runs = SimulatedRuns(SimulatedCluster(seed: 3))
        let groups = Dictionary(uniqueKeysWithValues: (0..<3000).map { ("w\($0)", Int64(0)) })
        try runs.start(1, SimulatedRuns.plan(groups)) { lock in
            let before = runs.cluster.requests(of: 1)
            try? await runs.cluster.sleep(.seconds(60), agent: 1)
            #expect(runs.cluster.requests(of: 1) - before <= 21)
            #expect(throws: Never.self) { try lock.checkHeld() }
        }
        runs.finish([1])
        #expect(runs.outcomes[1] == .held)
        #expect(runs.cluster.leases.values.filter { $0.finishedPlan != nil }.count == 3000)
    }

    @Test func aPlanThatWritesWithoutALockIsRefused() throws {
        var unlisted = SimulatedRuns.plan(["a": 0])
        unlisted.groups = []
        var unmarked = SimulatedRuns.plan(["a": 0])
        unmarked.groups[0].epoch = nil
        let runs = SimulatedRuns(SimulatedCluster(seed: 3))
        let plans = [unlisted, unmarked, SimulatedRuns.plan(["..": 0]), SimulatedRuns.plan(["a\nb": 0])]
        for (agent, plan) in plans.enumerated() {
            try runs.start(agent, plan)
            runs.finish([agent])
        }
        #expect(
            runs.outcomes[0]
                == .other(#"the plan cannot be applied: "a" has steps and is not among the plan's groups; plan again"#))
        #expect(runs.outcomes[1] == .failed(.noEpoch))
        for agent in [2, 3] {
            guard case .other(let text) = runs.outcomes[agent] else {
                Issue.record("\(runs.outcomes)")
                continue
            }
            #expect(text.contains("is neither a workspace's id nor cluster/NAME") && !text.contains("\n"))
        }
        #expect(runs.cluster.leases.isEmpty)
    }
}
