import Document
import Foundation
import TestSupport
import Testing

/// What a server does not change in place is deleted and made anew where somebody wants that, and nowhere else; the outcome is
/// checked by kubectl.
struct ReplaceTests {
    static func site(maxReplaces: Int = 5) async throws -> Site {
        try await Site.project { $0.replacing("maxReplaces: 0", with: "maxReplaces: \(maxReplaces)") }
    }

    private func uids(_ names: [String], _ cluster: ClusterSession) async throws -> [String: String] {
        var uids: [String: String] = [:]
        for name in names { uids[name] = try await cluster.uid(name) }
        return uids
    }

    @Test func everyKindIsMadeAnewWhereItIsAskedFor() async throws {
        let site = try await Self.site()
        let cluster = site.cluster()
        try site.application("kinds", manifests: ReplaceManifests.all("a", 1))
        try await site.berth("apply", "--yes", exits: 0)
        let all = ReplaceManifests.stateless + ReplaceManifests.stateful
        let before = try await uids(all, cluster)

        try site.application("kinds", "2.0.0", manifests: ReplaceManifests.all("b", 2))
        let unasked = try await site.berth("plan", exits: 1)
        for words in [
            "-/+ Deployment default/web", "-/+ Job default/once", "spec.selector: field is immutable",
            "# not in place: roleRef: cannot change roleRef", "✗ immutable  cluster/m1/application/kinds",
            "spec.once: once is immutable", "or plan with --replace cluster/m1/application/kinds",
            "8 objects would be replaced, and the estate allows 5",
        ] { #expect(unasked.output.contains(words), "\(words)\n\(unasked.output)") }
        #expect(!unasked.output.contains("TerminationMessagePolicy"), "the last clause alone")
        #expect(try await uids(all, cluster) == before, "a plan writes nothing")
        try await site.berth("apply", "--yes", exits: 1)
        #expect(try await uids(all, cluster) == before)
        try await site.berth("plan", "--replace", "cluster/m1/application/kind", exits: 64)

        let asked = try await site.berth(
            "plan", "--replace", ReplaceManifests.address, "--verbose", "--out", "plan.json", exits: 0)
        let volume = try await cluster("get", "pvc", "claim", "-o", "jsonpath={.spec.volumeName}")
        for words in [
            "TerminationMessagePolicy", "loses the volume \(volume) (1Gi) with all that is on it",
            "loses its address 10.96.0.71", "its claims data-db-0 stay", "12 to replace",
        ] {
            let text = asked.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(text.contains(words), "\(words)\n\(asked.output)")
        }
        // Of the claims of a set what the specification changes, and no default of the server's.
        #expect(!asked.output.contains("volumeMode"), "\(asked.output)")
        try await site.berth("apply", "plan.json", exits: 0)
        let after = try await uids(all, cluster)
        for name in all { #expect(before[name] != after[name], "\(name)") }
        #expect(try await cluster("get", "service", "svc", "-o", "jsonpath={.spec.clusterIP}") == "10.96.0.72")
        #expect(try await cluster("get", "pvc", "claim", "-o", "jsonpath={.spec.storageClassName}") == "sc-b")
        #expect(try await cluster("get", "widget", "once", "-o", "jsonpath={.spec.once}") == "b")
        #expect(try await cluster("get", "deployment", "web", "-o", "jsonpath={.status.readyReplicas}") == "1")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        try await site.berth("destroy", "--all", "--yes", "--allow", "mass-deletion", "--allow", "cascade", exits: 0)
    }

    /// Who wants it, and who does not.
    @Test func theSpecificationSaysWhen() async throws {
        let site = try await Self.site(maxReplaces: 0)
        let cluster = site.cluster()
        try site.application("kinds", manifests: ReplaceManifests.fixed("1"))
        try await site.berth("apply", "--yes", exits: 0)
        let uid = try await cluster.uid("configmap/fixed")
        func change(_ value: String, annotations: String = "{}", _ more: String...) throws {
            try site.workplace.remove("templates/applications/kinds")
            try site.application(
                "kinds", "\(value).0.0", manifests: ReplaceManifests.fixed(value, annotations: annotations))
            try site.workplace.edit("templates/applications/kinds/application.yaml") { text in
                text + more.map { "  \($0)\n" }.joined()
            }
        }
        // By itself within the guard, which is none here.
        try change("2")
        let refused = try await site.berth("apply", "--yes", exits: 5)
        #expect(refused.words.contains("1 object would be replaced, and the estate allows 0"), "\(refused.output)")
        try change("2", "replace: never")
        try await site.berth("apply", "--yes", "--replace", ReplaceManifests.address, exits: 1)
        try change("2", annotations: "{berth.dev/replace: never}")
        try await site.berth("apply", "--yes", "--replace", ReplaceManifests.address, exits: 1)
        try change("2", "protected: true")
        let kept = try await site.berth("apply", "--yes", "--replace", ReplaceManifests.address, exits: 5)
        #expect(kept.words.contains("is protected") && kept.words.contains("deleted and made anew"), "\(kept.output)")
        try change("2", "replace: onRequest")
        try await site.berth("apply", "--yes", exits: 1)
        #expect(try await cluster.uid("configmap/fixed") == uid)
        try await site.berth("apply", "--yes", "--replace", ReplaceManifests.address, exits: 0)
        let second = try await cluster.uid("configmap/fixed")
        #expect(second != uid)
        // A typing mistake is an error of the specification.
        try change("3", "replace: sometimes")
        try await site.berth("validate", exits: 1)
    }

    /// Somebody made it what it cannot be changed back from.
    @Test func driftThatCannotBeSetBackSaysSo() async throws {
        let site = try await Self.site()
        let cluster = site.cluster()
        try site.application("kinds", manifests: Manifests.configMap("fixed", #"a: "1""#))
        try await site.berth("apply", "--yes", exits: 0)
        try await cluster.write(ReplaceManifests.fixed("theirs"), "apply", "--server-side", "--force-conflicts")
        let drift = try await site.berth("drift", exits: 2)
        #expect(drift.words.contains("cannot be set back in place: it has to be made anew"), "\(drift.output)")
        let json = try Value(json: try await site.berth("drift", "--format", "json", exits: 2).output)
        #expect(json["drift"]?[0]?["needs_replacement"] == true)
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await cluster("get", "configmap", "fixed", "-o", "jsonpath={.data.a}{.immutable}") == "1")
        try await site.berth("drift", exits: 0)
    }

    /// A claim stays as long as pods use it: what has them goes first and comes after it, other workloads stay.
    @Test func whatHoldsAClaimIsMadeAnewWithIt() async throws {
        let site = try await Self.site()
        let cluster = site.cluster()
        func manifests(_ storageClass: String) -> String {
            """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data, namespace: default, annotations: {berth.dev/replace: automatically}}
            spec: {accessModes: [ReadWriteOnce], storageClassName: \(storageClass), resources: {requests: {storage: 1Gi}}}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: user, namespace: default}
            spec:
              replicas: 1
              selector: {matchLabels: {app: user}}
              template:
                metadata: {labels: {app: user}}
                spec:
                  containers: [{name: c, image: "x:1", volumeMounts: [{name: data, mountPath: /data}]}]
                  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: other, namespace: default}
            spec:
              replicas: 1
              selector: {matchLabels: {app: other}}
              template: {metadata: {labels: {app: other}}, spec: {containers: [{name: c, image: "x:1"}]}}
            """
        }
        try site.application("kinds", manifests: manifests("slow"))
        try await site.berth("apply", "--yes", exits: 0)
        let names = ["pvc/data", "deployment/user", "deployment/other"]
        let before = try await uids(names, cluster)
        try site.application("kinds", "2.0.0", manifests: manifests("fast"))
        let plan = try await site.berth("plan", exits: 0)
        #expect(
            plan.words.contains("its pods use PersistentVolumeClaim default/data, which is made anew"), "\(plan.output)"
        )
        try await site.berth("apply", "--yes", exits: 0)
        let after = try await uids(names, cluster)
        #expect(names.map { before[$0] == after[$0] } == [false, false, true])
        #expect(try await cluster("get", "pvc", "data", "-o", "jsonpath={.spec.storageClassName}") == "fast")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    /// What another made and Berth is to take over is not deleted along the way.
    @Test func whatIsTakenOverIsNotMadeAnew() async throws {
        let site = try await Self.site()
        let cluster = site.cluster()
        try await cluster.write(ReplaceManifests.fixed("theirs"), "create")
        let uid = try await cluster.uid("configmap/fixed")
        try site.application(
            "kinds", more: "adopt: true", "replace: automatically", manifests: ReplaceManifests.fixed("1"))
        let plan = try await site.berth("apply", "--yes", "--replace", ReplaceManifests.address, exits: 1)
        #expect(plan.words.contains("take it over with the values that it has"), "\(plan.output)")
        #expect(try await cluster.uid("configmap/fixed") == uid)
        // In two plans it is.
        try site.application("kinds", "2.0.0", more: "adopt: true", manifests: ReplaceManifests.fixed("theirs"))
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await cluster.uid("configmap/fixed") == uid)
        try site.application("kinds", "3.0.0", more: "adopt: true", manifests: ReplaceManifests.fixed("1"))
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await cluster.uid("configmap/fixed") != uid)
    }

    /// A new API is empty: everything that Berth has in it is made anew with it, by consent alone.
    @Test func aControlPlaneTakesItsTenantAlong() async throws {
        let site = try await Self.site()
        let cluster = site.cluster(namespace: "k8s-w-w1")
        try site.application("inner", in: .tenant, manifests: Manifests.configMap("inner", #"a: "1""#))
        try await site.berth("apply", "--yes", exits: 0)
        let uid = try await cluster.uid("tenantcontrolplane/w1")
        let endpoint = try await cluster(
            "get", "tenantcontrolplane", "w1", "-o", "jsonpath={.status.controlPlaneEndpoint}")
        try await site.inside("w1")("create", "configmap", "byhand", "-n", "default")
        try site.workplace.edit("templates/tenant-control-plane.yaml") {
            $0.replacing("networkProfile:\n", with: "networkProfile:\n    clusterDomain: other.local\n")
        }
        try await site.berth("plan", exits: 1)
        let asked = try await site.berth("plan", "--replace", "w1/control-plane", exits: 5)
        for words in [
            "the whole datastore of the tenant", "its endpoint \(endpoint)", "+ w1/application/inner",
            "plan with --allow replace where an empty API is what you want",
        ] { #expect(asked.words.contains(words), "\(words)\n\(asked.output)") }
        try await site.berth("apply", "--yes", "--replace", "w1/control-plane", exits: 5)
        // Consent to what nobody asked for is none.
        try await site.berth("apply", "--yes", "--allow", "replace", exits: 1)
        #expect(try await cluster.uid("tenantcontrolplane/w1") == uid)

        // What costs money in it would outlive it.
        let balancer = """
            apiVersion: v1
            kind: Service
            metadata: {name: front, namespace: default}
            spec: {type: LoadBalancer, selector: {app: a}, ports: [{port: 80}]}
            """
        try await site.inside("w1").write(balancer, "create")
        let options = ["plan", "--replace", "w1/control-plane", "--allow", "replace", "--out", "plan.json"]
        let costly = try await site.workplace.berth(options)
        #expect(costly.status == 5 && costly.words.contains("would outlive its control plane: Service default/front"))
        try await site.inside("w1")("delete", "service", "front", "-n", "default")

        #expect(try await site.workplace.berth(options).status == 0)
        // Nor what came after the plan.
        try await site.inside("w1").write(balancer, "create")
        let stale = try await site.berth("apply", "plan.json", exits: 3)
        #expect(stale.words.contains("it costs money and would be left behind"), "\(stale.words)")
        #expect(try await cluster.uid("tenantcontrolplane/w1") == uid)
        try await site.inside("w1")("delete", "service", "front", "-n", "default")
        try await site.berth("apply", "plan.json", exits: 0)
        #expect(try await cluster.uid("tenantcontrolplane/w1") != uid)
        let names = try await site.inside("w1")("get", "configmaps", "-n", "default", "-o", "name")
        #expect(names.contains("configmap/inner") && !names.contains("byhand"), "\(names)")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }
}
