import Kubernetes
import Synchronization
import TestSupport

@testable import Execution

/// A lock cluster and a clock in memory for several runs at once, one thread for all.
///
/// Whenever all runs wait, a seeded choice says whose request is carried out next, which takes 10 ms; where none is under way,
/// time goes on to the next who sleeps. The same seed gives the same order.
final class SimulatedCluster: TaskExecutor, Sendable {
    /// What becomes of a request.
    enum Fate: Sendable { case answered, answerLost, killedBefore, killedAfter }

    struct Request {
        var agent: Int
        var isWrite: Bool
        /// Carries it out, or only answers with a failure, and gives what resumes the task.
        var carryOut: (inout State, Fate) -> (() -> Void)
    }

    struct State {
        var leases: [String: LeaseRecord] = [:]
        var version = 0
        var now: Duration = .seconds(1000)
        var jobs: [UnownedJob] = []
        var requests: [Int: Request] = [:]
        var sleepers: [Int: (agent: Int, until: Duration, wake: (Bool) -> Void)] = [:]
        var next = 0
        var random: SeededGenerator
        var dead: Set<Int> = []
        /// How many requests each run has sent.
        var counts: [Int: Int] = [:]
        /// Which runs cannot reach the cluster.
        var cutOff: Set<Int> = []
    }

    private let state: Mutex<Box>
    /// Not sendable parts of the state, used under the lock only.
    private struct Box: @unchecked Sendable { var state: State }
    /// Says what becomes of the n-th request of a run.
    let fate: @Sendable (_ agent: Int, _ number: Int, _ isWrite: Bool, inout SeededGenerator) -> Fate

    init(
        seed: UInt64,
        fate: @escaping @Sendable (Int, Int, Bool, inout SeededGenerator) -> Fate = { _, _, _, _ in .answered }
    ) {
        state = Mutex(Box(state: State(random: SeededGenerator(seed: seed))))
        self.fate = fate
    }

    func with<Result: Sendable>(_ body: (inout State) -> sending Result) -> Result {
        state.withLock { body(&$0.state) }
    }

    var leases: [String: LeaseRecord] { with(\.leases) }
    var now: Duration { with(\.now) }
    func requests(of agent: Int) -> Int { with { $0.counts[agent] ?? 0 } }
    func cutOff(_ agent: Int) { with { _ = $0.cutOff.insert(agent) } }
    func isDead(_ agent: Int) -> Bool { with { $0.dead.contains(agent) } }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.state.jobs.append(job) }
    }

    /// Runs everything until no task is left that can go on, or `isOver`.
    func run(until isOver: () -> Bool) {
        for _ in 0..<2_000_000 {
            while let job = state.withLock({ $0.state.jobs.isEmpty ? nil : $0.state.jobs.removeFirst() }) {
                job.runSynchronously(on: asUnownedTaskExecutor())
            }
            if isOver() { return }
            let step = state.withLock { box -> (@Sendable () -> Void)? in
                guard let step = Self.step(&box.state, fate: fate) else { return nil }
                nonisolated(unsafe) let go = step
                return { go() }
            }
            guard let step else { return }
            step()
        }
    }

    private static func step(
        _ state: inout State,
        fate: (Int, Int, Bool, inout SeededGenerator) -> Fate
    ) -> (() -> Void)? {
        let first = state.sleepers.min { ($0.value.until, $0.key) < ($1.value.until, $1.key) }
        if let first, first.value.until <= state.now || state.requests.isEmpty {
            state.now = max(state.now, first.value.until)
            state.sleepers[first.key] = nil
            return { first.value.wake(true) }
        }
        if let id = state.requests.keys.sorted().randomElement(using: &state.random),
            let request = state.requests.removeValue(forKey: id)
        {
            state.now += .milliseconds(10)
            let number = state.counts[request.agent, default: 0]
            state.counts[request.agent] = number + 1
            let fate = fate(request.agent, number, request.isWrite, &state.random)
            let answer = request.carryOut(&state, fate)
            guard fate == .killedBefore || fate == .killedAfter else { return answer }
            let agent = request.agent
            state.dead.insert(agent)
            state.requests = state.requests.filter { $0.value.agent != agent }
            state.sleepers = state.sleepers.filter { $0.value.agent != agent }
            return {}
        }
        return nil
    }

    /// The clock of one run, which began to count at a moment of its own.
    func clock(of agent: Int) -> LockClock {
        let offset = Duration.seconds(agent * 7919)
        return LockClock(
            now: { self.now + offset }, sleep: { try await self.sleep($0, agent: agent) }, executor: self)
    }

    func sleep(_ duration: Duration, agent: Int) async throws {
        let id = with { state in
            state.next += 1
            return state.next
        }
        let isWhole = await withTaskCancellationHandler {
            await withUnsafeContinuation { (continuation: UnsafeContinuation<Bool, Never>) in
                let isCancelled = Task.isCancelled
                with { state in
                    guard !isCancelled, !state.dead.contains(agent) else { return }
                    state.sleepers[id] = (agent, state.now + duration, { continuation.resume(returning: $0) })
                }
                if isCancelled { continuation.resume(returning: false) }
            }
        } onCancel: {
            let wake = state.withLock { box -> (@Sendable () -> Void)? in
                guard let sleeper = box.state.sleepers.removeValue(forKey: id) else { return nil }
                nonisolated(unsafe) let wake = sleeper.wake
                return { wake(false) }
            }
            wake?()
        }
        if !isWhole { throw CancellationError() }
    }

    /// Sends a request, which waits for its turn.
    fileprivate func send<Answer: Sendable>(
        _ agent: Int, isWrite: Bool, _ body: @escaping @Sendable (inout State) -> Result<Answer, KubernetesError>
    ) async throws(KubernetesError) -> Answer {
        let result = await withUnsafeContinuation {
            (continuation: UnsafeContinuation<Result<Answer, KubernetesError>, Never>) in
            with { state in
                guard !state.dead.contains(agent) else { return }
                state.next += 1
                state.requests[state.next] = Request(agent: agent, isWrite: isWrite) { state, fate in
                    if state.cutOff.contains(agent) {
                        return { continuation.resume(returning: .failure(.simulated(503, "ServiceUnavailable"))) }
                    }
                    if fate == .killedBefore { return {} }
                    let answer = body(&state)
                    if fate == .answerLost {
                        return { continuation.resume(returning: .failure(.simulated(503, "ServiceUnavailable"))) }
                    }
                    return { continuation.resume(returning: answer) }
                }
            }
        }
        return try result.get()
    }
}

/// The way of one run to the simulated cluster.
struct SimulatedLeases: LeaseStore {
    let cluster: SimulatedCluster
    let agent: Int

    func list() async throws(KubernetesError) -> [String: LeaseRecord] {
        try await cluster.send(agent, isWrite: false) { .success($0.leases) }
    }

    func read(_ name: String) async throws(KubernetesError) -> LeaseRecord? {
        try await cluster.send(agent, isWrite: false) { .success($0.leases[name]) }
    }

    func write(_ record: LeaseRecord, to name: String) async throws(KubernetesError) -> LeaseRecord {
        try await cluster.send(agent, isWrite: true) { state in
            let current = state.leases[name]
            if record.resourceVersion == nil, current != nil { return .failure(.simulated(409, "AlreadyExists")) }
            if record.resourceVersion != nil, current == nil { return .failure(.simulated(404, "NotFound")) }
            guard record.resourceVersion == current?.resourceVersion else {
                return .failure(.simulated(409, "Conflict"))
            }
            state.version += 1
            var written = record
            written.uid = current?.uid ?? "uid-\(state.version)"
            written.resourceVersion = "\(state.version)"
            state.leases[name] = written
            return .success(written)
        }
    }

    func delete(_ record: LeaseRecord, at name: String) async throws(KubernetesError) {
        try await cluster.send(agent, isWrite: true) { state -> Result<Void, KubernetesError> in
            guard let current = state.leases[name] else { return .success(()) }
            guard current.uid == record.uid, current.resourceVersion == record.resourceVersion else {
                return .failure(.simulated(409, "Conflict"))
            }
            state.leases[name] = nil
            return .success(())
        }
    }
}

extension KubernetesError {
    fileprivate static func simulated(_ code: Int, _ reason: String) -> KubernetesError {
        KubernetesError(
            cluster: "m", operation: Operation("write", "lease"),
            cause: .status(StatusFailure(code: code, reason: reason, message: reason)))
    }
}
