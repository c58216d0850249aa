import Document
import Foundation
import TestSupport
import Testing

/// Several runs at once, and runs that die.
struct LockTests {
    @Test func ofRunsThatStartTogetherOneWinsAndTheOthersNameIt() async throws {
        let site = try await Site()
        try await site.berth("plan", "payments", "--out", "plan.json", exits: 0)
        // The winner is at work until the others have ended.
        try await site.sandbox("fault", "add", "never-ready", "--match", "cluster=fsn1-a")
        let outcomes = try await withThrowingTaskGroup(of: Program.Outcome.self) { group in
            for _ in 0..<4 { group.addTask { try await site.berth("apply", "plan.json", "--yes") } }
            var outcomes: [Program.Outcome] = []
            for try await outcome in group {
                outcomes.append(outcome)
                if outcomes.count == 3 { try await site.sandbox("fault", "clear") }
            }
            return outcomes
        }
        #expect(outcomes.map(\.status) == [4, 4, 4, 0], "\(outcomes.map(\.errors))")
        for outcome in outcomes.prefix(3) {
            #expect(outcome.errors.contains(" is locked by another run: tester <tester@localhost> on "))
        }
        #expect(!(try await site.leases.contains { $0.contains(".run.") }))
    }

    @Test func aRunWhoseLockIsTakenAwayStopsAndTheSamePlanGoesOn() async throws {
        let site = try await Site()
        try await site.berth("plan", "payments", "--out", "plan.json", exits: 0)
        try await site.sandbox("fault", "add", "never-ready", "--match", "cluster=fsn1-a")
        async let running = site.berth("apply", "plan.json", "--yes", "--events", "events.ndjson")
        var run: String?
        try await eventually("a run holds its lock") {
            run = try? await site.leases.first { $0.contains(".run.") }
            return run != nil
        }
        try await eventually("the run is alive") {
            try await site.berth("status", "--json").output.contains(#""alive": true"#)
        }
        try await site.kubectl("root-1", "-n", "berth-system", "delete", "lease", try #require(run))
        let outcome = try await running
        #expect(outcome.status == 6, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("stopped: the lock \(run ?? "") was lost: somebody removed it"))
        try await site.sandbox("fault", "clear")
        try await site.berth("apply", "plan.json", "--yes", exits: 0)
        try await site.berth("plan", "payments", "--detailed-exitcode", exits: 0)
    }

    @Test func theLocksOfAKilledRunAreShownAndReleased() async throws {
        let site = try await Site()
        try await site.sandbox("fault", "add", "never-ready", "--match", "cluster=fsn1-a")
        let process = try site.start("apply", "payments", "--yes")
        try await eventually("the run is alive") {
            try await site.berth("locks", "--json", exits: 0).output.contains(#""alive": true"#)
        }
        let refused = try await site.berth("locks", "release", "payments", "--yes", exits: 4)
        #expect(refused.errors.contains("payments is held by a run that is alive"))
        process.kill()
        process.waitUntilExit()
        try await site.sandbox("fault", "clear")
        let shown = try await site.berth("locks", exits: 0)
        #expect(shown.output.contains("held, no sign of life") && shown.output.contains("not finished"))
        let status = try await site.berth("status", exits: 0)
        // Its lease runs on for a while, or is over already on a slow machine.
        #expect(
            ["a run is in progress:", "locked by a run that shows no sign of life"].contains {
                status.output.contains($0)
            }, "\(status.output)")
        try await site.berth("locks", "release", "payments", exits: 64)
        let released = try await site.berth("locks", "release", "payments", "--yes", exits: 0)
        #expect(released.output.contains("cluster/fsn1-a, payments: held by"))
        let applied = try await site.berth("apply", "payments", "--yes", exits: 0)
        #expect(!applied.errors.contains("whether that still runs"))
    }

    @Test func statusWorksWithoutTheLockCluster() async throws {
        let site = try await Site()
        try await site.sandbox("fault", "add", "latency", "--delay", "p50=60s,p99=60s", "--match", "cluster=root-1")
        let status = try await site.berth("status", exits: 7)
        #expect(status.output.contains("whether runs are in progress is not known"))
        let json = try await site.berth("status", "--json", exits: 7)
        #expect(try Value(json: json.output)["runs_unknown"]?.string != nil)
    }
}
