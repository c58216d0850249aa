import Document
import TestSupport
import Testing

/// A workspace that is to be on another cluster, or goes by another id, is a new API: said, and done only where that is agreed to.
struct RelocationTests {
    private func clusters(_ site: Site) async throws -> [String] {
        var found: [String] = []
        for cluster in ["m1", "m2"] {
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
