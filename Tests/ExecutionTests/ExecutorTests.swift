import Document
import Planning
import Resources
import State
import Testing

@testable import Execution

struct ExecutorTests {
    @Test func keepsTheOrderOfTheGraphAndTheLimit() async throws {
        let fixture = try await RunFixture()
        let leaves = (0..<12).map { fixture.step("leaf\($0)", after: "root") }
        let result = try await fixture.run(fixture.plan([fixture.step("root")] + leaves), parallelism: 3)
        #expect(result.status == .applied)
        #expect(fixture.world.log.first == "create root")
        #expect(fixture.world.log.count == 13)
        #expect(fixture.world.mostInFlight <= 3)
        #expect(fixture.world.mostInFlight > 1)
    }

    @Test func triesAgainWhatPasses() async throws {
        let fixture = try await RunFixture()
        fixture.world.overload("a", times: 3)
        let result = try await fixture.run(fixture.plan([fixture.step("a")]))
        #expect(result.status == .applied)
        let retries = fixture.events.all.filter { if case .stepRetried = $0.kind { true } else { false } }
        #expect(retries.count == 3)
    }

    @Test func aFailureStopsWhatDependsOnItAndNothingElse() async throws {
        let fixture = try await RunFixture()
        fixture.world.refuse("a")
        let result = try await fixture.run(
            fixture.plan([
                fixture.step("a"), fixture.step("b", after: "a"), fixture.step("c", after: "b"),
                fixture.step("other", group: "v"),
            ]))
        #expect(result.status == .partlyApplied)
        #expect(fixture.world.names == ["other"])
        #expect(result.outcomes[ResourceAddress(workspace: "w", "a")] == .failed("a is refused"))
        #expect(result.outcomes[ResourceAddress(workspace: "w", "c")] == .skipped("w/b did not succeed"))
        let failed = try #require(try await fixture.snapshot("w"))
        #expect(failed.phase == .error)
        #expect(failed.cause == "a: a is refused")
        #expect(try await fixture.snapshot("v")?.phase == .active)
    }

    @Test func aFailedInstallTakesAwayExactlyWhatItCreated() async throws {
        let fixture = try await RunFixture()
        _ = try await fixture.run(fixture.plan([fixture.step("kept")]))
        fixture.world.breakDown("three")
        let install = fixture.step("app", installs: true, items: ["one", "two", "three"])
        let result = try await fixture.run(fixture.plan([install]))
        #expect(result.status == .partlyApplied)
        #expect(fixture.world.names == ["kept"])
        #expect(fixture.world.log.suffix(3) == ["delete three", "delete two", "delete one"])
        let record = try await fixture.snapshot()?.deployments[ResourceAddress(workspace: "w", "app")]
        #expect(record?.state == .failed)
        #expect(record?.lastError?.contains("0 of 1 ready") == true)
        fixture.world.heal()
        #expect(try await fixture.run(fixture.plan([install])).status == .applied)
        let again = try await fixture.snapshot()
        #expect(again?.deployments[ResourceAddress(workspace: "w", "app")]?.state == .installed)
        #expect(again?.phase == .active)
    }

    @Test func aFailedInstallTakesAwayWhatALostAnswerCreated() async throws {
        let fixture = try await RunFixture()
        fixture.world.loseAnswer("two")
        let result = try await fixture.run(
            fixture.plan([fixture.step("app", installs: true, items: ["one", "two", "three"])]))
        #expect(result.status == .partlyApplied)
        #expect(fixture.world.names.isEmpty)
        #expect(fixture.world.log == ["create one", "create two", "delete two", "delete one"])
    }

    @Test func whatNeverBecomesReadyEndsWithTheTimeOfTheStep() async throws {
        let fixture = try await RunFixture()
        fixture.world.stall("a")
        let result = try await fixture.run(
            fixture.plan([fixture.step("a", installs: true, timeout: .milliseconds(100))]))
        #expect(result.status == .partlyApplied)
        #expect(fixture.world.names.isEmpty)
    }

    @Test func writesNothingWhenTheWorldIsNotAsItWasSeen() async throws {
        let fixture = try await RunFixture()
        _ = try await fixture.run(fixture.plan([fixture.step("a")]))
        var update = fixture.step("a")
        let seen = try #require(fixture.world.item("a"))
        let item = try #require(update.changes[0].item)
        var changed = item
        changed.desired[["data", "a"]] = "2"
        let differ = Differ(item: changed, body: changed.desired, observation: seen, applied: nil)
        update.action = .update
        update.changes = [ItemChange(key: item.key, action: .update, item: changed, seen: differ.seen)]
        fixture.world.edit("a", ["data", "a"], "by hand")
        let plan = fixture.plan([update, fixture.step("b")])
        let error = await #expect(throws: StalePlanError.self) { try await fixture.run(plan) }
        #expect(
            error?.differences.map(\.message) == [#"data.a was "1" and is "by hand" now (changed by kubectl-edit)"#])
        #expect(fixture.world.names == ["a"])
    }

    @Test func goesOnWhereARunOfTheSamePlanStopped() async throws {
        let fixture = try await RunFixture()
        let plan = fixture.plan([fixture.step("a"), fixture.step("b", after: "a")])
        fixture.world.refuse("b")
        #expect(try await fixture.run(plan).status == .partlyApplied)
        fixture.world.heal()
        let result = try await fixture.run(plan)
        #expect(result.status == .applied)
        #expect(result.outcomes[ResourceAddress(workspace: "w", "a")] == .alreadyDone)
        #expect(fixture.world.log == ["create a", "create b"])
    }

    @Test func interruptionFinishesWhatRunsAndStartsNothing() async throws {
        let fixture = try await RunFixture()
        let interruption = Interruption()
        fixture.world.stall("a")
        let plan = fixture.plan([fixture.step("a", timeout: .seconds(60)), fixture.step("b", after: "a")])
        async let running = fixture.run(plan, interruption: interruption)
        while fixture.world.names.isEmpty { await Task.yield() }
        interruption.request()
        let result = try await running
        #expect(result.status != .applied)
        #expect(fixture.world.names == ["a"])
        #expect(try await fixture.snapshot()?.items.keys.map(\.name) == ["a"])
    }

    @Test func destroyForgetsTheGroup() async throws {
        let fixture = try await RunFixture()
        _ = try await fixture.run(fixture.plan([fixture.step("a")]))
        let seen = try #require(fixture.world.item("a"))
        let delete = Step(
            address: ResourceAddress(workspace: "w", "a"), kind: .application, action: .delete,
            changes: [
                ItemChange(key: seen.key, action: .delete, seen: .init(uid: seen.uid, version: seen.version))
            ])
        let result = try await fixture.run(fixture.plan([delete], purpose: .destroy))
        #expect(result.status == .applied)
        #expect(fixture.world.names.isEmpty)
        #expect(try await fixture.snapshot() == nil)
        let subjects = try await fixture.repository.history(limit: 10).map(\.note.subject)
        #expect(subjects.contains("Destroy w"))
    }
}
