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
        /// Whether the whole plan is one that takes a workspace away.
        var isDestruction = false
        var apply: @Sendable (inout Plan) throws -> Void

        init(_ name: String, isDestruction: Bool = false, _ apply: @escaping @Sendable (inout Plan) throws -> Void) {
            testDescription = name
            self.isDestruction = isDestruction
            self.apply = apply
        }
    }

    private struct Secrets: SecretSource {
        func value(of reference: SecretReference) async throws -> [UInt8]? { Array("hunter2".utf8) }
    }

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
            specification: specification, backends: world, secrets: Secrets(), snapshots: [:],
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
        } catch {
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

    @Test(arguments: edits) func isRefused(_ edit: Edit) async throws {
        var (plan, specification) = try await edit.isDestruction ? destruction() : changes()
        let before = plan
        try edit.apply(&plan)
        #expect(plan != before, "the edit changes nothing")
        let objection = try await objection(to: plan, specification)
        #expect(objection != nil)
        #expect(objection?.unicodeScalars.allSatisfy { $0.value >= 32 || $0 == "\n" } ?? true)
    }
}

extension Plan {
    /// The first step of an action, or of a name.
    fileprivate func place(_ action: Action, _ name: String? = nil) throws -> Int {
        try #require(steps.firstIndex { $0.action == action && (name == nil || $0.address.name == name) })
    }

    fileprivate func place(_ name: String) throws -> Int {
        try #require(steps.firstIndex { $0.address.name == name })
    }
}

private let guardName = "application/guard"
private let goneName = "application/old"

private let edits: [EditedPlanTests.Edit] = shapes + contents + meanings

/// Names, edges and shapes.
private let shapes: [EditedPlanTests.Edit] = [
    .init("another estate") { $0.estate = "other" },
    .init("a group like a path") { $0.groups[0].name = "../../../x" },
    .init("a group of dots") { $0.groups[0].name = ".." },
    .init("a group with control characters") { $0.groups[0].name = "w\u{1b}[31m" },
    .init("a group of a cluster that is none") { $0.groups[0].name = "cluster/other" },
    .init("no groups") { $0.groups = [] },
    .init("a group twice") { $0.groups.append($0.groups[0]) },
    .init("another cluster") { $0.groups[0].cluster = "n" },
    .init("a cluster that is none") { $0.groups[0].cluster = "x" },
    .init("another namespace") { $0.groups[0].namespace = "kube-system" },
    .init("protection switched on") { $0.groups[0].isProtected.toggle() },
    .init("an address like a path") { plan in
        plan.steps[try plan.place(.create)].address = ResourceAddress(workspace: "w", "../../x")
    },
    .init("an address of dots") { plan in
        plan.steps[try plan.place(.create)].address = ResourceAddress(workspace: "..", "x")
    },
    .init("an address with control characters") { plan in
        plan.steps[try plan.place(.create)].address = ResourceAddress(workspace: "w", "application/a\n\u{7}")
    },
    .init("a step twice") { $0.steps.append($0.steps[0]) },
    .init("a step of another workspace") { plan in
        plan.steps[try plan.place(guardName)].address = ResourceAddress(workspace: "v", guardName)
    },
    .init("an edge to nothing") { plan in
        plan.steps[try plan.place(guardName)].dependencies.insert(ResourceAddress(workspace: "w", "nothing"))
    },
    .init("an edge less") { plan in
        plan.steps[try plan.place("control-plane")].dependencies.remove(ResourceAddress(workspace: "w", guardName))
    },
    .init("a step less that others stand on") { plan in
        let gone = plan.steps.remove(at: try plan.place(guardName)).address
        for index in plan.steps.indices { plan.steps[index].dependencies.remove(gone) }
    },
    .init("a timeout below zero") { $0.steps[0].timeout = .seconds(-1) },
    .init("a timeout without end") { $0.steps[0].timeout = .seconds(Int64.max) },
    .init("another timeout") { plan in plan.steps[try plan.place(guardName)].timeout = .seconds(1) },
    .init("a gate with a write") { plan in
        plan.steps[try plan.place(.wait)].changes = plan.steps[try plan.place(guardName)].changes
    },
    .init("a deletion that writes") { plan in
        plan.steps[try plan.place(.delete)].changes += plan.steps[try plan.place(guardName)].changes
    },
    .init("a write that deletes") { plan in
        plan.steps[try plan.place(guardName)].changes += plan.steps[try plan.place(.delete)].changes
    },
    .init("another kind of step") { plan in plan.steps[try plan.place("control-plane")].kind = .application },
    .init("another kind of removal") { plan in plan.steps[try plan.place(.delete)].kind = .network },
    .init("writes called a destruction") { $0.purpose = .destroy },
    .init("a removal called a write", isDestruction: true) { $0.purpose = .apply },
    .init("a write in a destruction", isDestruction: true) { plan in
        plan.steps[0].action = .create
    },
    .init("another kind of removal in a destruction", isDestruction: true) { plan in
        plan.steps[0].kind = plan.steps[0].kind == .namespace ? .network : .namespace
    },
]

/// What is written.
private let contents: [EditedPlanTests.Edit] = [
    .init("another value, the leaves as they were") { plan in
        let place = try plan.place(guardName)
        plan.steps[place].changes[0].item?.desired[["data", "a"]] = "evil"
    },
    .init("another value, shown") { plan in
        let place = try plan.place(guardName)
        plan.steps[place].changes[0].item?.desired[["data", "a"]] = "evil"
        let leaf = try #require(plan.steps[place].changes[0].leaves.firstIndex { $0.path == ["data", "a"] })
        plan.steps[place].changes[0].leaves[leaf].new = "evil"
    },
    .init("another value, shown, in a digest of its own") { plan in
        let place = try plan.place("namespace")
        plan.steps[place].changes[0].item?.desired[["metadata", "labels", "evil"]] = "yes"
        plan.groups[0].specification = Digest(of: "evil")
    },
    .init("another object") { plan in
        let place = try plan.place(guardName)
        plan.steps[place].changes[0].key.name = "coredns"
        plan.steps[place].changes[0].item?.key.name = "coredns"
        plan.steps[place].changes[0].item?.desired[["metadata", "name"]] = "coredns"
    },
    .init("another namespace of an object") { plan in
        let place = try plan.place(guardName)
        plan.steps[place].changes[0].key.namespace = "kube-system"
        plan.steps[place].changes[0].item?.desired[["metadata", "namespace"]] = "kube-system"
    },
    .init("another tenant") { plan in
        let place = try plan.place("rbac/admins")
        plan.steps[place].changes[0].key.place = .tenant("v")
    },
    .init("another cluster of an object") { plan in
        let place = try plan.place(guardName)
        plan.steps[place].changes[0].key.place = .management("n")
    },
    .init("the mark of another") { plan in
        let place = try plan.place(guardName)
        plan.steps[place].changes[0].item?.desired[["metadata", "annotations", "berth.dev/address"]] = "w/dns"
    },
    .init("another secret") { plan in
        let place = try plan.place("secret/hcloud")
        for path in plan.steps[place].changes[0].item?.insertions.keys.sorted() ?? [] {
            plan.steps[place].changes[0].item?.insertions[path]?.parts = [
                .secret(SecretReference(.environment("ROOT_TOKEN")))
            ]
        }
    },
    .init("a secret where none was") { plan in
        let place = try plan.place(guardName)
        plan.steps[place].changes[0].item?.insertions[["metadata", "annotations", "berth.dev/kinds"]] = Insertion([
            .secret(SecretReference(.environment("ROOT_TOKEN")))
        ])
    },
    .init("a secret in a record of kinds") { plan in
        let place = try plan.place("namespace")
        plan.steps[place].changes[0].item?.insertions[["metadata", "annotations", "berth.dev/kinds"]] = Insertion([
            .secret(SecretReference(.environment("ROOT_TOKEN")))
        ])
    },
    .init("a record without a kind") { plan in
        let place = try plan.place("namespace")
        plan.steps[place].changes[0].item?.desired[["metadata", "annotations", "berth.dev/tenant-kinds"]] = ""
    },
    .init("a record with more than kinds") { plan in
        let place = try plan.place("namespace")
        let path: Path = ["metadata", "annotations", "berth.dev/tenant-kinds"]
        let text = plan.steps[place].changes[0].item?.desired[path]?.string ?? ""
        plan.steps[place].changes[0].item?.desired[path] = .string(text + ", {evil}")
    },
    .init("what stays written otherwise") { plan in
        let place = try #require(plan.steps.firstIndex { step in step.changes.contains { $0.action == .none } })
        plan.steps[place].changes[0].item?.desired[["metadata", "labels", "evil"]] = "yes"
    },
    .init("what stays at a place that is another's") { plan in
        let place = try plan.place("placement")
        var change = try #require(plan.steps.flatMap(\.changes).first { $0.item != nil })
        change.action = .none
        change.key = ItemKey(
            place: .management("m"), apiVersion: "v1", kind: "Namespace", name: "kube-system")
        plan.steps[place].changes = [change]
    },
]

/// What is shown, approved, consented to.
private let meanings: [EditedPlanTests.Edit] = [
    .init("a leaf less") { plan in
        let place = try plan.place("rbac/admins")
        plan.steps[place].changes[0].leaves.removeLast()
    },
    .init("a hidden leaf") { plan in
        let place = try plan.place(guardName)
        plan.steps[place].changes[0].leaves[0].isSensitive = true
    },
    .init("a leaf shown as it was not") { plan in
        let place = try plan.place(guardName)
        plan.steps[place].changes[0].leaves[0].old = "2"
    },
    .init("an exemption that hides") { plan in
        let place = try plan.place(guardName)
        plan.steps[place].changes[0].exemptions = [.init(path: ["data"], reason: "trust me")]
        plan.steps[place].changes[0].item?.desired["data"] = ["a": "evil"]
        plan.steps[place].changes[0].leaves = []
    },
    .init("an exemption that nobody gave") { plan in
        let place = try plan.place(guardName)
        plan.steps[place].changes[0].exemptions = [.init(path: ["data", "z"], reason: "trust me")]
    },
    .init("an exemption of a leaf that changes") { plan in
        let place = try plan.place(guardName)
        plan.steps[place].changes[0].exemptions = [.init(path: ["data", "a"], reason: "trust me")]
    },
    .init("a field taken from others") { plan in
        let place = try plan.place(guardName)
        plan.steps[place].changes[0].forced = [["data", "b"]]
    },
    .init("a field given back that others have") { plan in
        let place = try plan.place(guardName)
        plan.steps[place].changes[0].reclaimed = [["data", "z"]]
    },
    .init("fields taken of what does not exist") { plan in
        let place = try plan.place("control-plane")
        plan.steps[place].changes[0].forced = [["spec"]]
    },
    .init("nothing to verify") { plan in
        let place = try plan.place(guardName)
        plan.steps[place].changes[0].verification = .none
    },
    .init("no precondition") { plan in
        let place = try plan.place(guardName)
        plan.steps[place].changes[0].precondition = nil
    },
    .init("a precondition of something else") { plan in
        let place = try plan.place(guardName)
        plan.steps[place].changes[0].precondition?.presence = .absent
    },
    .init("the precondition of another owner") { plan in
        let place = try plan.place(guardName)
        plan.steps[place].changes[0].precondition?.owner = ResourceAddress(workspace: "w", "dns")
    },
    .init("a deletion of what is wanted") { plan in
        let place = try plan.place(.delete)
        plan.steps[place].changes[0].key.name = "guard-0"
    },
    .init("a deletion of a namespace") { plan in
        let place = try plan.place(.delete)
        plan.steps[place].changes[0].key = ItemKey(
            place: .management("m"), apiVersion: "v1", kind: "Namespace", name: "kube-system")
        plan.steps[place].changes[0].precondition = Precondition(.present(uid: "x"))
    },
    .init("a deletion without an owner") { plan in
        let place = try plan.place(.delete)
        plan.steps[place].changes[0].precondition?.owner = nil
    },
    .init("a deletion of what stays") { plan in
        let place = try plan.place(guardName)
        let step = plan.steps[place]
        plan.steps[place].action = .delete
        plan.steps[place].changes = step.changes.map { change in
            ItemChange(
                key: change.key, action: .delete,
                precondition: Precondition(
                    change.precondition?.presence ?? .absent, owner: step.address))
        }
    },
    .init("a deletion of another workspace") { plan in
        var step = plan.steps[try plan.place(.delete)]
        step.address = ResourceAddress(workspace: "v", goneName)
        step.dependencies = []
        step.changes[0].precondition?.owner = step.address
        plan.groups.append(Plan.Group(name: "v", cluster: "m", namespace: "k8s-w-v"))
        plan.steps.append(step)
    },
    .init("what goes along unsaid") { plan in
        let place = try plan.place(.delete)
        plan.steps[place].changes[0].companions = [
            .init(key: plan.steps[place].changes[0].key, isOwned: true)
        ]
    },
    .init("more to wait for") { plan in
        let place = try plan.place(.delete)
        plan.steps[place].changes[0].dependents = [plan.steps[place].changes[0].key]
    },
    .init("less to wait for", isDestruction: true) { plan in
        let place = try #require(
            plan.steps.firstIndex { step in step.changes.contains { $0.key.kind == "Namespace" } })
        plan.steps[place].changes[0].dependents = [plan.steps[place].changes[0].key]
    },
    .init("another cluster at the gate") { plan in
        plan.steps[try plan.place("placement")].gate = .placement(cluster: "n")
        plan.steps[try plan.place("placement")].action = .wait
    },
    .init("another secret at the gate") { plan in
        let key = ItemKey(
            place: .management("m"), apiVersion: "v1", kind: "Secret", namespace: "kube-system", name: "root")
        plan.steps[try plan.place("kubeconfig")].gate = .kubeconfig(key)
    },
    .init("another host at the gate") { plan in
        plan.steps[try plan.place("api")].gate = .api(host: "evil.example.com", port: 6443)
    },
    .init("another port at the gate") { plan in
        guard case .api(let host, _)? = plan.steps[try plan.place("api")].gate else { return }
        plan.steps[try plan.place("api")].gate = .api(host: host, port: 1)
    },
    .init("another kubeconfig to keep") { plan in
        let place = try plan.place("kubeconfig-store")
        guard case .storeKubeconfig(var secret, let host, let port)? = plan.steps[place].gate else { return }
        secret.name = "root"
        plan.steps[place].gate = .storeKubeconfig(secret: secret, host: host, port: port)
    },
    .init("no gate") { plan in plan.steps[try plan.place("api")].gate = nil },
    .init("another revision") { plan in
        plan.steps[try plan.place(guardName)].deployment?.digest = Digest(of: "evil")
    },
    .init("a revision in a removal") { plan in
        plan.steps[try plan.place(.delete)].deployment = Deployment(
            application: "old", revision: "1", digest: Digest(of: "evil"))
    },
]
