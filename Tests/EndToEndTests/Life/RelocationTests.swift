import Document
import TestSupport
import Testing

/// A workspace that is to be on another cluster, or goes by another id, is a new API: said, and done only where that is agreed to.
struct RelocationTests {
    private func clusters(_ site: Site, among names: [String] = ["m1", "m2"]) async throws -> [String] {
        var found: [String] = []
        for cluster in names {
            let planes = try await site.cluster(cluster)("get", "tcp", "-A", "-o", "name")
            found += planes.split(separator: "\n").map { "\(cluster) \($0.split(separator: "/").last ?? "")" }
        }
        return found.sorted()
    }

    @Test func anotherClusterWantsConsent() async throws {
        let site = try await Site.project(clusters: ["m1", "m2"])
        try site.workspace("w1", "managementCluster: m1")
        try site.workspace("w2", "managementCluster: m1")
        try await site.berth("apply", "--yes", exits: 0)
        try site.workspace("w1", "managementCluster: m2")
        let refused = try await site.berth("apply", "--yes", exits: 1)
        #expect(refused.words.contains("that is a new, empty API there"), "\(refused.words)")
        #expect(refused.words.contains("--allow relocate"), "\(refused.words)")
        #expect(try await clusters(site) == ["m1 w1", "m1 w2"])

        let plan = try await site.berth("plan", "--allow", "relocate", "--out", "plan.json", exits: 0)
        #expect(plan.words.contains("made anew on m2 by the next apply, with an empty API"), "\(plan.words)")
        let status = try await site.killing(
            ["apply", "plan.json", "--yes"], .after, "method=DELETE,path=/tenantcontrolplanes/w1")
        #expect(status != 0)
        var resumed = try await site.workplace.berth(["apply", "plan.json", "--yes"])
        try await eventually("the plan goes on") {
            if resumed.status != 0 { resumed = try await site.workplace.berth(["apply", "plan.json", "--yes"]) }
            return resumed.status == 0
        }
        #expect(resumed.words.contains("done before"), "what was gone already is not told as deleted: \(resumed.words)")
        #expect(try await clusters(site) == ["m1 w2"])
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await clusters(site) == ["m1 w2", "m2 w1"])
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        // Nothing is elsewhere any more: the consent takes nothing away.
        let none = try await site.berth("plan", "--allow", "relocate", "--detailed-exitcode", exits: 0)
        #expect(none.words.contains("No changes."), "\(none.words)")
    }

    @Test func protectionHolds() async throws {
        let site = try await Site.project(clusters: ["m1", "m2"])
        try site.workspace("w1", "managementCluster: m1", "protected: true")
        try await site.berth("apply", "--yes", exits: 0)
        try site.workspace("w1", "managementCluster: m2", "protected: true")
        let refused = try await site.berth("apply", "--yes", "--allow", "relocate", exits: 5)
        #expect(refused.words.contains("w1 is protected"), "\(refused.words)")
        #expect(try await clusters(site) == ["m1 w1"])
    }

    /// Name and id both changed, in its file and with the file: asked once, and the rest is applied.
    @Test func anotherNameWantsConsent() async throws {
        let site = try await Site.project()
        try site.workspace("w1")
        try site.workplace.edit("specs/workspaces/w1.yaml") {
            $0.replacing("{name: w1}", with: "{name: w1, labels: {team: a}}")
        }
        try await site.berth("apply", "--yes", exits: 0)
        try site.workplace.edit("specs/workspaces/w1.yaml") { $0.replacing("name: w1", with: "name: renamed") }
        let alone = try await site.berth("plan", exits: 1)
        #expect(alone.words.contains("renamed stands in specs/workspaces/w1.yaml, where w1 stood"), "\(alone.words)")
        // Moved with its file it says the same; beside it something unrelated comes.
        try site.workplace.remove("specs/workspaces/w1.yaml")
        try site.workspace("renamed")
        try site.workplace.edit("specs/workspaces/renamed.yaml") {
            $0.replacing("{name: renamed}", with: "{name: renamed, labels: {team: a}}")
        }
        try site.workspace("w2")
        try await site.berth("plan", "--out", "plan.json", exits: 1)
        let refused = try await site.berth("apply", "--yes", exits: 6)
        #expect(refused.words.contains("renamed is specified as w1 was, names apart"), "\(refused.words)")
        #expect(refused.words.contains("w1 stays on m1, orphaned"), "\(refused.words)")
        #expect(refused.words.contains("--allow relocate"), "\(refused.words)")
        #expect(try await clusters(site, among: ["m1"]) == ["m1 w1", "m1 w2"])
        let json = try await site.berth("plan", "renamed", "--format", "json", exits: 1)
        #expect(json.output.contains("names apart") || json.errors.contains("names apart"))

        let agreed = try await site.berth("plan", "--allow", "relocate", "--out", "agreed.json", exits: 0)
        #expect(agreed.words.contains("to go on with that instead, set name and id back"), "\(agreed.words)")
        try await site.berth("apply", "agreed.json", "--yes", exits: 0)
        #expect(try await clusters(site, among: ["m1"]) == ["m1 renamed", "m1 w1", "m1 w2"])
        // It is there: nobody is asked any more, and neither is one who adds another.
        try site.workspace("w3")
        try await site.berth("apply", "--yes", exits: 0)
        let left = try await site.berth("plan", "--detailed-exitcode", exits: 2)
        #expect(left.words.contains("No changes; 1 orphaned workspace: w1."), "\(left.words)")
    }

    @Test func anotherIDIsNotTakenForTheSame() async throws {
        let site = try await Site.project()
        try await site.berth("apply", "--yes", exits: 0)
        try site.workplace.edit("specs/workspaces/w1.yaml") { $0.replacing("name: w1", with: "name: renamed") }
        let refused = try await site.berth("apply", "--prune", "--yes", exits: 5)
        #expect(refused.words.contains("w1 would be taken away while renamed is made"), "\(refused.words)")
        #expect(refused.words.contains("its API is new and empty"), "\(refused.words)")
        let tcp = try await site.cluster()("get", "tcp", "-A", "-o", "name")
        #expect(tcp.contains("/w1") && !tcp.contains("renamed"), "\(tcp)")
        try await site.berth("apply", "--prune", "--yes", "--allow", "relocate", exits: 0)
        let after = try await site.cluster()("get", "tcp", "-A", "-o", "name")
        #expect(!after.contains("/w1") && after.contains("/renamed"), "\(after)")
    }
}
