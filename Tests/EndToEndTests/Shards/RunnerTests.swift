import Document
import Foundation
import TestSupport
import Testing

/// The manifests of `templates/runner` on a management cluster, and what their accounts may do there.
struct RunnerTests {
    private static let folder = Workplace.checkout.appending(path: "templates").path

    /// A site whose management clusters are entered as a service account of the runner, with nothing else allowed.
    private func enter(_ site: Site, as account: String, from administrators: [String: String]) async throws {
        for (cluster, administrator) in administrators {
            let admin = Program("kubectl")
            let token = try await admin("--kubeconfig", administrator, "-n", "berth-system", "create", "token", account)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let name = ".sandbox/\(account)-\(cluster).yaml"
            try site.folder.write(try String(contentsOfFile: administrator, encoding: .utf8), to: name)
            let config = site.folder.path(name)
            let user = try Value(json: await admin("--kubeconfig", config, "config", "view", "-o", "json"))["users"]?[
                0]?["name"]?.string
            try await admin("--kubeconfig", config, "config", "delete-user", try #require(user))
            try await admin("--kubeconfig", config, "config", "set-credentials", try #require(user), "--token", token)
            try site.workplace.edit("specs/estate.yaml") { estate in
                ["", "berth-plan-", "berth-drift-", "berth-apply-", "berth-destroy-"].reduce(estate) {
                    $0.replacing("kubeconfig/\($1)\(cluster).yaml", with: "KUBECONFIG-\(cluster)")
                        .replacing("../.sandbox/\($1)\(cluster).yaml", with: "../.sandbox/KUBECONFIG-\(cluster)")
                }.replacing("../.sandbox/KUBECONFIG-\(cluster)", with: "../\(name)")
            }
        }
    }

    @Test func theirAccountsCanDoWhatTheJobsDoAndNothingElse() async throws {
        let site = try await Site()
        let clusters = ["fsn1-a", "fra-a", "root-1"]
        let administrators = Dictionary(
            uniqueKeysWithValues: clusters.map { ($0, site.folder.path(".sandbox/kubeconfig/\($0).yaml")) })
        for cluster in clusters {
            for file in ["rbac/plan", "rbac/drift", "rbac/apply", "rbac/destroy"]
                + ["plans", "plan", "merge", "apply", "drift"].map({ "runner/\($0)" })
            {
                try await site.kubectl(cluster, "apply", "--server-side", "-f", "\(Self.folder)/\(file).yaml")
            }
            let made = try await site.kubectl(cluster, "-n", "berth-system", "get", "job,cronjob,pvc", "-o", "name")
            #expect(made.split(separator: "\n").count == 5, "\(made)")
        }
        // The accounts do the work from here on; the Jobs of the sandbox only play it.
        for cluster in clusters {
            try await site.kubectl(cluster, "-n", "berth-system", "delete", "job,cronjob", "--all")
        }
        try await enter(site, as: "berth-plan", from: administrators)
        let plan = try await site.berth("plan", "--shard", "1/1", "--out", "one.plan", "--detailed-exitcode")
        #expect(plan.status == 2, "\(plan.output)\(plan.errors)")
        // What it may try it may not do.
        let config = site.folder.path(".sandbox/berth-plan-fsn1-a.yaml")
        let manifest = try site.folder.write(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mine, namespace: default}\n", to: "mine.yaml")
        let tried = try await Program("kubectl").outcome([
            "--kubeconfig", config, "apply", "--server-side", "--dry-run=server", "-f", manifest,
        ])
        #expect(tried.status == 0, "\(tried.errors)")
        let done = try await Program("kubectl").outcome([
            "--kubeconfig", config, "apply", "--server-side", "-f", manifest,
        ])
        #expect(done.status != 0 && done.errors.contains("may only try writes"), "\(done)")
        let refused = try await site.berth("apply", "--yes")
        #expect(![0, 6].contains(refused.status), "\(refused.output)\(refused.errors)")
        for (verb, what) in [
            ("delete", "namespaces"), ("create", "clusterroles"), ("list", "nodes"), ("update", "leases"),
            ("create", "pods"),
        ] {
            let answer = try await Program("kubectl").outcome([
                "--kubeconfig", config, "auth", "can-i", verb, what, "-A",
            ])
            #expect(answer.output.hasPrefix("no"), "\(verb) \(what)")
        }

        try await enter(site, as: "berth-apply", from: administrators)
        let apply = try await site.berth("apply", "one.plan", "--shard", "1/1", "--yes")
        #expect(apply.status == 0, "\(apply.output)\(apply.errors)")
        try await enter(site, as: "berth-drift", from: administrators)
        try await site.berth("drift", "--shard", "1/1", exits: 0)
        try await site.kubectl(
            "fsn1-a", "-n", "k8s-w-payments", "patch", "tcp", "payments", "--type=merge", "-p",
            #"{"spec":{"controlPlane":{"deployment":{"replicas":5}}}}"#)
        try await site.berth("drift", "--shard", "1/1", "--out", "d.drift", exits: 2)
        try await site.berth("show", "d.drift", exits: 0)
        try await site.berth("show", "d.drift", "--detailed-exitcode", exits: 2)
        try await enter(site, as: "berth-apply", from: administrators)
        try await site.berth("apply", "--shard", "1/1", "--yes", exits: 0)
        // What would go along with a namespace is not for it to see, so that it removes none.
        let blind = try await site.berth("destroy", "payments", "--yes", "--allow", "mass-deletion")
        #expect(blind.status == 7, "\(blind.output)\(blind.errors)")
        try await enter(site, as: "berth-destroy", from: administrators)
        let gone = try await site.berth("destroy", "payments", "--yes", "--allow", "mass-deletion")
        #expect(gone.status == 0, "\(gone.output)\(gone.errors)")
    }

    @Test(arguments: ["plan", "drift", "apply", "destroy"])
    func theirRightsAreThoseOfTheCatalog(_ command: String) async throws {
        let workplace = try Workplace()
        let printed = try await workplace.berth(["rbac", command])
        let shipped = try String(contentsOfFile: "\(Self.folder)/rbac/\(command).yaml", encoding: .utf8)
        #expect(printed.status == 0 && printed.output == shipped, "\(printed)")
    }

    @Test func aKindThatTheCatalogGainsIsAmongThem() async throws {
        let workplace = try Workplace()
        try workplace.folder.write(
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: mice.example.com}
            spec:
              group: example.com
              scope: Namespaced
              names: {kind: Mouse, plural: mice, singular: mouse, listKind: MouseList}
              versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
            ---
            apiVersion: example.com/v1
            kind: Mouse
            metadata: {name: one}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: mice, namespace: default}
            rules: [{apiGroups: [example.com], resources: [mice], verbs: [get]}]
            """, to: "templates/applications/datastore-monitor/2.3.1/manifests/mice.yaml")
        let rules = try await workplace.berth(["rbac", "apply"]).output
        for text in ["- mice\n", "- roles\n", "- customresourcedefinitions\n", "- escalate\n"] {
            #expect(rules.contains(text), "\(text): \(rules)")
        }
        let wrong = try await workplace.berth(["rbac", "everything"])
        #expect(wrong.status == 64 && wrong.errors.contains("plan, drift, apply, destroy"), "\(wrong)")
    }

    /// Whatever number of shards the Jobs say, they say it in both places.
    @Test(arguments: ["plan", "apply", "drift"]) func aJobHasAsManyPodsAsShards(_ name: String) throws {
        let text = try String(contentsOfFile: "\(Self.folder)/runner/\(name).yaml", encoding: .utf8)
        let completions = try #require(text.firstMatch(of: /completions: (\d+)/)).1
        #expect(text.contains("parallelism: \(completions)\n"))
        #expect(text.contains("--shard=job/\(completions)\n"))
    }
}
