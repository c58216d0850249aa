import Document
import Planning
import Resources
import State
import Synchronization
import TestSupport

@testable import Execution

/// A run over a world in memory, with a real state repository.
struct RunFixture {
    let world: MemoryWorld
    let folder: TemporaryFolder
    let repository: StateRepository
    let events = Events()

    final class Events: Sendable {
        private let list = Mutex<[RunEvent]>([])
        var all: [RunEvent] { list.withLock(\.self) }
        func add(_ event: RunEvent) { list.withLock { $0.append(event) } }
    }

    struct NoLock: RunLock {
        func acquire(for plan: Plan, interruption: Interruption) async throws {}
        func checkHeld() throws(RunLockLoss) {}
        func release(destroyed: Set<String>, finished: Bool) async {}
    }

    private struct SameKubeconfig: KubeconfigWriter {
        func adminKubeconfig(from original: [UInt8], workspace: String, host: String, port: Int) -> [UInt8] { original }
    }

    init(isFaithful: Bool = false) async throws {
        world = MemoryWorld(isFaithful: isFaithful)
        folder = try TemporaryFolder()
        repository = try await StateRepository.open(at: "\(folder.path)/state.git")
    }

    /// A step that creates one ConfigMap of the same name.
    func step(
        _ name: String, after dependencies: String..., group: String = "w", installs: Bool = false,
        items: [String]? = nil, timeout: Duration = .seconds(60)
    ) -> Step {
        let address = Self.address(name, group)
        return Step(
            address: address, kind: .application, action: .create,
            dependencies: Set(dependencies.map { Self.address($0, group) }),
            changes: (items ?? [name]).map { create($0, address) }, timeout: timeout,
            deployment: installs
                ? Deployment(application: name, revision: "1.0.0", digest: Digest(of: Value.null)) : nil)
    }

    /// The address of the step of this name.
    static func address(_ name: String, _ group: String = "w") -> ResourceAddress {
        ResourceAddress(workspace: group, "application/\(name)")
    }

    func create(_ name: String, _ address: ResourceAddress) -> ItemChange {
        let key = ItemKey(
            place: .management("m"), apiVersion: "v1", kind: "ConfigMap", namespace: "k8s-w-\(address.group)",
            name: name)
        let desired: Value = [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": [
                "name": .string(name), "namespace": key.namespace.map(Value.string) ?? .null,
                "annotations": [
                    "berth.dev/address": .string(address.description), "berth.dev/item": .string(key.binding),
                ],
                "labels": ["berth.dev/estate": "loopback"],
            ],
            "data": ["a": "1"],
        ]
        let item = Item(key: key, desired: desired)
        return ItemChange(
            key: key, action: .create, item: item, precondition: Precondition(.absent), leaves: item.newLeaves)
    }

    func plan(_ steps: [Step], purpose: Plan.Purpose = .apply) -> Plan {
        let groups = Set(steps.map(\.address.group)).sorted().map { Plan.Group(name: $0, cluster: "m") }
        return Plan(estate: "e", purpose: purpose, steps: steps, groups: groups)
    }

    func run(
        _ plan: Plan, parallelism: Int = 4, interruption: Interruption = Interruption(), lock: any RunLock = NoLock(),
        secrets: (any SecretSource)? = nil, snapshots: [String: Snapshot] = [:], vault: SecretVault? = nil,
        generate: @escaping @Sendable () -> [UInt8] = { [1, 2, 3] },
        refusals: @escaping @Sendable (Plan, World) -> [Plan.Problem] = { _, _ in [] },
        protection: @escaping @Sendable (Observation, World) -> String? = { _, _ in nil }
    ) async throws -> RunResult {
        let events = events
        let environment = Executor.Environment(
            backends: world, secrets: secrets ?? FixedSecrets(nil),
            observer: Observer(estate: Samples.estate([]), backends: world),
            repository: repository, vault: vault ?? SecretVault(repository, recipients: []), lock: lock,
            refusals: { plan, world, _ in refusals(plan, world) }, protection: protection,
            kubeconfigs: SameKubeconfig(),
            recorded: { RecordedState(revision: try await repository.head(), snapshots: snapshots) },
            clock: RunClock { 1_764_000_000 }, generateSecret: generate, report: { events.add($0) })
        return try await Executor(
            plan, in: environment,
            options: .init(
                parallelism: parallelism, actor: "tester", run: "run-1",
                pace: Pace(firstRetry: .milliseconds(1), longestRetry: .milliseconds(4), probe: .milliseconds(1))),
            interruption: interruption
        ).run()
    }

    func snapshot(_ group: String = "w") async throws -> Snapshot? {
        let path = Snapshot.path(group: group)
        return try await repository.read(path).map { try Snapshot(json: $0, path: path) }
    }
}
