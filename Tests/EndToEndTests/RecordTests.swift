import Foundation
import TestSupport
import Testing

/// The state repository and what must never be found in it or anywhere else.
struct RecordTests {
    @Test func aKilledRunLeavesASoundRepositoryAndIsTakenUp() async throws {
        let site = try await Site()
        let process = try site.start("apply", "payments", "--yes")
        // As soon as the run has recorded its intent it is in the middle of its work.
        while process.isRunning, !FileManager.default.fileExists(atPath: site.folder.path("state/estate.git/refs")) {
            try await Task.sleep(for: .milliseconds(20))
        }
        try await Task.sleep(for: .milliseconds(300))
        process.kill()
        process.waitUntilExit()
        try await site.git("fsck", "--strict")
        // The dead run's lock ends by itself, which is waited for.
        try await site.berth("apply", "payments", "--yes", exits: 0)
        try await site.berth("plan", "payments", "--detailed-exitcode", exits: 0)
    }

    @Test func plantedSecretsAreFoundNowhere() async throws {
        let site = try await Site()
        let plan = try await site.berth("plan", "--out", "plan.json", "--format", "json", exits: 0)
        let apply = try await site.berth("apply", "plan.json", "--yes", "--events", "events.ndjson", exits: 0)
        let shown = try await site.berth("plan", "--format", "markdown", exits: 0)
        let planFile = try await Program("cat")(site.folder.path("plan.json"))
        let events = try await Program("cat")(site.folder.path("events.ndjson"))
        let history = try await site.git("log", "-p", "--all")
        let requests = try await site.requests().map(\.compactJSON).joined()
        for secret in Site.planted.values {
            let encoded = Data(secret.utf8).base64EncodedString()
            for text in [
                plan.output, plan.errors, apply.output, apply.errors, shown.output, history, requests, planFile,
                events,
            ] {
                #expect(!text.contains(secret))
                #expect(!text.contains(encoded))
            }
        }
    }
}
