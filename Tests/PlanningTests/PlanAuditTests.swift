import Document
import Resources
import Specification
import TestSupport
import Testing

@testable import Planning

/// What `apply` checks of a plan without asking the world.
struct PlanAuditTests {
    /// Two workspaces on one cluster that shares applications, of which one wants more than the other.
    private let specification: SpecificationSet = {
        let shared = DeploymentRules(phase: .prerequisite, scope: .managementCluster)
        return SpecificationSet(
            estate: Samples.estate([Samples.cluster("m")]),
            workspaces: [
                Samples.workspace("a", applications: ["base"]),
                Samples.workspace("b", applications: ["base", "extra"]),
            ],
            catalog: ["base", "extra"].map { name in
                Samples.application(name, rules: shared, manifests: [Samples.configMap(name, namespace: "default")])
            }, templates: Samples.templates)
    }()

    private func plan(_ workspaces: Set<String>? = nil) async throws -> Plan {
        try await Planner(
            specification: specification, backends: MemoryWorld(), secrets: FixedSecrets(), snapshots: [:],
            options: .init(selection: workspaces.map { .workspaces($0) } ?? .all)
        ).plan()
    }

    private var audit: PlanAudit { PlanAudit(specification, snapshots: [:]) }

    @Test(arguments: [nil, ["a"], ["b"]] as [Set<String>?])
    func aPlanOfSomeWorkspacesIsTheSpecifications(_ workspaces: Set<String>?) async throws {
        let plan = try await plan(workspaces)
        #expect(plan.groups.contains { $0.name == "cluster/m" })
        try audit.check(plan)
    }

    /// What stands on something unknown or deferred is not written, and the rest of the plan is.
    @Test func whatIsHeldBackIsNoFault() async throws {
        var specification = specification
        specification.workspaces[0].network = Workspace.Network(isManaged: true, cidr: "10.20.0.0/16")
        specification.catalog += [
            Samples.application(
                "nodes", rules: DeploymentRules(requiresWorkers: true), manifests: [Samples.configMap("nodes")]),
            Samples.application("on-nodes", dependsOn: ["nodes"], manifests: [Samples.configMap("on-nodes")]),
        ]
        specification.workspaces[1].applications += ["nodes", "on-nodes"].map {
            Workspace.ApplicationRequest(name: $0, declaredAt: Samples.place)
        }
        let world = MemoryWorld()
        world.silence(.provider("hetzner-prod"))
        let plan = try await Planner(
            specification: specification, backends: world, secrets: FixedSecrets(), snapshots: [:]
        ).plan()
        func action(_ address: String) -> Action? {
            plan.steps.first { $0.address.description == address }?.action
        }
        #expect(action("a/namespace") == .unknown && action("b/namespace") == .create)
        #expect(action("b/application/nodes") == .defer && action("b/application/on-nodes") == .defer)
        try PlanAudit(specification, snapshots: [:]).check(plan)
    }

    /// What a bearer may do to a plan file.
    private struct Edit: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var reason: String
        var edit: @Sendable (inout Plan) throws -> Void
    }

    private static func index(_ name: String, in plan: Plan) throws -> Int {
        try #require(plan.steps.firstIndex { $0.address == ResourceAddress(workspace: "a", name) })
    }

    @Test(arguments: [
        Edit(testDescription: "a destruction that writes", reason: "a destruction only deletes") { plan in
            plan.purpose = .destroy
        },
        Edit(testDescription: "the kubeconfig of another workspace", reason: "waits for something else") { plan in
            let step = try index("kubeconfig", in: plan)
            guard case .kubeconfig(var secret)? = plan.steps[step].gate else { return }
            secret.namespace = "k8s-w-b"
            secret.name = "b-admin-kubeconfig"
            plan.steps[step].gate = .kubeconfig(secret)
        },
        Edit(testDescription: "a gate that is no gate any more", reason: "waits for something else") { plan in
            plan.steps[try index("api", in: plan)].gate = nil
        },
        Edit(testDescription: "an edge that is cut", reason: "does not wait for a/control-plane") { plan in
            plan.steps[try index("kubeconfig", in: plan)].dependencies = []
        },
    ])
    private func anEditedPlanIsRefused(_ example: Edit) async throws {
        var plan = try await plan()
        try audit.check(plan)
        try example.edit(&plan)
        let error = #expect(throws: PlanFileError.self) { try audit.check(plan) }
        #expect(error?.reason.contains(example.reason) == true)
    }

    @Test func whatIsMadeNewLeavesNothingToOthers() async throws {
        var plan = try await plan()
        let step = try #require(plan.steps.firstIndex { $0.address.name == "application/base" })
        let item = try #require(plan.steps[step].changes[0].item)
        plan.steps[step].changes[0].item?.desired["data"] = ["a": "of the bearer"]
        plan.steps[step].changes[0].leaves = [
            LeafChange(path: ["data", "a"], old: nil, new: "of the bearer", reason: .spec)
        ]
        plan.steps[step].changes[0].exemptions = [.init(path: ["data"], reason: "none of yours")]
        #expect(item.desired["data"] == ["a": "b"])
        let error = #expect(throws: PlanFileError.self) { try audit.check(plan) }
        #expect(error?.reason.contains("data.a is changed, and data is left to others") == true)
    }
}
