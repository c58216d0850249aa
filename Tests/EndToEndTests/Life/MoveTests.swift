import Document
import TestSupport
import Testing

/// An application that has another name now keeps its objects.
struct MoveTests {
    private static let manifest = Manifests.configMap("settings", namespace: "${workspace.namespace}", #"a: "1""#)

    private func site() async throws -> (Site, uid: String) {
        let site = try await Site.project()
        try site.application("old", in: .namespace, manifests: Self.manifest)
        try await site.berth("apply", "--yes", exits: 0)
        let uid = try await site.cluster(namespace: "k8s-w-w1").uid("configmap/settings")
        try site.removeApplication("old")
        try site.application("new", in: .namespace, manifests: Self.manifest)
        return (site, uid)
    }

    @Test(arguments: [false, true], Kill.Boundary.allCases)
    func keepsWhatIsThere(losesState: Bool, killedAt boundary: Kill.Boundary) async throws {
        let (site, uid) = try await site()
        if losesState { try site.workplace.remove("state") }
        let foreign = try await site.berth("plan", exits: 1)
        #expect(foreign.words.contains("belongs to w1/application/old"), "\(foreign.words)")
        let advice = "`moved: [{from: application/old, to: application/new}]` in the workspace keeps it"
        #expect(foreign.words.contains(advice), "\(foreign.words)")

        try site.workspace("w1", "moved: [{from: application/old, to: application/new}]")
        let plan = try await site.berth("plan", "--detailed-exitcode", "--out", "plan.json", exits: 2)
        #expect(plan.words.contains("moved from w1/application/old"), "\(plan.words)")
        #expect(plan.words.contains("0 to delete"), "\(plan.words)")
        let cluster = site.cluster(namespace: "k8s-w-w1")
        let apply = ["apply", "plan.json", "--yes"]
        // On a busy machine a run may lose its short lock before it comes so far; the next one is killed then.
        try await eventually("a run is killed") {
            try await site.killing(apply, boundary, "method=PATCH,path=/configmaps/settings") == 137
        }
        // The same plan goes on: only the lock of the run that was killed is in its way, until it ends.
        var resumed = try await site.workplace.berth(apply)
        try await eventually("the lock ends") {
            if resumed.status == 4 { resumed = try await site.workplace.berth(apply) }
            return resumed.status != 4
        }
        #expect(resumed.status == 0, "\(resumed.words)")
        try await site.berth("apply", "plan.json", "--yes", exits: 3)
        #expect(try await cluster.uid("configmap/settings") == uid, "it is the same object")
        let mark = try await cluster(
            "get", "configmap", "settings", "-o", "jsonpath={.metadata.annotations.berth\\.dev/address}")
        #expect(mark == "w1/application/new")
        let state = try await site.git("show", "HEAD:workspaces/w1/snapshot.json")
        #expect(!state.contains("application/old"), "\(state)")
        // With the move still there, and without it.
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        try site.workspace("w1")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        try await site.berth("destroy", "w1", "--yes", exits: 0)
    }

    @Test func saysWhatIsWrongWithItsLine() async throws {
        let (site, _) = try await site()
        for (moves, fault) in [
            (
                "[{from: application/old, to: application/new}, {from: application/old, to: application/x}]",
                "two moves have"
            ),
            ("[{from: application/new, to: application/new}]", "is moved to itself"),
            ("[{from: application/new, to: application/new2}]", "still gets it"),
            ("[{from: application/old, to: application/none}]", "does not get"),
            ("[{from: application/a, to: application/b}, {from: application/b, to: application/a}]", "lead back"),
            ("[{from: dns, to: application/new}]", "must be `application/NAME`"),
        ] {
            try site.workspace("w1", "moved: \(moves)")
            let outcome = try await site.berth("validate", exits: 1)
            #expect(outcome.words.contains(fault), "\(moves)\n\(outcome.words)")
            #expect(outcome.words.contains("specs/workspaces/w1.yaml:7"), "\(outcome.words)")
        }
        // A chain of names is followed.
        try site.workspace(
            "w1", "moved: [{from: application/old, to: application/mid}, {from: application/mid, to: application/new}]")
        let plan = try await site.berth("plan", "--detailed-exitcode", exits: 2)
        #expect(plan.words.contains("moved from w1/application/old"), "\(plan.words)")
        try await site.berth("apply", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    @Test func whatClustersShareMovesForAll() async throws {
        let site = try await Site.project()
        try site.workspace("w2")
        let manifest = Manifests.configMap("shared", #"a: "1""#)
        try site.application("old", manifests: manifest)
        try await site.berth("apply", "--yes", exits: 0)
        let uid = try await site.cluster().uid("configmap/shared")
        try site.application("new", workspaces: "none", manifests: manifest)
        try site.workspace(
            "w1", "applications: [{name: new}]", "exclude: [old]",
            "moved: [{from: application/old, to: application/new}]")
        let refused = try await site.berth("validate", exits: 1)
        #expect(refused.words.contains("`w2` still gets it"), "\(refused.words)")
        try site.removeApplication("old")
        try site.application("new", manifests: manifest)
        try site.workspace("w1")
        let foreign = try await site.berth("plan", exits: 1)
        #expect(foreign.words.contains("in any of its workspaces keeps it"), "\(foreign.words)")
        try site.workspace("w1", "moved: [{from: application/old, to: application/new}]")
        let plan = try await site.berth("plan", "--detailed-exitcode", exits: 2)
        #expect(plan.words.contains("moved from cluster/m1/application/old"), "\(plan.words)")
        #expect(!plan.words.contains("orphaned"), "\(plan.words)")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await site.cluster().uid("configmap/shared") == uid)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }
}
