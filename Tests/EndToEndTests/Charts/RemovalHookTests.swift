import Document
import Foundation
import TestSupport
import Testing

/// Hooks around the removal of a chart are run from what its install recorded, and nothing of them stays.
struct RemovalHookTests {
    private static func job(_ name: String, _ events: String, weight: Int = 0, policy: String? = nil) -> String {
        """
        ---
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: \(name)
          annotations:
            helm.sh/hook: "\(events)"
            helm.sh/hook-weight: "\(weight)"
            \(policy.map { "helm.sh/hook-delete-policy: \"\($0)\"" } ?? "a: b")
        spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: "example.com/a:1"}]}}}

        """
    }

    private static let configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {size: small}\n"
    private static let account = """
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: cleaner
          annotations:
            {helm.sh/hook: pre-delete, helm.sh/hook-weight: "-5", helm.sh/hook-delete-policy: "hook-succeeded"}

        """
    private static let hooks =
        account + job("drain", "pre-delete") + job("goodbye", "post-delete", policy: "hook-failed")

    private func installed() async throws -> (Site, ClusterSession) {
        let site = try await Site.project()
        try site.chart(
            "web", in: .namespace, files: ["templates/a.yaml": Self.configMap, "templates/h.yaml": Self.hooks])
        try await site.berth("apply", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        let cluster = site.cluster(namespace: "k8s-w-w1")
        #expect(try await cluster("get", "jobs,sa,cm", "-o", "name").contains("drain") == false)
        return (site, cluster)
    }

    /// What was written of the chart, in order, since a number of requests; what was tried before it was written once.
    private func written(_ site: Site, since first: Int) async throws -> [String] {
        try await site.requests().dropFirst(first).reduce(into: []) { result, request in
            guard let method = request["method"]?.string, ["PATCH", "DELETE"].contains(method),
                let name = request["path"]?.string?.split(separator: "/").last,
                ["drain", "goodbye", "cleaner", "web"].contains(name), result.last != "\(method) \(name)"
            else { return }
            result.append("\(method) \(name)")
        }
    }

    @Test func areRunWhenTheChartIsRemoved() async throws {
        let (site, cluster) = try await installed()
        try site.removeApplication("web")
        let plan = try await site.berth("plan", "--out", "w.plan", exits: 0)
        #expect(plan.output.contains("w1/application/web:hooks-before-removal"), "\(plan.output)")
        #expect(plan.output.contains("pre-delete hooks") && plan.output.contains("post-delete hooks"))
        let first = try await site.requests().count
        try await site.berth("apply", "w.plan", "--yes", exits: 0)
        let written = try await written(site, since: first)
        #expect(
            written == [
                "PATCH cleaner", "PATCH drain", "DELETE drain", "DELETE cleaner", "DELETE web", "PATCH goodbye",
                "DELETE goodbye",
            ], "\(written)")
        #expect(try await cluster("get", "jobs,cm", "-o", "name").contains(/drain|goodbye|\/web/) == false)
        #expect(try await cluster("get", "sa", "-o", "name").contains("cleaner") == false)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        #expect(try await site.berth("apply", "w.plan", "--yes", exits: 3).errors.contains("make a new plan"))
        #expect(try await site.berth("status", exits: 0).output.contains("removing") == false)
    }

    @Test func oneThatFailsKeepsTheChartAndIsRunAgain() async throws {
        let (site, cluster) = try await installed()
        try site.removeApplication("web")
        try await site.sandbox("fault", "add", "crash", "--dir", ".sandbox", "--match", "object=k8s-w-w1/drain")
        let failed = try await site.berth("apply", "--yes", exits: 6)
        #expect((failed.output + failed.errors).contains("drain failed"), "\(failed.output)\(failed.errors)")
        #expect(try await cluster("get", "cm", "web", "-o", "name") == "configmap/web\n")
        // What failed stays to be looked at; what was done before it goes, as its chart says.
        #expect(try await cluster("get", "jobs", "-o", "name") == "job.batch/drain\n")
        #expect(try await cluster("get", "sa", "-o", "name").contains("cleaner") == false)
        try await site.sandbox("fault", "clear", "--dir", ".sandbox")
        try await site.sandbox("fault", "add", "crash", "--dir", ".sandbox", "--match", "object=k8s-w-w1/goodbye")
        try await site.berth("apply", "--yes", exits: 6)
        #expect(try await cluster("get", "jobs,cm", "-o", "name").contains(/drain|goodbye|\/web/) == false)
        try await site.sandbox("fault", "clear", "--dir", ".sandbox")
        let rest = try await site.berth("plan", exits: 0)
        #expect(rest.output.contains("hooks-after-removal") && !rest.output.contains("hooks-before-removal"))
        try await site.berth("apply", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    @Test func areRunWhenTheWorkspaceGoes() async throws {
        let (site, _) = try await installed()
        let first = try await site.requests().count
        let plan = try await site.berth("destroy", "w1", "--out", "destroy.json", exits: 0)
        #expect(plan.output.contains("hooks-before-removal"), "\(plan.output)")
        try await site.berth("destroy", "w1", "--yes", exits: 0)
        let written = try await written(site, since: first)
        #expect(
            written == [
                "PATCH cleaner", "PATCH drain", "DELETE drain", "DELETE cleaner", "DELETE web", "PATCH goodbye",
                "DELETE goodbye",
            ], "\(written)")
        #expect(try await site.cluster()("get", "namespace", "k8s-w-w1", "--ignore-not-found", "-o", "name") == "")
    }

    /// Hooks of an orphan that cannot be run keep that one, and nobody else.
    @Test func oneThatIsNotBerthsKeepsItsOrphanAlone() async throws {
        let (site, cluster) = try await installed()
        try site.workspace("w2")
        try await site.berth("apply", "--yes", exits: 0)
        try await cluster("create", "job", "drain", "--image=example.com/theirs:1")
        try site.workplace.remove("specs/workspaces/w1.yaml")
        try site.workspace("w2", "access: {adminGroups: [others]}")
        let plan = try await site.berth("plan", "--prune", "--out", "w.plan", exits: 1)
        #expect(
            plan.words.contains("The rest can be applied"),
            "\(plan.words)")
        #expect(plan.words.contains("leave it out with --exclude w1"), "\(plan.words)")
        #expect(!plan.words.contains("- w1/"), "nothing of it goes by halves: \(plan.words)")
        try await site.berth("apply", "w.plan", "--yes", exits: 6)
        #expect(try await cluster("get", "cm", "web", "-o", "name") == "configmap/web\n")
        #expect(try await site.inside("w2")("get", "clusterrolebindings", "-o", "yaml").contains("others"))
        // By itself it is refused; once the name is free it goes.
        try await site.berth("destroy", "w1", "--yes", exits: 1)
        try await cluster("delete", "job", "drain")
        try await site.berth("apply", "--prune", "--yes", exits: 0)
        #expect(try await site.cluster()("get", "namespace", "k8s-w-w1", "--ignore-not-found", "-o", "name") == "")
    }

    @Test func aPlanFileCannotChangeThem() async throws {
        let (site, cluster) = try await installed()
        try site.removeApplication("web")
        try await site.berth("plan", "--out", "w.plan", exits: 0)
        func isOfHooks(_ address: Value?) -> Bool { address?.string?.hasSuffix("-removal") == true }
        try site.edit(plan: "w.plan") { plan in
            for step in plan.steps.indices where isOfHooks(plan.steps[step]["address"]) {
                let text = plan.steps[step].compactJSON.replacing("example.com/a:1", with: "example.com/b:1")
                plan.steps[step] = (try? Value(json: text)) ?? .null
            }
        }
        let other = try await site.berth("apply", "edited.json", "--yes", exits: 1)
        #expect(other.errors.contains("runs other hooks"), "\(other.errors)")
        try site.edit(plan: "w.plan") { plan in
            plan.steps.removeAll { isOfHooks($0["address"]) }
            for step in plan.steps.indices {
                let dependencies = plan.steps[step]["dependencies"]?.array ?? []
                plan.steps[step]["dependencies"] = .array(dependencies.filter { !isOfHooks($0) })
            }
        }
        let refused = try await site.berth("apply", "edited.json", "--yes", exits: 1)
        #expect(refused.errors.contains("without the hooks"), "\(refused.errors)")
        #expect(try await cluster("get", "cm", "web", "-o", "name") == "configmap/web\n")
    }

    @Test func aTargetBringsTheHooksOfItsChart() async throws {
        let site = try await Site.project()
        try site.chart(
            "web", in: .namespace,
            files: [
                "templates/a.yaml": Self.configMap,
                "templates/h.yaml": Self.job("seed", "post-install") + Self.job("drain", "pre-delete"),
            ])
        let part = try await site.berth("plan", "--target", "w1/application/web", exits: 0)
        #expect(part.output.contains("web:hooks-after"), "\(part.output)")
        let rest = try await site.berth("plan", "--exclude", "w1/application/web", exits: 0)
        #expect(!rest.output.contains("application/web:hooks"), "\(rest.output)")
    }
}
