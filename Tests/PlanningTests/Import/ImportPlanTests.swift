import Document
import Resources
import Specification
import State
import TestSupport
import Testing

@testable import Planning

/// What an import plans, and what it leaves.
struct ImportPlanTests {
    private let world = MemoryWorld(isFaithful: true)
    private static let address = ResourceAddress(workspace: "w", "application/app")

    private func planner(
        _ imported: Import?, objects: [String] = ["a", "b"], consents: Set<Consent> = [],
        rollout: Rollout? = nil, moves: [Workspace.Move] = []
    ) -> Planner {
        var application = Samples.application(
            "app", rules: DeploymentRules(phase: .prerequisite), manifests: objects.map { Samples.configMap($0) })
        application.rollout = rollout
        var workspace = Samples.workspace("w", applications: ["app"])
        workspace.moves = moves
        var options = Planner.Options(selection: .workspaces(["w"]), consents: consents)
        options.imported = imported
        return Planner(
            specification: SpecificationSet(
                estate: Samples.estate([Samples.cluster("m")]), workspaces: [workspace], catalog: [application],
                templates: Samples.templates),
            backends: world, secrets: FixedSecrets(hasGenerated: true), snapshots: [:], options: options)
    }

    /// Makes the namespace as Berth has it, and what people made in it.
    private func make(_ byHand: [String], data: Value = "b", labels: Value = [:]) async throws {
        let namespace = try #require(
            try await planner(nil).plan().steps.first { $0.kind == .namespace }?.changes.first?.item)
        _ = try await world.apply(Write(key: namespace.key, body: namespace.desired, observed: nil))
        for name in byHand { add(name, data: data, labels: labels) }
    }

    private func add(_ name: String, data: Value, labels: Value = [:]) {
        let key = ItemKey(
            place: .management("m"), apiVersion: "v1", kind: "ConfigMap", namespace: "k8s-w-w", name: name)
        world.add(
            Observation(
                key: key,
                value: [
                    "apiVersion": "v1", "kind": "ConfigMap",
                    "metadata": [
                        "name": .string(name), "namespace": "k8s-w-w", "uid": .string("by-hand-\(name)"),
                        "resourceVersion": "1", "labels": labels,
                    ], "data": ["a": data],
                ]))
    }

    private func changes(_ plan: Plan) -> [String] {
        plan.steps.flatMap { step in
            step.changes.filter(\.action.isChange).map { "\($0.action.rawValue) \($0.key.name)" }
        }
    }

    struct Case: Sendable {
        var byHand = ["a", "b"]
        var objects: [String] = []
        var data = "b"
        var labels: Value = [:]
        var consents: Set<Consent> = []
        var changes: [String] = []
        var problem: Plan.Problem.Kind?
        var remark: String?
        /// Whether the install is on record afterwards.
        var isInstalled = true
    }

    @Test(arguments: [
        Case(changes: ["update a", "update b"]),
        Case(data: "other", changes: ["update a", "update b"]),
        Case(objects: ["configmap/b"], changes: ["update b"], isInstalled: false),
        Case(byHand: ["a"], changes: ["update a"], remark: "ConfigMap k8s-w-w/b: not there", isInstalled: false),
        Case(byHand: ["b"], objects: ["b"], changes: ["update b"], isInstalled: false),
        Case(labels: ["berth.dev/estate": "other"], problem: .foreign),
        Case(
            labels: ["berth.dev/estate": "other"], consents: [.adoptForeign], changes: ["update a", "update b"]),
    ])
    func takesOverWhatIsThere(_ given: Case) async throws {
        try await make(given.byHand, data: .string(given.data), labels: given.labels)
        let imported = Import(Self.address, objects: given.objects)
        let planner = planner(imported, consents: given.consents)
        let plan = try await planner.plan()
        #expect(plan.problems.map(\.kind).first == given.problem, "\(plan.problems)")
        #expect(changes(plan) == given.changes, "nothing beside it")
        if let remark = given.remark { #expect(plan.remarks.contains { $0.hasPrefix(remark) }, "\(plan.remarks)") }
        guard given.problem == nil else { return }
        let step = try #require(plan.steps.first { $0.address == Self.address })
        #expect(step.changes.allSatisfy { $0.precondition?.adopted != nil })
        #expect((step.deployment != nil) == given.isInstalled)
        #expect(plan.imported == imported && plan.waves.isEmpty)
        #expect(try Plan(file: plan.file) == plan)
        let audit = PlanAudit(planner.specification, snapshots: [:])
        try audit.check(plan)
        for edit in [
            { $0.imported = nil }, { $0.imported?.address.name = "application/other" },
            { $0.imported?.objects = ["configmap/nobody"] },
        ] as [(inout Plan) -> Void] {
            var edited = plan
            edit(&edited)
            #expect(throws: PlanFileError.self) { try audit.check(edited) }
        }
    }

    /// Waves are for what is rolled out, and nothing waits for its turn to be taken over.
    @Test func goesInNoWave() async throws {
        try await make(["a", "b"])
        let rollout = Rollout(waves: [Rollout.Wave(labels: [:], max: .count(1), declaredAt: Samples.place)])
        let plan = try await planner(Import(Self.address), rollout: rollout).plan()
        #expect(plan.waves.isEmpty && changes(plan) == ["update a", "update b"])
    }

    /// What is the resource's own, by its name of now or before, stays as it is, whatever else would be mended.
    @Test(arguments: [false, true]) func whatIsItsOwnStays(isMoved: Bool) async throws {
        try await make([])
        let name = isMoved ? "application/before" : "application/app"
        let made = try #require(try await planner(nil).plan().steps.first { $0.address == Self.address })
        for change in made.changes {
            guard var item = change.item else { continue }
            if isMoved {
                item.desired[["metadata", "annotations", Item.Mark.addressAnnotation]] = .string("w/\(name)")
            }
            _ = try await world.apply(Write(key: change.key, body: item.desired, observed: nil))
        }
        let moves =
            isMoved
            ? [Workspace.Move(from: "before", to: "app", declaredAt: Samples.place)] : []
        world.edit("a", ["data", "a"], "drifted")
        let plan = try await planner(Import(Self.address), moves: moves).plan()
        #expect(!plan.hasChanges && plan.problems.isEmpty && plan.steps.isEmpty)
        #expect(plan.remarks.contains { $0.contains("Berth's already, nothing to take over") }, "\(plan.remarks)")
    }

    /// Nothing is made, changed or removed for an import, also not what it stands on.
    @Test func standsOnWhatIsThere() async throws {
        for name in ["a", "b"] { add(name, data: "b") }
        let plan = try await planner(Import(Self.address)).plan()
        let problem = try #require(plan.problems.first)
        #expect(problem.message == "w/application/app stands on what is not as it shall be: w/namespace (create)")
        #expect(problem.hint?.contains("`berth apply --target w/namespace` first") == true)
        #expect(!plan.blockingProblems.isEmpty)
    }

    struct Refusal: Sendable {
        var address: String
        var objects: [String] = []
        var words: String
    }

    @Test(arguments: [
        Refusal(address: "w/application/ap", words: "did you mean w/application/app?"),
        Refusal(address: "w/nothing/of/it", words: "write it there first"),
        Refusal(address: "w/active", words: "has no objects"),
        Refusal(address: "w/application/app", objects: ["secret/a"], words: "it has ConfigMap k8s-w-w/a"),
        Refusal(address: "w/application/app", objects: ["configmap/a", "configmap/b"], words: "k8s-w-w/b of"),
        Refusal(address: "w/control-plane", words: "is not there (cluster m)"),
    ])
    func saysWhatIsWrong(_ given: Refusal) async throws {
        try await make(["a"])
        let imported = Import(try #require(ResourceAddress(given.address)), objects: given.objects)
        let error = await #expect(throws: (any Error).self) { try await planner(imported).plan() }
        #expect("\(String(describing: error))".contains(given.words), "\(String(describing: error))")
    }
}
