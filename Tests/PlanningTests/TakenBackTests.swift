import Document
import Resources
import Specification
import State
import TestSupport
import Testing

@testable import Planning

/// What is not there any more, and why: taken back by Berth, by others, or by its own time to live.
struct TakenBackTests {
    private static let address = ResourceAddress(workspace: "w", "application/app")
    private let world = MemoryWorld(isFaithful: true)

    private func plan(_ manifest: Value, _ snapshots: [String: Snapshot] = [:]) async throws -> Plan {
        let application = Samples.application(
            "app", rules: DeploymentRules(phase: .prerequisite), manifests: [manifest])
        return try await Planner(
            specification: SpecificationSet(
                estate: Samples.estate([Samples.cluster("m")]),
                workspaces: [Samples.workspace("w", applications: ["app"])], catalog: [application],
                templates: Samples.templates),
            backends: world, secrets: FixedSecrets(), snapshots: snapshots
        ).plan()
    }

    struct Case: Sendable {
        var state: DeploymentRecord.State?
        var wasInstalled = false
        var isTerminating: Bool
        var reason: String
        var wasRemoved: Bool
    }

    @Test(arguments: [
        Case(
            state: .installed, isTerminating: false, reason: "drift: it was removed outside of Berth", wasRemoved: true),
        Case(
            state: .installed, isTerminating: true, reason: "drift: it was removed outside of Berth", wasRemoved: true),
        Case(state: .failed, isTerminating: true, reason: "the last install did not finish", wasRemoved: false),
        Case(state: .failed, isTerminating: false, reason: "the last install did not finish", wasRemoved: false),
        Case(state: .installing, isTerminating: true, reason: "the last install did not finish", wasRemoved: false),
        // An update takes nothing back.
        Case(
            state: .failed, wasInstalled: true, isTerminating: false, reason: "drift: it was removed outside of Berth",
            wasRemoved: true),
        Case(
            state: .installing, wasInstalled: true, isTerminating: true,
            reason: "drift: it was removed outside of Berth", wasRemoved: true),
        Case(state: nil, isTerminating: false, reason: "drift: it was removed outside of Berth", wasRemoved: true),
    ])
    func whatBerthTookBackIsNoDrift(_ sample: Case) async throws {
        let first = try await plan(Samples.configMap("one"))
        for change in first.steps.flatMap(\.changes) where change.action == .create {
            guard let item = change.item, item.insertions.isEmpty else { continue }
            _ = try await world.apply(Write(key: change.key, body: item.desired, observed: nil))
        }
        let seen = try #require(world.item("one"))
        let step = try #require(first.steps.first { $0.address == Self.address })
        var snapshot = Snapshot(group: "w", phase: .error)
        snapshot.cluster = "m"
        snapshot.items[seen.key] = .init(address: Self.address, uid: seen.uid, applied: seen.value)
        if let state = sample.state {
            snapshot.deployments[Self.address] = DeploymentRecord(
                deployment: try #require(step.deployment), state: state)
            snapshot.deployments[Self.address]?.wasInstalled = sample.wasInstalled
        }
        if sample.isTerminating {
            world.tamper(seen.key) { $0[["metadata", "deletionTimestamp"]] = "2026-01-01T00:00:00Z" }
        } else {
            world.remove(seen.key)
        }
        let planned = try await plan(Samples.configMap("one"), ["w": snapshot]).steps.first {
            $0.address == Self.address
        }
        #expect(planned?.reason == sample.reason)
        #expect(planned?.changes.map(\.wasRemoved) == [sample.wasRemoved])
    }

    /// Nothing in the world tells a Job that removed itself from one that never ran: with the state lost the plan says so.
    @Test(arguments: [true, false]) func aJobThatMayHaveRunIsNamed(_ hasState: Bool) async throws {
        let job: Value = [
            "apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": "migrate"],
            "spec": ["ttlSecondsAfterFinished": 1],
        ]
        var snapshot = Snapshot(group: "w", phase: .active)
        snapshot.cluster = "m"
        let plan = try await plan(job, hasState ? ["w": snapshot] : [:])
        #expect(plan.remarks.contains { $0.contains("Job.batch") && $0.contains("it runs again") } == !hasState)
    }
}
