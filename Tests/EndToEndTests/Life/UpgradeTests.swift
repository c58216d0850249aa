import Document
import TestSupport
import Testing

/// A control plane goes from one Kubernetes version to another one minor version at a time.
struct UpgradeTests {
    private static let catalog = """
        [{version: v1.32.9, active: true}, {version: v1.33.5, active: false}, {version: v1.33.7, active: false}, \
        {version: v1.34.5, active: true}, {version: v1.35.2, active: true}]
        """

    private func site(_ catalog: String = catalog) async throws -> Site {
        let site = try await Site.project {
            $0.replacing("[{version: v1.35.2, active: true}]", with: catalog)
        }
        try version("v1.32.9", at: site)
        try await site.berth("apply", "--yes", exits: 0)
        return site
    }

    private func version(_ version: String, at site: Site) throws {
        try site.workspace("w1")
        try site.workplace.edit("specs/workspaces/w1.yaml") { $0.replacing("v1.35.2", with: version) }
    }

    private func running(_ site: Site) async throws -> String {
        try await site.cluster(namespace: "k8s-w-w1")(
            "get", "tcp", "w1", "-o",
            "jsonpath={.spec.kubernetes.version} {.status.kubernetesResources.version.version} "
                + "{.status.kubernetesResources.version.status}")
    }

    @Test func aJumpGoesThroughTheVersionsBetween() async throws {
        let site = try await site()
        try version("v1.35.2", at: site)
        let plan = try await site.berth("plan", "--out", "plan.json", exits: 0)
        for step in ["control-plane:v1.33.7", "control-plane:v1.34.5", "v1.34.5\" → \"v1.35.2\""] {
            #expect(plan.words.contains(step), "\(plan.words)")
        }
        // Killed between two versions the same plan goes on.
        let status = try await site.killing(
            ["apply", "plan.json", "--yes"], .answered, "method=PATCH,path=/tenantcontrolplanes/w1")
        #expect(status != 0)
        #expect(try await running(site).hasPrefix("v1.33.7"))
        let before = try await site.requests().count
        try await eventually("the plan goes on") {
            try await site.workplace.berth(["apply", "plan.json", "--yes"]).status == 0
        }
        #expect(try await running(site) == "v1.35.2 v1.35.2 Ready")
        let written = try await site.requests().dropFirst(before).filter {
            $0["method"] == "PATCH" && $0["path"]?.string?.hasSuffix("/tenantcontrolplanes/w1") == true
                && $0["query"]?.string?.contains("dryRun") != true
        }
        #expect(written.count == 2, "v1.33.7 is not written once more")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    /// Over two minor versions, killed when the last one alone is left.
    @Test func aRunThatWasKilledBeforeTheLastVersionGoesOn() async throws {
        let site = try await site()
        try version("v1.34.5", at: site)
        try await site.berth("plan", "--out", "plan.json", exits: 0)
        let status = try await site.killing(
            ["apply", "plan.json", "--yes"], .answered, "method=PATCH,path=/tenantcontrolplanes/w1")
        #expect(status != 0)
        #expect(try await running(site).hasPrefix("v1.33.7"))
        var last = try await site.workplace.berth(["apply", "plan.json", "--yes"])
        try await eventually("the lock ends") {
            if last.status == 4 { last = try await site.workplace.berth(["apply", "plan.json", "--yes"]) }
            return last.status != 4
        }
        #expect(last.status == 0, "\(last.words)")
        #expect(try await running(site) == "v1.34.5 v1.34.5 Ready")
    }

    @Test func whatCannotBeDoneIsSaid() async throws {
        let site = try await site()
        try site.workspace("w2")
        try version("v1.31.0", at: site)
        try await site.berth("validate", exits: 1)
        // Not active: kept by who has it, and by nobody else.
        try site.workplace.edit("specs/estate.yaml") {
            $0.replacing("v1.32.9, active: true", with: "v1.32.9, active: false")
        }
        try version("v1.32.9", at: site)
        let kept = try await site.berth("plan", "w1", "--detailed-exitcode", exits: 0)
        #expect(kept.words.contains("w1 runs v1.32.9, which is not active any more: it keeps working"), "\(kept.words)")
        try site.workplace.edit("specs/workspaces/w2.yaml") { $0.replacing("v1.35.2", with: "v1.32.9") }
        let refused = try await site.berth("plan", "w2", exits: 1)
        #expect(refused.words.contains("w2 does not run it yet"), "\(refused.words)")
        let warned = try await site.berth("validate", exits: 0)
        #expect(warned.words.contains("is not active: a workspace that runs it keeps it"), "\(warned.words)")
        try site.workplace.remove("specs/workspaces/w2.yaml")

        try version("v1.33.5", at: site)
        let inactive = try await site.berth("plan", exits: 1)
        #expect(inactive.words.contains("v1.33.5 is not active"), "\(inactive.words)")
        try version("v1.34.5", at: site)
        try site.workplace.edit("specs/estate.yaml") {
            $0.replacing("{version: v1.33.5, active: false}, ", with: "")
                .replacing("{version: v1.33.7, active: false}, ", with: "")
        }
        let gap = try await site.berth("plan", exits: 1)
        #expect(gap.words.contains("on the way to v1.34.5 the estate has no version v1.33"), "\(gap.words)")
        #expect(try await running(site) == "v1.32.9 v1.32.9 Ready")
    }

    /// Somebody upgraded it by hand: that is drift, it stays, and it stands in nobody's way.
    @Test func anUpgradeByHandIsDriftThatStays() async throws {
        let site = try await site()
        let cluster = site.cluster(namespace: "k8s-w-w1")
        for version in ["v1.33.7", "v1.34.5"] {
            try await cluster(
                "patch", "tcp", "w1", "--type=merge", "-p", #"{"spec":{"kubernetes":{"version":"\#(version)"}}}"#)
            try await eventually("it runs \(version)") { try await running(site) == "\(version) \(version) Ready" }
        }
        let drift = try await site.berth("drift", exits: 2)
        for words in [
            "cannot be set back: write v1.34.5 into its specification as kubernetes.version",
            "changed by kubectl-patch",
            "To settle it, write it into the specification.",
        ] {
            #expect(drift.words.contains(words), "\(words)\n\(drift.words)")
        }
        let json = try Value(json: try await site.berth("drift", "--format", "json", exits: 2).output)
        #expect(json["drift"]?[0]?["alternative"]?.string?.contains("v1.34.5") == true)
        let plan = try await site.berth("plan", exits: 0)
        for words in [
            "✗ irreversible w1/control-plane", "w1 runs v1.34.5: kubectl-patch", "upgraded it outside of Berth",
            "a control plane does not go back by a minor version", "No changes besides 1 problem to settle.",
        ] {
            #expect(plan.words.contains(words), "\(words)\n\(plan.words)")
        }
        #expect(!plan.words.contains("could not be read"))
        try await site.berth("plan", "--detailed-exitcode", exits: 2)
        try await site.berth("apply", "--yes", exits: 6)

        // Where the specification changes something else of it, too, nothing is told to be done that would stand on that.
        try site.workplace.edit("specs/workspaces/w1.yaml") { $0.replacing("single_node", with: "high_available") }
        let more = try await site.berth("plan", exits: 7)
        #expect(more.words.contains("? w1/control-plane") && more.words.contains("✗ irreversible w1/control-plane"))
        #expect(more.words.contains("outside of Berth, which has to be settled first"), "\(more.words)")
        try await site.berth("apply", "--yes", exits: 7)
        #expect(try await running(site) == "v1.34.5 v1.34.5 Ready")
        try site.workplace.edit("specs/workspaces/w1.yaml") { $0.replacing("high_available", with: "single_node") }

        // The rest of the workspace, and others, go on.
        try site.workspace("w2")
        try site.application(
            "web", in: .namespace,
            manifests: Manifests.configMap("web", namespace: "${workspace.namespace}", #"a: "1""#))
        try await site.berth("apply", "--yes", exits: 6)
        #expect(try await running(site) == "v1.34.5 v1.34.5 Ready")
        #expect(try await cluster("get", "configmap", "web", "-o", "jsonpath={.data.a}") == "1")
        try await site.berth("plan", "w2", "--detailed-exitcode", exits: 0)
        // Another change of the same control plane is drift, too.
        let replicas = #"{"spec":{"controlPlane":{"deployment":{"replicas":2}}}}"#
        try await cluster("patch", "tcp", "w1", "--type=merge", "-p", replicas)
        let both = try await site.berth("drift", exits: 2)
        #expect(both.words.contains("replicas: 1 → 2") && both.words.contains("2 fields of 1 object"), "\(both.words)")
        // It stays drift until somebody settles it, as the hint says.
        try version("v1.34.5", at: site)
        try await site.berth("apply", "--yes", exits: 0)
        try await site.berth("drift", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    @Test func nothingGoesBack() async throws {
        let site = try await site()
        try version("v1.34.5", at: site)
        try await site.berth("apply", "--yes", exits: 0)
        try version("v1.32.9", at: site)
        let refused = try await site.berth("apply", "--yes", exits: 1)
        #expect(refused.words.contains("a control plane does not go back"), "\(refused.words)")
        #expect(refused.words.contains("specs/workspaces/w1.yaml:"), "\(refused.words)")
        #expect(try await running(site) == "v1.34.5 v1.34.5 Ready")
    }
}
