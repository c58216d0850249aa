import Foundation
import TestSupport
import Testing

/// `--changed-since`: what is looked at, and that the rest is not said to be as specified.
struct ChangedSinceTests {
    private func shown(_ outcome: Program.Outcome) -> [String] {
        ["w1", "w2", "w3"].filter { name in
            outcome.output.split(separator: "\n").contains { $0.hasPrefix("\(name) ") || $0 == name }
        }
    }

    @Test func onlyWhatChangedIsLookedAt() async throws {
        let site = try await Site.onBranch()
        let since = try await site.specsGit("rev-parse", "main").prefix(7)
        // Both are out of order, which must not show.
        for name in ["w1", "w2"] {
            try await site.cluster(namespace: "k8s-w-\(name)")(
                "patch", "configmap", "web", "-p", #"{"data":{"a":"9"}}"#)
        }

        let nothing = try await site.berth("plan", "--changed-since", "main", "--detailed-exitcode", exits: 0)
        #expect(
            nothing.words.contains("No changes in the workspaces changed since \(since) (none of 2)."),
            "\(nothing.output)")
        let noDrift = try await site.berth("drift", "--changed-since", "main", exits: 0)
        #expect(
            noDrift.words.contains("No drift. Looked at: the workspaces changed since \(since) (none of 2)."),
            "\(noDrift.output)")
        let valid = try await site.berth("validate", "--changed-since", "main", exits: 0)
        #expect(
            valid.output == "valid: estate loopback, the workspaces changed since \(since) (none of 2), 1 application\n"
        )

        // A spec that is not committed, and one that is new.
        try site.workspace("w1", "protected: true")
        let one = try await site.berth("plan", "--changed-since", "main", "--detailed-exitcode", exits: 2)
        #expect(shown(one) == ["w1"], "\(one.output)")
        #expect(
            one.words.contains("Looked at: the workspace changed since \(since) (1 of 2)."), "\(one.output)")
        let drift = try await site.berth("drift", "--changed-since", "main", exits: 2)
        #expect(shown(drift) == ["w1"], "\(drift.output)")
        try site.workspace("w3")
        let two = try await site.berth("plan", "--changed-since", "main", "--out", "two.plan", exits: 0)
        #expect(shown(two) == ["w1", "w3"], "\(two.output)")
        #expect(
            two.words.contains("Looked at: the 2 workspaces changed since \(since) (of 3)."), "\(two.output)")
        #expect(try await site.berth("show", "two.plan", exits: 0).output == two.output)

        // With named workspaces and with shards it is what both mean.
        let named = try await site.berth("plan", "w2", "w3", "--changed-since", "main", exits: 0)
        #expect(shown(named) == ["w3"], "\(named.output)")
        #expect(named.words.contains("the workspace changed since \(since) (1 of 2)"), "\(named.output)")
        var seen: [String] = []
        for shard in ["1/2", "2/2"] {
            let part = try await site.berth("plan", "--shard", shard, "--changed-since", "main", exits: 0)
            seen += shown(part)
        }
        #expect(seen.sorted() == ["w1", "w3"])
        // The saved plan is applied as every other.
        try await site.berth("apply", "two.plan", "--yes", exits: 0)
        try await site.berth("plan", "w3", "--detailed-exitcode", exits: 0)
        try await site.berth("drift", "w2", exits: 2)
    }

    /// The revision is taken as it is now: a branch that is behind is told so, one that has all of it is not.
    @Test func aBranchThatIsBehindIsToldSo() async throws {
        let workplace = try Workplace(environment: Site.planted)
        try await workplace.commitSpecs()
        try await workplace.git("branch", "feature")
        try workplace.edit("specs/workspaces/payments.yaml") { $0 + "# more\n" }
        try await workplace.git("commit", "-qam", "more")
        let ahead = try await workplace.berth(["validate", "--changed-since", "feature"])
        #expect(ahead.status == 0 && !ahead.errors.contains("checked out"), "\(ahead)")
        try await workplace.git("checkout", "-q", "feature")
        let behind = try await workplace.berth(["validate", "--changed-since", "main"])
        #expect(
            behind.status == 0 && behind.errors.contains("has 1 commit that is not in what is checked out"), "\(behind)"
        )
        #expect(behind.errors.contains("git merge-base HEAD main"), "\(behind)")
    }

    @Test func aWorkspaceWithoutAFileIsToldOfAndPruned() async throws {
        let site = try await Site.onBranch()
        try site.workplace.remove("specs/workspaces/w2.yaml")
        let plan = try await site.berth("plan", "--changed-since", "main", "--detailed-exitcode", exits: 2)
        #expect(plan.words.contains("workspace w2 on m1 is orphaned"), "\(plan.output)")
        #expect(plan.words.contains("(none of 1) and 1 without a file since then"), "\(plan.output)")
        try await site.berth(
            "plan", "--changed-since", "main", "--prune", "--out", "gone.plan", "--allow", "mass-deletion", "--allow",
            "cascade", exits: 0)
        try await site.commit("Without w2")
        // It was gone before, so that this revision says nothing of it.
        let later = try await site.berth("plan", "--changed-since", "HEAD", "--detailed-exitcode", exits: 0)
        #expect(!later.words.contains("orphaned"), "\(later.output)")
        try await site.berth("apply", "gone.plan", "--yes", exits: 0)
        let namespaces = try await site.cluster()("get", "namespaces", "-o", "name")
        #expect(namespaces.contains("k8s-w-w1") && !namespaces.contains("k8s-w-w2"))
    }

    @Test func aTemplateConcernsAllAndAFileModeNobody() async throws {
        let site = try await Site.onBranch()
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: site.folder.path("specs/workspaces/w1.yaml"))
        try site.workplace.edit("specs/workspaces/w2.yaml") { $0.replacing("\n", with: "\r\n") }
        try FileManager.default.moveItem(
            atPath: site.folder.path("templates/namespace.yaml"), toPath: site.folder.path("templates/namespace.yml"))
        let nothing = try await site.berth("validate", "--changed-since", "main", exits: 0)
        #expect(nothing.output.contains("(none of 2)"), "\(nothing.output)")
        try site.workplace.edit("templates/namespace.yml") {
            $0.replacing("metadata:", with: "metadata:\n  annotations: {more: \"yes\"}", maxReplacements: 1)
        }
        let all = try await site.berth("plan", "--changed-since", "main", exits: 0)
        #expect(all.words.contains("the 2 workspaces changed since"), "\(all.output)")
        // Seen from the estate of `main` nothing changed.
        let base = try await site.berth("plan", "--changed-since", "main", "--estate-from", "main", exits: 0)
        #expect(base.words.contains("(none of 2)"), "\(base.output)")
    }

    /// What forges name before a first push, in repositories of either kind of ids.
    @Test(arguments: [40, 64]) func zerosMeanThatThereWasNothing(_ count: Int) async throws {
        let workplace = try Workplace(environment: Site.planted)
        try await workplace.commitSpecs()
        let zeros = String(repeating: "0", count: count)
        let all = try await workplace.berth(["validate", "--changed-since", zeros])
        #expect(all.status == 0 && all.output.contains("2 workspaces"), "\(all)")
        #expect(all.errors.contains("everything is taken for changed since 0000000: by that forges mean"), "\(all)")
        let fewer = try await workplace.berth(["validate", "--changed-since", String(zeros.dropLast())])
        #expect(fewer.status == 1 && fewer.errors.contains("there is no such commit"), "\(fewer)")
    }

    @Test func aRevisionWithErrorsNeverHidesAnything() async throws {
        let site = try await Site.onBranch()
        try site.workplace.edit("specs/workspaces/w1.yaml") { $0.replacing("kubernetes:", with: "kubernetez:") }
        try await site.commit("A mistake")
        try site.workspace("w1")
        let file = try await site.berth("plan", "--changed-since", "HEAD", exits: 0)
        #expect(file.words.contains("(1 of 2)"), "\(file.output)")
        #expect(file.words.contains("it has errors in specs or templates"), "\(file.output)")

        let estate = try String(contentsOfFile: site.folder.path("specs/estate.yaml"), encoding: .utf8)
        try site.folder.write("nonsense", to: "specs/estate.yaml")
        try await site.commit("A greater mistake")
        try site.folder.write(estate, to: "specs/estate.yaml")
        let all = try await site.berth("plan", "--changed-since", "HEAD", exits: 0)
        #expect(all.words.contains("everything is taken for changed since"), "\(all.output)")
        #expect(all.words.contains("No changes. The world is as the specifications say."), "\(all.output)")

        try await site.specsGit("rm", "-q", "-r", "--cached", "specs", "templates")
        try await site.specsGit("commit", "-q", "-m", "Elsewhere")
        let drift = try await site.berth("drift", "--changed-since", "HEAD", exits: 0)
        #expect(drift.errors.contains("there is no specs/estate.yaml in it"), "\(drift.errors)")
    }
}
