import Document
import TestSupport
import Testing

/// A new revision goes out to many workspaces wave by wave.
struct RolloutTests {
    private static let rollout = """
        rollout: {waves: [{matchLabels: {tier: canary}}, {max: 1}, {max: 100%}], stopAfterFailures: 1}
        """

    private static func web(_ revision: String) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: "${workspace.namespace}", labels: {revision: "\(revision)"}}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: app, image: "registry.example.com/web:\(revision)"}]}
        """
    }

    /// Workspaces a to d, of which c is the canary, with revision 1.2.0 of `web`; 1.3.0 is the active one then.
    private func site(_ rollout: String = rollout) async throws -> Site {
        let site = try await Site.project()
        try site.workplace.remove("specs/workspaces/w1.yaml")
        for id in ["a", "b", "c", "d"] {
            try site.workspace(id)
            if id == "c" {
                try site.workplace.edit("specs/workspaces/c.yaml") {
                    $0.replacing("{name: c}", with: "{name: c, labels: {tier: canary}}")
                }
            }
        }
        try site.application("web", "1.2.0", in: .namespace, more: rollout, manifests: Self.web("1.2.0"))
        let first = try await site.berth("apply", "--yes", exits: 0)
        #expect(!first.words.contains("wave 1"), "new workspaces get everything at once")
        try site.application("web", "1.3.0", in: .namespace, more: rollout, manifests: Self.web("1.3.0"))
        try site.workplace.edit("templates/applications/web/application.yaml") {
            $0.replacing("timeout: 1m", with: "timeout: 4s")
        }
        return site
    }

    /// The images that run, by workspace.
    private func images(_ site: Site) async throws -> [String: String] {
        let text = try await site.cluster()(
            "get", "deployments", "-A", "-l", "app.kubernetes.io/managed-by=berth", "-o",
            "jsonpath={range .items[*]}{.metadata.namespace}={.metadata.labels.revision}{\"\\n\"}{end}")
        return Dictionary(
            text.split(separator: "\n").map { line in
                let parts = line.split(separator: "=").map(String.init)
                return (parts[0].replacing("k8s-w-", with: ""), parts.last ?? "")
            }
        ) { $1 }
    }

    /// The workspaces that a run holds locked.
    private func held(_ site: Site) async throws -> [String] {
        let text = try await site.cluster()(
            "-n", "berth-system", "get", "leases", "-o",
            "jsonpath={range .items[*]}{.metadata.name}={.spec.holderIdentity}{\"\\n\"}{end}")
        return text.split(separator: "\n").map(String.init).filter { !$0.hasSuffix("=") && $0.contains(".workspace.") }
            .compactMap { $0.split(separator: "=").first?.split(separator: ".").last.map(String.init) }
    }

    @Test func eachWaveWaitsForTheOneBefore() async throws {
        let site = try await site()
        let plan = try await site.berth("plan", "--out", "plan.json", exits: 0)
        for part in [
            "wave 1 of 3: c", "wave 2 of 3: a", "wave 3 of 3: b, d", "revision 1.2.0 → 1.3.0",
            "templates/applications/web/application.yaml:5",
        ] {
            #expect(plan.words.contains(part), "\(part)\n\(plan.words)")
        }
        // The second does not come up: nothing of the third is touched, and what is left is named.
        try await site.sandbox("fault", "add", "bad-image", "--match", "object=k8s-w-a/web")
        let stopped = try await site.berth("apply", "plan.json", "--yes", exits: 6)
        #expect(stopped.words.contains("wave 3 of 3 did not begin (b, d): a of wave 2 of 3 failed"), "\(stopped.words)")
        #expect(stopped.words.contains("ImagePullBackOff"), "\(stopped.words)")
        #expect(try await images(site) == ["a": "1.3.0", "b": "1.2.0", "c": "1.3.0", "d": "1.2.0"])
        #expect(try await held(site).isEmpty, "no lock is left")
        // The next run goes on where it stopped, and begins with what is not ready.
        let next = try await site.berth("plan", exits: 0)
        #expect(next.words.contains("wave 2 of 3: a") && next.words.contains("wave 3 of 3: b, d"), "\(next.words)")
        #expect(!next.words.contains("wave 1 of 3"), "\(next.words)")
        try await site.sandbox("fault", "clear")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(Set(try await images(site).values) == ["1.3.0"])
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        try await site.git("fsck", "--strict")
    }

    /// A run that something happens to in the pause behind its first wave, that of `c`.
    private func run(_ site: Site, disturbedBy disturb: () async throws -> Void) async throws -> Program.Outcome {
        async let running = site.workplace.berth(["apply", "--yes"])
        try await eventually("the first wave is done") {
            guard try await images(site)["c"] == "1.3.0" else { return false }
            return try await held(site).isEmpty
        }
        try await disturb()
        return try await running
    }

    private static let pausing =
        "rollout: {waves: [{matchLabels: {tier: canary}}, {max: 100%}], pause: 15s, stopAfterFailures: 1}"

    /// What came up and broke in the pause holds the next wave up, as it would a run that begins anew.
    @Test func whatBreaksInThePauseStopsTheNextWave() async throws {
        let site = try await site(Self.pausing)
        let stopped = try await run(site) {
            try await site.sandbox("fault", "add", "crash", "--match", "object=k8s-w-c/web")
            try await site.cluster(namespace: "k8s-w-c")("delete", "pods", "--all")
        }
        #expect(stopped.status == 6, "\(stopped.words)")
        #expect(
            stopped.words.contains("wave 2 of 2 did not begin (a, b, d): c/application/web is not ready"),
            "\(stopped.words)")
        #expect(try await images(site) == ["a": "1.2.0", "b": "1.2.0", "c": "1.3.0", "d": "1.2.0"])
        try await site.sandbox("fault", "clear")
        try await site.cluster(namespace: "k8s-w-c")("delete", "pods", "--all")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(Set(try await images(site).values) == ["1.3.0"])
    }

    /// What somebody does to the first wave in the pause behind it.
    enum Loss: CaseIterable {
        case deleted, silent, changed, destroyed

        /// What is said of it.
        var reason: String {
            switch self {
            case .deleted: "of c/control-plane was removed"
            case .silent: "the condition of c is unknown"
            case .changed: "c/application/web is not as it should be (drift)"
            case .destroyed: "c/namespace is not as it should be"
            }
        }
    }

    /// What is gone or changed, or says nothing any more, is not ready either.
    @Test(arguments: Loss.allCases)
    func whatIsLostInThePauseStopsTheNextWave(_ loss: Loss) async throws {
        let site = try await site(Self.pausing)
        let stopped = try await run(site) {
            let kubectl = site.cluster(namespace: "k8s-w-c")
            switch loss {
            case .deleted: try await kubectl("delete", "tenantcontrolplane", "c", "--wait=false")
            case .silent: try await site.sandbox("fault", "add", "silent-tenant", "--match", "object=k8s-w-c/c")
            case .changed: try await kubectl("set", "image", "deployment/web", "app=registry.example.com/web:0")
            case .destroyed: try await site.berth("destroy", "c", "--yes", exits: 0)
            }
        }
        #expect(stopped.status == 6 && stopped.words.contains(loss.reason), "\(stopped.words)")
        #expect(stopped.words.contains("wave 2 of 2 did not begin (a, b, d)"), "\(stopped.words)")
        #expect(try await images(site).filter { $0.key != "c" }.values.allSatisfy { $0 == "1.2.0" })
    }

    /// What changed since a revision goes behind everybody in an earlier wave, also those that did not change: a canary that refused a
    /// revision refuses it for all.
    @Test func whatChangedSinceWaitsForEarlierWaves() async throws {
        let site = try await site()
        try await site.workplace.commitSpecs()
        try await site.sandbox("fault", "add", "bad-image", "--match", "object=k8s-w-c/web")
        try await site.berth("apply", "--yes", exits: 6)
        try site.workplace.edit("specs/workspaces/d.yaml") {
            $0.replacing("{name: d}", with: "{name: d, labels: {team: shop}}")
        }
        try await site.berth("plan", "--changed-since", "HEAD", "--out", "d.plan", exits: 0)
        let stopped = try await site.berth("apply", "d.plan", "--yes", exits: 6)
        #expect(
            stopped.words.contains("wave 3 of 3 did not begin (d): a/application/web is not as"), "\(stopped.words)")
        #expect(try await images(site)["d"] == "1.2.0")
        try await site.sandbox("fault", "clear")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(Set(try await images(site).values) == ["1.3.0"])
    }

    @Test func aKilledRunGoesOnWithTheSamePlan() async throws {
        let site = try await site()
        try await site.berth("plan", "--out", "plan.json", exits: 0)
        let status = try await site.killing(
            ["apply", "plan.json", "--yes"], .after, "method=PATCH,path=*/namespaces/k8s-w-a/deployments/web")
        #expect(status != 0)
        let killed = try await images(site)
        #expect(killed["c"] == "1.3.0" && killed["b"] == "1.2.0", "\(killed)")
        // What is there is told by what is there: the state has neither of the two as done.
        let told = try await site.berth("plan", exits: 0)
        #expect(
            told.words.contains(
                "revision 1.3.0 is there, and the state has 1.2.0: the run that brought it is not on record"),
            "\(told.words)")
        #expect(told.words.contains("revision 1.2.0 → 1.3.0"), "\(told.words)")
        // Only what its wave was about was locked.
        let held = try await held(site)
        #expect(held.contains("a") && !held.contains("b") && !held.contains("d"), "\(held)")
        try await eventually("the same plan goes on") {
            try await site.workplace.berth(["apply", "plan.json", "--yes"]).status == 0
        }
        #expect(Set(try await images(site).values) == ["1.3.0"])
        let again = try await site.berth("apply", "plan.json", "--yes", exits: 3)
        #expect(again.words.contains("a plan applies once"), "\(again.words)")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    /// Waves are counted over the estate: no shard goes on while an earlier wave of another one is not ready.
    @Test func shardsWaitForEachOther() async throws {
        let site = try await site()
        // What one waits for stands in its plan, and not in that of everything.
        var waiting: [String] = []
        for shard in ["1/2", "2/2"] {
            let plan = try await site.berth("plan", "--shard", shard, "--out", "\(shard.prefix(1)).plan", exits: 0)
            if plan.words.contains("of other shards") { waiting.append(shard) }
        }
        #expect(!waiting.isEmpty)
        let merged = try await site.berth("merge", "1.plan", "2.plan", exits: 0)
        #expect(merged.words.contains("wave 3 of 3") && !merged.words.contains("of other shards"), "\(merged.words)")
        try await eventually("all shards are through", within: .seconds(300)) {
            var statuses: [Int32] = []
            for shard in ["1/2", "2/2"] {
                let outcome = try await site.workplace.berth(["apply", "--shard", shard, "--yes"])
                #expect([0, 6].contains(outcome.status), "\(outcome.words)")
                statuses.append(outcome.status)
                let images = try await images(site)
                #expect(images["a"] == "1.2.0" || images["c"] == "1.3.0", "\(images)")
                let isLast = images["b"] == "1.3.0" || images["d"] == "1.3.0"
                #expect(!isLast || images["a"] == "1.3.0", "\(images)")
            }
            return statuses == [0, 0]
        }
        #expect(Set(try await images(site).values) == ["1.3.0"])
    }

    @Test func wavesCannotBeCutOutOfAPlan() async throws {
        let site = try await site()
        try await site.berth("plan", "--out", "plan.json", exits: 0)
        try site.edit(plan: "plan.json") { $0["waves"] = nil }
        let cut = try await site.berth("apply", "edited.json", "--yes", exits: 1)
        #expect(cut.words.contains("goes before its wave"), "\(cut.words)")
        try site.edit(plan: "plan.json") { plan in
            let waves = plan["waves"]?.array ?? []
            plan["waves"] = .array(
                waves.map { wave in
                    var wave = wave
                    wave["groups"] = ["a", "b", "c", "d"]
                    return wave
                })
        }
        let twice = try await site.berth("apply", "edited.json", "--yes", exits: 1)
        #expect(twice.words.contains("is in two waves"), "\(twice.words)")
        #expect(Set(try await images(site).values) == ["1.2.0"])
    }

    @Test func whatChangesAfterThePlanStopsAllWaves() async throws {
        let site = try await site()
        try await site.berth("plan", "--out", "plan.json", exits: 0)
        let cluster = site.cluster(namespace: "k8s-w-d")
        try await cluster("label", "deployment", "web", "revision=mine", "--overwrite")
        // Before the first write everything is looked at, also what goes last.
        let stale = try await site.berth("apply", "plan.json", "--yes", exits: 3)
        #expect(stale.words.contains("d/application/web"), "\(stale.words)")
        #expect(Set(try await images(site).values) == ["1.2.0", "mine"])
    }

    @Test func whatChangesBetweenTwoWavesStopsTheLater() async throws {
        let site = try await site()
        // The second wave is held until the fault is cleared.
        try site.workplace.edit("templates/applications/web/application.yaml") {
            $0.replacing("timeout: 4s", with: "timeout: 5m")
        }
        try await site.berth("plan", "--out", "plan.json", exits: 0)
        try await site.sandbox("fault", "add", "never-ready", "--match", "object=k8s-w-a/web")
        let log = site.folder.path("apply.log")
        let run = try site.start(["apply", "plan.json", "--yes"], writingTo: log)
        try await eventually("the second wave is at work") { try await images(site)["a"] == "1.3.0" }
        try await site.cluster(namespace: "k8s-w-d")("label", "deployment", "web", "revision=mine", "--overwrite")
        try await site.sandbox("fault", "clear")
        #expect(run.waitUntilExit() == 6)
        let said = try String(contentsOfFile: log, encoding: .utf8).split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
        #expect(said.contains("wave 3 of 3 did not begin (b, d)") && said.contains("d/application/web"), "\(said)")
        #expect(try await images(site) == ["a": "1.3.0", "b": "1.2.0", "c": "1.3.0", "d": "mine"])
        #expect(try await held(site).isEmpty, "no lock is left")
        // The next plan shows what it is, and goes on with it.
        try await site.berth("drift", "d", exits: 2)
        try await site.berth("apply", "--yes", exits: 0)
        #expect(Set(try await images(site).values) == ["1.3.0"])
    }

    @Test func aWaveThatWouldLeaveSomebodyOutIsAnError() async throws {
        let site = try await Site.project()
        for (rollout, fault) in [
            ("{waves: [{max: 10%}]}", "the last wave leaves workspaces out"),
            ("{waves: [{matchLabels: {a: b}}]}", "the last wave leaves workspaces out"),
            ("{waves: []}", "the rollout has no waves"),
            ("{waves: [{max: 100%}, {max: 100%}]}", "nothing is left for the next one"),
            ("{waves: [{max: 0}, {max: 100%}]}", "a number of workspaces from 1"),
            ("{waves: [{max: 101%}, {max: 100%}]}", "a share from 1% to 100%"),
            ("{waves: [{max: -5}, {max: 100%}]}", "a number of workspaces from 1"),
            ("{waves: [{max: 100%}], stopAfterFailures: 0}", "stopAfterFailures"),
        ] {
            try site.application(
                "web", in: .namespace, more: "rollout: \(rollout)",
                manifests: Manifests.configMap("m", namespace: "${workspace.namespace}", #"a: "1""#))
            let outcome = try await site.berth("validate", exits: 1)
            #expect(outcome.words.contains(fault), "\(rollout)\n\(outcome.words)")
            #expect(outcome.words.contains("templates/applications/web/application.yaml:8"), "\(outcome.words)")
        }
        try site.application(
            "web", more: "rollout: {waves: [{max: 100%}]}", manifests: Manifests.configMap("m", #"a: "1""#))
        let shared = try await site.berth("validate", exits: 1)
        #expect(
            shared.words.contains("is shared by all workspaces of a cluster, and cannot go out in waves"),
            "\(shared.words)")
    }
}
