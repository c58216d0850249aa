import Foundation
import TestSupport
import Testing

/// What was not made to be applied, or not as whoever applies it thinks, is not applied.
struct ForeignPlanTests {
    @Test func onlyWhatWasShownIsCarriedOut() async throws {
        let site = try await Site.project()
        // Drift is looked for in what is there; everything that is new would go along unseen.
        try await site.berth("drift", "--out", "drift.plan", exits: 0)
        let drift = try await site.berth("apply", "drift.plan", "--yes", exits: 64)
        #expect(drift.errors.contains("was saved by `berth drift`"), "\(drift.errors)")
        try await site.berth("plan", "--out", "w1.plan", exits: 0)
        let issues = try await site.berth(
            "drift-issues", "w1.plan", "--forge", "github", "--repository", "o/r", "--token", "env:HCLOUD_TOKEN",
            exits: 64)
        #expect(issues.errors.contains("is a plan to apply"), "\(issues.errors)")
        try await site.berth("apply", "w1.plan", "--yes", "--no-consents", exits: 0)

        try await site.berth("destroy", "w1", "--out", "destroy.plan", exits: 0)
        let refused = try await site.berth("apply", "destroy.plan", "--yes", "--no-consents", exits: 5)
        #expect(refused.errors.contains("it destroys workspaces"), "\(refused.errors)\(refused.output)")
        #expect(try await site.kubectl("m1", "get", "namespaces", "-o", "name").contains("k8s-w-w1"))
    }

    /// What `--prune` and `--force-conflicts` ask for is a consent like `--allow`, unless the estate gives it.
    @Test func whatSomebodyAskedForIsAConsent() async throws {
        let site = try await Site.project()
        try site.workspace("w2")
        func map(_ revision: String, _ data: String) throws {
            try site.application(
                "map", revision, in: .namespace,
                manifests: Manifests.configMap("map", namespace: "${workspace.namespace}", data))
        }
        try map("1.0.0", #"a: "1""#)
        try await site.berth("apply", "--yes", exits: 0)
        let cluster = site.cluster(namespace: "k8s-w-w1")
        try await cluster("patch", "configmap", "map", "--type=merge", "-p", #"{"data":{"b":"theirs"}}"#)
        try map("1.1.0", #"a: "1", b: ours"#)
        try await site.berth("plan", "w1", "--force-conflicts", "--out", "force.plan", exits: 0)
        let forced = try await site.berth("apply", "force.plan", "--yes", "--no-consents", exits: 5)
        #expect(forced.errors.contains("it takes fields of ConfigMap"), "\(forced.errors)\(forced.output)")
        #expect(try await cluster("get", "configmap", "map", "-o", "jsonpath={.data.b}") == "theirs")

        try map("1.0.0", #"a: "1""#)
        try site.workplace.remove("specs/workspaces/w2.yaml")
        try await site.berth("plan", "--prune", "--out", "prune.plan", exits: 0)
        let pruned = try await site.berth("apply", "prune.plan", "--yes", "--no-consents", exits: 5)
        #expect(pruned.errors.contains("it takes w2 away"), "\(pruned.errors)\(pruned.output)")
        #expect(try await site.kubectl("m1", "get", "namespaces", "-o", "name").contains("k8s-w-w2"))
        try site.workplace.edit("specs/estate.yaml") { $0 + "  prune: true\n" }
        try await site.berth("plan", "--out", "prune.plan", exits: 0)
        try await site.berth("apply", "prune.plan", "--yes", "--no-consents", exits: 0)
        #expect(try await !site.kubectl("m1", "get", "namespaces", "-o", "name").contains("k8s-w-w2"))
    }

    /// A dash is standard output, which holds the report.
    @Test(arguments: [["plan", "--out", "-"], ["drift", "--out", "-"], ["apply", "--yes", "--events", "-"]])
    func aDashIsNoFile(_ arguments: [String]) async throws {
        let site = try await Site.project()
        let outcome = try await site.workplace.berth(arguments)
        #expect(outcome.status == 64 && outcome.errors.contains("names a file"), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: site.folder.path("-")))
    }
}
