import Document
import Planning
import Resources
import State
import Testing

@testable import Execution

/// What a run does with objects that are made anew.
struct ReplaceRunTests {
    private let fixture: RunFixture

    init() async throws { fixture = try await RunFixture() }

    /// A step that makes the items anew that are there by these names, with another value.
    private func step(_ names: [String], installs: Bool = false) throws -> Step {
        var step = fixture.step("app", installs: installs, items: names)
        step.action = .replace
        for index in step.changes.indices {
            var change = step.changes[index]
            guard var item = change.item, let old = fixture.world.item(change.key.name) else { continue }
            item.desired[["data", "a"]] = "2"
            change.item = item
            change.action = .replace
            change.leaves = item.newLeaves
            change.verification = .server
            change.precondition = Precondition(deleting: old, owner: step.address)
            change.replacement = Replacement(
                brief: "data: field is immutable", message: "",
                leaves: [
                    LeafChange(path: ["data", "a"], old: "1", new: "2", reason: .spec)
                ])
            step.changes[index] = change
        }
        return step
    }

    private func make(_ names: [String]) async throws {
        let result = try await fixture.run(fixture.plan([fixture.step("app", items: names)]))
        #expect(result.status == .applied)
    }

    private var values: [String: String] {
        Dictionary(fixture.world.items.map { ($0.key.name, $0.value["data"]?["a"]?.string ?? "") }) { $1 }
    }

    @Test func allGoBeforeTheFirstIsMadeAnew() async throws {
        try await make(["one", "two"])
        let before = fixture.world.log.count
        let result = try await fixture.run(fixture.plan([try step(["one", "two"])]))
        #expect(result.status == .applied, "\(result.outcomes)")
        #expect(Array(fixture.world.log.dropFirst(before)) == ["delete one", "delete two", "create one", "create two"])
        #expect(values == ["one": "2", "two": "2"])
        let items = try await fixture.snapshot()?.items.values.map(\.isBeingReplaced)
        #expect(items == [false, false])
    }

    /// Deleted by a run that was ended then, and by nobody else: the same plan makes it.
    @Test func theSamePlanGoesOnAfterTheDeletion() async throws {
        try await make(["one"])
        let plan = fixture.plan([try step(["one"])])
        fixture.world.remove("one")
        #expect(try await fixture.run(plan).status == .applied)
        #expect(values == ["one": "2"])
        // And after it was made, it is done.
        let count = fixture.world.log.count
        let snapshots = ["w": try #require(try await fixture.snapshot())]
        #expect(try await fixture.run(plan, snapshots: snapshots).status == .applied)
        #expect(fixture.world.log.count == count)
    }

    /// Somebody else's object of the name is not Berth's to delete, nor to write.
    @Test(arguments: [false, true]) func whatOthersMakeInBetweenIsLeftAlone(_ isBefore: Bool) async throws {
        try await make(["one"])
        let plan = fixture.plan([try step(["one"])])
        let world = fixture.world
        let old = try #require(world.item("one"))
        let other = Observation(
            key: old.key, value: ["metadata": ["name": "one", "uid": "other"], "data": ["a": "theirs"]])
        if isBefore {
            world.remove("one")
            world.add(other)
            await #expect(throws: StalePlanError.self) { try await fixture.run(plan) }
        } else {
            world.onRead { key in
                if world.item("one") == nil { world.add(Observation(key: key, value: other.value)) }
            }
            let result = try await fixture.run(plan)
            guard case .failed(let reason)? = result.outcomes[RunFixture.address("app")] else {
                Issue.record("\(result.outcomes)")
                return
            }
            #expect(reason.contains("it exists now, and did not when the plan was made"), "\(reason)")
            #expect(try await fixture.snapshot()?.items[old.key]?.isBeingReplaced == true)
        }
        #expect(values == ["one": "theirs"])
    }

    struct Change: Sendable {
        var path: Path
        var value: Value
    }

    /// Precisely what the reviewer saw is deleted.
    @Test(arguments: [
        Change(path: ["data", "a"], value: "by hand"), Change(path: ["metadata", "uid"], value: "other"),
        Change(path: ["metadata", "annotations", "berth.dev/protected"], value: "true"),
    ])
    func whatChangedSinceIsNotDeleted(_ change: Change) async throws {
        try await make(["one"])
        let plan = fixture.plan([try step(["one"])])
        let key = try #require(fixture.world.item("one")?.key)
        fixture.world.edit(key, change.path, change.value)
        let count = fixture.world.log.count
        await #expect(throws: StalePlanError.self) { try await fixture.run(plan) }
        #expect(fixture.world.log.count == count)
    }

    /// What stood before is not taken away where the new one does not get ready.
    @Test func aFailedInstallKeepsWhatWasMadeAnew() async throws {
        try await make(["one"])
        fixture.world.breakDown("one")
        let result = try await fixture.run(fixture.plan([try step(["one"], installs: true)]))
        #expect(result.status == .partlyApplied)
        #expect(values == ["one": "2"])
    }

    /// Before anything is deleted it is on record.
    @Test func theIntentIsOnRecordFirst() async throws {
        try await make(["one"])
        let plan = fixture.plan([try step(["one"])])
        fixture.world.refuse("one")
        let result = try await fixture.run(plan)
        #expect(result.status == .partlyApplied && fixture.world.names == [])
        #expect(try await fixture.snapshot()?.items.values.map(\.isBeingReplaced) == [true])
        fixture.world.heal()
        #expect(try await fixture.run(plan).status == .applied)
        #expect(try await fixture.snapshot()?.items.values.map(\.isBeingReplaced) == [false])
    }
}
