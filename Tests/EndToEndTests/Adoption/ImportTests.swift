import Document
import Foundation
import TestSupport
import Testing

/// `berth import` takes over one resource that people made by hand, and does nothing else; `kubectl` says so.
struct ImportTests {
    private static let manifests = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: web}
        data: {size: small}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: routes}
        data: {a: b}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 1
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: "example.com/web:1"}]}
        """

    /// A site whose first workspace was begun by hand, and adopts nothing.
    private func brownfield(_ edit: (String) -> String = { $0 }) async throws -> (Site, ClusterSession) {
        let site = try await Site.project()
        try await site.cluster()("create", "namespace", "k8s-w-w1")
        let cluster = site.cluster(namespace: "k8s-w-w1")
        try await cluster("apply", "-f", try site.folder.write(edit(Self.manifests), to: "by-hand.yaml"))
        try site.application("web", in: .namespace, manifests: Self.manifests)
        return (site, cluster)
    }

    private func marks(_ cluster: ClusterSession) async throws -> String {
        try await cluster(
            "get", "configmap/web", "configmap/routes", "deployment/web", "-o",
            "jsonpath={range .items[*]}{.kind}/{.metadata.name}={.metadata.annotations.berth\\.dev/address} {end}")
    }

    @Test func theResourceIsTakenOverAndNothingElse() async throws {
        let (site, cluster) = try await brownfield()
        let early = try await site.berth("import", "w1/application/web", exits: 1)
        #expect(early.words.contains("once with `berth import w1/namespace`"), "\(early.words)")
        try await site.berth("import", "w1/namespace", "--yes", exits: 0)
        let namespace = try await site.cluster()("get", "namespace", "k8s-w-w1", "-o", "jsonpath={.metadata}")
        #expect(namespace.contains("w1/namespace"), "\(namespace)")
        #expect(!(try await marks(cluster)).contains("w1/"), "nothing else is taken over")

        func content() async throws -> String {
            try await cluster(
                "get", "configmap/web", "configmap/routes", "deployment/web", "-o",
                "jsonpath={.items[*].metadata.uid} {.items[*].data} {.items[*].spec}")
        }
        let before = try await content()
        let plan = try await site.berth("import", "w1/application/web", "--out", "plan.json", exits: 0)
        #expect(plan.words.contains("takes over what Berth did not make"), "\(plan.output)")
        #expect(plan.words.contains("0 objects to create, 3 to update, 0 to delete"), "\(plan.output)")

        // Killed between two of its writes, the same plan goes on.
        let status = try await site.killing(
            ["apply", "plan.json", "--yes"], .after, "method=PATCH,path=/configmaps/web")
        #expect(status != 0)
        try await site.resuming("apply", "plan.json", "--yes")
        #expect(try await content() == before)
        #expect(
            try await marks(cluster) == "ConfigMap/web=w1/application/web ConfigMap/routes=w1/application/web "
                + "Deployment/web=w1/application/web ")
        let managers = try await cluster(
            "get", "configmap/web", "deployment/web", "--show-managed-fields", "-o",
            "jsonpath={.items[*].metadata.managedFields[*].manager} {.items[*].metadata.annotations}")
        #expect(!managers.contains("kubectl-client-side-apply") && !managers.contains("last-applied"), "\(managers)")
        #expect(try await site.git("log", "--format=%s").contains("import of w1"))

        // Once more is nothing, whatever else there is to do.
        let again = try await site.berth("import", "w1/application/web", "--yes", exits: 0)
        #expect(again.words.contains("Berth's already, nothing to take over"), "\(again.words)")
        #expect(try await cluster("get", "tenantcontrolplanes", "--ignore-not-found", "-o", "name") == "")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await content() == before)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        try await site.berth("destroy", "w1", "--yes", exits: 0)
    }

    @Test func objectsAreTakenOverOneByOne() async throws {
        let (site, cluster) = try await brownfield { $0.replacing("small", with: "huge") }
        try await site.berth("import", "w1/namespace", "--yes", exits: 0)
        try await cluster("delete", "configmap", "routes")
        // Nobody can be asked here.
        let plan = try await site.berth("import", "w1/application/web", "configmap/web", exits: 64)
        #expect(plan.words.contains("~ data.size: \"huge\" → \"small\""), "\(plan.words)")
        try await site.berth("import", "w1/application/web", "configmap/web", "--yes", exits: 0)
        #expect(try await cluster("get", "configmap", "web", "-o", "jsonpath={.data.size}") == "small")
        #expect(
            try await cluster("get", "deployment", "web", "-o", "jsonpath={.metadata.annotations}").contains(
                "berth.dev")
                == false)
        // The rest is as foreign as before.
        #expect(
            try await site.berth("plan", exits: 1).words.contains("Deployment.apps k8s-w-w1/web in cluster m1 exists"))
        let rest = try await site.berth("import", "w1/application/web", "--out", "plan.json", exits: 0)
        #expect(
            rest.words.contains("ConfigMap k8s-w-w1/routes: not there, and not made by an import"), "\(rest.words)")

        // Another object of the name is not the one that was seen.
        try await cluster("delete", "deployment", "web")
        #expect(
            try await site.berth("apply", "plan.json", "--yes", exits: 3).words.contains("it does not exist any more"))
        try await cluster("apply", "-f", site.folder.path("by-hand.yaml"))
        #expect(try await site.berth("apply", "plan.json", "--yes", exits: 3).words.contains("made anew by somebody"))
        try await site.berth("import", "w1/application/web", "apps/v1/deployment/web", "--yes", exits: 0)
        try await site.berth("import", "w1/application/web", "--yes", exits: 0)
        try await site.berth("apply", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    @Test func whatCannotBeTakenOverIsRefused() async throws {
        let (site, cluster) = try await brownfield()
        try site.application(
            "other", in: .namespace, manifests: Manifests.configMap("mine", namespace: "${workspace.namespace}", "a: b")
        )
        try await site.berth("import", "w1/namespace", "--yes", exits: 0)
        for (arguments, status, words) in [
            (["w1/application/nobody"], 64, "the specification has no w1/application/nobody"),
            (["w1/application/wed"], 64, "did you mean w1/application/web?"),
            (["w2/namespace"], 64, "there is no specification of a workspace w2"),
            (["w1"], 64, "is not the address of a resource"),
            (["w1/api"], 64, "has no objects that could be taken over"),
            (["w1/application/web", "secret/web"], 64, "it has ConfigMap k8s-w-w1/routes"),
            (["w1/application/web", "configmap/elsewhere/web"], 64, "has no configmap/elsewhere/web"),
            (["w1/application/web", "web"], 64, "web may be each of"),
            (["w1/application/other"], 1, "ConfigMap k8s-w-w1/mine of w1/application/other is not there (cluster m1)"),
            (["w1/dns"], 1, "an import takes over what exists"),
        ] as [([String], Int32, String)] {
            let outcome = try await site.workplace.berth(["import"] + arguments + ["--yes"])
            #expect(outcome.status == status && outcome.words.contains(words), "\(arguments): \(outcome.words)")
        }
        #expect(!(try await marks(cluster)).contains("w1/"))

        // Another estate's wants a second word; the plan file holds both.
        try await cluster("label", "cm", "web", "app.kubernetes.io/managed-by=berth", "berth.dev/estate=other")
        let refused = try await site.berth("import", "w1/application/web", exits: 1)
        #expect(refused.words.contains("take it over with --allow adopt-foreign"), "\(refused.words)")
        try await site.berth("import", "w1/application/web", "--allow", "adopt-foreign", "--out", "plan.json", exits: 0)
        for (words, edit) in [
            ("nobody agreed to that", { $0["consents"] = [] }),
            ("the specification does not adopt", { $0["imported"] = nil }),
            ("does not adopt", { $0["imported"]?["objects"] = ["configmap/routes"] }),
        ] as [(String, (inout Value) -> Void)] {
            try site.edit(plan: "plan.json", edit)
            #expect(try await site.berth("apply", "edited.json", "--yes", exits: 1).errors.contains(words))
        }
        try await site.berth("apply", "plan.json", "--yes", exits: 0)
        // What another resource of this estate keeps is moved, and not imported.
        try site.removeApplication("web")
        try site.application("again", in: .namespace, manifests: Self.manifests)
        let kept = try await site.berth("import", "w1/application/again", exits: 1)
        #expect(kept.words.contains("belongs to w1/application/web"), "\(kept.words)")
    }

    @Test func networksAndNamesAreTakenOver() async throws {
        let site = try await Site.project()
        try site.workspace("w1", "network: {managed: true, cidr: 10.20.0.0/16}")
        let endpoint = "http://\(site.network).0.2:8080/v1/networks"
        func curl(_ arguments: String...) async throws -> Value {
            try Value(
                json: try await Program("curl")(
                    ["-sS", "-H", "Authorization: Bearer \(Site.planted["HCLOUD_TOKEN"] ?? "")"] + arguments))
        }
        let subnet = #"{"type": "cloud", "ip_range": "10.20.0.0/16", "network_zone": "eu-central"}"#
        let made = try await curl(
            endpoint, "-H", "Content-Type: application/json", "-d",
            #"{"name": "k8s-w-w1", "ip_range": "10.20.0.0/16", "labels": {"team": "net"}, "subnets": [\#(subnet)]}"#)
        let id = try #require(made["network"]?["id"]?.integer)
        let other = try await site.berth("import", "w1/network", "4711", exits: 64)
        #expect(other.words.contains("call it k8s-w-w1 at the provider first"), "\(other.words)")
        try await site.berth("import", "w1/network", "\(id)", "--yes", exits: 0)
        let network = try await curl("\(endpoint)/\(id)")["network"]
        #expect(network?["labels"]?["team"] == "net" && network?["labels"]?.compactJSON.contains("loopback") == true)

        // A name that somebody gave to other machines.
        let zone = ".sandbox/zones/cloud.example.com.zone"
        try site.folder.write(
            """
            $ORIGIN cloud.example.com.
            $TTL 300
            @ IN SOA ns1 hostmaster 1 3600 600 604800 60
            @ IN NS ns1
            ns1 IN A 192.0.2.53
            w1.k8s 60 IN A 192.0.2.9

            """, to: zone)
        try await site.berth("apply", "--exclude", "w1/dns", "--yes", exits: 0)
        let plan = try await site.berth("import", "w1/dns", "--out", "plan.json", exits: 0)
        #expect(plan.words.contains("takes over") && plan.words.contains("192.0.2.9"), "\(plan.output)")
        try await site.berth("apply", "plan.json", "--yes", exits: 0)
        #expect(!(try String(contentsOfFile: site.folder.path(zone), encoding: .utf8)).contains("192.0.2.9"))
        try await site.berth("apply", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }
}
