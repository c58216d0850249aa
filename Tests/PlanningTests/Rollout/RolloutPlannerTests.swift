import Document
import Resources
import Specification
import State
import TestSupport
import Testing

@testable import Planning

/// Who goes when: by the specification alone, and only where something of a rollout is to be done.
struct RolloutPlannerTests {
    private static let waves: [Rollout.Wave] = [
        wave(["tier": "canary"]), wave(max: .percent(10)), wave(max: .percent(100)),
    ]

    private static func wave(_ labels: [String: String] = [:], max: Rollout.Amount? = nil) -> Rollout.Wave {
        Rollout.Wave(labels: labels, max: max, declaredAt: Samples.place)
    }

    private static func workspaces(_ count: Int, canaries: Set<Int> = []) -> [Workspace] {
        (0..<count).map { number in
            var workspace = Samples.workspace("w\(number / 10)\(number % 10)", applications: ["web"])
            if canaries.contains(number) { workspace.labels = ["tier": "canary"] }
            return workspace
        }
    }

    struct Numbers: Sendable {
        var count: Int
        var canaries: Set<Int> = []
        var waves = RolloutPlannerTests.waves
        /// How many workspaces each wave has.
        var sizes: [Int]
    }

    @Test(arguments: [
        Numbers(count: 0, sizes: []), Numbers(count: 1, sizes: [0, 1]),
        Numbers(count: 5, canaries: [3], sizes: [1, 1, 3]),
        Numbers(count: 50, canaries: [7, 8], sizes: [2, 5, 43]),
        Numbers(count: 11, sizes: [0, 2, 9]),
        Numbers(count: 3, canaries: [0, 1, 2], sizes: [3]),
        Numbers(count: 4, waves: [wave(max: .count(3)), wave()], sizes: [3, 1]),
        Numbers(count: 2, waves: [wave(max: .count(30)), wave()], sizes: [2]),
        Numbers(
            count: 6, canaries: [0, 1, 2, 3], waves: [wave(["tier": "canary"], max: .count(1)), wave()], sizes: [1, 5]),
    ])
    func countsOverTheEstate(_ given: Numbers) {
        let workspaces = Self.workspaces(given.count, canaries: given.canaries)
        let numbers = Rollout(waves: given.waves).numbers(of: workspaces)
        #expect(numbers.count == given.count, "nobody is left out")
        let sizes = (1...max(given.sizes.count, 1)).map { number in numbers.values.count { $0 == number } }
        #expect(sizes == (given.sizes.isEmpty ? [0] : given.sizes))
        // The same in whatever order the files come, and for a canary always the first.
        #expect(Rollout(waves: given.waves).numbers(of: workspaces.reversed()) == numbers)
    }

    private static func set(_ workspaces: [Workspace], estate rollout: Rollout? = nil) -> SpecificationSet {
        var application = Samples.application("web", manifests: [Samples.configMap("a")])
        application.activeRevision = "1.3.0"
        application.rollout = Rollout(waves: Self.waves, pause: .seconds(600), stopAfterFailures: 2)
        var estate = Samples.estate([])
        estate.rollout = rollout
        return SpecificationSet(estate: estate, workspaces: workspaces, catalog: [application])
    }

    private static func step(
        _ id: String, _ name: String = "application/web", kind: Resource.Kind = .application, action: Action = .update,
        revision: String? = "1.3.0"
    ) -> Step {
        Step(
            address: ResourceAddress(workspace: id, name), kind: kind, action: action,
            deployment: revision.map { Deployment(application: "web", revision: $0, digest: Digest(of: "x")) })
    }

    private static func plan(_ steps: [Step]) -> Plan {
        Plan(
            estate: "loopback", purpose: .apply, steps: steps,
            groups: Set(steps.map(\.address.group)).sorted().map { Plan.Group(name: $0, cluster: "m") })
    }

    private static func snapshots(_ ids: [String], _ revision: String, _ state: DeploymentRecord.State = .installed)
        -> [String: Snapshot]
    {
        Dictionary(
            uniqueKeysWithValues: ids.map { id in
                var snapshot = Snapshot(group: id, phase: .active)
                snapshot.deployments[ResourceAddress(workspace: id, "application/web")] = DeploymentRecord(
                    deployment: Deployment(application: "web", revision: revision, digest: Digest(of: "x")),
                    state: state)
                return (id, snapshot)
            })
    }

    @Test func theRestKeepsItsWaves() {
        let workspaces = Self.workspaces(5, canaries: [3])
        let set = Self.set(workspaces)
        let all = workspaces.map(\.id)
        let waves = RolloutPlanner(set, Self.snapshots(all, "1.2.0")).waves(of: Self.plan(all.map { Self.step($0) }))
        #expect(waves.map(\.groups) == [["w03"], ["w00"], ["w01", "w02", "w04"]])
        #expect(waves.map(\.number) == [1, 2, 3] && waves.allSatisfy { $0.total == 3 && $0.pause == 600 })
        #expect(waves.allSatisfy { $0.stopAfterFailures == 2 && $0.applications == ["web"] })
        // Later only what is left is in the plan, under the same numbers.
        let rest = RolloutPlanner(set, Self.snapshots(all, "1.2.0"))
            .waves(of: Self.plan([Self.step("w01"), Self.step("w04")]))
        #expect(rest.map(\.groups) == [["w01", "w04"]] && rest.map(\.number) == [3])
        // What failed, or is not ready, is still of its wave.
        for (state, action) in [(DeploymentRecord.State.failed, Action.update), (.installed, .wait)] {
            let plan = Self.plan([Self.step("w00", action: action)])
            let waves = RolloutPlanner(set, Self.snapshots(all, "1.3.0", state)).waves(of: plan)
            #expect(waves.map(\.number) == [2])
        }
    }

    /// What a cluster shares and is only to be recorded is so by a run in waves as by any other.
    @Test(arguments: [false, true]) func whatIsOnlyToBeRecordedIsSo(_ hasOthers: Bool) {
        var steps = [Self.step("w00"), Self.step("w01")]
        if hasOthers { steps.append(Self.step("w02", "application/other", revision: nil)) }
        steps.append(
            Step(address: ResourceAddress(cluster: "m", "application/shared"), kind: .prerequisite, action: .none))
        var plan = Self.plan(steps)
        plan.waves = ["w00", "w01"].enumerated().map {
            Plan.Wave(number: $0 + 1, total: 2, groups: [$1], applications: ["web"])
        }
        for index in plan.groups.indices where plan.groups[index].name == "cluster/m" {
            plan.groups[index].isRecorded = false
        }
        #expect(plan.unrecordedGroups == ["cluster/m"])
        let parts = plan.parts
        #expect(parts.map(\.plan.unrecordedGroups) == [["cluster/m"], []] + (hasOthers ? [[]] : []))
        #expect(parts.allSatisfy { $0.plan.waves.isEmpty })
    }

    @Test func whatIsNoneOfItGoesAtOnce() {
        let workspaces = Self.workspaces(3)
        let set = Self.set(workspaces)
        let before = Self.snapshots(workspaces.map(\.id), "1.3.0")
        func waves(_ steps: Step...) -> [Plan.Wave] { RolloutPlanner(set, before).waves(of: Self.plan(steps)) }
        // Drift of what has the revision, another application, a new workspace, and what is right.
        #expect(waves(Self.step("w00")).isEmpty)
        #expect(waves(Self.step("w00", "application/other", revision: nil)).isEmpty)
        let old = Self.snapshots(workspaces.map(\.id), "1.2.0")
        let new = Self.plan([
            Self.step("w00", "namespace", kind: .namespace, action: .create, revision: nil), Self.step("w00"),
        ])
        #expect(RolloutPlanner(set, old).waves(of: new).isEmpty)
        #expect(RolloutPlanner(set, old).waves(of: Self.plan([Self.step("w00", action: .none)])).isEmpty)
        var pinned = set
        pinned.workspaces[0].applications[0].revision = "1.3.0"
        #expect(RolloutPlanner(pinned, old).waves(of: Self.plan([Self.step("w00")])).isEmpty)
        // What goes first stands on nothing that goes later.
        var shared = Self.step("w00")
        shared.address = ResourceAddress(cluster: "m", "application/base")
        shared.dependencies = [ResourceAddress(workspace: "w01", "application/web")]
        #expect(
            RolloutPlanner(set, old).waves(of: Self.plan([Self.step("w00"), Self.step("w01"), shared])).map(\.groups)
                == [["w00"]])
    }

    @Test func aChangeOfTheEstateGoesInItsWaves() {
        let workspaces = Self.workspaces(4)
        let set = Self.set(workspaces, estate: Rollout(waves: [Self.wave(max: .count(2)), Self.wave()]))
        let snapshots = Self.snapshots(workspaces.map(\.id), "1.3.0")
        let plan = Self.plan(
            workspaces.map { Self.step($0.id, "control-plane", kind: .controlPlane, revision: nil) }
                + [Self.step("w03", "kubeconfig-store", kind: .kubeconfigStore, revision: nil)])
        let waves = RolloutPlanner(set, snapshots).waves(of: plan)
        #expect(waves.map(\.groups) == [["w00", "w01"], ["w02", "w03"]])
        #expect(waves.allSatisfy { $0.applications.isEmpty })
        // Only Berth's own record of it is no change.
        let stored = Self.plan([Self.step("w03", "kubeconfig-store", kind: .kubeconfigStore, revision: nil)])
        #expect(RolloutPlanner(set, snapshots).waves(of: stored).isEmpty)
    }

    /// A canary that does not answer, or has a problem of its own, is not ready; one that the state has as installed was.
    @Test(arguments: ["unknown", "problem", "silent", "installed", "left out"])
    func whatNobodyCanTellHoldsUpTheWavesBehindIt(_ what: String) {
        let workspaces = Self.workspaces(5, canaries: [3])
        var snapshots = Self.snapshots(workspaces.map(\.id), "1.2.0")
        var plan = Self.plan(workspaces.filter { $0.id != "w03" }.map { Self.step($0.id) })
        switch what {
        case "unknown": plan.steps.append(Self.step("w03", action: .unknown))
        case "problem":
            plan.problems = [
                Plan.Problem(
                    kind: .invalid, address: ResourceAddress(workspace: "w03", "integration/x"), message: "unset")
            ]
        case "silent": plan.unreachable = [Plan.Unreachable(place: .tenant("w03"), reason: "refused")]
        case "installed":
            plan.steps.append(Self.step("w03", action: .unknown))
            snapshots.merge(Self.snapshots(["w03"], "1.3.0")) { $1 }
        default: break
        }
        let waves = RolloutPlanner(Self.set(workspaces), snapshots).waves(of: plan)
        #expect(waves.map(\.number) == [2, 3])
        let isHeldUp = !["installed", "left out"].contains(what)
        #expect(waves.allSatisfy { $0.unready == (isHeldUp ? ["w03"] : []) })
    }

    @Test func everyPartIsAPlanOfItsOwn() throws {
        var plan = Self.plan(
            ["a", "b", "c"].map { Self.step($0) } + [Self.step("d", "dns", kind: .dns, revision: nil)])
        plan.steps[1].dependencies = [plan.steps[3].address]
        let outputs = ["a", "b", "d"].map { Reference(ResourceAddress(workspace: $0, "kubeconfig"), "address") }
        plan.outputs = Dictionary(uniqueKeysWithValues: outputs.map { ($0, "10.0.0.1") })
        plan.waves = [
            Plan.Wave(number: 1, total: 3, groups: ["a"], applications: ["web"]),
            Plan.Wave(number: 3, total: 3, groups: ["b", "c"], applications: ["web"], pause: 60, stopAfterFailures: 2),
        ]
        #expect(try Plan(file: plan.file).waves == plan.waves)
        let parts = plan.parts
        #expect(parts.map { $0.plan.groups.map(\.name) } == [["d"], ["a"], ["b", "c"]])
        #expect(parts.map(\.wave?.number) == [nil, 1, 3])
        for part in parts {
            // What is not looked at must not be asked for.
            let names = part.plan.groups.map(\.name)
            #expect(Set(part.plan.outputs.keys) == Set(outputs.filter { names.contains($0.address.group) }))
            #expect(part.plan.waves.isEmpty)
            let present = Set(part.plan.steps.map(\.address))
            #expect(part.plan.steps.allSatisfy { $0.dependencies.isSubset(of: present) })
        }
        #expect(Set(parts.map(\.plan.digest)).count == 3)
        #expect(plan.rest(of: Array(parts.dropFirst())).groups.map(\.name) == ["a", "b", "c"])
    }

    /// What a plan leaves out, as with `--exclude`, keeps no wave from beginning; whatever else is to be done again does.
    @Test func whatIsToBeDoneAgainKeepsAWaveFromBeginning() {
        let wave = Plan.Wave(number: 2, total: 2, groups: ["w2"], applications: ["web"])
        let web = Self.step("w1", "application/web", action: .none)
        func obstacle(_ now: [Step], since planned: [Step], _ problems: [Plan.Problem] = []) -> String? {
            var plan = Self.plan(planned)
            plan.problems = problems
            return Self.plan(now).obstacle(to: wave, since: plan)
        }
        let slow = Self.step("w1", "application/slow", action: .wait)
        #expect(obstacle([web, slow], since: [web, slow]) != nil)
        #expect(obstacle([web, slow], since: [web]) == nil)

        // Somebody set it back, or took it away.
        var changed = Self.step("w1", "application/web", action: .update)
        let key = ItemKey(place: .tenant("w1"), apiVersion: "v1", kind: "ConfigMap", namespace: "d", name: "a")
        changed.changes = [ItemChange(key: key, action: .update)]
        #expect(obstacle([changed], since: [web])?.contains("is not as it should be") == true)
        let problem = Plan.Problem(kind: .conflict, address: changed.address, message: "theirs")
        #expect(obstacle([changed], since: [web], [problem]) == nil)
        // What waited for workers may have got some.
        let deferred = Self.step("w1", "application/web", action: .defer)
        #expect(obstacle([changed], since: [deferred]) == nil)
        // What Berth keeps of it says nothing of how it is.
        #expect(obstacle([Self.step("w1", "kubeconfig-store", kind: .kubeconfigStore)], since: [web]) == nil)

        // Of a workspace that is not in the plan counts what goes out.
        let other = Self.step("w2", "application/web", action: .none)
        #expect(obstacle([changed], since: [other]) != nil)
        changed.deployment = Deployment(application: "other", revision: "1", digest: Digest(of: "x"))
        #expect(obstacle([changed], since: [other]) == nil)
    }

    /// A workspace without workers, in which what needs them never began, is no canary for the other shards.
    @Test func whatWaitsForWorkersHoldsNobodyUp() throws {
        let workspaces = Self.workspaces(4, canaries: [0, 1, 2, 3])
        let planner = { (snapshots: [String: Snapshot]) in RolloutPlanner(Self.set(workspaces), snapshots) }
        let wave = Plan.Wave(number: 2, total: 3, groups: [], applications: ["web"])
        let shard = try #require(Shard(number: 1, of: 2))
        var plan = Self.plan([])
        plan.part = Plan.Part(shard: shard, specification: Digest(of: "x"))
        let others = workspaces.map(\.id).filter { !shard.contains($0) }
        #expect(!others.isEmpty)
        func unready(deferred: [String]) -> [String] {
            let snapshots = others.map { id in
                var snapshot = Snapshot(group: id)
                snapshot.deferred = deferred.map { ResourceAddress(workspace: id, "application/\($0)") }
                return (id, snapshot)
            }
            return planner(Dictionary(uniqueKeysWithValues: snapshots)).unreadyElsewhere(before: wave, in: plan)
        }
        #expect(planner([:]).unreadyElsewhere(before: wave, in: plan) == others)
        #expect(unready(deferred: []) == others && unready(deferred: ["other"]) == others)
        #expect(unready(deferred: ["web"]).isEmpty)
    }
}
