import Document
import Resources
import Specification
import TestSupport
import Testing

@testable import Planning

/// An autoscaler that a team made itself sets the replicas of what Berth installed.
struct AutoscalerFinderTests {
    private let world = MemoryWorld(isFaithful: true)

    private var planner: Planner {
        let web: Value = [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web"], "spec": ["replicas": 5],
        ]
        return Planner(
            specification: SpecificationSet(
                estate: Samples.estate([Samples.cluster("m")]),
                workspaces: [Samples.workspace("w", applications: ["web"])],
                catalog: [
                    Samples.application("web", rules: DeploymentRules(phase: .prerequisite), manifests: [web])
                ], templates: Samples.templates),
            backends: world, secrets: FixedSecrets(nil), snapshots: [:])
    }

    private func scaled(by target: Value?) async throws -> Plan {
        for change in try await planner.plan().steps.flatMap(\.changes) where change.action == .create {
            guard let item = change.item, item.insertions.isEmpty else { continue }
            _ = try await world.apply(Write(key: change.key, body: item.desired, observed: nil))
        }
        if let target {
            let key = ItemKey(
                place: .management("m"), apiVersion: "autoscaling/v1", kind: "HorizontalPodAutoscaler",
                namespace: "k8s-w-w", name: "teams")
            world.add(
                Observation(key: key, value: ["metadata": ["name": "teams"], "spec": ["scaleTargetRef": target]]))
        }
        world.edit("web", ["spec", "replicas"], 2)
        return try await planner.plan()
    }

    private func action(_ plan: Plan) -> Action? { plan.steps.first { $0.address.name == "application/web" }?.action }

    @Test func itsReplicasAreNoDrift() async throws {
        let plan = try await scaled(by: ["apiVersion": "apps/v1", "kind": "Deployment", "name": "web"])
        #expect(action(plan) != .update)
        #expect(plan.remarks.contains { $0.contains("is left to others: the autoscaler teams sets it") })
    }

    @Test func oneOfSomethingElseChangesNothing() async throws {
        let plan = try await scaled(by: ["apiVersion": "apps/v1", "kind": "StatefulSet", "name": "web"])
        #expect(action(plan) == .update)
        #expect(try await action(scaled(by: nil)) == .update)
    }

    @Test func whereNobodyCanLookThePlanSaysSo() async throws {
        world.hide(ItemKind(group: "autoscaling", kind: "HorizontalPodAutoscaler"), "forbidden")
        let plan = try await scaled(by: nil)
        #expect(action(plan) == .update)
        #expect(plan.remarks.contains { $0.contains("could not be looked at: forbidden") }, "\(plan.remarks)")
    }
}
