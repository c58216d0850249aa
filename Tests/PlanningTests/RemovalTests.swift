import Document
import Kubernetes
import Resources
import Specification
import State
import TestSupport
import Testing

@testable import Planning

/// What a plan may take away, and what it refuses to.
struct RemovalTests {
    let world = MemoryWorld(isFaithful: true)

    func planner(
        _ applications: [Application], wanted: [String]? = nil, snapshots: [String: Snapshot] = [:],
        scope: PlanScope = PlanScope(), consents: Set<Consent> = [], sharedKinds: [String: Set<ItemKind>] = [:]
    ) -> Planner {
        var options = Planner.Options(consents: consents, scope: scope)
        options.sharedKinds = sharedKinds
        return Planner(
            specification: SpecificationSet(
                estate: Samples.estate([Samples.cluster("m")]),
                workspaces: [Samples.workspace("w", applications: wanted ?? applications.map(\.name))],
                catalog: applications, templates: Samples.templates),
            backends: world, secrets: FixedSecrets(), snapshots: snapshots, options: options)
    }

    /// Carries out what can be made on the management side, and in the tenant where it answers.
    func apply(_ plan: Plan) async throws {
        for change in plan.steps.flatMap(\.changes) where change.action == .create {
            guard let item = change.item, item.insertions.isEmpty else { continue }
            _ = try await world.apply(Write(key: change.key, body: item.desired, observed: nil))
        }
    }

    private func prerequisite(
        _ name: String, isProtected: Bool = false, shared: Bool = false, _ manifests: [Value]
    ) -> Application {
        var application = Samples.application(
            name, rules: DeploymentRules(phase: .prerequisite, scope: shared ? .managementCluster : nil),
            manifests: manifests)
        application.isProtected = isProtected
        return application
    }

    private static func namespace(_ name: String) -> Value {
        ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]]
    }

    @Test func whatIsWantedDoesNotGoAlong() async throws {
        let inner = Samples.configMap("a", namespace: "x")
        let both = [
            Samples.application("base", manifests: [Self.namespace("x")]),
            Samples.application("user", dependsOn: ["base"], manifests: [inner]),
        ]
        try await apply(planner(both).plan())
        try await apply(planner(both).plan())
        #expect(world.names.contains("a"))
        let plan = try await planner(both, wanted: ["user"]).plan()
        let problem = try #require(plan.problems.first)
        #expect(problem.kind == .refused)
        #expect(problem.message.contains("which the specification wants"))
        // With both gone it goes along, and is Berth's own.
        let whole = try await planner(both, wanted: [], consents: [.massDeletion]).plan()
        #expect(whole.problems.isEmpty)
        #expect(
            whole.steps.filter { $0.action == .delete }.map(\.address.name) == ["application/user", "application/base"])
    }

    struct Excluded: Sendable {
        var scope: PlanScope
        var isRefused: Bool
        var deletes: Bool
    }

    /// A protected leftover is refused as long as it would be deleted, and not a moment longer.
    @Test(arguments: [
        Excluded(scope: PlanScope(), isRefused: true, deletes: true),
        Excluded(scope: PlanScope(exclusions: ["w/application/guard"]), isRefused: false, deletes: false),
        Excluded(scope: PlanScope(targets: ["w/application/guard"]), isRefused: true, deletes: true),
        Excluded(scope: PlanScope(targets: ["w/dns"]), isRefused: false, deletes: false),
        Excluded(scope: PlanScope(exclusions: ["w/dns"]), isRefused: true, deletes: true),
    ])
    func protectionHoldsWhateverIsLeftOut(_ sample: Excluded) async throws {
        let two = [Samples.configMap("one"), Samples.configMap("two")]
        try await apply(planner([prerequisite("guard", two)]).plan())
        let now = [prerequisite("guard", isProtected: true, [two[0]])]
        let plan = try await planner(now, scope: sample.scope, consents: [.massDeletion]).plan()
        #expect(plan.steps.contains { $0.action == .delete } == sample.deletes)
        #expect(plan.problems.contains { $0.message.contains("is protected") } == sample.isRefused)
    }

    @Test func theRecordOfKindsStaysWhileSomethingIsUnknown() async throws {
        let parts: [Value] = [
            Samples.configMap("one"), ["apiVersion": "v1", "kind": "Service", "metadata": ["name": "s"]],
        ]
        try await apply(planner([prerequisite("guard", parts)]).plan())
        let gone = planner([prerequisite("guard", [parts[0]])])
        let plan = try await gone.plan()
        let narrowing = try #require(plan.steps.first { $0.isNarrowing })
        let kinds = narrowing.changes[0].item?.desired["metadata"]?["annotations"]?[Item.Mark.kindsAnnotation]
        #expect(kinds?.string?.contains("Service") == false)
        #expect(narrowing.dependencies.contains { $0.name == "application/guard:removed" })
        // What is left of the application cannot be looked at: its leftovers stay, and so does the record.
        world.hide(ItemKind(apiVersion: "v1", kind: "ConfigMap"), "stale discovery")
        let unknown = try await gone.plan()
        #expect(!unknown.steps.contains { $0.action == .delete || $0.isNarrowing })
        #expect(
            unknown.steps.filter { $0.address.name.hasSuffix(":kinds") }.allSatisfy {
                $0.action == .unknown && $0.changes.isEmpty
            })
    }

    @Test func theRecordIsWidenedBeforeAndNarrowedAfter() async throws {
        try await apply(planner([]).plan())
        let more = prerequisite("guard", [["apiVersion": "v1", "kind": "Service", "metadata": ["name": "s"]]])
        let plan = try await planner([more]).plan()
        let namespace = try #require(plan.steps.first { $0.address.name == "namespace" })
        #expect(namespace.action == .update)
        #expect(
            plan.steps.first { $0.address.name == "application/guard" }?.dependencies.contains(namespace.address)
                == true)
    }

    @Test func whatOthersPutBackIsNotDestroyedByHalves() async throws {
        try await apply(planner([]).plan())
        var snapshot = Snapshot(group: "w", phase: .active)
        snapshot.cluster = "m"
        for observation in world.items where observation.key.place == .management("m") {
            guard let address = observation.value.markedAddress else { continue }
            snapshot.items[observation.key] = .init(address: address, uid: "before", applied: .null)
            world.tamper(observation.key) { $0[["metadata", "managedFields"]] = nil }
        }
        let plan = try await planner([], snapshots: ["w": snapshot], consents: [.massDeletion])
            .destroy(["w"], includesShared: false)
        #expect(!plan.hasChanges)
        #expect(plan.problems.contains { $0.message.contains("was made anew by somebody") })
    }

    /// A kind that cannot be listed holds up those who have objects of it, and nobody else.
    @Test func onlyWhoHasAnUnlistedKindStays() async throws {
        let service: Value = ["apiVersion": "v1", "kind": "Service", "metadata": ["name": "s"]]
        let applications = [prerequisite("guard", [service])]
        let planner = Planner(
            specification: SpecificationSet(
                estate: Samples.estate([Samples.cluster("m")]),
                workspaces: [
                    Samples.workspace("with", applications: ["guard"]), Samples.workspace("without", applications: []),
                ], catalog: applications, templates: Samples.templates),
            backends: world, secrets: FixedSecrets(), snapshots: [:], options: .init(consents: [.massDeletion]))
        try await apply(planner.plan())
        world.hide(ItemKind(apiVersion: "v1", kind: "Service"), "its conversion webhook does not answer")
        let plan = try await planner.destroy(["with", "without"], includesShared: false)
        let actions = Dictionary(grouping: plan.steps) { $0.address.group }.mapValues { Set($0.map(\.action)) }
        #expect(actions == ["with": [.unknown], "without": [.delete]])
        // Without the record on its namespace nobody knows what there is.
        for observation in world.items where observation.key.name == "k8s-w-without" {
            world.tamper(observation.key) { $0[["metadata", "annotations", Item.Mark.kindsAnnotation]] = nil }
        }
        let blind = try await planner.destroy(["with", "without"], includesShared: false)
        #expect(blind.steps.allSatisfy { $0.action == .unknown })
    }

    /// What the workspaces of a cluster share goes in the order in which it stands on each other, whatever its names.
    @Test func whatIsSharedGoesInItsOrder() async throws {
        let below = prerequisite("z-base", shared: true, [Self.namespace("x")])
        var above = prerequisite("a-user", shared: true, [Samples.configMap("one", namespace: "x")])
        above.dependsOn = ["z-base"]
        try await apply(planner([below, above]).plan())
        let plan = try await planner([below, above], consents: [.massDeletion]).destroy(["w"], includesShared: true)
        let (base, user) = (
            ResourceAddress(cluster: "m", "application/z-base"), ResourceAddress(cluster: "m", "application/a-user")
        )
        let step = try #require(plan.steps.first { $0.address == base })
        #expect(step.dependencies.contains(user), "\(step.dependencies)")
        #expect(plan.problems.isEmpty, "\(plan.problems)")
        let specification = planner([below, above]).specification
        #expect(throws: Never.self) { try PlanAudit(specification, snapshots: [:]).check(plan) }
        // Not without that order, and not while somebody is left who uses it.
        var edited = plan
        for index in edited.steps.indices where edited.steps[index].address == base {
            edited.steps[index].dependencies.remove(user)
        }
        #expect(throws: PlanFileError.self) { try PlanAudit(specification, snapshots: [:]).check(edited) }
        var other = Snapshot(group: "v", phase: .active)
        other.cluster = "m"
        #expect(throws: PlanFileError.self) { try PlanAudit(specification, snapshots: ["v": other]).check(plan) }
    }

    enum Memory: Sendable, CaseIterable {
        case state, record, none
    }

    /// What clusters share and no application gives any more: named by a plan, left alone by it, and removed with all.
    @Test(arguments: Memory.allCases) func orphansOfWhatIsSharedAreNamed(_ memory: Memory) async throws {
        let shared = prerequisite("sh", shared: true, [Samples.configMap("one", namespace: "default")])
        try await apply(planner([shared]).plan())
        let seen = try #require(world.item("one"))
        let address = ResourceAddress(cluster: "m", "application/sh")
        var snapshots: [String: Snapshot] = [:]
        if memory == .state {
            var snapshot = Snapshot(group: "cluster/m", phase: .active)
            snapshot.items[seen.key] = .init(address: address, uid: seen.uid, applied: seen.value)
            snapshots["cluster/m"] = snapshot
        }
        let planner = self.planner(
            [], snapshots: snapshots, consents: [.massDeletion],
            sharedKinds: memory == .record ? ["m": [seen.key.itemKind]] : [:])
        let isKnown = memory != .none
        let plan = try await planner.plan()
        #expect(plan.remarks.contains { $0.contains("\(address) is orphaned") } == isKnown, "\(plan.remarks)")
        #expect(!plan.steps.contains { $0.action == .delete })
        // The kinds of what stays are those that go on being recorded, and only a plan of everything knows them.
        let other = prerequisite("other", shared: true, [Self.namespace("x")])
        let kinds = isKnown ? [seen.key.itemKind] : []
        let whole = try await self.planner(
            [other], snapshots: snapshots, sharedKinds: memory == .record ? ["m": [seen.key.itemKind]] : [:]
        ).plan()
        let namespace = ItemKind(group: "", kind: "Namespace")
        #expect(whole.groups.first { $0.name == "cluster/m" }?.sharedKinds == Set(kinds + [namespace]))
        let part = try await self.planner([other], scope: PlanScope(targets: ["w/namespace"])).plan()
        #expect(part.groups.allSatisfy { $0.sharedKinds == nil })
        let destruction = try await planner.destroy(["w"], includesShared: true)
        #expect(destruction.steps.contains { $0.address == address && $0.action == .delete } == isKnown)
        // As long as somebody wants it, it is none.
        #expect(
            try await !self.planner([shared], snapshots: snapshots).plan().remarks.contains { $0.contains("orphaned") })
    }

    enum Protector: Sendable, CaseIterable {
        case specification, object, state
    }

    /// What lies in the namespace of another is asked for protection, as if it went by itself.
    @Test(arguments: Protector.allCases) func aProtectedCompanionStays(_ protector: Protector) async throws {
        let below = prerequisite("base", shared: true, [Self.namespace("x")])
        func above(_ isProtected: Bool) -> Application {
            var above = prerequisite(
                "user", isProtected: isProtected, shared: true, [Samples.configMap("one", namespace: "x")])
            above.dependsOn = ["base"]
            return above
        }
        try await apply(planner([below, above(protector == .object)]).plan())
        let seen = try #require(world.item("one"))
        let address = ResourceAddress(cluster: "m", "application/user")
        var snapshots: [String: Snapshot] = [:]
        if protector == .state {
            var snapshot = Snapshot(group: "cluster/m", phase: .active)
            var applied = seen.value
            applied[["metadata", "annotations", Item.Mark.protectedAnnotation]] = "true"
            // The uid of another object: nothing but its address is known of this one.
            snapshot.items[seen.key] = .init(address: address, uid: "before", applied: applied)
            snapshots["cluster/m"] = snapshot
        }
        // Its kind is not listed, so that it goes as what the namespace holds.
        let catalog = protector == .specification ? [below, above(true)] : [below]
        world.hide(ItemKind(apiVersion: "v1", kind: "ConfigMap"), "refused")
        let planner = self.planner(catalog, wanted: [], snapshots: snapshots, consents: [.massDeletion, .cascade])
        let plan = try await planner.destroy(["w"], includesShared: true)
        let step = try #require(plan.steps.first { $0.address == ResourceAddress(cluster: "m", "application/base") })
        #expect(step.changes.flatMap(\.companions).map(\.key) == [seen.key])
        #expect(plan.problems.contains { $0.kind == .refused && $0.message.contains("is protected") })
        // A bearer who drops the refusal does not get it through, and neither does what is protected meanwhile.
        var world = World(estate: "loopback", snapshots: snapshots)
        let audit = PlanAudit(planner.specification, snapshots: snapshots)
        #expect(audit.protection(of: seen, in: world)?.contains("ConfigMap x/one") == true)
        world.observations[seen.key] = self.world.item("one")
        world.judge()
        var edited = plan
        edited.problems = []
        #expect(audit.refusals(of: edited, in: world).contains { $0.message.contains("is protected") })
    }

    /// A destruction that was killed before its last commit leaves nothing but the record.
    @Test func whatOnlyTheStateKnowsOfAClusterIsForgotten() async throws {
        let snapshots = ["cluster/m": Snapshot(group: "cluster/m", phase: .active)]
        let plan = try await planner([], snapshots: snapshots).destroy([], includesShared: true)
        let step = try #require(plan.steps.first)
        #expect(step.address == ResourceAddress(cluster: "m", "active") && step.action == .delete)
        #expect(step.changes.isEmpty && plan.problems.isEmpty)
        #expect(throws: Never.self) {
            try PlanAudit(planner([]).specification, snapshots: snapshots).check(plan)
        }
        world.hide(ItemKind(apiVersion: "v1", kind: "Namespace"), "refused")
        world.silence(.management("m"))
        #expect(try await planner([], snapshots: snapshots).destroy([], includesShared: true).steps.isEmpty)
        #expect(try await planner([]).destroy([], includesShared: true).steps.isEmpty)
    }

    enum Trace: CaseIterable {
        case state, kubeconfig, record, terminating
    }

    /// Whatever still tells of a control plane: making it anew means an empty API, and wants consent.
    @Test(arguments: Trace.allCases) func aLostControlPlaneIsLoud(_ trace: Trace) async throws {
        try await apply(planner([]).plan())
        let plane = try #require(world.item("w"))
        var snapshot = Snapshot(group: "w", phase: .active)
        snapshot.cluster = "m"
        switch trace {
        case .state:
            world.remove("w")
            snapshot.items[plane.key] = .init(
                address: ResourceAddress(workspace: "w", "control-plane"), uid: plane.uid, applied: .null)
        case .kubeconfig:
            world.remove("w")
            snapshot.kubeconfig = .init(uid: "u", version: "1")
        case .record:
            world.remove("w")
            let key = ItemKey(place: .dns, kind: "Record", name: "w.k8s.cloud.example.com")
            world.add(
                Observation(
                    key: key,
                    value: [
                        "metadata": [
                            "name": .string(key.name), "uid": "r", "annotations": ["berth.dev/address": "w/dns"],
                            "labels": ["berth.dev/estate": "loopback", "app.kubernetes.io/managed-by": "berth"],
                        ], "spec": ["ttl": 60, "address": "127.0.0.9"],
                    ]))
        case .terminating:
            world.tamper(plane.key) { $0[["metadata", "deletionTimestamp"]] = "2026-01-01T00:00:00Z" }
        }
        let plan = try await planner([], snapshots: ["w": snapshot]).plan()
        let step = try #require(plan.steps.first { $0.address.name == "control-plane" })
        #expect(step.action == .replace)
        #expect(plan.problems.contains { $0.kind == .refused && $0.item == plane.key })
        #expect(try await planner([], snapshots: ["w": snapshot], consents: [.replace]).plan().problems.isEmpty)
        // A file that calls it a creation says so in vain.
        guard trace == .state || trace == .kubeconfig else { return }
        var edited = plan
        edited.problems = []
        for index in edited.steps.indices where edited.steps[index].action == .replace {
            edited.steps[index].action = .create
            for place in edited.steps[index].changes.indices { edited.steps[index].changes[place].action = .create }
        }
        var seen = World(estate: "loopback", snapshots: ["w": snapshot])
        seen.judge()
        let specification = planner([]).specification
        #expect(!PlanAudit(specification, snapshots: ["w": snapshot]).refusals(of: edited, in: seen).isEmpty)
    }

    @Test func theShareOfAFileIsNotBelieved() async throws {
        let two = [Samples.configMap("one"), Samples.configMap("two")]
        try await apply(planner([prerequisite("guard", two)]).plan())
        let gone = planner([], consents: [])
        var plan = try await gone.plan()
        #expect(plan.problems.contains { $0.message.contains("objects of the estate would go") })
        plan.problems = []
        plan.owned = 1_000_000
        var seen = World(estate: "loopback", snapshots: [:])
        for observation in world.items { seen.observations[observation.key] = observation }
        seen.judge()
        #expect(!PlanAudit(gone.specification, snapshots: [:]).refusals(of: plan, in: seen).isEmpty)
    }
}
