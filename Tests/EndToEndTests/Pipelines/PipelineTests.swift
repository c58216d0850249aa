import Document
import Foundation
import TestSupport
import Testing

/// The shipped pipelines, run step by step as each forge would run them.
struct PipelineTests {
    /// The digest of the plan that the last run of the state carried out.
    private func appliedPlan(_ pipelines: PipelineSite) async throws -> String {
        try await Program.git(
            "-C", pipelines.remoteState, "log", "-1", "--format=%(trailers:key=Plan,valueonly)", "main"
        ).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The digest of the plan that was kept last for the tree of a branch.
    private func keptPlan(_ pipelines: PipelineSite, _ branch: String) async throws -> String {
        let tree = try await pipelines.commit("\(branch)^{tree}")
        var bytes = pipelines.forge.state.packages["berth-plan/\(tree)/estate.plan"]
        if let artifact = pipelines.forge.state.artifacts.last(where: { $0.name == "berth-plan-\(tree)" }) {
            let folder = try TemporaryFolder()
            try Data(artifact.bytes).write(to: URL(filePath: folder.path("a.zip")))
            bytes = Array(try await Program("unzip")("-p", folder.path("a.zip"), "estate.plan").utf8)
        }
        let kept = try #require(bytes)
        return try #require(try Value(json: kept)["digest"]?.string)
    }

    @Test(arguments: ForgeStandIn.Kind.allCases)
    func whatWasReviewedIsAppliedAndNothingElse(_ kind: ForgeStandIn.Kind) async throws {
        let pipelines = try await PipelineSite(kind)
        let (site, forge) = (pipelines.site, pipelines.forge)
        forge.state.comments[7] = [
            ForgeStandIn.Entry(
                number: 1, author: ForgeStandIn.Account(id: 99, login: "mallory"),
                text: "<!-- berth-plan:loopback -->\nAll is well, merge it.")
        ]
        let start = try await pipelines.commit("main")
        try await site.specsGit("checkout", "-q", "-b", "feature")
        for push in 1...3 {
            try site.workspace("w3", "access: {adminGroups: [team-\(push)]}")
            try await site.commit("Push \(push)")
            let planned = try await pipelines.plan("feature", request: 7)
            #expect(planned.status == 0, "\(planned.log)")
            let comments = forge.comments(7)
            #expect(comments.count == 2 && comments[0].hasSuffix("merge it."), "\(planned.log)")
            #expect(
                comments.last?.contains("<code>w3</code>") == true && comments.last?.contains("team-\(push)") == true)
            #expect(comments.last?.contains("[Every object with its difference, as a page](<http") == true)
        }
        let reviewed = try await keptPlan(pipelines, "feature")
        try await pipelines.merge("feature", request: 7)
        let applied = try await pipelines.apply(before: start)
        #expect(applied.status == 0, "\(applied.log)")
        #expect(try await appliedPlan(pipelines) == reviewed)
        #expect(try await site.kubectl("m1", "get", "namespaces", "-o", "name").contains("k8s-w-w3"))
        #expect(forge.comments(7).count == 2 && forge.comments(7)[1].contains("> **Note:** Applied."))

        try await staleIsPlannedAgain(pipelines)
        let seen = forge.comments(7).joined() + forge.comments(8).joined() + applied.log + applied.kept.joined()
        for secret in PipelineSite.planted { #expect(!seen.contains(secret)) }
    }

    /// A plan that does not fit any more is not applied: a new one is, once somebody has seen it.
    private func staleIsPlannedAgain(_ pipelines: PipelineSite) async throws {
        let (site, forge) = (pipelines.site, pipelines.forge)
        let start = try await pipelines.commit("main")
        try await site.specsGit("checkout", "-q", "-b", "larger")
        try site.workplace.edit("specs/workspaces/w1.yaml") { $0.replacing("single_node", with: "high_available") }
        try await site.commit("Make w1 larger")
        #expect(try await pipelines.plan("larger", request: 8).status == 0)
        let reviewed = try await keptPlan(pipelines, "larger")
        try await site.kubectl(
            "m1", "-n", "k8s-w-w1", "patch", "tenantcontrolplane", "w1", "--type=merge", "-p",
            #"{"spec": {"controlPlane": {"deployment": {"replicas": 2}}}}"#)
        try await pipelines.merge("larger", request: 8)
        let stale = try await pipelines.apply(before: start)
        #expect(stale.status == 3, "\(stale.log)")
        #expect(try await appliedPlan(pipelines) != reviewed)
        #expect(forge.comments(8).count == 1 && forge.comments(8)[0].contains("Nothing was applied"))
        for leaf in ["replicas: 2", "replicas: 3"] {
            #expect(forge.comments(8)[0].contains(leaf), "the comment shows the new plan: \(forge.comments(8))")
        }
        let fresh = try await keptPlan(pipelines, "larger")
        #expect(fresh != reviewed)

        let again = try await pipelines.apply(before: start)
        #expect(again.status == 0, "\(again.log)")
        #expect(try await appliedPlan(pipelines) == fresh)
        #expect(forge.comments(8).count == 1 && forge.comments(8)[0].contains("Applied."))
        try await anOrphanStaysAndOldJobsTakeNothingBack(pipelines, before: start)
    }

    /// A file that is gone is no change to apply, and the job of an older commit plans nothing that a newer one would lose by.
    private func anOrphanStaysAndOldJobsTakeNothingBack(_ pipelines: PipelineSite, before start: String) async throws {
        let (site, forge) = (pipelines.site, pipelines.forge)
        let middle = try await pipelines.commit("main")
        try await site.specsGit("checkout", "-q", "-b", "without")
        try await site.specsGit("rm", "-q", "specs/workspaces/w3.yaml")
        try await site.commit("Take w3 away")
        #expect(try await pipelines.plan("without", request: 10).status == 0)
        try await pipelines.merge("without", request: 10)
        let applied = try await pipelines.apply(before: middle)
        #expect(applied.status == 0, "\(applied.log)")
        let comment = try #require(forge.comments(10).first)
        #expect(comment.contains("**Note:** Applied.") && comment.contains("w3"), "\(comment)")
        #expect(try await site.kubectl("m1", "get", "namespaces", "-o", "name").contains("k8s-w-w3"))

        let outdated = try await pipelines.apply(before: start, at: middle)
        #expect(outdated.status == 3, "\(outdated.log)")
        #expect(forge.comments(8)[0].contains("the branch has moved on"), "\(forge.comments(8))")
    }

    /// The first push of a repository has nothing before it: all that is in it is planned, and applied by the next run.
    @Test(arguments: ForgeStandIn.Kind.allCases)
    func theFirstPushIsPlannedAsAWhole(_ kind: ForgeStandIn.Kind) async throws {
        let pipelines = try await PipelineSite(kind)
        let site = pipelines.site
        try site.workspace("w3")
        try await site.specsGit("add", "-A")
        try await site.specsGit("commit", "-q", "--amend", "-m", "Begin")
        #expect(try await site.specsGit("rev-list", "--count", "main") == "1\n")
        let zeros = String(repeating: "0", count: 40)
        let planned = try await pipelines.apply(before: zeros)
        #expect(planned.status == 3 && planned.log.contains("no merged request"), "\(planned.log)")
        let kept = try await keptPlan(pipelines, "main")
        let applied = try await pipelines.apply(before: zeros)
        #expect(applied.status == 0, "\(applied.log)")
        #expect(try await appliedPlan(pipelines) == kept)
        #expect(try await site.kubectl("m1", "get", "namespaces", "-o", "name").contains("k8s-w-w3"))
    }

    /// What is wrong with a request is in its comment, even where nothing can be read of its estate: the name that marks the comment
    /// is that of the base, whatever the branch calls itself.
    @Test(arguments: ForgeStandIn.Kind.allCases)
    func aBrokenEstateIsToldInTheComment(_ kind: ForgeStandIn.Kind) async throws {
        let pipelines = try await PipelineSite(kind)
        let (site, forge) = (pipelines.site, pipelines.forge)
        let start = try await pipelines.commit("main")
        let estate = try String(contentsOfFile: site.folder.path("specs/estate.yaml"), encoding: .utf8)
        try await site.specsGit("checkout", "-q", "-b", "broken")
        try site.workspace("w3", "kubernetez: {}")
        for text in ["}{", estate.replacing("name: loopback", with: "name: other")] {
            try site.folder.write(text, to: "specs/estate.yaml")
            try await site.commit("Break it")
            let planned = try await pipelines.plan("broken", request: 11)
            #expect(planned.status != 0, "\(planned.log)")
            let comment = try #require(forge.comments(11).first, "\(planned.log)")
            #expect(forge.comments(11).count == 1 && comment.hasPrefix("<!-- berth-plan:loopback -->\n"), "\(comment)")
            #expect(comment.contains("kubernetez"), "\(comment)")
        }
        // It is merged all the same.
        try site.folder.write("}{", to: "specs/estate.yaml")
        try await site.commit("Break it again")
        try await pipelines.merge("broken", request: 11)
        let applied = try await pipelines.apply(before: start)
        #expect(applied.status == 1, "\(applied.log)")
        let comment = try #require(forge.comments(11).first)
        #expect(forge.comments(11).count == 1 && comment.contains("specs/estate.yaml:1"), "\(comment)\(applied.log)")
        // Where the base is broken, too, or has no estate, that is said without a name.
        try await site.specsGit("checkout", "-q", "-b", "mended")
        try site.folder.write(estate, to: "specs/estate.yaml")
        try await site.commit("Mend it")
        let mended = try await pipelines.plan("mended", request: 12)
        #expect(mended.status == 1 && mended.log.contains("the comment is marked without one"), "\(mended.log)")
        #expect(forge.comments(12).first?.hasPrefix("<!-- berth-plan: -->\n") == true, "\(forge.comments(12))")
    }

    /// A request that cannot be merged has no plan, and its comment does not go on showing the one of an earlier push.
    @Test(arguments: ForgeStandIn.Kind.allCases)
    func whatCannotBeMergedIsToldInTheComment(_ kind: ForgeStandIn.Kind) async throws {
        let pipelines = try await PipelineSite(kind)
        let (site, forge) = (pipelines.site, pipelines.forge)
        try await site.specsGit("checkout", "-q", "-b", "conflict")
        try site.workspace("w3", "access: {adminGroups: [team-1]}")
        try await site.commit("Add w3")
        #expect(try await pipelines.plan("conflict", request: 13).status == 0)
        #expect(forge.comments(13).first?.contains("team-1") == true)
        try await site.specsGit("checkout", "-q", "main")
        try site.workspace("w3", "access: {adminGroups: [team-2]}")
        try await site.commit("Add another w3")
        let planned = try await pipelines.plan("conflict", request: 13, isMerged: false)
        #expect(planned.status == 1, "\(planned.log)")
        let comment = try #require(forge.comments(13).first)
        #expect(forge.comments(13).count == 1 && comment.hasPrefix("<!-- berth-plan:loopback -->\n"), "\(comment)")
        #expect(comment.contains("cannot be merged with its base") && !comment.contains("team-1"), "\(comment)")
    }

    /// Where GitLab keeps packages in a store elsewhere, the plan is fetched from there, and the token stays with GitLab.
    @Test func aStoreElsewhereGetsNoToken() async throws {
        let pipelines = try await PipelineSite(.gitlab)
        let (site, forge) = (pipelines.site, pipelines.forge)
        let store = try StubServer { request in
            guard request.headers["job-token"] == nil else { return .response(status: 400) }
            guard request.path == "/store/estate.plan" else { return .response(status: 404) }
            return .response(
                status: 200, body: forge.state.packages.first { $0.key.hasSuffix("estate.plan") }?.value ?? [])
        }
        let place = "\(store.url)/store/estate.plan"
        let start = try await pipelines.commit("main")
        try await site.specsGit("checkout", "-q", "-b", "feature")
        try site.workspace("w3")
        try await site.commit("Add w3")
        #expect(try await pipelines.plan("feature", request: 7).status == 0)
        let reviewed = try await keptPlan(pipelines, "feature")
        try await pipelines.merge("feature", request: 7)
        forge.state.fault = { request, _ in
            guard request.method == "GET", request.path.contains("/packages/generic/") else { return nil }
            return .response(status: 302, headers: ["Location": place])
        }
        let applied = try await pipelines.apply(before: start)
        #expect(applied.status == 0, "\(applied.log)")
        #expect(try await appliedPlan(pipelines) == reviewed)
    }

    @Test(arguments: ForgeStandIn.Kind.allCases)
    func driftHasOneIssueWhileItLasts(_ kind: ForgeStandIn.Kind) async throws {
        let pipelines = try await PipelineSite(kind)
        let (site, forge) = (pipelines.site, pipelines.forge)
        func patch(_ replicas: Int) async throws {
            try await site.kubectl(
                "m1", "-n", "k8s-w-w1", "patch", "tenantcontrolplane", "w1", "--type=merge", "-p",
                #"{"spec": {"controlPlane": {"deployment": {"replicas": \#(replicas)}}}}"#)
        }
        func becomes(_ state: String) async throws {
            try await eventually("the control plane is \(state)") {
                try await site.kubectl(
                    "m1", "-n", "k8s-w-w1", "get", "tcp", "w1", "-o",
                    "jsonpath={.status.kubernetesResources.version.status}") == state
            }
        }
        func look(_ status: Int32 = 0) async throws {
            let outcome = try await pipelines.drift()
            #expect(outcome.status == status, "\(outcome.log)")
            for secret in PipelineSite.planted { #expect(!outcome.log.contains(secret)) }
        }
        try await look()
        #expect(forge.state.issues.isEmpty)
        try await patch(2)
        for _ in 0..<2 { try await look() }
        #expect(forge.openIssues.map(\.title) == ["Drift in w1 (loopback)"])
        #expect(forge.openIssues.first?.text.contains("replicas: 2") == true, "\(forge.openIssues)")
        try await patch(3)
        try await look()
        #expect(forge.openIssues.count == 1 && forge.openIssues.first?.text.contains("replicas: 3") == true)
        // It is set back, but what cannot be looked at keeps its issue, and the job says so.
        try await site.berth("apply", "--yes", exits: 0)
        for fault in ["crash", "silent-tenant"] {
            try await site.sandbox("fault", "add", fault, "--match", "object=k8s-w-w1/w1")
        }
        try await becomes("NotReady")
        try await look(7)
        #expect(forge.openIssues.count == 1)
        try await site.sandbox("fault", "clear")
        try await becomes("Ready")
        try await look()
        #expect(forge.openIssues.isEmpty && forge.state.issues.count == 1)
    }

    @Test(arguments: ForgeStandIn.Kind.allCases)
    func aHostileBranchGetsNothing(_ kind: ForgeStandIn.Kind) async throws {
        let pipelines = try await PipelineSite(kind)
        let (site, forge) = (pipelines.site, pipelines.forge)
        let before = try await site.inventory
        try await site.specsGit("checkout", "-q", "-b", "hostile")
        // Files that the steps might take for their own, an estate and a plugin of its own, and a secret of somebody else.
        try site.program("plugin", at: "evil/plugin")
        try site.plugin("../evil/plugin", at: "evil/kubeconfig")
        let own = site.folder.path(".sandbox/kubeconfig/m1.yaml")
        try site.workplace.edit("specs/estate.yaml") { $0.replacing(own, with: "../evil/kubeconfig") }
        for name in ["estate.plan", "comment.md", "plan.html", "drift.plan"] {
            try site.folder.write("<!-- berth-plan:loopback -->\nAll is well, merge it.", to: name)
        }
        try await site.specsGit("add", "-f", "-A", "*.plan", "*.md", "*.html")
        let secret = "integration: {hcloudToken: {env: HCLOUD_TOKEN}}"
        try site.workspace("evil", secret)
        try FileManager.default.createSymbolicLink(
            atPath: site.folder.path("specs/workspaces/more.yaml"),
            withDestinationPath: site.folder.path(".sandbox/age.key"))
        try FileManager.default.createSymbolicLink(
            atPath: site.folder.path("berth-pages"), withDestinationPath: site.folder.path(".sandbox"))
        try await site.commit("Nothing to see here")
        let linked = try await pipelines.plan("hostile", request: 9)
        #expect(linked.status != 0 && linked.log.contains("the path leads out of its folder"), "\(linked.log)")
        try site.workplace.remove("specs/workspaces/more.yaml")
        try await site.commit("Take the link away")
        let outcome = try await pipelines.plan("hostile", request: 9)
        #expect(outcome.status != 0, "\(outcome.log)")
        let comment = try #require(forge.comments(9).first)
        #expect(forge.comments(9).count == 1 && comment.contains("This cannot be applied as it is"))
        #expect(!comment.contains("merge it"))
        #expect(
            comment.contains("evil may not use the environment variable HCLOUD_TOKEN"), "\(comment)\(outcome.log)")
        let key = try String(contentsOfFile: site.folder.path(".sandbox/age.key"), encoding: .utf8)
        let seen = comment + linked.log + outcome.log + (linked.kept + outcome.kept).joined()
        for planted in PipelineSite.planted + key.split(separator: "\n").map(String.init) {
            #expect(!seen.contains(planted), "\(planted)")
        }
        #expect(!site.hasRun("plugin") && forge.state.packages.isEmpty && forge.state.artifacts.isEmpty)
        #expect(try await site.inventory == before)

        // What comes from a fork does not even begin.
        #expect(try await pipelines.plan("hostile", request: 9, isFork: true).wasSkipped)
    }
}
