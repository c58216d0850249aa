import Kubernetes
import Planning
import Resources
import TestSupport
import Testing

@testable import Execution

/// Runs that make new workspaces on a cluster with little room.
struct ClusterRoomTests {
    /// However many runs begin at once, whatever they saw before, and whoever of them dies: there is never more than fits.
    @Test(arguments: 0..<60) func noRunsFillThePlacesTwice(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let capacity = Int.random(in: 1...5, using: &random)
        let runs = SimulatedRuns(
            SimulatedCluster(seed: UInt64(seed)) { _, _, isWrite, random in
                isWrite && Int.random(in: 0..<20, using: &random) == 0 ? .answerLost : .answered
            }, capacity: capacity)
        let wanted = (1...6).map { agent in Set((0..<Int.random(in: 1...2, using: &random)).map { "w\(agent)\($0)" }) }
        for (index, groups) in wanted.enumerated() {
            let pause = Int64.random(in: 0...40, using: &random)
            let plan = SimulatedRuns.plan(Dictionary(uniqueKeysWithValues: groups.map { ($0, Int64(0)) }))
            try runs.start(index + 1, plan) { _ in
                try? await runs.cluster.sleep(.seconds(pause), agent: index + 1)
                runs.make(groups)
            }
        }
        runs.finish(1...6)
        #expect(runs.made.count <= capacity, "\(runs.made)")
        for (index, groups) in wanted.enumerated() {
            switch runs.outcomes[index + 1] {
            case .held: #expect(groups.isSubset(of: runs.made))
            case .failed(.noRoom(let cluster, let taken, let reserved, let limit)):
                #expect(cluster == "m" && limit == capacity && taken + reserved + groups.count > capacity)
                #expect(groups.isDisjoint(with: runs.made))
            case let other: Issue.record("\(index + 1) ended with \(String(describing: other))")
            }
        }
        #expect(runs.made.count + 2 > min(capacity, wanted.reduce(0) { $0 + $1.count }))
        let reserved = runs.cluster.leases.values.compactMap(\.place)
        #expect(reserved.isEmpty)
    }

    @Test func aWorkspaceThatIsThereNeedsNoPlace() throws {
        let runs = SimulatedRuns(SimulatedCluster(seed: 1), capacity: 1)
        runs.make(["a", "b"])
        try runs.start(1, SimulatedRuns.plan(["a": 0]))
        runs.finish([1])
        #expect(runs.outcomes[1] == .held)
    }

    struct Reserved: Sendable {
        /// How long the Lease of the other run was seen unchanged.
        var unchanged: Duration
        var runs = true
        var isRefused: Bool
    }

    /// What a run has reserved counts until it was seen dead.
    @Test(arguments: [
        Reserved(unchanged: .seconds(0), isRefused: true), Reserved(unchanged: .seconds(29), isRefused: true),
        Reserved(unchanged: .seconds(30), isRefused: false),
        Reserved(unchanged: .seconds(0), runs: false, isRefused: false),
    ])
    func thePlaceOfADeadRunIsFreeAgain(_ test: Reserved) async throws {
        let names = try #require(LeaseName(estate: "e"))
        let run = names.name(ofRun: "r", suffix: "1")
        var lease = LeaseRecord()
        (lease.holder, lease.durationSeconds) = ("other", 30)
        var other = LeaseRecord()
        (other.holder, other.runLease, other.place) = ("other", run, "m")
        var records = ["e.workspace.a": other]
        if test.runs { records[run] = lease }
        var watch = LeaseWatch()
        for (name, record) in records { watch.note(name, record, at: .seconds(100)) }
        let room = ClusterRoom(capacities: ["m": 1]) { _ in ["m": []] }
        let claim = GroupClaim(
            group: "b", claim: LeaseClaim(holder: "me", runLease: "e.run.me", epoch: 0, plan: "", place: "m"))
        var refusal: RunLockError?
        do {
            try await room.check(
                [claim], in: LockTable(records, names: names), by: watch, looked: .seconds(100) + test.unchanged)
        } catch let error as RunLockError {
            refusal = error
        }
        let expected = RunLockError(group: "b", .noRoom(cluster: "m", taken: 0, reserved: 1, capacity: 1))
        #expect(refusal == (test.isRefused ? expected : nil))
    }
}
