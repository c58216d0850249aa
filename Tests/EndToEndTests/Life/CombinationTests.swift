import Document
import Foundation
import TestSupport
import Testing

/// Where plans of several kinds meet: each still does what it says, and nothing of the other.
struct CombinationTests {
    private static let onRequest = "replace: onRequest"

    private func write(_ site: Site, _ revision: String, _ data: String) throws {
        try site.application(
            "web", revision, in: .namespace, more: Self.onRequest,
            manifests: Manifests.configMap("web", namespace: "${workspace.namespace}", #"a: "\#(data)""#)
                + "\nimmutable: true")
    }

    /// The way back leads over what cannot be changed in place; consent for it stands in the plan of the rollback.
    @Test func aRollbackReplacesWhatIsAskedFor() async throws {
        let site = try await Site.project()
        try write(site, "1.0.0", "1")
        try await site.commitSpecs("One")
        try await site.berth("apply", "--yes", exits: 0)
        try write(site, "1.1.0", "2")
        try await site.commitSpecs("Two")
        let web = "w1/application/web"
        try await site.berth("apply", "--yes", "--replace", web, exits: 0)
        let cluster = site.cluster(namespace: "k8s-w-w1")
        let uid = try await cluster.uid("configmap/web")

        let refused = try await site.berth("rollback", "w1", "--yes", exits: 1)
        #expect(refused.words.contains("plan with --replace \(web)"), "\(refused.words)")
        try await site.berth("rollback", "w1", "--replace", "w1/application/wep", exits: 64)
        let plan = try await site.berth("rollback", "w1", "--replace", web, "--out", "back.plan", exits: 0)
        #expect(plan.words.contains("REPLACES"), "\(plan.words)")
        try site.edit(plan: "back.plan") { $0["replacements"] = nil }
        #expect(try await site.berth("apply", "edited.json", "--yes", exits: 1).words.contains("nobody asked for that"))
        // Killed between the deletion and the new object, the same plan goes on.
        let status = try await site.killing(
            ["apply", "back.plan", "--yes"], .after, "method=DELETE,path=/configmaps/web")
        #expect(status != 0)
        try await site.resuming("apply", "back.plan", "--yes")
        #expect(try await cluster("get", "configmap", "web", "-o", "jsonpath={.data.a}") == "1")
        #expect(try await cluster.uid("configmap/web") != uid)
    }

    /// What nobody specifies any more is not taken along by an import, and neither are other applications.
    @Test func anImportPrunesNothing() async throws {
        let site = try await Site.project { $0 + "  prune: true\n" }
        try site.workspace("w2")
        try site.application(
            "gone", in: .namespace, workspaces: "all",
            manifests: Manifests.configMap("gone", namespace: "${workspace.namespace}", #"a: "1""#))
        try await site.berth("apply", "--yes", exits: 0)
        try site.workplace.remove("specs/workspaces/w2.yaml")
        try site.removeApplication("gone")
        let web = Manifests.configMap("web", namespace: "${workspace.namespace}", #"a: "1""#)
        try site.application("web", in: .namespace, manifests: web)
        let cluster = site.cluster(namespace: "k8s-w-w1")
        try await cluster("create", "configmap", "web", "--from-literal=a=1")
        try await site.berth("import", "w1/application/web", "--yes", exits: 0)
        #expect(
            try await cluster("get", "configmap", "web", "-o", "jsonpath={.metadata.annotations}")
                .contains("w1/application/web"))
        #expect(try await cluster("get", "configmap", "gone", "-o", "name") == "configmap/gone\n")
        #expect(try await site.cluster()("get", "namespace", "k8s-w-w2", "-o", "name") == "namespace/k8s-w-w2\n")
        try await site.berth("apply", "--yes", exits: 0)
        let left = try await site.cluster()("get", "namespaces,configmaps", "-A", "-o", "name")
        #expect(!left.contains("k8s-w-w2") && !left.contains("configmap/gone") && left.contains("configmap/web"))
    }

    /// A rollout that was stopped in its pause is gone on with when the pause is over, by a new plan as well.
    @Test func thePauseOutlivesItsRun() async throws {
        let site = try await Site.project()
        let more = "rollout: {waves: [{max: 1}, {max: 100%}], pause: 1h}"
        func web(_ data: String) -> String {
            Manifests.configMap("web", namespace: "${workspace.namespace}", #"a: "\#(data)""#)
        }
        try site.workspace("w2")
        try site.application("web", "1.0.0", in: .namespace, more: more, manifests: web("1"))
        try await site.berth("apply", "--yes", exits: 0)
        try site.application("web", "1.1.0", in: .namespace, more: more, manifests: web("2"))
        for (run, words) in [("one", "wave 2 of 2 begins in 1h"), ("two", "when its pause is over")] {
            let events = site.folder.path("\(run).ndjson")
            let process = try site.start("apply", "--yes", "--events", events)
            defer { process.kill() }
            try await eventually("run \(run) waits", within: .seconds(240)) {
                (try? String(contentsOfFile: events, encoding: .utf8))?.contains(words) == true
            }
            kill(process.identifier, SIGINT)
            #expect(process.waitUntilExit() == 130)
            let data = try await site.cluster()(
                "get", "configmaps", "-A", "--field-selector", "metadata.name=web", "-o", "jsonpath={.items[*].data.a}")
            #expect(data == "2 1")
        }
        // Nothing holds it up where the rollout has no pause any more.
        try site.application(
            "web", "1.1.0", in: .namespace, more: more.replacing(", pause: 1h", with: ""), manifests: web("2"))
        try await site.berth("apply", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    /// With both names in its certificate, a workspace is destroyed as every other.
    @Test func aWorkspaceBetweenTwoNamesGoesWhole() async throws {
        let site = try await Site.project()
        try await site.berth("apply", "--yes", exits: 0)
        try site.workplace.edit("specs/estate.yaml") {
            $0.replacing("managementDomain: cloud.example.com", with: "managementDomain: new.cloud.example.com")
        }
        let status = try await site.killing(["apply", "--yes"], .after, "method=PATCH,path=/tenantcontrolplanes/w1")
        #expect(status != 0)
        try await site.resuming("destroy", "w1", "--yes")
        let zone = try String(
            contentsOfFile: site.folder.path(".sandbox/zones/cloud.example.com.zone"), encoding: .utf8)
        #expect(!zone.contains("w1.k8s"), "\(zone)")
        #expect(try await site.cluster()("get", "namespaces,tcp", "-A", "-o", "name").contains("w1") == false)
    }
}
