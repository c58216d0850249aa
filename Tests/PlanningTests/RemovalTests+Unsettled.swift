import Document
import Resources
import Specification
import TestSupport
import Testing

@testable import Planning

/// What cannot be told for certain is not taken away, and holds up nobody else.
extension RemovalTests {
    /// Where an estate prunes, an orphan that does not answer stays, and the others are planned.
    @Test func aSilentOrphanHoldsUpNobodyElse() async throws {
        func planner(_ ids: [String], prunes: Bool = true, scope: PlanScope = PlanScope()) -> Planner {
            var options = Planner.Options(consents: [.massDeletion], scope: scope)
            options.prunes = prunes
            return Planner(
                specification: SpecificationSet(
                    estate: Samples.estate([Samples.cluster("m")]),
                    workspaces: ids.map { Samples.workspace($0, applications: []) }, catalog: [],
                    templates: Samples.templates),
                backends: world, secrets: FixedSecrets(), snapshots: [:], options: options)
        }
        try await apply(planner(["alpha", "beta"]).plan())
        func beta(_ plan: Plan) -> Set<Action> { Set(plan.steps.filter { $0.address.group == "beta" }.map(\.action)) }
        #expect(try await beta(planner(["alpha"]).plan()) == [.delete])
        // Left out or not looked at, it is left alone, and by no means an unknown name.
        for scope in [PlanScope(exclusions: ["beta"]), PlanScope(targets: ["alpha"])] {
            for prunes in [true, false] {
                let plan = try await planner(["alpha"], prunes: prunes, scope: scope).plan()
                #expect(beta(plan).isEmpty && plan.problems.isEmpty)
                #expect(!plan.remarks.contains { $0.contains("taken away by its marks") })
            }
        }
        let part = try await planner(["alpha"], scope: PlanScope(targets: ["alpha"])).plan()
        #expect(part.leftovers.orphans == ["beta"] && part.remarks.contains { $0.contains("beta on m is orphaned") })
        await #expect(throws: PlanScope.UnknownName.self) {
            try await planner(["alpha"], prunes: false, scope: PlanScope(targets: ["beta"])).plan()
        }
        let added = try await planner(["alpha", "gamma"], prunes: false).plan()
        #expect(added.remarks.contains { $0.contains("where gamma is the same workspace by another id") })
        for observation in world.items where observation.key.kind == "TenantControlPlane" {
            world.tamper(observation.key) {
                $0[["status", "kubernetesResources", "version", "status"]] = "Ready"
            }
        }
        world.silence(.tenant("beta"))
        let plan = try await planner(["alpha"]).plan()
        #expect(beta(plan) == [.unknown] && plan.blockingProblems.isEmpty, "\(plan.problems)")
        #expect((plan.remarks + plan.problems.compactMap(\.hint)).contains { $0.contains("--exclude beta") })
        #expect(!plan.remarks.contains { $0.contains("did not answer, so") })
        let destruction = try await planner(["alpha"]).destroy(["beta"], includesShared: false)
        #expect(!destruction.blockingProblems.isEmpty && beta(destruction) == [.unknown])
    }

    /// Two control planes of one workspace: neither is destroyed. What is only a copy stays as it is, and holds nothing up.
    @Test(arguments: [true, false]) func aTwinIsSettledBeforeADestruction(_ isTwin: Bool) async throws {
        try await apply(planner([]).plan())
        let plane = try #require(world.item("w"))
        var (key, value) = (plane.key, plane.value)
        key.namespace = isTwin ? "k8s-c-w" : "team"
        value[["metadata", "namespace"]] = key.namespace.map(Value.string)
        value[["metadata", "uid"]] = "twin"
        if isTwin { value[["metadata", "annotations", Item.Mark.itemAnnotation]] = .string(key.binding) }
        world.add(Observation(key: key, value: value))
        let plan = try await planner([], consents: Set(Consent.allCases)).destroy(["w"], includesShared: false)
        let deleted = plan.steps.flatMap(\.changes).filter { $0.action == .delete }.map(\.key)
        #expect(deleted.contains(plane.key) == !isTwin && !deleted.contains(key))
        #expect(plan.problems.contains { $0.message.contains("has more than one") } == isTwin)
        #expect(plan.problems.isEmpty == !isTwin, "\(plan.problems.map(\.message))")
    }
}
