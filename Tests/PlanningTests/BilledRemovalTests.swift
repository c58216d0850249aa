import Document
import Resources
import Specification
import State
import TestSupport
import Testing

@testable import Planning

/// What costs money in a tenant goes before its control plane or holds it up, whoever's it is.
struct BilledRemovalTests {
    enum Owner: Sendable, CaseIterable {
        /// Berth's, and no record of kinds leads to it.
        case berth
        /// It was made anew from its own manifest: marks, and no record of who set them.
        case restored
        /// As `restored`, with the state lost.
        case copied
        case team
    }

    private static let address = ResourceAddress(workspace: "w", "application/lb")
    private static let key = ItemKey(
        place: .tenant("w"), apiVersion: "v1", kind: "Service", namespace: "default", name: "lb")
    private static let volume = ItemKey(place: .tenant("w"), apiVersion: "v1", kind: "PersistentVolume", name: "v")

    private let world = MemoryWorld(isFaithful: true)

    private func planner(_ consents: Set<Consent>, _ snapshots: [String: Snapshot] = [:]) -> Planner {
        let service: Value = [
            "apiVersion": "v1", "kind": "Service", "metadata": ["name": "lb"], "spec": ["type": "LoadBalancer"],
        ]
        return Planner(
            specification: SpecificationSet(
                estate: Samples.estate([Samples.cluster("m")]),
                workspaces: [Samples.workspace("w", applications: ["lb"])],
                catalog: [Samples.application("lb", manifests: [service])], templates: Samples.templates),
            backends: world, secrets: FixedSecrets(), snapshots: snapshots,
            options: .init(consents: consents.union([.massDeletion])))
    }

    private func apply() async throws {
        for change in try await planner([]).plan().steps.flatMap(\.changes) where change.action == .create {
            guard let item = change.item, item.insertions.isEmpty else { continue }
            _ = try await world.apply(Write(key: change.key, body: item.desired, observed: nil))
        }
    }

    /// A workspace with a load balancer, and what the state knows of it.
    private func snapshots(_ owner: Owner) async throws -> [String: Snapshot] {
        try await apply()
        try await apply()
        let service = try #require(world.items.first { $0.key == Self.key })
        switch owner {
        case .berth: break
        case .restored, .copied: world.tamper(Self.key) { $0[["metadata", "managedFields"]] = nil }
        case .team:
            world.tamper(Self.key) { value in
                for map in ["labels", "annotations", "managedFields"] {
                    value[Path([.key("metadata"), .key(map)])] = nil
                }
            }
        }
        for observation in world.items where observation.key.name == "k8s-w-w" {
            world.tamper(observation.key) { value in
                for name in RecordedKinds.annotations {
                    value[Path([.key("metadata"), .key("annotations"), .key(name)])] = nil
                }
            }
        }
        guard owner == .restored else { return [:] }
        var snapshot = Snapshot(group: "w", phase: .active)
        snapshot.cluster = "m"
        snapshot.items[service.key] = .init(address: Self.address, uid: "before", applied: service.value)
        return ["w": snapshot]
    }

    @Test(arguments: Owner.allCases) func nothingOutlivesTheTenant(_ owner: Owner) async throws {
        let snapshots = try await snapshots(owner)
        let plan = try await planner([], snapshots).destroy(["w"], includesShared: false)
        let plane = try #require(plan.steps.first { $0.kind == .controlPlane })
        let companions = plane.changes.flatMap(\.companions).filter { $0.key == Self.key }
        if owner == .berth {
            try expectRemoved(by: Self.address, before: plane, in: plan)
            #expect(plan.problems.isEmpty, "\(plan.problems)")
            return
        }
        #expect(companions == [.init(key: Self.key, isOwned: false)])
        #expect(plan.problems.contains { $0.kind == .refused && $0.message.contains("Service default/lb") })
        #expect(!plan.remarks.contains { $0.contains("left alone") }, "\(plan.remarks)")
        let agreed = try await planner([.cascade], snapshots).destroy(["w"], includesShared: false)
        #expect(agreed.problems.isEmpty, "\(agreed.problems)")
        let last = try #require(agreed.steps.first { $0.kind == .controlPlane })
        try expectRemoved(
            by: ResourceAddress(workspace: "w", WorkspaceRemoval.billedName), before: last, in: agreed)
        let specification = planner([]).specification
        #expect(throws: Never.self) {
            try PlanAudit(specification, snapshots: snapshots).check(Plan(file: agreed.file))
        }
    }

    private func expectRemoved(by address: ResourceAddress, before plane: Step, in plan: Plan) throws {
        let step = try #require(plan.steps.first { $0.address == address }, "\(plan.steps.map(\.address))")
        #expect(step.action == .delete && step.changes.map(\.key) == [Self.key])
        #expect(plane.dependencies.contains(address))
        #expect(!plane.changes.flatMap(\.companions).map(\.key).contains(Self.key))
    }

    @Test func aVolumeWithoutAClaimIsNamed() async throws {
        _ = try await snapshots(.berth)
        world.add(Observation(key: Self.volume, value: ["metadata": ["name": "v", "uid": "v"], "spec": ["csi": [:]]]))
        let plan = try await planner([]).destroy(["w"], includesShared: false)
        #expect(plan.problems.map(\.message).joined().contains("that Berth did not make: PersistentVolume v"))
        let agreed = try await planner([.cascade]).destroy(["w"], includesShared: false)
        #expect(agreed.steps.contains { $0.changes.map(\.key) == [Self.volume] })
        #expect(agreed.problems.isEmpty)
    }
}
