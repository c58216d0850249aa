import Document
import Resources
import Specification
import State
import TestSupport
import Testing

@testable import Planning

/// A generated secret gets a new value by a plan.
struct RotationTests {
    private let world = MemoryWorld(isFaithful: true)
    private let rotation = Rotation(workspace: "w", name: "api-key")

    /// An application that reads the Secret of the integration, and one of another name.
    private static let reader: Application = {
        func deployment(_ name: String, _ secret: String) -> Value {
            [
                "apiVersion": "apps/v1", "kind": "Deployment",
                "metadata": ["name": .string(name), "namespace": "loopback-system"],
                "spec": [
                    "template": [
                        "spec": ["containers": [["name": "c", "envFrom": [["secretRef": ["name": .string(secret)]]]]]]
                    ]
                ],
            ]
        }
        return Samples.application("reader", manifests: [deployment("caller", "lb"), deployment("other", "lb2")])
    }()

    private func planner(
        _ rotations: Set<Rotation> = [], secret: String = "of old", snapshots: [String: Snapshot] = [:]
    ) -> Planner {
        Planner(
            specification: SpecificationSet(
                estate: Samples.estate([Samples.cluster("m")]),
                workspaces: [Samples.workspace("w", applications: ["reader"])], catalog: [Self.reader],
                templates: Samples.templates),
            backends: world, secrets: FixedSecrets(secret), snapshots: snapshots, options: .init(rotations: rotations))
    }

    /// Writes what a plan creates, with the secret in it.
    private func apply(_ plan: Plan) async throws {
        let resolver = InsertionResolver(secrets: FixedSecrets("of old")) { _ in "10.0.0.1" }
        for change in plan.steps.flatMap(\.changes) where change.action == .create {
            guard let item = change.item, world.item(change.key.name) == nil else { continue }
            let body = try await resolver.resolve(item, observed: nil).body
            _ = try await world.apply(Write(key: change.key, body: body, observed: nil))
        }
    }

    @Test func whatHoldsItIsWrittenAndNothingElse() async throws {
        try await apply(planner().plan())
        #expect(try await planner().plan().steps.first { $0.kind == .integration }?.action == Action.none)

        let plan = try await planner([rotation]).plan()
        #expect(plan.problems.isEmpty)
        #expect(plan.rotations == [rotation])
        let changing = plan.steps.filter(\.action.isChange)
        #expect(changing.map(\.address.name) == ["integration/load-balancer"])
        #expect(changing.first?.reason == "a new value of api-key")
        let change = try #require(changing.first?.changes.first { $0.action.isChange })
        #expect(change.action == .update && change.precondition?.version != nil)
        #expect(change.leaves.map(\.path.description) == ["data.apiKey"] && change.leaves[0].isSensitive)
        #expect(plan.remarks.contains { $0.contains("Deployment.apps loopback-system/caller") })
        #expect(!plan.remarks.contains { $0.contains("loopback-system/other") })

        #expect(try Plan(file: plan.file) == plan)
        #expect(!String(decoding: plan.file, as: UTF8.self).contains("of old"))
        #expect(PlanShape(plan, Samples.estate([Samples.cluster("m")])).faults.isEmpty)
    }

    /// The run of a rotation was killed before it wrote the new value, or the state was put back: nothing says which.
    @Test func aStoredValueThatIsNotInUseIsNotTakenForTheNewOne() async throws {
        let made = try await planner().plan()
        try await apply(made)
        var snapshot = Snapshot(group: "w", phase: .active)
        for step in made.steps {
            for item in step.changes.compactMap(\.item) {
                snapshot.items[item.key] = Snapshot.RecordedItem(
                    address: step.address, uid: world.item(item.key.name)?.uid, applied: item.desired, secrets: [])
            }
        }
        let plan = try await planner(secret: "of new", snapshots: ["w": snapshot]).plan()
        let step = try #require(plan.steps.first { $0.kind == .integration })
        #expect(step.action == .update)
        #expect(
            step.reason
                == "the stored value of api-key is not the one in use: a rotation did not finish, or an older state was put back"
        )
        #expect(plan.remarks.contains { $0.contains("`berth secret rotate w api-key` gives both a new one instead") })
        // Who looks for drift alone is told, too.
        #expect(plan.doubts.map(\.address) == [step.address] && plan.remarks.contains(plan.doubts[0].message))
        #expect(try Plan(file: plan.file).doubts == plan.doubts)
    }

    @Test func anUnknownNameIsRefused() async throws {
        for (name, hint) in [("apikey", "there is api-key"), ("kubeconfig", "when Kamaji renews it")] {
            let error = await #expect(throws: Rotation.UnknownName.self) {
                try await planner([Rotation(workspace: "w", name: name)]).plan()
            }
            #expect(error?.description.contains(hint) == true)
        }
    }

    @Test func whatCannotBeWrittenIsNotRotated() async throws {
        try await apply(planner().plan())
        // What was ready once is not on its way for the first time.
        world.edit("w", ["status", "kubernetesResources", "version", "status"], "Ready", as: "kamaji")
        world.silence(.tenant("w"))
        let plan = try await planner([rotation]).plan()
        #expect(plan.rotations.isEmpty && !plan.hasChanges)
    }

    /// A plan file that makes a new value and keeps the old one somewhere, or makes one for nothing.
    @Test func anEditedPlanIsNotCarriedOut() async throws {
        try await apply(planner().plan())
        let estate = Samples.estate([Samples.cluster("m")])
        var idle = try await planner([rotation]).plan()
        idle.rotations = [Rotation(workspace: "w", name: "other")]
        #expect(PlanShape(idle, estate).faults.contains { $0.contains("nothing of the plan holds it") })
        var keeping = try await planner([rotation]).plan()
        let index = try #require(keeping.steps.firstIndex { $0.kind == .integration })
        let changed = try #require(keeping.steps[index].changes.firstIndex { $0.action.isChange })
        var kept = keeping.steps[index].changes[changed]
        kept.action = .none
        keeping.steps[index].changes.append(kept)
        #expect(PlanShape(keeping, estate).faults.contains { $0.contains("would keep the old value") })
    }
}
