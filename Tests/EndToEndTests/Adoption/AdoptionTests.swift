import Document
import Foundation
import TestSupport
import Testing

/// What people made by hand comes under Berth's control by an ordinary plan, which changes no value.
struct AdoptionTests {
    private static let manifests = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: web}
        data: {size: small, colour: blue}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 1
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: "example.com/web:1", env: [{name: A, value: a}]}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{port: 80}]}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: web}
        stringData: {password: from-the-catalog}
        """

    /// A site whose first workspace was begun by hand, by a verb of kubectl's.
    private func brownfield(_ verb: String = "apply") async throws -> (Site, ClusterSession) {
        let site = try await Site.project()
        try await site.cluster()("create", "namespace", "k8s-w-w1")
        let cluster = site.cluster(namespace: "k8s-w-w1")
        try await cluster(
            verb, "-f",
            try site.folder.write(
                Self.manifests.replacing("from-the-catalog", with: "planted-by-hand"), to: "by-hand.yaml"))
        try site.application("web", in: .namespace, manifests: Self.manifests)
        return (site, cluster)
    }

    @Test func whatWasMadeByHandIsTakenOverAsItIs() async throws {
        let (site, cluster) = try await brownfield()
        let refused = try await site.berth("plan", exits: 1)
        #expect(
            refused.words.contains("ConfigMap k8s-w-w1/web in cluster m1 exists and was not made by Berth"))
        #expect(
            refused.words.contains("take it over with `adopt: true` in the application web or the workspace"),
            "\(refused.words)")

        try site.workspace("w1", "adopt: true")
        let plan = try await site.berth("plan", "--out", "plan.json", exits: 0)
        #expect(plan.words.contains("takes over what Berth did not make"), "\(plan.output)")
        #expect(
            plan.words.contains("the value stays, Berth comes to own it; set by kubectl-client-side-apply at 20"),
            "\(plan.output)")
        #expect(!plan.output.contains("planted-by-hand") && !plan.output.contains("last-applied"))
        #expect(!plan.output.contains("progressDeadlineSeconds"), "a default of the server is no change")
        let whole = try await site.berth("show", "plan.json", "--verbose", exits: 0)
        #expect(
            !whole.output.split(separator: "\n").contains { $0.contains("- spec.ports") },
            "what the server completes stays: \(whole.output)")
        let text = try String(contentsOfFile: site.folder.path("plan.json"), encoding: .utf8)
        #expect(!text.contains("cGxhbnRlZC1ieS1oYW5k"), "the record of kubectl holds the secret, too")
        func specs() async throws -> String {
            try await cluster(
                "get", "configmap/web", "deployment/web", "-o",
                "jsonpath={.items[*].metadata.uid} {.items[*].data} {.items[*].spec}")
        }
        let before = try await specs()
        try await site.berth("apply", "plan.json", "--yes", exits: 0)
        #expect(try await specs() == before)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        let managers = try await cluster(
            "get", "configmap/web", "deployment/web", "secret/web", "--show-managed-fields", "-o",
            "jsonpath={.items[*].metadata.managedFields[*].manager} {.items[*].metadata.annotations}")
        #expect(!managers.contains("kubectl-client-side-apply") && !managers.contains("last-applied"), "\(managers)")

        // What the specification gives up goes, as if Berth had made it.
        try site.application(
            "web", "1.1.0", in: .namespace,
            manifests: Self.manifests.replacing(", colour: blue", with: "").replacing(
                ", env: [{name: A, value: a}]", with: ""))
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await cluster("get", "configmap", "web", "-o", "jsonpath={.data}") == #"{"size":"small"}"#)
        #expect(
            try await cluster("get", "deployment", "web", "-o", "jsonpath={.spec.template.spec.containers[0].env}")
                == "")
        try await site.berth("destroy", "w1", "--yes", exits: 0)
        #expect(try await site.cluster()("get", "namespace", "k8s-w-w1", "--ignore-not-found", "-o", "name") == "")
    }

    /// Of what `kubectl create` and `label` set, the specification gives up what it had, and leaves alone what it never had.
    @Test func whatWasCreatedByHandCanBeGivenUp() async throws {
        let (site, cluster) = try await brownfield("create")
        try await cluster("label", "configmap/web", "tier=web", "team=shop")
        try site.workspace("w1", "adopt: true")
        func manifests(_ labels: String, _ data: String, _ env: String) -> String {
            Self.manifests.replacing(
                "metadata: {name: web}\ndata", with: "metadata: {name: web, labels: {\(labels)}}\ndata"
            )
            .replacing("{size: small, colour: blue}", with: "{\(data)}")
            .replacing("[{name: A, value: a}]", with: "[\(env)]")
        }
        try site.application(
            "web", "1.1.0", in: .namespace,
            manifests: manifests("tier: web", "size: small, colour: blue", "{name: A, value: a}"))
        try await site.berth("apply", "--yes", exits: 0)
        let managers = try await cluster(
            "get", "configmap/web", "--show-managed-fields", "-o", "jsonpath={.metadata.managedFields}")
        #expect(!managers.contains("kubectl-create"), "\(managers)")
        #expect(managers.contains("kubectl-label") && managers.contains("f:team"), "\(managers)")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)

        try site.application("web", "1.2.0", in: .namespace, manifests: manifests("", "size: small", ""))
        let plan = try await site.berth("plan", exits: 0)
        #expect(plan.words.contains("data.colour") && plan.words.contains("labels.tier"), "\(plan.words)")
        try await site.berth("apply", "--yes", exits: 0)
        let left = try await cluster("get", "configmap", "web", "-o", "jsonpath={.data} {.metadata.labels}")
        #expect(left.hasPrefix(#"{"size":"small"}"#) && !left.contains("tier") && left.contains("shop"), "\(left)")
        let env = "jsonpath={.spec.template.spec.containers[0].env}"
        #expect(try await cluster("get", "deployment", "web", "-o", env) == "")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    @Test func otherValuesAreShownWithTheirAuthor() async throws {
        let (site, cluster) = try await brownfield()
        try await cluster(
            "patch", "cm", "web", "--type=merge", "-p", "{\"data\":{\"size\":\"huge\",\"extra\":\"kept\"}}")
        try site.workspace("w1", "adopt: true")
        let plan = try await site.berth("plan", "--verbose", exits: 0)
        #expect(plan.words.contains("kubectl-patch") && plan.words.contains("huge"), "\(plan.output)")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await cluster("get", "cm", "web", "-o", "jsonpath={.data.size} {.data.extra}") == "small kept")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    @Test func whatAnotherEstateKeepsWantsConsent() async throws {
        let (site, cluster) = try await brownfield()
        try await cluster(
            "label", "cm", "web", "app.kubernetes.io/managed-by=berth", "berth.dev/estate=other")
        try site.workspace("w1", "adopt: true")
        let refused = try await site.berth("plan", exits: 1)
        #expect(refused.words.contains("belongs to estate other") && refused.words.contains("--allow adopt-foreign"))
        let plan = try await site.berth("plan", "--allow", "adopt-foreign", "--out", "plan.json", exits: 0)
        #expect(plan.words.contains("from estate other"), "\(plan.output)")
        try site.edit(plan: "plan.json") { $0["consents"] = [] }
        let edited = try await site.berth("apply", "edited.json", "--yes", exits: 1)
        #expect(edited.errors.contains("nobody agreed to that"), "\(edited.errors)")
        try await site.berth("apply", "plan.json", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    @Test func aPlanFileAdoptsNothingByItself() async throws {
        let (site, cluster) = try await brownfield()
        try site.workspace("w1", "adopt: true")
        try await site.berth("plan", "--out", "plan.json", exits: 0)
        // It is another's by the time it is carried out.
        try await cluster(
            "label", "cm", "web", "app.kubernetes.io/managed-by=berth", "berth.dev/estate=other")
        let stale = try await site.berth("apply", "plan.json", "--yes", exits: 3)
        #expect(stale.words.contains("it is not w1/application/web's any more to write"), "\(stale.words)")
        try await cluster("label", "cm", "web", "berth.dev/estate-")
        try site.workspace("w1")
        #expect(
            try await site.berth("apply", "plan.json", "--yes", exits: 3).words.contains(
                "specification of w1 has changed"))
        #expect(
            try await cluster("get", "cm", "web", "-o", "jsonpath={.metadata.annotations}").contains("berth.dev")
                == false)
    }

    @Test func aNameIsTakenOverWithItsMarks() async throws {
        let site = try await Site.project()
        let zone = ".sandbox/zones/cloud.example.com.zone"
        try site.folder.write(
            """
            $ORIGIN cloud.example.com.
            $TTL 300
            @ IN SOA ns1 hostmaster 1 3600 600 604800 60
            @ IN NS ns1
            ns1 IN A 192.0.2.53
            w1.k8s 60 IN A 192.0.2.9
            w1.k8s 60 IN TXT "heritage=external-dns,external-dns/owner=prod"
            a-w1.k8s 60 IN TXT "heritage=external-dns,external-dns/owner=prod"
            a-w1.k8s 60 IN TXT "of others"

            """, to: zone)
        let refused = try await site.berth("plan", exits: 1)
        #expect(refused.words.contains("external-dns prod keeps it"), "\(refused.words)")
        try site.workspace("w1", "adopt: true")
        let plan = try await site.berth("plan", exits: 0)
        #expect(plan.words.contains("takes over") && plan.words.contains("192.0.2.9"), "\(plan.output)")
        try await site.berth("apply", "--yes", exits: 0)
        let text = try String(contentsOfFile: site.folder.path(zone), encoding: .utf8)
        #expect(!text.contains("external-dns") && text.contains("of others") && !text.contains("192.0.2.9"), "\(text)")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }
}
