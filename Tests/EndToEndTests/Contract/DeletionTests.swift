import Document
import Foundation
import TestSupport
import Testing

/// What goes along with a deletion is counted and shown, and what is not Berth's goes only by consent.
struct DeletionTests {
    @Test func whatGoesAlongIsNamedAndRefused() async throws {
        let site = try await Site.project()
        let network = "network: {managed: true, cidr: 10.20.0.0/16}"
        try site.application(
            "shop", in: .tenant, workspaces: "none",
            manifests: Manifests.definition("Database") + "\n---\n"
                + "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}")
        try site.workspace("w1", network, "applications: [{name: shop}]")
        try await site.berth("apply", "--yes", exits: 0)
        let tenant = try await site.inside("w1")
        try await tenant.write(Self.teams, "create")

        try site.workspace("w1", network)
        let removal = try await site.berth("plan", "--out", "plan.json", exits: 5)
        for name in ["Database.shop.example.com shop/orders", "ConfigMap shop/own", "Secret shop/own"] {
            #expect(removal.words.contains("takes along \(name), which Berth did not make"), "\(removal.words)")
        }
        try await site.berth("apply", "plan.json", "--yes", exits: 5)
        try await site.berth("apply", "--yes", exits: 5)
        let agreed = try await site.berth(
            "plan", "--allow", "cascade", "--format", "json", "--out", "plan.json", exits: 0)
        #expect(agreed.output.contains("orders"))
        try await guardsCountWhatReallyGoes(at: site)

        // A bearer who leaves out what goes along does not get it through.
        try site.edit(plan: "plan.json") { plan in
            plan["consents"] = []
            for step in plan.steps.indices {
                for change in plan.steps[step].changes.indices { plan.steps[step].changes[change]["companions"] = nil }
            }
        }
        let edited = try await site.berth("apply", "edited.json", "--yes")
        #expect(edited.status == 1, "\(edited.words)")
        #expect(edited.words.contains("what may go along is not what is shown"), "\(edited.words)")
        #expect(try await tenant("-n", "shop", "get", "databases,configmaps,secrets", "-o", "name").contains("orders"))

        try await networks(at: site)
        try await billedGoesFirst(at: site)
    }

    private func guardsCountWhatReallyGoes(at site: Site) async throws {
        try site.workplace.edit("specs/estate.yaml") { $0.replacing("maxDeletes: 50", with: "maxDeletes: 3") }
        let guarded = try await site.berth("plan", "--allow", "cascade", exits: 5)
        #expect(
            guarded.words.contains("5 objects would go (2 deleted, 3 with them), and the estate allows 3"),
            "\(guarded.words)")
        let destroy = try await site.berth("destroy", "w1", "--allow", "cascade", "--yes", exits: 5)
        #expect(
            destroy.words.contains("13 objects would go (8 deleted, 5 with them), and the estate allows 3"),
            "\(destroy.words)")
        #expect(destroy.words.contains("DELETES 8 objects in w1, and 5 objects with them"))
        #expect(destroy.words.contains("Plan to destroy: 8 objects to delete."))
        try await site.berth("plan", "--allow", "cascade", "--allow", "mass-deletion", "--out", "agreed.json", exits: 0)
        let file = try Value(json: Data(contentsOf: URL(filePath: site.folder.path("agreed.json"))))
        #expect(file["consents"] == ["cascade", "mass-deletion"])
    }

    /// A network that is given up, has another range or another provider: planned, or refused with the reason.
    private func networks(at site: Site) async throws {
        let keeps = "applications: [{name: shop}]"
        try site.workspace("w1", "network: {managed: false}", keeps)
        // With the state lost the namespace still tells of it.
        let (state, away) = (site.folder.path("state"), site.folder.path("away"))
        for (source, target) in [(state, state), (state, away), (away, state)] {
            if source != target { try FileManager.default.moveItem(atPath: source, toPath: target) }
            let given = try await site.berth("plan", "--detailed-exitcode", exits: 2)
            #expect(given.words.contains("- w1/network not in the specification any more - Network k8s-w-w1"))
            if target == away, FileManager.default.fileExists(atPath: state) { try site.workplace.remove("state") }
        }
        try site.workspace("w1", "network: {managed: true, cidr: 10.30.0.0/16}", keeps)
        let range = try await site.berth("plan", exits: 1)
        #expect(range.words.contains("10.20.0.0/16 cannot become 10.30.0.0/16"), "\(range.words)")

        let estate = try await Program("cat")(site.folder.path("specs/estate.yaml"))
        try site.workplace.edit("specs/estate.yaml") {
            let other =
                "    - {name: other, type: hetzner_cloud, token: {env: HCLOUD_TOKEN}, networkZone: eu-central}\n"
            return $0.replacing(
                "  dns:", with: other.replacing("}\n", with: ", endpoint: \"\(endpoint(in: $0))\"}\n") + "  dns:")
        }
        try site.workspace("w1", "computeProvider: other", "network: {managed: true, cidr: 10.20.0.0/16}", keeps)
        let provider = try await site.berth("plan")
        #expect([1, 5].contains(provider.status), "\(provider.words)")
        try site.folder.write(estate, to: "specs/estate.yaml")
        try site.workspace("w1", "network: {managed: true, cidr: 10.20.0.0/16}", keeps)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    private func endpoint(in estate: String) -> String {
        estate.split(separator: "\n").first { $0.contains("endpoint: ") }?.split(separator: " ").last.map(String.init)
            ?? ""
    }

    private func billedGoesFirst(at site: Site) async throws {
        let refused = try await site.berth("destroy", "w1", "--yes", "--allow", "mass-deletion", exits: 5)
        #expect(
            refused.words.contains(
                "takes along 3 objects that Berth did not make: Deployment.apps team/db, "
                    + "PersistentVolumeClaim team/data, Service team/lb"),
            "\(refused.words)")
        let before = try await site.requests().count
        try await site.berth("destroy", "w1", "--yes", "--allow", "mass-deletion", "--allow", "cascade", exits: 0)
        let deletions = try await site.requests().dropFirst(before).filter { $0["method"] == "DELETE" }
            .compactMap { $0["path"]?.string }
        let plane = try #require(deletions.firstIndex { $0.hasSuffix("/tenantcontrolplanes/w1") })
        for billed in ["/services/lb", "/persistentvolumeclaims/data", "/deployments/db"] {
            let index = try #require(deletions.firstIndex { $0.hasSuffix(billed) }, "\(deletions)")
            #expect(index < plane)
        }
    }

    private static let teams = """
        \(Manifests.configMap("own", namespace: "shop", "a: b"))
        ---
        {apiVersion: shop.example.com/v1, kind: Database, metadata: {name: orders, namespace: shop}, spec: {size: 1}}
        ---
        {apiVersion: v1, kind: Secret, metadata: {name: own, namespace: shop}, stringData: {a: b}}
        ---
        {apiVersion: v1, kind: Namespace, metadata: {name: team}}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: lb, namespace: team}
        spec: {type: LoadBalancer, ports: [{port: 80}]}
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: data, namespace: team}
        spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: db, namespace: team}
        spec:
          selector: {matchLabels: {app: db}}
          template:
            metadata: {labels: {app: db}}
            spec:
              containers: [{name: db, image: "db:1"}]
              volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
        """
}
