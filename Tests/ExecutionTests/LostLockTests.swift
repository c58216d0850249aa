import Planning
import Resources
import Synchronization
import Testing

@testable import Execution

@Suite struct LostLockTests {
    /// A lock that is lost as soon as something is so.
    private final class FragileLock: RunLock {
        static let loss = RunLockLoss(lease: "e.run.1", .taken(by: "somebody"))
        let isLost: @Sendable () -> Bool
        let interruption = Mutex<Interruption?>(nil)
        let released = Mutex<(destroyed: Set<String>, finished: Bool)?>(nil)

        init(isLost: @escaping @Sendable () -> Bool) { self.isLost = isLost }

        func acquire(for plan: Plan, interruption: Interruption) async throws {
            self.interruption.withLock { $0 = interruption }
        }

        func checkHeld() throws(RunLockLoss) { if isLost() { throw Self.loss } }

        func release(destroyed: Set<String>, finished: Bool) async {
            released.withLock { $0 = (destroyed, finished) }
        }

        var isMarked: Bool { released.withLock { $0.map { $0.finished || !$0.destroyed.isEmpty } ?? true } }
    }

    @Test func nothingIsWrittenWithoutTheLock() async throws {
        let fixture = try await RunFixture()
        let lock = FragileLock { true }
        let result = try await fixture.run(
            fixture.plan([fixture.step("a"), fixture.step("b", after: "a")]), lock: lock)
        #expect(fixture.world.log.isEmpty)
        #expect(result.status == .partlyApplied)
        #expect(result.reason == "the lock e.run.1 was lost: somebody took it")
        #expect(Set(result.outcomes.values) == [.skipped("\(FragileLock.loss)")])
        #expect(!lock.isMarked)
    }

    @Test func whatComesAfterTheLossIsNotWritten() async throws {
        let fixture = try await RunFixture()
        let world = fixture.world
        let lock = FragileLock { !world.names.isEmpty }
        let install = fixture.step("app", installs: true, items: ["one", "two", "three"])
        let result = try await fixture.run(fixture.plan([install, fixture.step("b", after: "app")]), lock: lock)
        #expect(world.log == ["create one"], "nothing more is written, and nothing taken back")
        #expect(result.status == .partlyApplied && result.reason != nil)
        #expect(!lock.isMarked)
    }

    @Test func aRunThatLosesItsLockAtTheEndDoesNotConclude() async throws {
        let fixture = try await RunFixture()
        let world = fixture.world
        let lock = FragileLock { !world.names.isEmpty }
        let plan = fixture.plan([fixture.step("a")])
        let result = try await fixture.run(plan, lock: lock)
        #expect(Set(result.outcomes.values) == [.done])
        #expect(result.status == .partlyApplied && result.reason != nil)
        #expect(!lock.isMarked)
        #expect(try await fixture.snapshot() == nil, "a successor may have recorded the workspace by now")
        let again = try await fixture.run(plan)
        #expect(again.status == .applied, "the same plan goes on and concludes")
    }

    @Test func whatIsInFlightEndsAndWhatWaitsIsWoken() async throws {
        let fixture = try await RunFixture()
        let isLost = Mutex(false)
        let lock = FragileLock { isLost.withLock(\.self) }
        fixture.world.stall("a")
        let plan = fixture.plan([fixture.step("a", timeout: .seconds(600)), fixture.step("b", after: "a")])
        async let running = fixture.run(plan, lock: lock)
        while fixture.world.names.isEmpty { await Task.yield() }
        isLost.withLock { $0 = true }
        lock.interruption.withLock { $0 }?.request(because: "\(FragileLock.loss)")
        let result = try await running
        #expect(fixture.world.names == ["a"])
        #expect(result.status == .partlyApplied, "nobody interrupted it")
        #expect(result.reason == "\(FragileLock.loss)")
        #expect(result.outcomes[RunFixture.address("a")] == .skipped("\(FragileLock.loss)"))
    }
}
