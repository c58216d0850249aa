import Document
import Foundation
import TestSupport
import Testing

/// Rotations that fail, and states that are put back: what the state says of a workspace afterwards.
struct PutBackTests {
    /// A workspace in which a rotation failed is as it was once the rotation is done.
    @Test func aRotationThatFailedAndWasRepeatedLeavesNoError() async throws {
        let site = try await Site.project()
        try await site.berth("apply", "--yes", exits: 0)
        try await site.sandbox(
            "fault", "add", "status", "--status", "403", "--match", "method=PATCH,path=/secrets/loopback-load-balancer")
        try await site.berth("secret", "rotate", "w1", "api-key", "--yes", exits: 6)
        #expect(try await phase(site) == "error")
        try await site.sandbox("fault", "clear")
        try await site.berth("secret", "rotate", "w1", "api-key", "--yes", exits: 0)
        #expect(try await phase(site) == "active")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    private func phase(_ site: Site) async throws -> String? {
        try Value(json: try await site.git("show", "HEAD:workspaces/w1/snapshot.json"))["phase"]?.string
    }

    /// An older state under the world is told by drift as by a plan.
    @Test func driftTellsThatTheStateWasPutBack() async throws {
        let site = try await Site.project()
        try await site.berth("apply", "--yes", exits: 0)
        let (state, copy) = (site.folder.path("state/estate.git"), site.folder.path("old.git"))
        try FileManager.default.copyItem(atPath: state, toPath: copy)
        try await site.berth("secret", "rotate", "w1", "api-key", "--yes", exits: 0)
        let clean = try await site.berth("drift", exits: 0)
        #expect(!clean.words.contains("put back"), "\(clean.words)")
        try FileManager.default.removeItem(atPath: state)
        try FileManager.default.moveItem(atPath: copy, toPath: state)
        let told = "where the state was put back, that is a retired value"
        let plan = try await site.berth("plan", "--detailed-exitcode", exits: 2)
        #expect(plan.words.contains(told), "\(plan.words)")
        let drift = try await site.workplace.berth(["drift"])
        #expect(drift.words.contains(told), "\(drift.words)")
        let json = try Value(json: try await site.workplace.berth(["drift", "--format", "json"]).output)
        #expect(json["doubts"]?[0]?["address"] == "w1/integration/load-balancer")
        let markdown = try await site.workplace.berth(["drift", "--format", "markdown"])
        #expect(markdown.output.contains(told), "\(markdown.output)")
    }
}
