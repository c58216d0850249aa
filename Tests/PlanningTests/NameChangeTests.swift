import Document
import Resources
import Specification
import State
import TestSupport
import Testing

@testable import Planning

/// A control plane whose certificate is to be for other names than it is.
struct NameChangeTests {
    private let world = MemoryWorld(isFaithful: true)
    private static let plane = ResourceAddress(workspace: "w", "control-plane")
    private static let late = Step.retiring(namesOf: plane)

    private func planner(
        names: [String], version: String = "v1.35.2", scope: PlanScope = PlanScope()
    ) -> Planner {
        var documents = Samples.templates
        documents = TemplateSet(documents: [
            "namespace": documents["namespace"], "integration-load-balancer": documents["integration-load-balancer"],
            "rbac": documents["rbac"], "secret-hcloud": documents["secret-hcloud"],
            "tenant-control-plane": [
                Samples.document([
                    "apiVersion": "kamaji.clastix.io/v1alpha1", "kind": "TenantControlPlane",
                    "metadata": ["name": "${workspace.id}"],
                    "spec": [
                        "kubernetes": ["version": "${kubernetes.version}"],
                        "networkProfile": ["certSANs": .array(names.map(Value.string))],
                    ],
                ])
            ],
        ])
        var estate = Samples.estate([Samples.cluster("m")])
        estate.kubernetesVersions = ["v1.33.7", "v1.34.5", "v1.35.2"].map {
            KubernetesVersionEntry(version: $0, isActive: true, declaredAt: Samples.place)
        }
        var workspace = Samples.workspace("w")
        workspace.kubernetes.version = version
        return Planner(
            specification: SpecificationSet(
                estate: estate, workspaces: [workspace], catalog: [], templates: documents),
            backends: world, secrets: FixedSecrets(hasGenerated: true), snapshots: [:], options: .init(scope: scope))
    }

    /// Makes the control plane, and its namespace, as a plan has them.
    private func make(_ planner: Planner) async throws {
        for change in try await planner.plan().steps.flatMap(\.changes)
        where change.action == .create && change.key.place == .management("m") {
            guard let item = change.item else { continue }
            _ = try await world.apply(Write(key: change.key, body: item.desired, observed: nil))
        }
    }

    private func names(_ step: Step?) -> [String]? {
        step?.changes.first?.item?.desired[NameChange.leaf]?.array?.compactMap(\.string)
    }

    struct Case: Sendable {
        var was: [String] = ["old"]
        var wanted: [String]
        /// What the control plane is for until the last step; nil where it has no such step.
        var between: [String]?
        var action: Action = .update
    }

    @Test(arguments: [
        Case(wanted: ["new"], between: ["new", "old"]),
        Case(was: ["old", "kept"], wanted: ["new", "kept"], between: ["new", "kept", "old"]),
        // Names that only go wait all the same: a run before may have been killed in the middle.
        Case(was: ["new", "old"], wanted: ["new"], between: ["new", "old"]),
        Case(wanted: ["old", "new"]), Case(wanted: ["old"], action: .none),
        Case(was: ["a", "b"], wanted: ["b", "a"]),
    ])
    func goesWhenTheNewOneAnswers(_ given: Case) async throws {
        try await make(planner(names: given.was))
        let planner = planner(names: given.wanted)
        let plan = try await planner.plan()
        #expect(plan.problems.isEmpty, "\(plan.problems)")
        let steps = Dictionary(plan.steps.map { ($0.address, $0) }) { first, _ in first }
        let step = try #require(steps[Self.plane])
        #expect([given.action, given.action == .none ? .wait : given.action].contains(step.action))
        #expect(names(step) == given.between ?? given.wanted)
        let last = steps[Self.late]
        #expect(names(last) == (given.between == nil ? nil : given.wanted))
        try PlanAudit(planner.specification, snapshots: [:]).check(plan)
        #expect(try Plan(file: plan.file) == plan)
        guard let last else { return }
        let api = ResourceAddress(workspace: "w", "api")
        #expect(last.dependencies.isSuperset(of: [Self.plane, api, ResourceAddress(workspace: "w", "dns")]))
        #expect(steps[api]?.action == .wait, "the new name is asked")
        #expect(steps[ResourceAddress(workspace: "w", "active")]?.dependencies.contains(Self.late) == true)
        let places = plan.steps.map(\.address)
        #expect(try #require(places.firstIndex(of: api)) < #require(places.firstIndex(of: Self.late)))
    }

    /// What a person wrote into the list is drift, and nobody's old name.
    @Test func whatOthersWroteGoesAtOnce() async throws {
        try await make(planner(names: ["old"]))
        let key = try #require(world.items.first { $0.key.kind == "TenantControlPlane" }?.key)
        world.edit(key, NameChange.leaf, ["old", "by-hand"])
        let plan = try await planner(names: ["old"]).plan()
        #expect(!plan.steps.contains { $0.address == Self.late })
        #expect(names(plan.steps.first { $0.address == Self.plane }) == ["old"])
    }

    /// Versions on the way are run with both names.
    @Test func goesWithAnUpgrade() async throws {
        try await make(planner(names: ["old"], version: "v1.33.7"))
        let planner = planner(names: ["new"], version: "v1.35.2")
        let plan = try await planner.plan()
        let own = plan.steps.filter { $0.resource == Self.plane }
        #expect(own.map(\.address.name) == ["control-plane:v1.34.5", "control-plane", "control-plane:names"])
        #expect(own.map(names) == [["new", "old"], ["new", "old"], ["new"]])
        try PlanAudit(planner.specification, snapshots: [:]).check(plan)
    }

    /// A part of the plan is one that Berth carries out.
    @Test(arguments: [
        PlanScope(targets: ["w/control-plane"]), PlanScope(exclusions: ["w/dns"]), PlanScope(exclusions: ["w/api"]),
    ])
    func aPartKeepsTheOldName(_ scope: PlanScope) async throws {
        try await make(planner(names: ["old"]))
        let planner = planner(names: ["new"], scope: scope)
        let plan = try await planner.plan()
        #expect(names(plan.steps.first { $0.address == Self.plane }) == ["new", "old"])
        try PlanAudit(planner.specification, snapshots: [:]).check(plan)
        let isWhole = [Resource.Kind.dns, .api].allSatisfy { kind in plan.steps.contains { $0.kind == kind } }
        #expect(plan.steps.contains { $0.address == Self.late } == isWhole)
    }

    @Test func editedPlansAreRefused() async throws {
        try await make(planner(names: ["old"]))
        let planner = planner(names: ["new"])
        let plan = try await planner.plan()
        let audit = PlanAudit(planner.specification, snapshots: [:])
        let (first, last) = (
            try #require(plan.steps.firstIndex { $0.address == Self.plane }),
            try #require(plan.steps.firstIndex { $0.address == Self.late })
        )
        func refused(_ what: String, _ edit: (inout Plan) -> Void) {
            var edited = plan
            edit(&edited)
            #expect(throws: PlanFileError.self, "\(what)") { try audit.check(edited) }
        }
        refused("it goes at once") { $0.steps[last].dependencies = [] }
        refused("a name that nobody saw") {
            $0.steps[first].changes[0].item?.desired[NameChange.leaf] = ["new", "old", "evil"]
        }
        refused("the wanted name is not in it") {
            $0.steps[first].changes[0].item?.desired[NameChange.leaf] = ["old"]
        }
        refused("another list in the end") { $0.steps[last].changes[0].item?.desired[NameChange.leaf] = ["old"] }
    }
}
