import Document
import Planning
import Resources
import State
import TestSupport
import Testing

@testable import Execution

/// What only the world can tell of a plan that was edited: nothing is written, and nothing recorded.
struct EditedRunTests {
    struct Edit: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var message: String
        var apply: @Sendable (inout ItemChange) -> Void
    }

    private static let value: Path = ["data", "a"]

    /// An update of what a first run made, that is as it should be: `data.a` from 1 to 2.
    private func update(_ fixture: RunFixture) async throws -> Step {
        _ = try await fixture.run(fixture.plan([fixture.step("a")]))
        let seen = try #require(fixture.world.item("a"))
        var step = fixture.step("a")
        var item = try #require(step.changes[0].item)
        item.desired[Self.value] = "2"
        let differ = Differ(item: item, body: item.desired, observation: seen, applied: nil)
        step.action = .update
        step.changes = [
            ItemChange(
                key: item.key, action: .update, item: item, precondition: differ.precondition(owner: step.address),
                leaves: differ.wanted, verification: .server)
        ]
        return step
    }

    @Test func whatIsNotEditedRuns() async throws {
        let fixture = try await RunFixture(isFaithful: true)
        let step = try await update(fixture)
        #expect(try await fixture.run(fixture.plan([step])).status == .applied)
        #expect(fixture.world.item("a")?.value[Self.value] == "2")
    }

    @Test(arguments: [
        Edit(testDescription: "a leaf unshown", message: "data.a would be written, and the plan does not show it") {
            $0.leaves = []
        },
        Edit(
            testDescription: "a leaf shown as taken over",
            message: "data.a would be written otherwise than the plan shows it"
        ) {
            $0.leaves = [LeafChange(path: value, old: "1", new: "1", reason: .ownership)]
        },
        Edit(testDescription: "a leaf shown for another reason", message: "data.a is shown as drift, and is spec") {
            $0.leaves = [LeafChange(path: value, old: "1", new: "2", reason: .drift)]
        },
        Edit(testDescription: "a leaf that is not written", message: "data.z is shown, and would not be written") {
            $0.leaves.append(LeafChange(path: ["data", "z"], old: nil, new: "2", reason: .spec))
        },
        Edit(testDescription: "a leaf that may be anything", message: "the plan does not say how data.a must be") {
            $0.precondition?.leaves.removeAll { $0.path == value }
        },
        Edit(testDescription: "another's field given back", message: "data.b belongs to others now") {
            $0.reclaimed = [["data", "b"]]
        },
    ])
    func isStale(_ edit: Edit) async throws {
        let fixture = try await RunFixture(isFaithful: true)
        var step = try await update(fixture)
        fixture.world.edit(step.changes[0].key, ["data", "b"], "of others")
        edit.apply(&step.changes[0])
        let log = fixture.world.log
        let error = await #expect(throws: StalePlanError.self) { try await fixture.run(fixture.plan([step])) }
        #expect(error?.differences.map(\.message) == [edit.message])
        #expect(fixture.world.log == log)
    }

    /// What a run records decides later whose an object is.
    @Test func whatOthersMadeIsNotRecordedAsUnchanged() async throws {
        let fixture = try await RunFixture(isFaithful: true)
        let plan = fixture.plan([fixture.step("a"), fixture.step("b", items: ["b"])])
        var poisoned = plan
        let change = plan.steps[1].changes[0]
        let foreign = Observation(key: change.key, value: ["metadata": ["name": "b", "uid": "foreign"]])
        fixture.world.add(foreign)
        poisoned.steps[1].action = .none
        poisoned.steps[1].changes[0].action = .none
        poisoned.steps[1].changes[0].precondition = Precondition(
            .present(uid: "foreign"), owner: poisoned.steps[1].address)
        let error = await #expect(throws: StalePlanError.self) { try await fixture.run(poisoned) }
        #expect(error?.differences.map(\.item) == [change.key])
        #expect(try await fixture.snapshot() == nil)
    }

    /// The state of a workspace is forgotten only when nothing of it is left.
    @Test func aDestructionOfHalfAWorkspaceIsRefused() async throws {
        let fixture = try await RunFixture(isFaithful: true)
        _ = try await fixture.run(fixture.plan([fixture.step("a"), fixture.step("b")]))
        let snapshot = try #require(try await fixture.snapshot())
        let seen = try #require(fixture.world.item("a"))
        let address = RunFixture.address("a")
        let step = Step(
            address: address, kind: .application, action: .delete,
            changes: [
                ItemChange(key: seen.key, action: .delete, precondition: Precondition(deleting: seen, owner: address))
            ])
        let plan = fixture.plan([step], purpose: .destroy)
        let error = await #expect(throws: StalePlanError.self) {
            try await fixture.run(plan, snapshots: ["w": snapshot])
        }
        #expect(error?.differences.map(\.item?.name) == ["b"])
        #expect(fixture.world.names == ["a", "b"])
    }

    /// The state forgets what is gone, and only that: what it forgets is protected by nothing any more.
    @Test(arguments: [true, false]) func whatExistsIsNotForgotten(_ exists: Bool) async throws {
        let fixture = try await RunFixture(isFaithful: true)
        _ = try await fixture.run(fixture.plan([fixture.step("a")]))
        let snapshot = try #require(try await fixture.snapshot())
        let key = try #require(fixture.world.item("a")).key
        if !exists { fixture.world.remove(key) }
        var plan = fixture.plan([fixture.step("b")])
        plan.groups[0].vanished = [key]
        guard exists else {
            #expect(try await fixture.run(plan, snapshots: ["w": snapshot]).status == .applied)
            #expect(try await fixture.snapshot()?.items.keys.map(\.name) == ["b"])
            return
        }
        let error = await #expect(throws: StalePlanError.self) {
            try await fixture.run(plan, snapshots: ["w": snapshot])
        }
        #expect(error?.differences.map(\.item) == [key])
        // What an item that the plan keeps is called makes no difference.
        plan.groups[0].vanished = [try #require(plan.steps[0].changes.first?.key)]
        var known = snapshot
        known.items[plan.groups[0].vanished[0]] = snapshot.items[key]
        await #expect(throws: StalePlanError.self) { try await fixture.run(plan, snapshots: ["w": known]) }
    }

    /// What a tenant held is gone with it: a destruction that was killed after that goes on.
    @Test(arguments: [true, false]) func whatATenantHeldIsForgottenWithIt(_ isLookedAt: Bool) async throws {
        let fixture = try await RunFixture(isFaithful: true)
        let key = ItemKey(place: .tenant("w"), apiVersion: "v1", kind: "ConfigMap", namespace: "x", name: "a")
        var snapshot = Snapshot(group: "w", phase: .active)
        snapshot.cluster = "m"
        snapshot.items[key] = .init(address: RunFixture.address("a"), uid: "u", applied: .null)
        var plan = fixture.plan([fixture.step("b")])
        // Without a namespace nobody looks whether there is a control plane.
        plan.groups[0].namespace = isLookedAt ? "k8s-w-w" : nil
        plan.groups[0].vanished = [key]
        if isLookedAt {
            #expect(try await fixture.run(plan, snapshots: ["w": snapshot]).status == .applied)
        } else {
            await #expect(throws: StalePlanError.self) { try await fixture.run(plan, snapshots: ["w": snapshot]) }
        }
    }

    @Test func whatWasNotAskedIsNotSaidToBe() async throws {
        let fixture = try await RunFixture(isFaithful: true)
        var step = fixture.step("a")
        step.changes[0].key.place = .tenant("w")
        step.changes[0].item?.key.place = .tenant("w")
        step.changes[0].verification = .server
        let plan = fixture.plan([step])
        let error = await #expect(throws: StalePlanError.self) { try await fixture.run(plan) }
        #expect(error?.differences.first?.message.contains("it cannot be asked") == true)
    }
}
