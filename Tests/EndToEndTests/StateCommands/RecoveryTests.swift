import Document
import Foundation
import TestSupport
import Testing

/// A state that was lost, or is edited by hand.
struct RecoveryTests {
    private func applied() async throws -> Site {
        let site = try await Site.project()
        try site.application(
            "web", in: .namespace,
            manifests: Manifests.configMap("web", namespace: "${workspace.namespace}", #"a: "1""#))
        try site.workspace("w2")
        try await site.berth("apply", "--yes", exits: 0)
        return site
    }

    /// What is recorded of the objects of a workspace.
    private func recorded(_ site: Site, _ workspace: String) async throws -> Value {
        let snapshot = try Value(json: try await site.berth("state", "show", workspace, exits: 0).output)
        let items = (snapshot["items"]?.array ?? []).map { item -> Value in
            [
                "kind": item["kind"] ?? .null, "name": item["name"] ?? .null, "uid": item["uid"] ?? .null,
                "address": item["address"] ?? .null, "applied": item["applied"] ?? .null,
            ]
        }
        return .array(items)
    }

    @Test func theStateIsRebuiltFromTheMarksInTheWorld() async throws {
        let site = try await applied()
        let (before, world) = (try await recorded(site, "w1"), try await site.inventory)
        let kubeconfig = try await site.berth("kubeconfig", "w1", exits: 0).output
        let key = try await site.berth("state", "log", "--json", exits: 0).output
        #expect(!key.isEmpty)
        try site.workplace.remove("state/estate.git")

        // Asked first; a no leaves nothing behind that counts.
        let declined = try await site.berth(typing: "no", "state", "recover")
        #expect(declined.status == 1 && declined.output.contains("not known: who did what when"), "\(declined.output)")
        try await site.berth("state", "recover", exits: 64)
        let recovered = try await site.berth("state", "recover", "--yes", exits: 0)
        #expect(recovered.output.contains("read again: its kubeconfig, its secret api-key"), "\(recovered.output)")
        #expect(try await site.inventory == world, "nothing in the world was changed")
        for difference in Value.differences(from: before, to: try await recorded(site, "w1")) {
            Issue.record("\(difference)")
        }
        #expect(try await site.berth("kubeconfig", "w1", exits: 0).output == kubeconfig)
        try await site.berth("state", "verify", exits: 0)
        try await site.git("fsck", "--strict")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        let again = try await site.berth("state", "recover", "--yes", exits: 0)
        #expect(again.output.contains("Nothing is missing in the state"), "\(again.output)")
        let history = try await site.git("log", "--format=%s")
        #expect(history.split(separator: "\n") == ["Recover the state from the world"])
    }

    @Test func whatIsHealthyStaysAndWhatIsUnknownIsSaid() async throws {
        let site = try await applied()
        let work = site.folder.path("work")
        try await Program.git("clone", "-q", site.folder.path("state/estate.git"), work)
        try "{".write(toFile: "\(work)/workspaces/w1/snapshot.json", atomically: true, encoding: .utf8)
        try await Program.git("commit", "-qam", "broken", in: work)
        try await Program.git("push", "-q", "origin", "HEAD", in: work)
        let healthy = try await site.git("rev-parse", "HEAD:workspaces/w2/snapshot.json")
        try await site.berth("plan", exits: 1)

        // A drifted object, an object whose mark was stripped, and one without specification.
        let cluster = site.cluster(namespace: "k8s-w-w1")
        try await cluster("patch", "configmap", "web", "--type=merge", "-p", #"{"data":{"a":"9"}}"#)
        try site.workplace.remove("specs/workspaces/w2.yaml")
        let recovered = try await site.berth("state", "recover", "--yes", exits: 0)
        #expect(recovered.output.contains("w2: stays as it is recorded"), "\(recovered.output)")
        #expect(recovered.words.contains("w2 has no specification"))
        #expect(try await site.git("rev-parse", "HEAD:workspaces/w2/snapshot.json") == healthy)
        // What was changed by hand still shows as drift.
        let drift = try await site.berth("drift", "w1", exits: 2)
        #expect(drift.output.contains(#""9""#), "\(drift.output)")

        // With a cluster that does not answer it is said, and the exit code says so as well.
        try site.workplace.remove("state/estate.git")
        try await site.sandbox("fault", "add", "status", "--status", "503", "--match", "method=GET,path=/apis/kamaji")
        let partial = try await site.berth("state", "recover", "--yes")
        #expect(partial.status == 7, "\(partial.output)\(partial.errors)")
        #expect(
            partial.words.contains(
                "what is in its tenant is not known: cannot get TenantControlPlane.kamaji.clastix.io k8s-w-w1/w1: "),
            "\(partial.output)\(partial.errors)")
        #expect(partial.words.contains("provisioning, in part: another recover fills it in"), "\(partial.output)")
        let half = try Value(json: try await site.berth("state", "show", "w1", exits: 0).output)
        #expect(half["phase"] == "provisioning" && half["recoveredInPart"] == true)
        #expect(try await site.berth("state", "verify", exits: 0).words.contains("`berth state recover` fills it in"))
        try await site.sandbox("fault", "clear")
        let rest = try await site.berth("state", "recover", "--yes", exits: 0)
        #expect(!rest.output.contains("w1: stays as it is recorded"), "\(rest.output)")
        let whole = try Value(json: try await site.berth("state", "show", "w1", exits: 0).output)
        #expect(whole["phase"] == "active" && whole["recoveredInPart"] == nil)
        #expect((whole["items"]?.array?.count ?? 0) > (half["items"]?.array?.count ?? 0))
        let again = try await site.berth("state", "recover", "--yes", exits: 0)
        #expect(again.output.contains("w1: stays as it is recorded"), "\(again.output)")
    }

    @Test func whatANewerBerthWroteIsNotOverwrittenUnasked() async throws {
        let site = try await applied()
        let work = site.folder.path("work")
        try await Program.git("clone", "-q", site.folder.path("state/estate.git"), work)
        try #"{"version": 9}"#.write(
            toFile: "\(work)/workspaces/w1/snapshot.json", atomically: true, encoding: .utf8)
        try await Program.git("commit", "-qam", "newer", in: work)
        try await Program.git("push", "-q", "origin", "HEAD", in: work)
        let head = try await site.git("rev-parse", "HEAD")
        let refused = try await site.berth("state", "recover", "--yes", exits: 1)
        #expect(refused.errors.contains("a newer berth wrote it"), "\(refused.errors)")
        #expect(try await site.git("rev-parse", "HEAD") == head)
        try await site.berth("state", "recover", "--overwrite", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    @Test func aPartIsForgottenAndBecomesAnOrphan() async throws {
        let site = try await applied()
        let world = try await site.inventory
        try await site.berth("state", "rm", "w1/application/web", exits: 64)
        let removed = try await site.berth("state", "rm", "w1/application/web", "--yes", exits: 0)
        #expect(removed.output.contains("ConfigMap k8s-w-w1/web in cluster m1"))
        #expect(removed.words.contains("What carries its mark is found by it"))
        #expect(try await site.inventory == world)
        #expect(!(try await site.berth("state", "list", "w1", exits: 0).output.contains("ConfigMap k8s-w-w1/web")))
        // The mark is still there: the next plan goes on with it and makes nothing twice.
        try await site.berth("apply", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)

        let whole = try await site.berth(typing: "yes", "state", "rm", "w2")
        #expect(
            whole.status == 0 && whole.words.contains("Its encrypted secrets go with it (api-key, kubeconfig)"),
            "\(whole.output)")
        #expect(try await site.git("ls-tree", "-r", "--name-only", "HEAD", "workspaces/w2").isEmpty)
        #expect(try await site.berth("state", "verify", exits: 0).output.contains("The state is sound: "))
        try site.workplace.remove("specs/workspaces/w2.yaml")
        let orphan = try await site.berth("plan", exits: 0)
        #expect(orphan.words.contains("workspace w2 on m1 is orphaned"))
        try await site.berth("state", "rm", "w9", "--yes", exits: 64)

        // Secrets that are left of what nobody knows any more.
        let work = site.folder.path("work")
        try await Program.git("clone", "-q", site.folder.path("state/estate.git"), work)
        try await Program.git(
            "checkout", "-q", "HEAD~1", "--", "workspaces/w2/api-key.age", "workspaces/w2/api-key.recipients.json",
            in: work)
        try await Program.git("commit", "-qam", "left", in: work)
        try await Program.git("push", "-q", "origin", "HEAD", in: work)
        let left = try await site.berth("state", "verify", exits: 0)
        #expect(left.words.contains("`berth state rm w2` takes it out where it is not"), "\(left.output)")
        let taken = try await site.berth("state", "rm", "w2", "--yes", exits: 0)
        #expect(taken.words.contains("w2: nothing is recorded of it but encrypted secrets"), "\(taken.output)")
        #expect(try await site.berth("state", "verify", exits: 0).output.contains("The state is sound: "))
        if !(try await site.berth("state", "list", exits: 0).output.contains("cluster/m1")) {
            let cluster = try await site.berth("state", "rm", "cluster/m1", "--yes", exits: 1)
            #expect(cluster.words.contains("nothing is recorded of cluster/m1"), "\(cluster.errors)")
        }

        try site.workspace("w1", "protected: true")
        try await site.berth("apply", "w1", "--yes", exits: 0)
        let refused = try await site.berth("state", "rm", "w1", "--yes", exits: 5)
        #expect(refused.errors.contains("w1 is protected"))
    }

    @Test func anAddressIsMovedInTheStateOnly() async throws {
        let site = try await applied()
        for (old, new, words) in [
            ("w1", "w3", "cannot be moved in the state"),
            ("w1/application/web", "w2/application/web", "different groups"),
            ("w1/application/web", "w1/namespace", "something is recorded at w1/namespace already"),
            ("w1/application/web", "../x", "is not the address"), ("w1/application/wbe", "w1/x", "did you mean"),
        ] {
            let outcome = try await site.berth("state", "mv", old, new, "--yes", exits: 64)
            #expect(outcome.words.contains(words), "\(outcome.errors)")
        }
        // No plan looks for anything where the specification has nothing.
        let typo = try await site.berth("state", "mv", "w1/application/web", "w1/application/webb", "--yes", exits: 64)
        #expect(
            typo.words.contains("the specification gives nothing at w1/application/webb")
                && typo.words.contains("did you mean w1/application/web?"), "\(typo.errors)")
        let manifests = Manifests.configMap("site", namespace: "${workspace.namespace}", #"a: "1""#)
        try site.application("site", in: .namespace, manifests: manifests)
        let moved = try await site.berth("state", "mv", "w1/application/web", "w1/application/site", "--yes", exits: 0)
        #expect(moved.output.contains("w1/application/web -> w1/application/site: 1 object"), "\(moved.output)")
        let snapshot = try await site.git("show", "HEAD:workspaces/w1/snapshot.json")
        let addresses = try Value(json: snapshot)["items"]?.array?.compactMap { $0["address"]?.string } ?? []
        #expect(addresses.contains("w1/application/site") && !addresses.contains("w1/application/web"))
        try await site.berth("state", "verify", exits: 0)
    }

    @Test func aRunThatIsAtWorkKeepsEditsOut() async throws {
        let site = try await applied()
        try site.workspace("w3")
        try await site.sandbox("fault", "add", "never-ready", "--match", "cluster=m1")
        let process = try site.start("apply", "w3", "--yes")
        try await eventually("the run is alive") {
            try await site.berth("locks", "--json", exits: 0).output.contains(#""alive": true"#)
        }
        let refused = try await site.berth("state", "recover", "--yes", exits: 4)
        #expect(refused.errors.contains("w3 is locked by another run"), "\(refused.errors)")
        try await site.berth("state", "rm", "w1", "--yes", exits: 0)
        process.kill()
        process.waitUntilExit()
    }
}
