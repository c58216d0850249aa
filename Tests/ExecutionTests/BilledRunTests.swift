import Document
import Planning
import Resources
import TestSupport
import Testing

@testable import Execution

/// A tenant is not taken away while something in it costs money, whatever a plan says.
struct BilledRunTests {
    private static let service = ItemKey(
        place: .tenant("w"), apiVersion: "v1", kind: "Service", namespace: "default", name: "lb")
    private static let volume = ItemKey(place: .tenant("w"), apiVersion: "v1", kind: "PersistentVolume", name: "v")
    private static let claim = ItemKey(
        place: .tenant("w"), apiVersion: "v1", kind: "PersistentVolumeClaim", namespace: "default", name: "c")
    private static let location = TenantLocation(workspace: "w", cluster: "m", namespace: "k8s-w-w")

    private let fixture: RunFixture

    init() async throws {
        fixture = try await RunFixture(isFaithful: true)
        try await add(Self.location.controlPlane, "w/control-plane")
    }

    @discardableResult
    private func add(_ key: ItemKey, _ address: String?, _ spec: Value = [:]) async throws -> Observation {
        var body: Value = [
            "apiVersion": .string(key.apiVersion), "kind": .string(key.kind),
            "metadata": ["name": .string(key.name)], "spec": spec,
        ]
        if let address {
            body[["metadata", "annotations"]] = [
                "berth.dev/address": .string(address), "berth.dev/item": .string(key.binding),
            ]
            body[["metadata", "labels"]] = ["berth.dev/estate": "loopback"]
        }
        return try await fixture.world.apply(Write(key: key, body: body, observed: nil))
    }

    /// A plan that deletes the control plane after some items.
    private func plan(deleting keys: [ItemKey] = []) throws -> Plan {
        let first = ResourceAddress(workspace: "w", "tenant:billed")
        let address = ResourceAddress(workspace: "w", "control-plane")
        func change(_ key: ItemKey, _ owner: ResourceAddress?) throws -> ItemChange {
            let seen = try #require(fixture.world.items.first { $0.key == key })
            return ItemChange(key: key, action: .delete, precondition: Precondition(deleting: seen, owner: owner))
        }
        var steps = [
            Step(
                address: address, kind: .controlPlane, action: .delete, dependencies: keys.isEmpty ? [] : [first],
                changes: [try change(Self.location.controlPlane, address)])
        ]
        if !keys.isEmpty {
            steps.insert(
                Step(
                    address: first, kind: .application, action: .delete, changes: try keys.map { try change($0, nil) }),
                at: 0)
        }
        let group = Plan.Group(name: "w", cluster: "m", namespace: Self.location.namespace)
        return Plan(estate: "e", purpose: .destroy, steps: steps, groups: [group])
    }

    @Test(arguments: ["w/application/lb", nil]) func isStaleWhereSomethingWouldBeLeft(_ owner: String?) async throws {
        try await add(Self.service, owner, ["type": "LoadBalancer"])
        let error = await #expect(throws: StalePlanError.self) { try await fixture.run(try plan()) }
        #expect(error?.differences.map(\.item) == [Self.service])
        #expect(fixture.world.names == ["lb", "w"])
        #expect(try await fixture.run(try plan(deleting: [Self.service])).status == .applied)
        #expect(fixture.world.names.isEmpty)
    }

    /// What comes while the run is on its way stops it at the control plane.
    @Test func whatIsMadeMeanwhileIsNotLeft() async throws {
        try await add(Self.service, nil, ["type": "LoadBalancer"])
        let plan = try plan(deleting: [Self.service])
        let late = Observation(
            key: Self.volume, value: ["metadata": ["name": "v", "uid": "late"], "spec": ["csi": ["driver": "x"]]])
        let world = fixture.world
        world.onRead { if $0 == Self.location.controlPlane { world.add(late) } }
        let result = try await fixture.run(plan)
        #expect(result.status == .partlyApplied)
        #expect("\(result.outcomes)".contains("what costs money would outlive it: PersistentVolume v"))
        #expect(world.names == ["v", "w"])
    }

    /// A volume that was provisioned for a claim goes after it, and the control plane stays until then.
    @Test func theVolumeOfAClaimIsWaitedFor() async throws {
        try await add(Self.claim, nil)
        world(addsVolumeFor: Self.claim)
        let plan = try plan(deleting: [Self.claim])
        let (world, events) = (fixture.world, fixture.events)
        // The provisioner takes it away once somebody waits for it.
        let provisioner = Task {
            while !events.all.contains(where: { "\($0)".contains("waits until PersistentVolume v is gone") }) {
                try await Task.sleep(for: .milliseconds(1))
            }
            #expect(world.item("w") != nil)
            world.remove("v")
        }
        #expect(try await fixture.run(plan).status == .applied)
        try await provisioner.value
        #expect(world.names.isEmpty)
    }

    /// What protects something in a namespace is asked at the moment when the namespace would go.
    @Test(arguments: [true, false]) func aProtectedCompanionStops(_ isProtected: Bool) async throws {
        let namespace = ItemKey(place: .management("m"), apiVersion: "v1", kind: "Namespace", name: "x")
        let address = ResourceAddress(cluster: "m", "application/base")
        let inner = ItemKey(place: .management("m"), apiVersion: "v1", kind: "ConfigMap", namespace: "x", name: "one")
        let seen = try await add(namespace, address.description)
        try await add(inner, "cluster/m/application/user")
        var change = ItemChange(
            key: namespace, action: .delete, precondition: Precondition(deleting: seen, owner: address))
        change.precondition?.contents = [inner]
        let plan = fixture.plan([Step(address: address, kind: .prerequisite, action: .delete, changes: [change])])
        let result = try await fixture.run(
            plan,
            protection: { observation, _ in
                isProtected && observation.key == inner ? "its application.yaml says so" : nil
            })
        #expect(result.status == (isProtected ? .partlyApplied : .applied), "\(result.outcomes)")
        #expect(fixture.world.names == (isProtected ? ["one", "w", "x"] : ["w"]))
    }

    private func world(addsVolumeFor claim: ItemKey) {
        fixture.world.add(
            Observation(
                key: Self.volume,
                value: [
                    "metadata": [
                        "name": "v", "uid": "v", "annotations": ["pv.kubernetes.io/provisioned-by": "csi.example.com"],
                    ],
                    "spec": [
                        "csi": ["driver": "csi.example.com"],
                        "claimRef": ["namespace": .string(claim.namespace ?? ""), "name": .string(claim.name)],
                    ],
                ]))
    }
}
