import Document
import Foundation
import TestSupport
import Testing

/// The way back to an earlier snapshot, checked by kubectl and git.
struct RollbackTests {
    /// A site on git with two applied commits: `web` 1.0.0 with `a: "1"`, then 1.1.0 with `a: "2"`.
    private func applied() async throws -> (site: Site, commits: [String]) {
        let site = try await Site.project()
        try write(site, "1.0.0", "1")
        let first = try await site.commitSpecs("One")
        try await site.berth("apply", "--yes", exits: 0)
        try write(site, "1.1.0", "2")
        let second = try await site.commitSpecs("Two")
        try await site.berth("apply", "--yes", exits: 0)
        return (site, [first, second])
    }

    private func write(_ site: Site, _ revision: String, _ data: String) throws {
        try site.application(
            "web", revision, in: .namespace,
            manifests: Manifests.configMap("web", namespace: "${workspace.namespace}", #"a: "\#(data)""#))
    }

    private func data(_ site: Site) async throws -> String {
        try await site.cluster(namespace: "k8s-w-w1")("get", "configmap", "web", "-o", "jsonpath={.data.a}")
    }

    @Test func aWorkspaceGoesBackAndForthWithoutTouchingTheFiles() async throws {
        let (site, commits) = try await applied()
        let status = try await site.specsGit("status", "--porcelain")
        let before = try await site.inventory
        let plan = try await site.berth("rollback", "w1", "--out", "back.plan", exits: 0)
        let base = "https://git.example.com/infra/blob/main"
        let page = try await site.berth(
            "rollback", "w1", "--out", "page.plan", "--format", "html", "--link-base", base, exits: 0)
        #expect(page.output.contains("href=\"\(base)/"))
        for words in [
            "rollback of w1 to ", "with the files of commit \(commits[0].prefix(7))",
            "w1/application/web goes from 1.1.0 to 1.0.0: what 1.1.0 did to its own data is not undone",
            "the next plan without rollback shows the difference again",
        ] {
            #expect(plan.words.contains(words), "\(words): \(plan.output)")
        }
        #expect(try await site.inventory == before)
        try await site.berth("show", "back.plan", exits: 0)
        try await site.berth("apply", "back.plan", "--yes", exits: 0)
        #expect(try await data(site) == "1")
        #expect(try await site.specsGit("status", "--porcelain") == status, "the work tree was not touched")
        #expect(try await site.git("log", "-3", "--format=%s").contains("Roll back w1"))
        let trailers = try await site.git("log", "-1", "--format=%(trailers:key=Spec-Commit,valueonly)")
        #expect(trailers.contains(commits[0]))

        // The plan of the files says so again, and rolling back once more goes forward: the snapshot before was of the others.
        let again = try await site.berth("plan", "--detailed-exitcode", exits: 2)
        #expect(again.words.contains(#""1" → "2""#), "\(again.output)")
        try await site.berth("rollback", "w1", "--yes", exits: 0)
        #expect(try await data(site) == "2")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        let late = try await site.berth("apply", "back.plan", "--yes", exits: 3)
        #expect(late.errors.contains("stale"), "\(late.errors)")
    }

    /// What a run put on record before it deleted something to make it anew is nothing that anybody goes back to.
    @Test func whatARunWasAboutToDoIsNoWayBack() async throws {
        let site = try await Site.project { $0.replacing("maxReplaces: 0", with: "maxReplaces: 5") }
        for (revision, data) in [("1.0.0", "1"), ("1.1.0", "2")] {
            try site.application(
                "web", revision, in: .namespace,
                manifests: Manifests.configMap("web", namespace: "${workspace.namespace}", "a: \"\(data)\"")
                    + "\nimmutable: true\n")
            _ = try await site.commitSpecs(revision)
            try await site.berth("apply", "--yes", "--replace", "w1/application/web", exits: 0)
        }
        let subjects = try await site.git("log", "--format=%s")
        #expect(subjects.contains("Replace ConfigMap k8s-w-w1/web of w1/application/web"), "\(subjects)")
        let plan = try await site.berth(
            "rollback", "w1", "--replace", "w1/application/web", "--out", "back.plan", exits: 0)
        #expect(plan.words.contains("(Apply w1, ") || plan.words.contains("(End apply of w1"), "\(plan.words)")
        #expect(!plan.words.contains("(Replace "), "\(plan.words)")
        try await site.berth("apply", "back.plan", "--yes", exits: 0)
        #expect(try await data(site) == "1")
    }

    @Test func aRollbackThatWasKilledGoesOn() async throws {
        let (site, _) = try await applied()
        try await site.berth("rollback", "w1", "--out", "back.plan", exits: 0)
        try await site.sandbox(
            "fault", "add", "status", "--status", "403", "--match", "method=PATCH,path=/configmaps/web")
        try await site.berth("apply", "back.plan", "--yes", exits: 6)
        #expect(try await data(site) == "2")
        try await site.sandbox("fault", "clear")
        try await site.sandbox(
            "fault", "add", "latency", "--delay", "p50=20s,p99=20s", "--match", "path=/configmaps/web")
        let process = try site.start("apply", "back.plan", "--yes")
        try await eventually("the run has its lock") { try await site.isRunning }
        process.kill()
        process.waitUntilExit()
        try await site.sandbox("fault", "clear")
        try await site.berth("apply", "back.plan", "--yes", exits: 0)
        #expect(try await data(site) == "1")
    }

    /// A killed run records no files, and the way back is what was whole before it, whichever way it went.
    @Test(arguments: [false, true]) func behindAKilledRunIsWhatWasWholeBefore(isRolledBack: Bool) async throws {
        let (site, commits) = try await applied()
        if isRolledBack {
            try await site.berth("rollback", "w1", "--yes", exits: 0)
        } else {
            try write(site, "1.2.0", "3")
            try await site.commitSpecs("Three")
        }
        try await site.berth("plan", "--out", "up.plan", exits: 0)
        try await site.sandbox(
            "fault", "add", "latency", "--delay", "p50=20s,p99=20s", "--match", "method=PATCH,path=/configmaps/web")
        let process = try site.start("apply", "up.plan", "--yes")
        try await eventually("the run is on record") {
            try await site.git("log", "-1", "--format=%s").contains("Begin apply of w1")
        }
        process.kill()
        process.waitUntilExit()
        try await site.sandbox("fault", "clear")
        let plan = try await site.berth("rollback", "w1", "--out", "back.plan", exits: 0)
        let target = commits[isRolledBack ? 0 : 1].prefix(7)
        #expect(plan.words.contains("with the files of commit \(target)"), "\(plan.output)")
        if !isRolledBack {
            // Whoever set the files back first goes no further back.
            try await site.workplace.git("revert", "--no-edit", "HEAD")
            let reverted = try await site.berth("rollback", "w1", "--out", "back.plan", exits: 0)
            #expect(reverted.words.contains("with the files of commit \(target)"), "\(reverted.output)")
            try await site.workplace.git("revert", "--no-edit", "HEAD")
        }
        let unfinished = try await site.berth("state", "verify", exits: 0)
        #expect(unfinished.words.contains("1 run began and did not record an end"), "\(unfinished.output)")
        // The same plan goes on where it was killed: then that is what is recorded last.
        try await site.berth("apply", "up.plan", "--yes", exits: 0)
        let back = try await site.berth("rollback", "w1", "--out", "back.plan", exits: 0)
        #expect(back.words.contains("with the files of commit \(target)"), "\(back.output)")
        #expect(try await site.berth("state", "verify", exits: 0).output.contains("The state is sound: "))
    }

    /// With a part of other files the snapshot is of none as a whole.
    @Test func aPartIsNoWholeToGoBackTo() async throws {
        let (site, commits) = try await applied()
        func source() async throws -> Value? {
            try Value(json: try await site.berth("state", "show", "w1", exits: 0).output)["source"]
        }
        // What is set right of the same files changes nothing about that.
        let cluster = site.cluster(namespace: "k8s-w-w1")
        try await cluster("patch", "configmap", "web", "--type=merge", "-p", #"{"data":{"a":"9"}}"#)
        try await site.berth("apply", "--target", "w1/application/web", "--yes", exits: 0)
        #expect(try await source()?["commit"]?.string == commits[1])
        try write(site, "1.2.0", "3")
        let third = try await site.commitSpecs("Three")
        try await site.berth("apply", "--target", "w1/application/web", "--yes", exits: 0)
        #expect(try await source() == nil)
        let part = try await site.berth("rollback", "w1", "--to", "HEAD", "--yes", exits: 1)
        #expect(part.words.contains("does not say what it was applied from"), "\(part.errors)")
        let plan = try await site.berth("rollback", "w1", "--out", "back.plan", exits: 0)
        #expect(plan.words.contains("with the files of commit \(commits[1].prefix(7))"), "\(plan.output)")
        try await cluster("patch", "configmap", "web", "--type=merge", "-p", #"{"data":{"a":"9"}}"#)
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await source()?["commit"]?.string == third)
    }

    @Test func aWorkspaceThatWasDestroyedComesBackEmptyAndIsSaidToBe() async throws {
        let (site, _) = try await applied()
        try await site.berth("destroy", "w1", "--yes", exits: 0)
        try site.workplace.remove("specs/workspaces/w1.yaml")
        try await site.commitSpecs("Without w1")
        let plan = try await site.berth("rollback", "w1", "--out", "back.plan", exits: 0)
        #expect(plan.words.contains("the API that comes up is another, empty one"), "\(plan.output)")
        #expect(
            plan.words.contains("the secret api-key is not stored any more; where it is generated"), "\(plan.output)")
        try await site.berth("apply", "back.plan", "--yes", exits: 0)
        #expect(try await data(site) == "2", "the newest that was active, since no file says otherwise")
        let orphaned = try await site.berth("plan", exits: 0)
        #expect(orphaned.words.contains("workspace w1 on m1 is orphaned"), "\(orphaned.output)")
    }

    @Test func brokenFilesOfNowDoNotStandInTheWay() async throws {
        let (site, _) = try await applied()
        try site.folder.write("spec: [", to: "specs/workspaces/w1.yaml")
        try await site.berth("plan", exits: 1)
        try await site.berth("rollback", "w1", "--out", "back.plan", exits: 0)
        try await site.berth("apply", "back.plan", "--yes", exits: 0)
        #expect(try await data(site) == "1")
    }

    @Test func whatWasNotCommittedIsNotGuessed() async throws {
        let site = try await Site.project()
        try write(site, "1.0.0", "1")
        try await site.berth("apply", "--yes", exits: 0)
        let nowhere = try await site.berth("state", "log", "w1", "--json", exits: 0)
        let outside = try #require(try Value(json: nowhere.output)[0]?["commit"]?.string)
        try await site.commitSpecs()
        // The tree is dirty: what is applied is not what the commit holds.
        try write(site, "1.1.0", "2")
        try await site.berth("apply", "--yes", exits: 0)
        let dirty = try #require(
            try Value(json: try await site.berth("state", "log", "w1", "--json", exits: 0).output)[0]?["commit"]?.string
        )
        try await site.commitSpecs()
        try write(site, "1.2.0", "3")
        let gone = try await site.commitSpecs()
        try await site.berth("apply", "--yes", exits: 0)

        for (arguments, status, words) in [
            (["--to", dirty], 1, "its applications in the catalog are otherwise"),
            (["--to", outside], 1, "was applied from files outside of git"),
            (["--to", "no-such"], 64, "`no-such` does not name a commit of the state"),
            (["--to", "HEAD:workspaces"], 64, "`HEAD:workspaces` does not name a commit of the state"),
        ] as [([String], Int32, String)] {
            let outcome = try await site.workplace.berth(["rollback", "w1", "--yes"] + arguments)
            #expect(outcome.status == status && outcome.words.contains(words), "\(words): \(outcome.errors)")
        }
        #expect(try await data(site) == "3")

        // A history that was rewritten: the commit is not there any more.
        try write(site, "1.3.0", "4")
        try await site.specsGit("checkout", "-q", "--orphan", "anew")
        try await site.commitSpecs()
        try await site.specsGit("branch", "-D", "main")
        try await site.specsGit("reflog", "expire", "--expire=all", "--all")
        try await site.specsGit("gc", "-q", "--prune=now")
        try await site.berth("apply", "--yes", exits: 0)
        let lost = try await site.berth("rollback", "w1", "--yes", exits: 1)
        #expect(lost.words.contains("commit \(gone.prefix(12)), which was applied then, is not here"), "\(lost.errors)")
        #expect(try await data(site) == "4")
        let unknown = try await site.berth("rollback", "nobody", "--yes", exits: 64)
        #expect(unknown.errors.contains("no workspace nobody"))
    }

    @Test func aRollbackIsAContractAlsoAgainstItsBearer() async throws {
        let (site, commits) = try await applied()
        try await site.berth("rollback", "w1", "--out", "back.plan", exits: 0)
        let before = try await site.inventory
        let edits: [(String, Int32, (inout Value) -> Void)] = [
            ("another commit than the snapshot", 1, { $0["rollback"]?["commit"] = .string(commits[1]) }),
            ("rolls w2 back and is about w1", 1, { $0["rollback"]?["workspace"] = "w2" }),
            ("which is not in the state", 1, { $0["rollback"]?["revision"] = "x\u{1B}[2J" }),
            ("the specification of w1 has changed", 3, { $0["rollback"] = nil }),
        ]
        for (words, status, edit) in edits {
            try site.edit(plan: "back.plan", edit)
            let outcome = try await site.berth("apply", "edited.json", "--yes", exits: status)
            #expect(outcome.words.contains(words), "\(words): \(outcome.errors)")
            #expect(!outcome.errors.contains("\u{1B}"))
        }
        #expect(try await site.inventory == before)
    }
}
