import Diagnostics
import Document
import Resources
import Specification
import State
import TestSupport
import Testing

@testable import Planning

struct PlannerTests {
    private let world = MemoryWorld()

    private func planner(
        _ workspaces: [Workspace] = [Samples.workspace("w")], catalog: [Application] = [],
        snapshots: [String: Snapshot] = [:], forcesConflicts: Bool = false
    ) -> Planner {
        Planner(
            specification: SpecificationSet(
                estate: Samples.estate([Samples.cluster("m")]), workspaces: workspaces, catalog: catalog,
                templates: Samples.templates),
            backends: world, secrets: FixedSecrets(hasGenerated: false), snapshots: snapshots,
            options: .init(forcesConflicts: forcesConflicts))
    }

    /// Carries out what a plan creates on the management side, as an apply would.
    private func apply(_ plan: Plan) async throws {
        for change in plan.steps.flatMap(\.changes)
        where change.action == .create && [.server, .probe].contains(change.verification) {
            guard let item = change.item else { continue }
            _ = try await world.apply(Write(key: change.key, body: item.desired, observed: nil))
        }
    }

    private func step(_ plan: Plan, _ name: String) throws -> Step {
        try #require(plan.steps.first { $0.address.name == name })
    }

    @Test func aNewWorkspaceIsCreatesOnlyAndEveryStepIsListed() async throws {
        let plan = try await planner().plan()
        #expect(plan.problems.isEmpty)
        #expect(Set(plan.steps.map(\.action)) == [.create, .wait])
        #expect(
            plan.steps.map(\.address.name) == [
                "placement", "namespace", "control-plane", "kubeconfig", "dns", "api", "integration/load-balancer",
                "rbac/admins", "secret/hcloud", "kubeconfig-store", "active",
            ])
        #expect(world.log.isEmpty)
        let secret = try step(plan, "secret/hcloud").changes[0]
        #expect(secret.verification == .deferred("the control plane does not exist yet"))
        #expect(secret.leaves.filter(\.isSensitive).map(\.path.description) == ["data.token"])
    }

    /// What looks the same is another value to who reads it, whichever of both is in place.
    @Test(arguments: [("caf\u{E9}", "cafe\u{301}"), ("cafe\u{301}", "caf\u{E9}")])
    func anotherSpellingOfATextIsAChange(_ old: String, _ new: String) async throws {
        func plan(_ text: String) async throws -> Plan {
            var manifest = Samples.configMap("guard")
            manifest["data"] = ["name": .string(text)]
            let guarding = Samples.application(
                "guard", rules: DeploymentRules(phase: .prerequisite), manifests: [manifest])
            return try await planner([Samples.workspace("w", applications: ["guard"])], catalog: [guarding]).plan()
        }
        try await apply(plan(old))
        #expect(try await step(plan(old), "application/guard").action == .none)
        let changed = try await step(plan(new), "application/guard")
        #expect(changed.action == .update)
        #expect(changed.changes.flatMap(\.leaves).map(\.path) == [["data", "name"]])
        #expect(changed.changes.flatMap(\.leaves).first?.new?.string.map { Array($0.utf8) } == Array(new.utf8))
    }

    /// With the state and the server's record lost nothing proves where a workspace is. It is not made on another cluster,
    /// though that is the emptier one.
    @Test func aWorkspaceIsNotMadeBesideWhatClaimsToBeIt() async throws {
        let specification = SpecificationSet(
            estate: Samples.estate([Samples.cluster("a"), Samples.cluster("b")]), workspaces: [Samples.workspace("w")],
            catalog: [], templates: Samples.templates)
        let planner = Planner(
            specification: specification, backends: world, secrets: FixedSecrets(hasGenerated: false), snapshots: [:])
        let made = try #require(try await planner.plan().steps.flatMap(\.changes).first { $0.key.kind == "Namespace" })
        #expect(made.key.place == .management("a"))
        let item = try #require(made.item)
        var key = made.key
        key.place = .management("b")
        world.add(Observation(key: key, value: item.desired))
        let plan = try await planner.plan()
        #expect(plan.problems.contains { $0.kind == .foreign && $0.item == key })
        #expect(plan.steps.flatMap(\.changes).allSatisfy { $0.key.place != .management("a") })
    }

    @Test func plansAreTheSameBytesAndReadBack() async throws {
        let plan = try await planner().plan()
        let again = try await planner().plan()
        #expect(plan.file == again.file)
        #expect(try Plan(file: plan.file) == plan)
        #expect(!String(decoding: plan.file, as: UTF8.self).contains("hunter2"))
    }

    @Test func noFileBreaksTheReader() async throws {
        let file = try await planner().plan().file
        for cut in stride(from: 0, to: file.count, by: max(1, file.count / 50)) {
            #expect(throws: PlanFileError.self) { try Plan(file: Array(file[..<cut])) }
        }
        #expect(throws: PlanFileError.self) { try Plan(file: Array("{}".utf8)) }
    }

    @Test func whatIsThereIsLeftAlone() async throws {
        try await apply(planner().plan())
        let plan = try await planner().plan()
        #expect(try step(plan, "namespace").action == .none)
        #expect(try step(plan, "control-plane").action == .none)
        #expect(try step(plan, "placement").action == .none)
    }

    @Test func driftIsFoundWithoutAnySnapshot() async throws {
        try await apply(planner().plan())
        world.edit("w", ["spec", "controlPlane", "deployment", "replicas"], 5)
        let change = try step(await planner().plan(), "control-plane")
        #expect(change.action == .update)
        #expect(change.reason == "drift")
        let leaf = try #require(change.changes[0].leaves.first)
        #expect(leaf.path.description == "spec.controlPlane.deployment.replicas")
        #expect(leaf.old == 5)
        #expect(leaf.new == 3)
        #expect(leaf.reason == .drift)
        #expect(leaf.author == .init(manager: "kubectl-edit", time: "2026-11-23T00:00:00Z"))
    }

    @Test func aFieldThatBerthNeverAppliedIsAsked() async throws {
        try await apply(planner().plan())
        // The specification wants a field now that somebody else set before.
        world.edit("w", ["spec", "controlPlane", "deployment", "replicas"], 5)
        world.edit("w", ["metadata", "annotations", "berth.dev/applied"], "of another specification", as: "berth")
        let plan = try await planner().plan()
        #expect(plan.problems.map(\.kind) == [.conflict])
        #expect(
            plan.problems.first?.message.contains("owned by \"kubectl-edit\" with 5; the specification wants 3") == true
        )
        let forced = try await planner(forcesConflicts: true).plan()
        #expect(forced.problems.isEmpty)
        let change = try step(forced, "control-plane").changes[0]
        #expect(change.forced.map(\.description).contains("spec.controlPlane.deployment.replicas"))
    }

    @Test func whatOthersMadeIsNeverTouched() async throws {
        let key = ItemKey(place: .management("m"), apiVersion: "v1", kind: "Namespace", name: "k8s-w-w")
        world.add(Observation(key: key, value: ["metadata": ["name": "k8s-w-w", "uid": "u"]]))
        let plan = try await planner().plan()
        #expect(plan.problems.map(\.kind) == [.foreign])
        #expect(plan.problems.first?.message.contains("was not made by Berth") == true)
    }

    @Test func aWorkspaceWithoutSpecificationIsAnOrphan() async throws {
        try await apply(planner([Samples.workspace("gone"), Samples.workspace("w")]).plan())
        let plan = try await planner().plan()
        #expect(plan.remarks.map { String($0.prefix(32)) } == ["workspace gone on m is orphaned:"])
        #expect(!plan.steps.contains { $0.action == .delete })
    }

    @Test func aUsedRevisionKeepsItsContent() async throws {
        let application = Samples.application("app", manifests: [Samples.configMap("a")])
        var snapshot = Snapshot(group: "w")
        snapshot.deployments[ResourceAddress(workspace: "w", "application/app")] = DeploymentRecord(
            deployment: Deployment(application: "app", revision: "1.0.0", digest: Digest(of: "other")),
            state: .installed)
        let plan = try await planner(
            [Samples.workspace("w", applications: ["app"])], catalog: [application], snapshots: ["w": snapshot]
        ).plan()
        #expect(plan.problems.map(\.kind) == [.invalid])
        #expect(plan.problems.first?.message.contains("is in use and its files have changed (installed in w)") == true)
    }

    @Test func whatNeedsWorkersIsDeferredWithWhatItWouldMake() async throws {
        let application = Samples.application(
            "ingress", rules: DeploymentRules(requiresWorkers: true), manifests: [Samples.configMap("a")])
        let plan = try await planner([Samples.workspace("w", applications: ["ingress"])], catalog: [application]).plan()
        let deferred = try step(plan, "application/ingress")
        #expect(deferred.action == .defer)
        #expect(deferred.reason == "waits for a worker node")
        #expect(deferred.changes.map(\.key.name) == ["a"])
    }

    @Test func removedApplicationsAreDeletedWithinTheGuards() async throws {
        let guardrail = Samples.application(
            "guard", rules: DeploymentRules(phase: .prerequisite),
            manifests: (0..<7).map { Samples.configMap("g\($0)") })
        let with = planner([Samples.workspace("w", applications: ["guard"])], catalog: [guardrail])
        try await apply(with.plan())
        let plan = try await planner().plan()
        #expect(try step(plan, "application/guard").action == .delete)
        #expect(plan.problems.map(\.kind) == [.refused, .refused])
    }

    @Test func destroyGoesTheOtherWayRound() async throws {
        try await apply(planner().plan())
        let plan = try await planner([]).destroy(["w"], includesShared: false)
        #expect(plan.steps.map(\.address.name) == ["control-plane", "namespace"])
        #expect(plan.steps.last?.dependencies == [ResourceAddress(workspace: "w", "control-plane")])
        #expect(
            plan.steps.first?.changes.first?.dependents.map(\.description) == [
                "Service k8s-w-w/w", "Secret k8s-w-w/w-admin-kubeconfig", "Secret k8s-w-w/w-datastore-config",
            ])
    }

    @Test func theRecordOfKindsIsWrittenBeforeANewKindIsUsed() async throws {
        try await apply(planner().plan())
        let application = Samples.application("app", manifests: [Samples.configMap("a")])
        let plan = try await planner([Samples.workspace("w", applications: ["app"])], catalog: [application]).plan()
        let namespace = try step(plan, "namespace")
        #expect(namespace.action == .update)
        let recorded = namespace.changes[0].item?.desired["metadata"]?["annotations"]?["berth.dev/tenant-kinds"]
        #expect(recorded?.string?.contains("ConfigMap") == true)
    }

    @Test func aSilentClusterMakesItsWorkspacesUnknownAndChangesNothing() async throws {
        try await apply(planner().plan())
        var snapshot = Snapshot(group: "w", phase: .active)
        snapshot.cluster = "m"
        let record = ItemKey(place: .dns, kind: "Record", name: "w.k8s.cloud.example.com")
        world.add(
            Observation(
                key: record,
                value: [
                    "metadata": [
                        "name": .string(record.name), "uid": "r",
                        "annotations": ["berth.dev/address": "w/dns"], "labels": ["berth.dev/estate": "loopback"],
                    ], "spec": ["ttl": 60, "address": "127.0.0.9"],
                ]))
        world.silence(.management("m"))
        let planner = planner(snapshots: ["w": snapshot])
        let plan = try await planner.plan()
        #expect(!plan.hasChanges)
        #expect(try step(plan, "dns").action == .unknown)
        // What is unknown names the cluster and not the tenant on it, which nobody asked.
        let unknown = plan.steps.filter { $0.action == .unknown }
        #expect(unknown.allSatisfy { $0.silentPlace == .management("m") }, "\(unknown.map(\.reason))")
        #expect(try step(plan, "namespace").reason == "cluster m could not be read")
        #expect(try Plan(file: plan.file) == plan)
        #expect(plan.unreachable.map(\.place).contains(.management("m")))
        let destruction = try await planner.destroy(["w"], includesShared: true)
        #expect(!destruction.hasChanges)
        #expect(destruction.steps.allSatisfy { $0.action == .unknown })
    }

    /// However many workspaces a silent cluster has, it is told once, with them.
    @Test func aSilentClusterIsToldOnceWithItsTenants() async throws {
        let workspaces = (1...7).map { Samples.workspace("w\($0)") }
        try await apply(try await planner(workspaces).plan())
        world.silence(.management("m"))
        let plan = try await planner(workspaces).plan()
        let silent = plan.unreachable.filter { $0.kind == nil }
        #expect(silent.map(\.place) == [.management("m")])
        #expect(silent.first?.reason.contains("the tenants of w1, w2, w3, w4, w5 and 2 more are unknown") == true)
    }

    /// A plan that looks at one workspace takes shares of the whole estate, which the state knows.
    @Test func sharesAreOfTheEstateAndNotOfWhatAPlanLookedAt() async throws {
        let workspaces = (1...3).map { Samples.workspace("w\($0)") }
        let first = try await planner(workspaces).plan()
        try await apply(first)
        var snapshots: [String: Snapshot] = [:]
        for change in first.steps.flatMap({ step in step.changes.map { (step.address, $0) } }) {
            snapshots[change.0.group, default: Snapshot(group: change.0.group, phase: .active)]
                .items[change.1.key] = .init(address: change.0, uid: nil, applied: .null)
        }
        let others = Set(snapshots.filter { $0.key != "w1" }.values.flatMap(\.items.keys)).count
        let plan = try await planner(workspaces, snapshots: snapshots).destroy(["w1"], includesShared: false)
        let blind = try await planner(workspaces).destroy(["w1"], includesShared: false)
        #expect(plan.owned > others && plan.owned > blind.owned)
    }

    @Test func aRemovedItemBesideOthersIsDrift() async throws {
        let guardrail = Samples.application(
            "guard", rules: DeploymentRules(phase: .prerequisite),
            manifests: [Samples.configMap("one"), Samples.configMap("two")])
        let workspaces = [Samples.workspace("w", applications: ["guard"])]
        let first = try await planner(workspaces, catalog: [guardrail]).plan()
        try await apply(first)
        var snapshot = Snapshot(group: "w", phase: .active)
        for change in first.steps.flatMap(\.changes) {
            guard let item = change.item else { continue }
            snapshot.items[change.key] = .init(
                address: ResourceAddress(workspace: "w", "application/guard"), uid: nil, applied: item.desired)
        }
        world.remove("two")
        let plan = try await planner(workspaces, catalog: [guardrail], snapshots: ["w": snapshot]).plan()
        let change = try step(plan, "application/guard")
        #expect(change.reason == "drift")
        #expect(change.changes.map(\.wasRemoved) == [false, true])
        #expect(try Plan(file: plan.file) == plan)
    }

    @Test func groupsOfAnyNameHaveAddressesAndObjectsOfTheirOwn() async throws {
        var workspace = Samples.workspace("w")
        workspace.access.adminGroups = ["/admins", "oidc:ops", "oidc-ops", "日本", "中国"]
        let plan = try await planner([workspace]).plan()
        let bindings = plan.steps.filter { $0.kind == .rbac }
        #expect(bindings.count == 5)
        #expect(Set(bindings.flatMap(\.changes).map(\.key.name)).count == 5)
        #expect(try Plan(file: plan.file) == plan)
    }

    /// A change of the provider leaves a network behind, which is not the one that the control plane is put into.
    @Test func theOutputsOfANetworkAreThoseOfTheOneThatIsWanted() {
        func network(_ provider: String) -> Observation {
            let place = Place.provider(provider)
            return Observation(
                key: ItemKey(place: place, kind: "Network", name: "k8s-w-w"),
                value: [
                    "metadata": [
                        "name": "k8s-w-w", "uid": .string("of \(provider)"),
                        "labels": ["berth.dev/estate": "loopback"],
                        "annotations": ["berth.dev/address": "w/network"],
                    ]
                ])
        }
        let networks = [network("a"), network("b")]
        var world = World(estate: "loopback", snapshots: [:])
        for network in networks { world.observations[network.key] = network }
        world.judge()
        let reference = Reference(ResourceAddress(workspace: "w", "network"), "id")
        #expect(world.output(reference) == nil)
        for network in networks {
            world.wanted = [network.key]
            #expect(world.output(reference) == network.uid.map(Value.string))
        }
    }

    /// What is tried in another namespace than its own may find its name taken there: that says nothing of the item.
    @Test func aNameThatIsTakenWhereItIsTriedIsNoProblem() async throws {
        let world = MemoryWorld(isFaithful: true)
        let key = ItemKey(
            place: .management("m"), apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "taken")
        world.add(Observation(key: key, value: Samples.configMap("taken", namespace: "default")))
        let guardrails = Samples.application(
            "guardrails", rules: DeploymentRules(phase: .prerequisite), manifests: [Samples.configMap("taken")])
        let planner = Planner(
            specification: SpecificationSet(
                estate: Samples.estate([Samples.cluster("m")]),
                workspaces: [Samples.workspace("w", applications: ["guardrails"])], catalog: [guardrails],
                templates: Samples.templates),
            backends: world, secrets: FixedSecrets(hasGenerated: false), snapshots: [:])
        let plan = try await planner.plan()
        #expect(plan.problems.isEmpty)
        let change = try #require(try step(plan, "application/guardrails").changes.first)
        #expect(change.action == .create && change.verification == .deferred("default has one of that name"))
    }
}
