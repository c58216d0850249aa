import Document
import TestSupport
import Testing

/// A workspace of which the file is gone goes where the plan is asked to, and is named everywhere else.
struct PruneTests {
    @Test func itGoesWithAPlanThatPrunes() async throws {
        let site = try await Site.project()
        try site.application(
            "base", in: .namespace,
            manifests: Manifests.configMap("mark", namespace: "${workspace.namespace}", #"a: "1""#))
        try site.workspace("w2")
        try await site.berth("apply", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        let one = try await site.berth("plan", "w1", exits: 0)
        #expect(one.words.contains("No changes in w1."), "\(one.words)")

        try site.workplace.remove("specs/workspaces/w2.yaml")
        let named = try await site.berth("plan", "--detailed-exitcode", exits: 2)
        #expect(named.words.contains("No changes; 1 orphaned workspace: w2."), "\(named.words)")
        #expect(named.words.contains("a plan with --prune"), "\(named.words)")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await site.cluster()("get", "namespace", "k8s-w-w2", "-o", "name") == "namespace/k8s-w-w2\n")
        try await site.berth("plan", "--prune", "w1", exits: 64)

        // Named by the estate, for pipelines; the file is back for a plan, and then it does not go.
        try site.workplace.edit("specs/estate.yaml") { $0 + "  prune: true\n" }
        let plan = try await site.berth("plan", "--detailed-exitcode", "--out", "plan.json", exits: 2)
        #expect(plan.words.contains("DELETES"), "\(plan.words)")
        #expect(plan.words.contains("its file is gone"), "\(plan.words)")
        try await site.berth("plan", "--no-prune", "--detailed-exitcode", exits: 2)
        try site.workspace("w2")
        let stale = try await site.berth("apply", "plan.json", "--yes", exits: 3)
        #expect(stale.words.contains("the specification of w2 has changed"), "\(stale.words)")
        try site.workplace.remove("specs/workspaces/w2.yaml")

        // Killed half-way, the next run goes on.
        let status = try await site.killing(["apply", "--yes"], .after, "method=DELETE,path=/tenantcontrolplanes/")
        #expect(status != 0)
        try await site.resuming("apply", "--yes")
        let left = try await site.cluster()("get", "namespaces,tcp", "-A", "-o", "name")
        #expect(!left.contains("w2") && left.contains("k8s-w-w1"), "\(left)")
        let done = try await site.berth("plan", "--detailed-exitcode", exits: 0)
        #expect(done.words.contains("No changes. The world is as the specifications say."), "\(done.words)")
        #expect(try await site.git("ls-tree", "-r", "--name-only", "HEAD").contains("workspaces/w2") == false)
    }

    @Test func protectionAndGuardsAreAsked() async throws {
        let site = try await Site.project { $0.replacing("maxDeletes: 50", with: "maxDeletes: 1") }
        try site.workspace("w2", "protected: true")
        try await site.berth("apply", "--yes", exits: 0)
        try site.workplace.remove("specs/workspaces/w2.yaml")
        let refused = try await site.berth("apply", "--prune", "--yes", exits: 5)
        #expect(refused.words.contains("w2 is protected: the state says so"), "\(refused.words)")
        #expect(refused.words.contains("objects would go"), "\(refused.words)")
        let advice = "bring its file back with protected: false"
        #expect(refused.words.contains(advice), "\(refused.words)")
        let told = try await site.berth("plan", exits: 0)
        #expect(told.words.contains("is protected: the state says so; bring its file back"), "\(told.words)")
        #expect(!told.words.contains("a plan with --prune"), "\(told.words)")
        // A part of it is not taken away, and what is left out stands in the way of nothing.
        try await site.berth("plan", "--prune", "--target", "w2/dns", exits: 64)
        let rest = try await site.berth("plan", "--prune", "--exclude", "w2", exits: 0)
        #expect(rest.words.contains("left out: --exclude w2"), "\(rest.words)")
        #expect(try await site.cluster()("get", "tcp", "-A", "-o", "name").contains("/w2"))
        // What is advised leads out.
        try site.workspace("w2", "protected: false")
        try await site.berth("apply", "--yes", exits: 0)
        try site.workplace.remove("specs/workspaces/w2.yaml")
        try await site.berth("apply", "--prune", "--yes", "--allow", "mass-deletion", exits: 0)
        #expect(try await !site.cluster()("get", "tcp", "-A", "-o", "name").contains("/w2"))
    }
}
