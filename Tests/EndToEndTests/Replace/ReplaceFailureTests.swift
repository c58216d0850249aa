import Document
import Foundation
import TestSupport
import Testing

/// Replacements that end half-way, and the run that goes on.
struct ReplaceFailureTests {
    private static let path = "*/configmaps/fixed"

    /// A moment at which a run is killed, and what is run after it.
    struct Moment: Sendable, CustomTestStringConvertible {
        var method: String
        var boundary: Kill.Boundary
        var goesOnWithPlan: Bool

        var testDescription: String { "\(boundary) \(method), \(goesOnWithPlan ? "same plan" : "new plan")" }
    }

    private static let moments = ["DELETE", "PATCH"].flatMap { method in
        Kill.Boundary.allCases.flatMap { boundary in
            [true, false].map { Moment(method: method, boundary: boundary, goesOnWithPlan: $0) }
        }
    }

    @Test func aRunThatIsKilledGoesOn() async throws {
        let site = try await ReplaceTests.site()
        let cluster = site.cluster()
        try site.application("kinds", "0.0.0", manifests: ReplaceManifests.fixed("0"))
        try await site.berth("apply", "--yes", exits: 0)
        var struck = 0
        for (index, moment) in Self.moments.enumerated() {
            let value = "\(index + 1)"
            let uid = try await cluster.uid("configmap/fixed")
            try site.application("kinds", "\(value).0.0", manifests: ReplaceManifests.fixed(value))
            try await site.berth("plan", "--out", "plan.json", exits: 0)
            // On a busy machine a run may lose its short lock before it comes so far; it ends by itself then.
            let isStruck = try await kill(at: moment, site)
            struck += isStruck ? 1 : 0
            let found = try await cluster("get", "configmap", "fixed", "--ignore-not-found", "-o", "jsonpath={.data.a}")
            let isGone = moment.method == "DELETE" ? moment.boundary != .before : moment.boundary == .before
            if isStruck { #expect(found.isEmpty == isGone, "\(moment.testDescription): \(found)") }
            if isStruck, isGone {
                // Neither drift, nor anybody else's doing.
                try await site.berth("drift", exits: 0)
                let next = try await site.berth("plan", exits: 0)
                #expect(next.words.contains("its replacement did not finish: the old object is gone"), "\(next.output)")
            }
            let rest = ["apply", moment.goesOnWithPlan && isStruck ? "plan.json" : "--yes"]
            try await eventually("the killed run's lock ends, and the next one is done (\(moment.testDescription))") {
                try await site.workplace.berth(rest).status == 0
            }
            #expect(try await cluster("get", "configmap", "fixed", "-o", "jsonpath={.data.a}") == value, "\(moment)")
            #expect(try await cluster.uid("configmap/fixed") != uid)
            try await site.berth("plan", "--detailed-exitcode", exits: 0)
        }
        #expect(struck > Self.moments.count / 2, "\(struck) of \(Self.moments.count) were killed")
        // Half a replacement is destroyed like everything else.
        try site.application("kinds", "99.0.0", manifests: ReplaceManifests.fixed("99"))
        try await site.berth("plan", "--out", "plan.json", exits: 0)
        _ = try await kill(at: Moment(method: "DELETE", boundary: .answered, goesOnWithPlan: false), site)
        try await eventually("the killed run's lock ends, and all is destroyed") {
            try await site.workplace.berth(["destroy", "--all", "--yes", "--allow", "mass-deletion"]).status == 0
        }
        #expect(try await !cluster("get", "configmaps", "-o", "name").contains("fixed"))
    }

    /// Applies the saved plan and kills that at a moment; false where it came to its end before.
    private func kill(at moment: Moment, path: String = path, _ site: Site) async throws -> Bool {
        let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { close(nowhere) }
        let paused = try PausedProcess(
            ["apply", "plan.json"], environment: Site.planted.merging(["BERTH_LEASE_SECONDS": "6"]) { $1 },
            in: site.folder.path, output: nowhere, errors: nowhere)
        try await site.sandbox(
            "fault", "add", "kill-client", "--process", "\(paused.process.identifier)", "--moment",
            moment.boundary.rawValue, "--times", "1", "--match", "method=\(moment.method),path=\(path)")
        paused.go()
        let status = paused.process.waitUntilExit()
        try await site.sandbox("fault", "clear")
        return status == 137
    }

    @Test func aFinalizerThatHoldsItIsNamed() async throws {
        let site = try await ReplaceTests.site()
        let cluster = site.cluster()
        try site.application("kinds", manifests: ReplaceManifests.fixed("1"))
        try await site.berth("apply", "--yes", exits: 0)
        try await cluster(
            "patch", "configmap", "fixed", "--type", "merge", "-p", #"{"metadata":{"finalizers":["example.com/hold"]}}"#
        )
        let uid = try await cluster.uid("configmap/fixed")
        try site.application("kinds", "2.0.0", manifests: ReplaceManifests.fixed("2"))
        try site.workplace.edit("templates/applications/kinds/application.yaml") {
            $0.replacing("timeout: 1m", with: "timeout: 3s")
        }
        let held = try await site.berth("apply", "--yes", exits: 6)
        #expect(
            held.words.contains(
                "ConfigMap default/fixed is still there: not done within 3s; it is held by the finalizer example.com/hold"
            ),
            "\(held.words)")
        #expect(try await cluster.uid("configmap/fixed") == uid)
        let plan = try await site.berth("plan", exits: 0)
        #expect(plan.words.contains("it is being deleted and is created anew when it is gone"), "\(plan.output)")
        try await site.berth("drift", exits: 0)
        try await cluster("patch", "configmap", "fixed", "--type", "merge", "-p", #"{"metadata":{"finalizers":null}}"#)
        try site.workplace.edit("templates/applications/kinds/application.yaml") {
            $0.replacing("timeout: 3s", with: "timeout: 1m")
        }
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await cluster("get", "configmap", "fixed", "-o", "jsonpath={.data.a}") == "2")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    /// Somebody takes the name between the deletion and the making anew: it is theirs.
    @Test func aNameThatSomebodyTakesIsTheirs() async throws {
        let site = try await ReplaceTests.site()
        let cluster = site.cluster()
        try site.application("kinds", manifests: ReplaceManifests.fixed("1"))
        try await site.berth("apply", "--yes", exits: 0)
        try site.application("kinds", "2.0.0", manifests: ReplaceManifests.fixed("2"))
        try await site.berth("plan", "--out", "plan.json", exits: 0)
        try #require(
            try await kill(at: Moment(method: "PATCH", boundary: .before, goesOnWithPlan: true), site),
            "the run lost its lock")
        try await cluster.write(ReplaceManifests.fixed("theirs"), "create")
        let uid = try await cluster.uid("configmap/fixed")
        try await eventually("the killed run's lock ends, and the plan is stale") {
            try await site.workplace.berth(["apply", "plan.json"]).status == 3
        }
        #expect(try await cluster.uid("configmap/fixed") == uid)
        let value = try await cluster("get", "configmap", "fixed", "--show-managed-fields", "-o", "json")
        #expect(value.contains("theirs") && !value.contains("berth"), "\(value)")
        let plan = try await site.berth("plan", exits: 1)
        #expect(plan.words.contains("was not made by Berth"), "\(plan.output)")
        try await site.berth("apply", "--yes", "--replace", ReplaceManifests.address, exits: 1)
        #expect(try await cluster.uid("configmap/fixed") == uid)
        try await cluster("delete", "configmap", "fixed")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await cluster("get", "configmap", "fixed", "-o", "jsonpath={.data.a}") == "2")
    }

    /// A control plane whose run is killed in between is made without being asked for consent once more: it is gone already.
    @Test func aControlPlaneIsMadeByTheNextRun() async throws {
        let site = try await ReplaceTests.site()
        let cluster = site.cluster(namespace: "k8s-w-w1")
        try site.application("inner", in: .tenant, manifests: Manifests.configMap("inner", #"a: "1""#))
        try await site.berth("apply", "--yes", exits: 0)
        try site.workplace.edit("templates/tenant-control-plane.yaml") {
            $0.replacing("networkProfile:\n", with: "networkProfile:\n    clusterDomain: other.local\n")
        }
        try await site.berth(
            "plan", "--replace", "w1/control-plane", "--allow", "replace", "--out", "plan.json", exits: 0)
        try #require(
            try await kill(
                at: Moment(method: "PATCH", boundary: .before, goesOnWithPlan: false), path: "*/tenantcontrolplanes/w1",
                site), "the run lost its lock")
        #expect(try await cluster("get", "tenantcontrolplanes", "-o", "name") == "")
        let plan = try await site.berth("plan", exits: 0)
        #expect(plan.words.contains("its replacement did not finish"), "\(plan.output)")
        // Nor is it drift that the new API is empty, where the next run is killed, too.
        try await eventually("the killed run's lock ends, and the same plan comes to what is in the tenant") {
            try await kill(
                at: Moment(method: "PATCH", boundary: .before, goesOnWithPlan: true), path: "*/configmaps/inner", site)
        }
        #expect(try await !cluster("get", "tenantcontrolplanes", "-o", "name").isEmpty)
        try await site.berth("drift", exits: 0)
        let inner = try await site.berth("plan", exits: 0)
        #expect(inner.words.contains("+ w1/application/inner") && !inner.words.contains("drift"), "\(inner.output)")
        try await eventually("the killed run's lock ends, and the next one is done") {
            try await site.workplace.berth(["apply", "--yes"]).status == 0
        }
        #expect(
            try await cluster("get", "tenantcontrolplane", "w1", "-o", "jsonpath={.spec.networkProfile.clusterDomain}")
                == "other.local")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }
}
