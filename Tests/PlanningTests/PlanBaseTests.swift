import Document
import Specification
import TestSupport
import Testing

@testable import Planning

/// A plan whose estate is from another revision than its workspaces: what of it must still be so when it is applied.
struct PlanBaseTests {
    private static let specification = SpecificationSet(
        estate: Samples.estate([Samples.cluster("m")]), workspaces: [Samples.workspace("a", applications: ["web"])],
        catalog: ["web", "idle"].map { Samples.application($0, manifests: [Samples.configMap($0)]) },
        templates: Samples.templates)

    /// Another template of the namespace.
    private static let namespace = Samples.document([
        "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "${workspace.namespace}", "labels": ["x": "y"]],
    ])

    private func plan() async throws -> Plan {
        var plan = try await Planner(
            specification: Self.specification, backends: MemoryWorld(), secrets: FixedSecrets(), snapshots: [:]
        ).plan()
        plan.base = Plan.Base(words: "origin/main (abc1234)", commit: "abc1234", Self.specification)
        return plan
    }

    @Test func theFileKeepsIt() async throws {
        let plan = try await plan()
        #expect(try Plan(file: plan.file) == plan)
        try PlanAudit(Self.specification, snapshots: [:]).check(plan)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Nil where the plan goes on.
        var words: String?
        var edit: @Sendable (inout SpecificationSet) -> Void
    }

    @Test(arguments: [
        Case(
            testDescription: "the estate",
            words: "the plan is stale: specs/estate.yaml is not as in origin/main (abc1234), which it was made with\n"
        ) { $0.estate.digest = Digest(of: "other") },
        Case(
            testDescription: "the estate and a template that is used",
            words: "the plan is stale: specs/estate.yaml and the templates are not as in origin/main (abc1234)"
        ) {
            $0.estate.digest = Digest(of: "other")
            $0.templates.documents["namespace"] = [Self.namespace]
        },
        Case(
            testDescription: "a template that is used",
            words:
                "the plan is stale: the specification of a has changed since it was made: the templates are not as in "
        ) { $0.templates.documents["namespace"] = [Self.namespace] },
        Case(
            testDescription: "the workspace alone",
            words: "the plan is stale: the specification of a has changed since it was made\n"
        ) { $0.workspaces[0].access = Workspace.Access(adminGroups: ["others"]) },
        Case(testDescription: "a template that is not used") {
            $0.templates.documents["more"] = [Samples.document(Samples.configMap("more"))]
        },
        Case(testDescription: "an application that is not used") {
            $0.catalog[0].digest = Digest(of: "other")
            $0.catalog[0].activeRevision = "2.0.0"
        },
    ])
    func whatTheMergeChangedOfItMakesItStale(_ test: Case) async throws {
        let plan = try await plan()
        var merged = Self.specification
        test.edit(&merged)
        #expect(merged != Self.specification)
        let audit = PlanAudit(merged, snapshots: [:])
        guard let words = test.words else { return try audit.check(plan) }
        let error = #expect(throws: PlanAudit.SpecificationChanged.self) { try audit.check(plan) }
        #expect(error?.description.hasPrefix(words) == true, "\(error?.description ?? "")")
        #expect(error?.description.hasSuffix("\nmake a new plan") == true)
        // Of the files at hand the estate is not asked after.
        var own = plan
        own.base = nil
        if test.testDescription == "the estate" { try audit.check(own) }
    }
}
