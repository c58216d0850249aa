import Document
import Kubernetes
import Planning
import Resources
import State
import TestSupport

/// A fleet that is in place, in memory: gives each place what it holds, without looking at the others.
struct EngineWorld: BackendProvider {
    private var places: [Place: [Observation]] = [:]
    private(set) var snapshots: [String: Snapshot] = [:]
    /// Without one, nothing is in place.
    private var hasTenants = false

    /// The fleet after all that a plan creates was created.
    init(applying plan: Plan? = nil) async throws {
        guard let plan else { return }
        hasTenants = true
        for group in plan.groups where group.namespace != nil {
            var snapshot = Snapshot(group: group.name, phase: .active)
            snapshot.cluster = group.cluster
            snapshot.kubeconfig = .init(uid: "secret", version: "1")
            snapshots[group.name] = snapshot
        }
        for step in plan.steps {
            for item in step.changes.compactMap(\.item) {
                let observation = try await Self.observation(of: item)
                places[item.key.place, default: []].append(observation)
                snapshots[step.address.group]?.items[item.key] = Snapshot.RecordedItem(
                    address: step.address, uid: observation.uid, applied: item.desired)
            }
            if let deployment = step.deployment {
                snapshots[step.address.group]?.deployments[step.address] = DeploymentRecord(
                    deployment: deployment, state: .installed)
            }
        }
    }

    /// What nobody owns by the servers' records.
    private static let unowned: Set<Path> = [
        ["apiVersion"], ["kind"], ["metadata", "name"], ["metadata", "namespace"],
    ]

    /// An item as a server keeps it that Berth alone wrote to.
    private static func observation(of item: Item) async throws -> Observation {
        let resolver = InsertionResolver(secrets: FixedSecrets()) { _ in "10.0.0.1" }
        var value = try await resolver.resolve(item, observed: nil).body
        // Lists are owned as a whole.
        let paths = value.leaves.map { leaf in
            Path(Array(leaf.path.components.prefix { if case .key = $0 { true } else { false } }))
        }.filter { !Self.unowned.contains($0) }
        if item.key.isKubernetes {
            value[["metadata", "managedFields"]] = [
                [
                    "manager": .string(Item.Mark.manager), "operation": "Apply",
                    "apiVersion": .string(item.key.apiVersion), "fieldsType": "FieldsV1",
                    "time": "2026-01-01T00:00:00Z",
                    "fieldsV1": FieldSet(paths).fieldsV1,
                ]
            ]
        }
        value[["metadata", "uid"]] = .string("uid-\(item.key.place.description)-\(item.key)")
        value[["metadata", "resourceVersion"]] = "1"
        return Observation(key: item.key, value: value)
    }

    func backend(for place: Place) async throws -> any Backend { EnginePlace(observations: places[place] ?? []) }

    func connectTenant(_ workspace: String, secret: ItemKey) async throws -> TenantAccess? {
        guard hasTenants else { return nil }
        return TenantAccess(
            address: "10.0.0.1", port: 6443, secretUID: "secret", secretVersion: "1", adminKubeconfig: [])
    }

    func probe(_ workspace: String, host: String, port: Int, path: String) async throws -> ProbeResult { .healthy }
    func readyNodes(_ workspace: String) async throws -> Int? { 1 }
}

/// What one place of the fleet holds; nothing can be done with it but looking.
private struct EnginePlace: Backend {
    let observations: [Observation]

    struct OnlyLooks: Error {}

    func observe(kinds: Set<ItemKind>, named: Set<ItemKey>) async throws -> Survey { Survey(observations) }
    func read(_ key: ItemKey) async throws -> Observation? { observations.first { $0.key == key } }
    func preview(_ write: Write) async throws -> Preview { .accepted(write.body) }
    func apply(_ write: Write) async throws -> Observation { throw OnlyLooks() }
    func delete(_ observation: Observation) async throws -> Bool { throw OnlyLooks() }
    func contents(of keys: Set<ItemKey>) async throws -> [ItemKey: [Observation]] { [:] }
    func billed() async throws -> [Observation] { [] }
    func condition(of observation: Observation) -> ItemCondition { .ready }

    func wait(
        for key: ItemKey, until satisfied: @Sendable (Observation?) throws -> Bool
    ) async throws -> Observation? { throw OnlyLooks() }
}
