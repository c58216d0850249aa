import Document
import Foundation
import TestSupport
import Testing

/// Hooks are run when Helm would run them, and not otherwise.
struct ChartHookTests {
    private static func job(_ name: String, _ events: String, policy: String = "before-hook-creation") -> String {
        """
        ---
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: \(name)
          annotations: {helm.sh/hook: "\(events)", helm.sh/hook-delete-policy: "\(policy)"}
        spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: "example.com/a:1"}]}}}

        """
    }

    private static let configMap =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {size: {{ .Values.size | quote }}}\n"
    private static let hooks =
        job("migrate", "pre-install,pre-upgrade") + job("seed", "post-install", policy: "hook-succeeded")

    @Test func areRunAtInstallAndUpgradeOnly() async throws {
        let site = try await Site.project()
        func chart(_ size: String, _ revision: String = "1.0.0") throws {
            try site.chart(
                "web", revision, in: .namespace, values: "{size: \(size)}",
                files: ["templates/a.yaml": Self.configMap, "templates/h.yaml": Self.hooks])
        }
        try chart("small")
        let plan = try await site.berth("plan", exits: 0)
        #expect(plan.output.contains("w1/application/web:hooks-before"), "\(plan.output)")
        #expect(plan.output.contains("pre-install hooks") && plan.output.contains("post-install hooks"))
        try await site.berth("apply", "--yes", exits: 0)
        let jobs = site.cluster(namespace: "k8s-w-w1")
        #expect(try await jobs("get", "jobs", "-o", "name") == "job.batch/migrate\n", "what succeeded is gone")
        let first = try await jobs.uid("job", "migrate")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)

        try await jobs("patch", "cm", "web", "--type=merge", "-p", "{\"data\":{\"size\":\"huge\"}}")
        try await site.berth("drift", exits: 2)
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await jobs.uid("job", "migrate") == first, "mending drift runs no hooks")
        try await jobs("delete", "job", "migrate")
        try await site.berth("drift", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)

        try chart("large", "1.1.0")
        let upgrade = try await site.berth("plan", exits: 0)
        #expect(
            upgrade.output.contains("pre-upgrade hooks") && !upgrade.output.contains("post-install"),
            "\(upgrade.output)")
        try await site.berth("apply", "--yes", exits: 0)
        let second = try await jobs.uid("job", "migrate")
        try chart("huge", "1.2.0")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await jobs.uid("job", "migrate") != second, "a Job that exists is made anew")
        #expect(try await jobs("get", "cm", "web", "-o", "jsonpath={.data.size}") == "huge")
        // Another revision with the same objects is an upgrade, once.
        try chart("huge", "1.3.0")
        #expect(try await site.berth("plan", exits: 0).output.contains("revision 1.2.0 → 1.3.0, with the same objects"))
        try await site.berth("apply", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        try site.removeApplication("web")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await jobs("get", "jobs,cm", "-o", "name").contains("web") == false)
        #expect(try await jobs("get", "jobs", "-o", "name") == "")
    }

    @Test func aHookThatFailsFailsTheInstall() async throws {
        let site = try await Site.project()
        try site.chart(
            "web", in: .namespace, values: "{size: small}",
            files: ["templates/a.yaml": Self.configMap, "templates/h.yaml": Self.hooks])
        let jobs = site.cluster(namespace: "k8s-w-w1")
        try await site.sandbox("fault", "add", "crash", "--dir", ".sandbox", "--match", "object=k8s-w-w1/migrate")
        try await site.berth("plan", "--out", "w.plan", exits: 0)
        let failed = try await site.berth("apply", "w.plan", "--yes", exits: 6)
        #expect((failed.output + failed.errors).contains("migrate failed"), "\(failed.output)\(failed.errors)")
        #expect(
            try await jobs("get", "cm", "web", "--ignore-not-found", "-o", "name") == "", "nothing goes before its hook"
        )
        try await site.sandbox("fault", "clear", "--dir", ".sandbox")
        try await site.sandbox("fault", "add", "crash", "--dir", ".sandbox", "--match", "object=k8s-w-w1/seed")
        try await site.berth("apply", "--yes", exits: 6)
        #expect(try await jobs("get", "cm", "web", "-o", "name") == "configmap/web\n")
        try await site.sandbox("fault", "clear", "--dir", ".sandbox")
        let again = try await site.berth("plan", "--out", "again.plan", exits: 0)
        #expect(
            again.output.contains("w1/application/web:hooks-after") && again.output.contains("Job k8s-w-w1/seed"),
            "\(again.output)")
        try await site.berth("apply", "again.plan", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        #expect(try await site.berth("status", exits: 0).output.contains("failed") == false)
    }

    @Test func theStateIsNotNeededToKnowThatTheyWereRun() async throws {
        let site = try await Site.project()
        try site.chart(
            "web", in: .namespace, values: "{size: small}",
            files: ["templates/a.yaml": Self.configMap, "templates/h.yaml": Self.hooks])
        try await site.berth("apply", "--yes", exits: 0)
        let jobs = site.cluster(namespace: "k8s-w-w1")
        let uid = try await jobs.uid("job", "migrate")
        try site.workplace.remove("state/estate.git")
        let plan = try await site.berth("plan", exits: 0)
        #expect(!plan.output.contains("pre-install"), "\(plan.output)")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await jobs.uid("job", "migrate") == uid)
    }
}
