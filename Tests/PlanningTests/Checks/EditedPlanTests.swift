import Diagnostics
import Document
import Resources
import Specification
import State
import TestSupport
import Testing

@testable import Planning

/// A plan file edited by hand, its digest made anew: nothing of it is carried out.
struct EditedPlanTests {
    struct Edit: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// A part of the reason.
        var says: String
        /// Whether the whole plan is one that takes a workspace away.
        var isDestruction = false
        var apply: @Sendable (inout Plan) throws -> Void

        init(
            _ name: String, says: String, isDestruction: Bool = false,
            _ apply: @escaping @Sendable (inout Plan) throws -> Void
        ) {
            testDescription = name
            self.says = says
            self.isDestruction = isDestruction
            self.apply = apply
        }
    }

    static let guardName = "application/guard"
    static let goneName = "application/old"

    private let world = MemoryWorld()

    private static func application(_ name: String, _ data: String, _ count: Int = 1) -> Application {
        Samples.application(
            name, rules: DeploymentRules(phase: .prerequisite),
            manifests: (0..<count).map { index in
                var manifest = Samples.configMap("\(name)-\(index)")
                manifest["data"] = ["a": .string(data), "b": "2"]
                return manifest
            })
    }

    private func specification(_ applications: [Application], isProtected: Bool = false) -> SpecificationSet {
        var workspace = Samples.workspace("w", applications: applications.map(\.name))
        workspace.isProtected = isProtected
        return SpecificationSet(
            estate: Samples.estate([Samples.cluster("m"), Samples.cluster("n")]), workspaces: [workspace],
            catalog: applications, templates: Samples.templates)
    }

    private func planner(_ specification: SpecificationSet, _ consents: Set<Consent> = []) -> Planner {
        Planner(
            specification: specification, backends: world, secrets: FixedSecrets(), snapshots: [:],
            options: .init(consents: consents))
    }

    /// A plan with creates, an update, a deletion, gates and what stays as it is.
    private func changes() async throws -> (Plan, SpecificationSet) {
        let first = specification([Self.application("guard", "1", 2), Self.application("old", "1")])
        for change in try await planner(first).plan().steps.flatMap(\.changes)
        where change.action == .create && [.server, .probe].contains(change.verification) {
            guard let item = change.item, item.key.kind != "TenantControlPlane" else { continue }
            _ = try await world.apply(Write(key: change.key, body: item.desired, observed: nil))
        }
        let now = specification([Self.application("guard", "2", 2)])
        return (try await planner(now).plan(), now)
    }

    private func destruction() async throws -> (Plan, SpecificationSet) {
        let (_, specification) = try await changes()
        return (try await planner(specification, [.massDeletion]).destroy(["w"], includesShared: false), specification)
    }

    /// What says that the plan is not carried out; nil where nothing does.
    private func objection(to plan: Plan, _ specification: SpecificationSet) async throws -> String? {
        do {
            let read = try Plan(file: plan.file)
            let audit = PlanAudit(specification, snapshots: [:])
            try audit.check(read)
            let keys = read.steps.filter(\.runs).flatMap(\.changes).map(\.key)
            let seen = await Observer(estate: specification.estate, backends: world).world(
                Observer.Question(items: keys, tenants: read.tenants), snapshots: [:])
            return audit.refusals(of: read, in: seen).first?.message
        } catch let error as PlanFileError {
            return "\(error)"
        } catch let error as PlanAudit.SpecificationChanged {
            return "\(error)"
        }
    }

    @Test func whatIsNotEditedIsCarriedOut() async throws {
        let (plan, specification) = try await changes()
        #expect(plan.problems.isEmpty)
        #expect(Set(plan.steps.map(\.action)) == [.create, .update, .delete, .wait, .none])
        #expect(try await objection(to: plan, specification) == nil)
        let (destruction, same) = try await destruction()
        #expect(destruction.steps.contains { $0.action == .delete })
        #expect(try await objection(to: destruction, same) == nil)
    }

    @Test(arguments: shapes + contents + meanings) func isRefused(_ edit: Edit) async throws {
        var (plan, specification) = try await edit.isDestruction ? destruction() : changes()
        let before = plan
        try edit.apply(&plan)
        #expect(plan != before, "the edit changes nothing")
        let objection = try await objection(to: plan, specification)
        #expect(objection?.contains(edit.says) == true, "\(objection ?? "carried out")")
        #expect(objection?.unicodeScalars.allSatisfy { $0.value >= 32 || $0 == "\n" } ?? true)
    }
}

extension Plan {
    /// The first step of an action.
    func place(_ action: Action) throws -> Int {
        try #require(steps.firstIndex { $0.action == action })
    }

    /// The step of this name in its workspace.
    func place(_ name: String) throws -> Int {
        try #require(steps.firstIndex { $0.address.name == name })
    }
}
