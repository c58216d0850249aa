import Document
import Planning
import Resources
import State
import Synchronization
import Testing

@testable import Execution

/// What a run of waves begins with, and what it leaves.
struct RolloutRunTests {
    /// A plan of what goes at once and three waves of one workspace each.
    private static let plan: Plan = {
        let ids = ["first", "a", "b", "c"]
        var plan = Plan(
            estate: "e", purpose: .apply,
            steps: ids.map {
                Step(address: ResourceAddress(workspace: $0, "application/web"), kind: .application, action: .update)
            }, groups: ids.map { Plan.Group(name: $0, cluster: "m") })
        plan.waves = ids.dropFirst().enumerated().map { index, id in
            Plan.Wave(number: index + 1, total: 3, groups: [id], applications: ["web"], stopAfterFailures: index + 1)
        }
        return plan
    }()

    private struct Broken: Error {}

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        /// What was done by an earlier run.
        var done: Set<String> = []
        var fails: Set<String> = []
        /// What cannot begin, for its locks or since the world has moved on.
        var throwing: Set<String> = []
        var obstacle: Int?
        /// The wave before which nobody can tell how `z` is.
        var unready: Int?
        /// Whether what is checked before the first write does not hold.
        var isStale = false
        var begun: [String] = []
        var status: RunResult.Status?
        var left: String?

        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(name: "all", begun: ["first", "a", "b", "c"], status: .applied),
        Case(name: "goes on", done: ["first", "a"], begun: ["b", "c"], status: .applied),
        Case(
            name: "a failure stops what is later", fails: ["b"], begun: ["first", "a", "b"], status: .partlyApplied,
            left: "wave 3 of 3 did not begin (c): b of wave 2 of 3 failed"),
        Case(
            name: "so does one before the waves", fails: ["first"], begun: ["first"], status: .partlyApplied,
            left: "wave 1 of 3 and 2 more did not begin (a, b, c): first of what comes before the waves failed"),
        Case(
            name: "a wave that cannot begin is a part", throwing: ["b"], begun: ["first", "a", "b"],
            status: .partlyApplied, left: "wave 2 of 3 and 1 more did not begin (b, c): Broken()"),
        Case(name: "the first that cannot begin is an error", throwing: ["first"], begun: ["first"]),
        Case(
            name: "what is unknown is not ready", unready: 2, begun: ["first", "a"], status: .partlyApplied,
            left: "wave 2 of 3 and 1 more did not begin (b, c): nobody can tell whether z of an earlier wave is ready"),
        Case(
            name: "others are waited for", obstacle: 2, begun: ["first", "a"], status: .partlyApplied,
            left: "wave 2 of 3 and 1 more did not begin (b, c): z of other shards"),
        Case(name: "nothing is written of what is stale", isStale: true),
        Case(name: "once", done: ["first", "a", "b", "c"]),
        Case(
            name: "the last failing leaves nothing", fails: ["c"], begun: ["first", "a", "b", "c"],
            status: .partlyApplied),
    ])
    func carriesOut(_ given: Case) async throws {
        let begun = Mutex<[String]>([])
        let limits = Mutex<[Int?]>([])
        var plan = Self.plan
        if let number = given.unready { plan.waves[number - 1].unready = ["z"] }
        let run = RolloutRun(
            plan,
            in: RolloutRun.Environment(
                carryOut: { part, _, limit in
                    let name = part.groups[0].name
                    begun.withLock { $0.append(name) }
                    limits.withLock { $0.append(limit) }
                    if given.throwing.contains(name) { throw Broken() }
                    let outcome: StepOutcome = given.fails.contains(name) ? .failed("no") : .done
                    return RunResult(
                        status: given.fails.contains(name) ? .partlyApplied : .applied,
                        outcomes: [part.steps[0].address: outcome], commits: [name])
                }, check: { _ in if given.isStale { throw Broken() } },
                hasEnded: { given.done.contains($0.groups[0].name) },
                obstacle: { wave in given.obstacle == wave.number ? "z of other shards" : nil }, report: { _ in }),
            interruption: Interruption())
        guard let status = given.status else {
            await #expect(throws: (any Error).self) { try await run.run() }
            #expect(begun.withLock(\.self) == given.begun)
            return
        }
        let result = try await run.run()
        #expect(begun.withLock(\.self) == given.begun)
        #expect(result.status == status)
        #expect(result.reason == given.left)
        #expect(result.outcomes.count == 4, "every step is accounted for")
        #expect(result.outcomes.values.count { $0 == .alreadyDone } == given.done.count)
        // Each with the bound of its wave.
        for (name, limit) in zip(given.begun, limits.withLock(\.self)) {
            #expect(limit == ["a": 1, "b": 2, "c": 3][name])
        }
    }

    @Test func aPauseEndsWithTheUsersWish() async throws {
        var plan = Self.plan
        for index in plan.waves.indices { plan.waves[index].pause = 3600 }
        let interruption = Interruption()
        let result = try await RolloutRun(
            plan,
            in: RolloutRun.Environment(
                carryOut: { part, _, _ in
                    RunResult(status: .applied, outcomes: [part.steps[0].address: .done], commits: ["x"])
                }, check: { _ in }, hasEnded: { _ in false }, obstacle: { _ in nil },
                report: { event in
                    if case .notice(let text) = event.kind, text.contains("begins in 1h") { interruption.request() }
                }), interruption: interruption
        ).run()
        #expect(result.status == .interrupted)
        #expect(result.reason == "wave 2 of 3 and 1 more did not begin (b, c): interrupted")
    }

    struct Rest: Sendable {
        /// How long ago the waves before were ready, in seconds; nil where the state does not say it.
        var ago: Double?
        var notice: String?
    }

    /// A pause of an hour, kept by the run that goes on with the second wave.
    @Test(arguments: [
        Rest(ago: 1200, notice: "wave 2 of 3 begins in 40m, when its pause is over"),
        Rest(ago: 3599.5, notice: "wave 2 of 3 begins in 1s, when its pause is over"),
        Rest(ago: 3600), Rest(ago: 90_000), Rest(ago: nil),
        // The clock went back.
        Rest(ago: -60, notice: "wave 2 of 3 begins in 1h, when its pause is over"),
    ])
    func theNextRunKeepsTheRestOfThePause(_ given: Rest) async throws {
        var plan = Self.plan
        for index in plan.waves.indices { plan.waves[index].pause = 3600 }
        let interruption = Interruption()
        let notices = Mutex<[String]>([])
        let begun = Mutex<[String]>([])
        _ = try await RolloutRun(
            plan,
            in: RolloutRun.Environment(
                carryOut: { part, _, _ in
                    begun.withLock { $0.append(part.groups[0].name) }
                    return RunResult(status: .applied, outcomes: [part.steps[0].address: .done], commits: [])
                }, check: { _ in }, hasEnded: { ["first", "a"].contains($0.groups[0].name) }, obstacle: { _ in nil },
                ready: { wave in given.ago.map { wave.number == 2 ? 100_000 - $0 : 0 } },
                clock: RunClock(now: { 100_000 }),
                report: { event in
                    guard case .notice(let text) = event.kind, text.contains("begins in") else { return }
                    notices.withLock { $0.append(text) }
                    interruption.request()
                }), interruption: interruption
        ).run()
        #expect(notices.withLock(\.first) == given.notice ?? "wave 3 of 3 begins in 1h")
        #expect(begun.withLock(\.self) == (given.notice == nil ? ["b"] : []))
    }
}
