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

    /// What waits to be ready keeps nothing else from being carried out.
    @Test(.timeLimit(.minutes(5))) func whatWaitsTakesNoSlot() async throws {
        let fixture = try await RunFixture()
        fixture.world.stall("slow")
        let steps = [fixture.step("slow")] + (0..<4).map { fixture.step("quick\($0)") }
        async let result = fixture.run(fixture.plan(steps), parallelism: 1)
        while fixture.events.all.count(where: { if case .stepFinished = $0.kind { true } else { false } }) < 4 {
            try await Task.sleep(for: .milliseconds(1))
        }
        fixture.world.heal()
        #expect(try await result.outcomes.values.allSatisfy { $0 == .done })
    }

    /// The next step is not lost where the one before it has ended and not given its slot back yet.
    @Test func oneAfterTheOtherWithOneSlot() async throws {
        let fixture = try await RunFixture()
        let steps = [fixture.step("s0")] + (1..<400).map { fixture.step("s\($0)", after: "s\($0 - 1)") }
        let result = try await fixture.run(fixture.plan(steps), parallelism: 1)
        #expect(result.outcomes.values.allSatisfy { $0 == .done })
    }

    @Test func triesAgainWhatPasses() async throws {
        let fixture = try await RunFixture()
        fixture.world.overload("a", times: 3)
        let result = try await fixture.run(fixture.plan([fixture.step("a")]))
        #expect(result.status == .applied)
        let retries = fixture.events.all.filter { if case .stepRetried = $0.kind { true } else { false } }
        #expect(retries.count == 3)
    }

    /// Whether the answer arrives at once or is read with the next attempt.
    @Test(arguments: [false, true])
    func whatTheServerMadeOfItIsHeldAgainstWhatWasApproved(_ isRead: Bool) async throws {
        let fixture = try await RunFixture()
        fixture.world.admit { $0[["data", "added"]] = "by the server" }
        if isRead { fixture.world.muddleAnswer("a") }
        let result = try await fixture.run(fixture.plan([fixture.step("a")]))
        #expect(fixture.world.log == ["create a"])
        guard case .failed(let reason)? = result.outcomes[RunFixture.address("a")] else {
            Issue.record("\(result.outcomes)")
            return
        }
        #expect(reason.contains("the server answered otherwise than was approved: data.added"))
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
        #expect(result.outcomes[RunFixture.address("a")] == .failed("a is refused"))
        #expect(result.outcomes[RunFixture.address("c")] == .skipped("w/application/b did not succeed"))
        let failed = try #require(try await fixture.snapshot("w"))
        #expect(failed.phase == .error)
        #expect(failed.cause == "application/a: a is refused")
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
        let record = try await fixture.snapshot()?.deployments[RunFixture.address("app")]
        #expect(record?.state == .failed)
        #expect(record?.lastError?.contains("0 of 1 ready") == true)
        fixture.world.heal()
        #expect(try await fixture.run(fixture.plan([install])).status == .applied)
        let again = try await fixture.snapshot()
        #expect(again?.deployments[RunFixture.address("app")]?.state == .installed)
        #expect(again?.phase == .active)
    }

    /// What is written counts, whatever becomes of its step; what is taken back does not, and a step that is done as a whole is
    /// not counted by its objects.
    @Test func whatAFailedStepDidIsCounted() async throws {
        let fixture = try await RunFixture()
        fixture.world.breakDown("three")
        let steps = [
            fixture.step("kept"), fixture.step("part", items: ["one", "two", "three"]),
            fixture.step("app", after: "kept", installs: true, items: ["four", "three"]),
        ]
        let plan = fixture.plan([steps[0], steps[1]])
        let result = try await fixture.run(plan)
        #expect(result.status == .partlyApplied)
        #expect(fixture.world.names == ["kept", "one", "three", "two"])
        #expect(result.unfinished == [RunFixture.address("part"): [.create: 3]])

        let other = try await RunFixture()
        other.world.breakDown("three")
        let taken = try await other.run(other.plan([steps[0], steps[2]]))
        #expect(other.world.names == ["kept"])
        #expect(taken.unfinished.isEmpty)
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
        update.changes = [
            ItemChange(
                key: item.key, action: .update, item: changed,
                precondition: differ.precondition(owner: RunFixture.address("a")))
        ]
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
        #expect(result.outcomes[RunFixture.address("a")] == .alreadyDone)
        #expect(fixture.world.log == ["create a", "create b"])
    }

    /// A run that was killed made it and recorded nothing: the next one, which has nothing to do there, records it.
    @Test func whatClustersShareIsRecordedWhereTheStateHasNothingOfIt() async throws {
        let fixture = try await RunFixture()
        let address = ResourceAddress(cluster: "m", "application/base")
        let made = fixture.create("base", address)
        let item = try #require(made.item)
        let there = try await fixture.world.apply(Write(key: made.key, body: item.desired, observed: nil))
        let unchanged = ItemChange(
            key: made.key, action: .none, item: item, precondition: Precondition(.present(uid: there.uid ?? "")))
        var plan = fixture.plan([
            Step(address: address, kind: .application, action: .none, changes: [unchanged]), fixture.step("a"),
        ])
        #expect(plan.unrecordedGroups.isEmpty)
        _ = try await fixture.run(plan)
        #expect(try await fixture.snapshot("cluster/m") == nil)
        let index = try #require(plan.groups.firstIndex { $0.namespace == nil && $0.name == "cluster/m" })
        plan.groups[index].isRecorded = false
        #expect(try Plan(file: plan.file).unrecordedGroups == ["cluster/m"])
        let result = try await fixture.run(plan)
        #expect(result.status == .applied)
        let snapshot = try #require(try await fixture.snapshot("cluster/m"))
        #expect(snapshot.phase == .active)
        #expect(snapshot.items[made.key]?.uid == there.uid)
        // A part of it makes no record.
        let part = try PlanScope(targets: ["w/application/a"]).narrowed(plan)
        #expect(part.unrecordedGroups.isEmpty)
        plan.steps[0].action = .unknown
        #expect(plan.unrecordedGroups.isEmpty)
    }

    @Test func theUndoOfAnInstallLeavesWhatAnotherMadeInItsNamespace() async throws {
        let fixture = try await RunFixture()
        let address = RunFixture.address("app")
        var desired = try #require(fixture.create("k8s-w-w", address).item?.desired)
        desired["kind"] = "Namespace"
        desired["data"] = nil
        let key = ItemKey(place: .management("m"), apiVersion: "v1", kind: "Namespace", name: "k8s-w-w")
        let item = Item(key: key, desired: desired)
        var install = fixture.step("app", after: "other", installs: true, items: ["bad"])
        install.changes.insert(
            ItemChange(
                key: key, action: .create, item: item, precondition: Precondition(.absent), leaves: item.newLeaves),
            at: 0)
        fixture.world.refuse("bad")
        let result = try await fixture.run(fixture.plan([fixture.step("other"), install]))
        #expect(fixture.world.names == ["k8s-w-w", "other"])
        guard case .failed(let reason)? = result.outcomes[address] else {
            Issue.record("the install did not fail")
            return
        }
        #expect(reason.hasPrefix("bad is refused; not removed again: Namespace k8s-w-w"))
    }

    @Test func whatIsLeftToOthersIsNotWritten() async throws {
        let fixture = try await RunFixture()
        _ = try await fixture.run(fixture.plan([fixture.step("a")]))
        var update = fixture.step("a")
        let seen = try #require(fixture.world.item("a"))
        update.action = .update
        update.changes[0].action = .update
        update.changes[0].item?.desired["data"] = ["a": "2"]
        update.changes[0].leaves = [LeafChange(path: ["data", "a"], old: "1", new: "2", reason: .spec)]
        let item = try #require(update.changes[0].item)
        update.changes[0].precondition = Differ(item: item, body: item.desired, observation: seen, applied: nil)
            .precondition(owner: update.address)
        update.changes[0].exemptions = [.init(path: ["data"], reason: "none of yours")]
        let error = await #expect(throws: StalePlanError.self) { try await fixture.run(fixture.plan([update])) }
        #expect(error?.differences.map(\.message) == ["what is left to others would be written"])
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
            address: RunFixture.address("a"), kind: .application, action: .delete,
            changes: [
                ItemChange(
                    key: seen.key, action: .delete,
                    precondition: Precondition(deleting: seen, owner: RunFixture.address("a")))
            ])
        let result = try await fixture.run(fixture.plan([delete], purpose: .destroy))
        #expect(result.status == .applied)
        #expect(fixture.world.names.isEmpty)
        #expect(try await fixture.snapshot() == nil)
        let subjects = try await fixture.repository.history(limit: 10).map(\.note.subject)
        #expect(subjects.contains("Destroy w"))
    }
}
