import Document
import TestSupport
import Testing

/// The main job: from nothing to a workspace that works, and back.
struct LifecycleTests {
    @Test func planApplyDriftMendDestroy() async throws {
        let site = try await Site()
        let before = try await site.inventory
        let zoneBefore = try await site.zone()

        let plan = try await site.berth("plan", "--detailed-exitcode", "--out", "plan.json", exits: 2)
        for step in ["network", "placement", "control-plane", "kubeconfig", "dns", "api", "secret/hcloud", "active"] {
            #expect(plan.output.contains(step))
        }
        #expect(try await site.inventory == before, "planning writes nothing")

        try await site.berth("apply", "plan.json", "--yes", exits: 0)
        let again = try await site.berth("apply", "plan.json", "--yes", exits: 3)
        #expect(again.errors.contains("a plan applies once"))
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        try await site.berth("drift", exits: 0)
        let commits = try await site.git("rev-list", "--count", "HEAD")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await site.git("rev-list", "--count", "HEAD") == commits, "nothing to do is no commit")
        #expect(try await site.zone().contains("payments.k8s"))

        let namespaces = try await site.tenant("payments", "get", "namespaces", "-o", "name")
        #expect(namespaces.contains("namespace/loopback-system"))
        let token = try await site.tenant(
            "payments", "-n", "kube-system", "get", "secret", "hcloud", "-o", "go-template={{.data.token|base64decode}}"
        )
        #expect(token == Site.planted["PAYMENTS_HCLOUD_TOKEN"])

        try await site.kubectl(
            "fsn1-a", "-n", "k8s-w-payments", "patch", "tcp", "payments", "--type=merge", "-p",
            #"{"spec":{"controlPlane":{"deployment":{"replicas":5}}}}"#)
        let drift = try await site.berth("drift", exits: 2)
        #expect(drift.output.contains("spec.controlPlane.deployment.replicas"))
        #expect(drift.output.contains("kubectl"))
        try await site.berth("apply", "--yes", exits: 0)
        let replicas = try await site.kubectl(
            "fsn1-a", "-n", "k8s-w-payments", "get", "tcp", "payments", "-o",
            "jsonpath={.spec.controlPlane.deployment.replicas}")
        #expect(replicas == "3")

        try await site.berth("destroy", "--all", "--yes", "--allow", "mass-deletion", exits: 0)
        #expect(try await site.inventory == before, "destroying leaves nothing behind")
        #expect(try await site.zone() == zoneBefore)
        #expect(try await site.leases == ["loopback.estate"])
        let late = try await site.berth("apply", "plan.json", "--yes", exits: 3)
        #expect(late.errors.contains("a plan applies once"))
        #expect(try await site.inventory == before, "the plan is not carried out again")
        try await site.git("fsck", "--strict")
    }

    @Test func thePlanComesFromTheWorldAndWorkersEndDeferral() async throws {
        let site = try await Site(clusters: "fsn1-a,fra-a,root-1")
        let applied = try await site.berth("apply", "payments", "--yes", exits: 0)
        #expect(applied.output.contains("ingress-nginx") || applied.errors.contains("ingress-nginx"))

        try site.workplace.remove("state/estate.git")
        try await site.kubectl(
            "fsn1-a", "label", "namespace", "k8s-w-payments", "pod-security.kubernetes.io/enforce=privileged",
            "--overwrite")
        let plan = try await site.berth("plan", "payments", "--format", "json", "--detailed-exitcode", exits: 2)
        let value = try Value(json: plan.output)
        let changes = value["steps"]?.array ?? []
        let changed = changes.filter { $0["actions"] != ["no-op"] && $0["actions"] != ["none"] }
        #expect(plan.output.contains("privileged"))
        #expect(
            !plan.output.contains("\"create\"")
                || changed.allSatisfy { $0["kind"] == "kubeconfig-store" || $0["actions"] != ["create"] })

        try await site.sandbox("worker", "add", "--tenant", "k8s-w-payments/payments")
        let ready = try await site.berth("plan", "payments", "--detailed-exitcode", exits: 2)
        #expect(ready.output.contains("ingress-nginx"))
        try await site.berth("apply", "payments", "--yes", exits: 0)
        let state = try await site.tenant("payments", "get", "deployments", "-A", "-o", "name")
        #expect(state.contains("ingress-nginx"))
        try await site.berth("plan", "payments", "--detailed-exitcode", exits: 0)
    }
}

extension Site {
    /// The zone without its serial number, which never goes back.
    func zone() async throws -> String {
        let text = try await Program("cat")(folder.path(".sandbox/zones/cloud.example.com.zone"))
        return text.replacing(/(SOA +[^ ]+ +[^ ]+ +)[0-9]+/) { "\($0.1)SERIAL" }
    }
}
