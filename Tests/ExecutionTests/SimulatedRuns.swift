import Kubernetes
import Planning
import Resources
import Synchronization
import Testing

@testable import Execution

/// Runs over a simulated cluster, each on a task of its own.
final class SimulatedRuns: Sendable {
    let cluster: SimulatedCluster
    /// How many workspaces the cluster `m` holds; nil: any number.
    let capacity: Int?
    private struct State: @unchecked Sendable {
        var outcomes: [Int: Outcome] = [:]
        var holding: [Int: Set<String>] = [:]
        var said: [String] = []
        var overlaps: [String] = []
        var made: Set<String> = []
    }
    private let state = Mutex(State())

    enum Outcome: Equatable {
        /// It held its groups, and gave them back.
        case held
        case failed(RunLockError.Cause)
        case other(String)
    }

    init(_ cluster: SimulatedCluster, capacity: Int? = nil) {
        self.cluster = cluster
        self.capacity = capacity
    }

    /// The workspaces that exist.
    var made: Set<String> { state.withLock(\.made) }

    /// Makes workspaces, as a run does that holds their locks.
    func make(_ workspaces: Set<String>) { state.withLock { $0.made.formUnion(workspaces) } }

    var outcomes: [Int: Outcome] { state.withLock(\.outcomes) }
    var said: [String] { state.withLock(\.said) }
    /// Two runs that held the same group at once.
    var overlaps: [String] { state.withLock(\.overlaps) }

    func lock(_ agent: Int) throws -> LeaseRunLock {
        try LeaseRunLock(
            SimulatedLeases(cluster: cluster, agent: agent), estate: "e", run: "run\(agent)", actor: "a\(agent) on h",
            room: capacity.map { capacity in
                ClusterRoom(capacities: ["m": capacity]) { [self] _ in ["m": made] }
            }, clock: cluster.clock(of: agent), suffix: "\(agent)"
        ) { text in self.state.withLock { $0.said.append(text) } }
    }

    /// A plan that writes in some groups, each seen at an epoch.
    static func plan(_ groups: [String: Int64], destroys: Bool = false, remark: String = "") -> Plan {
        Plan(
            estate: "e", purpose: destroys ? .destroy : .apply,
            steps: groups.keys.sorted().map {
                Step(
                    address: ResourceAddress(workspace: $0, "namespace"), kind: .namespace,
                    action: destroys ? .delete : .create)
            },
            groups: groups.keys.sorted().map { Plan.Group(name: $0, cluster: "m", epoch: groups[$0]) },
            remarks: remark.isEmpty ? [] : [remark])
    }

    /// Starts a run that holds its locks until `work` returns.
    func start(
        _ agent: Int, _ plan: Plan, finished: Bool = true, interruption: Interruption = Interruption(),
        work: @escaping @Sendable (LeaseRunLock) async -> Void = { _ in }
    ) throws {
        let lock = try lock(agent)
        let groups = Set(plan.groups.map(\.name))
        Task(executorPreference: cluster) {
            let outcome: Outcome
            do {
                try await lock.acquire(for: plan, interruption: interruption)
                self.enter(agent, groups)
                await work(lock)
                self.leave(agent)
                await lock.release(destroyed: plan.purpose == .destroy && finished ? groups : [], finished: finished)
                outcome = .held
            } catch let error as RunLockError {
                outcome = .failed(error.cause)
            } catch {
                outcome = .other("\(error)")
            }
            self.state.withLock { $0.outcomes[agent] = outcome }
        }
    }

    /// Takes away what killed runs left.
    func startSweep(_ agent: Int, gone: Set<String> = [], kept: Set<String> = []) throws {
        let lock = try lock(agent)
        Task(executorPreference: cluster) {
            let outcome: Outcome
            do {
                try await lock.sweep(gone: gone, kept: kept, interruption: Interruption())
                outcome = .held
            } catch {
                outcome = .other("\(error)")
            }
            self.state.withLock { $0.outcomes[agent] = outcome }
        }
    }

    /// Runs until all of some runs have ended or were killed; one that waits for ever is an issue.
    func finish(_ agents: some Sequence<Int>, sourceLocation: SourceLocation = #_sourceLocation) {
        let agents = Array(agents)
        cluster.run { agents.allSatisfy { outcomes[$0] != nil || cluster.isDead($0) } }
        let stuck = agents.filter { outcomes[$0] == nil && !cluster.isDead($0) }
        if !stuck.isEmpty { Issue.record("never ended: \(stuck)", sourceLocation: sourceLocation) }
    }

    private func enter(_ agent: Int, _ groups: Set<String>) {
        state.withLock { state in
            for (other, theirs) in state.holding {
                for group in groups.intersection(theirs) { state.overlaps.append("\(group): \(other) and \(agent)") }
            }
            state.holding[agent] = groups
        }
    }

    func leave(_ agent: Int) { state.withLock { $0.holding[agent] = nil } }
}
