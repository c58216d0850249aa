import Document
import Resources
import Specification
import State
import TestSupport
import Testing

@testable import Planning

/// What a plan does about an object that cannot be changed in place.
struct ReplacePlanTests {
    private let world = MemoryWorld()
    private static let address = ResourceAddress(workspace: "w", "application/app")
    private static let refusal = Resources.Refusal(
        "ConfigMap \"a\" is invalid: data: Forbidden: field is immutable", fields: ["data"],
        brief: "data: field is immutable")

    private func planner(
        _ data: String, replaces: ReplacePolicy? = nil, annotation: String? = nil, requests: [String] = [],
        maxReplaces: Int = 5, isProtected: Bool = false, consents: Set<Consent> = [],
        snapshots: [String: Snapshot] = [:]
    ) -> Planner {
        var manifest = Samples.configMap("a")
        manifest[["data", "a"]] = .string(data)
        manifest[["metadata", "annotations", Item.Mark.replaceAnnotation]] = annotation.map(Value.string)
        var application = Samples.application(
            "app", rules: DeploymentRules(phase: .prerequisite), manifests: [manifest])
        (application.replaces, application.isProtected) = (replaces, isProtected)
        var estate = Samples.estate([Samples.cluster("m")])
        estate.guards.maxReplaces = maxReplaces
        var options = Planner.Options(consents: consents)
        options.replacements = requests
        return Planner(
            specification: SpecificationSet(
                estate: estate, workspaces: [Samples.workspace("w", applications: ["app"])], catalog: [application],
                templates: Samples.templates),
            backends: world, secrets: FixedSecrets(hasGenerated: false), snapshots: snapshots, options: options)
    }

    /// Makes the object, and has the server take no change of it.
    private func make() async throws {
        let plan = try await planner("1").plan()
        for change in plan.steps.flatMap(\.changes)
        where change.action == .create && [.server, .probe].contains(change.verification) {
            guard let item = change.item else { continue }
            _ = try await world.apply(Write(key: change.key, body: item.desired, observed: nil))
        }
        world.refuseChanges(of: "a", Self.refusal)
    }

    private func step(_ plan: Plan) throws -> Step { try #require(plan.steps.first { $0.address == Self.address }) }

    @Test func itIsMadeAnewInOneStepAndSaysWhy() async throws {
        try await make()
        let plan = try await planner("2").plan()
        #expect(plan.problems.isEmpty)
        let step = try step(plan)
        #expect(step.action == .replace && step.reason == "ConfigMap a cannot be changed in place")
        let change = try #require(step.changes.first)
        #expect(change.action == .replace && change.verification == .server)
        let old = try #require(world.item("a"))
        #expect(change.precondition == Precondition(deleting: old, owner: Self.address))
        let replacement = try #require(change.replacement)
        #expect(replacement.brief == "data: field is immutable" && replacement.message == Self.refusal.reason)
        #expect(
            replacement.leaves.map { "\($0.path) \($0.old?.plain ?? "-") \($0.new?.plain ?? "-")" } == ["data.a 1 2"])
        // What is written is shown as a whole, for the new object.
        #expect(change.leaves.contains { $0.path == ["data", "a"] && $0.old == nil && $0.new == "2" })
        #expect(try Plan(file: plan.file) == plan)
        #expect(PlanShape(plan, Samples.estate([Samples.cluster("m")])).faults.isEmpty)
        #expect(world.item("a")?.value["data"]?["a"] == "1", "a plan writes nothing")
    }

    struct Case: Sendable {
        var replaces: ReplacePolicy?
        var annotation: String?
        var requests: [String] = []
        var maxReplaces = 5
        var isProtected = false
        /// The problem; nil where there is none.
        var problem: Plan.Problem.Kind?
    }

    @Test(arguments: [
        Case(), Case(replaces: .automatically),
        Case(replaces: .onRequest, problem: .immutable),
        Case(replaces: .onRequest, requests: ["w/application/app"]),
        Case(replaces: .never, requests: ["w/application/app"], problem: .immutable),
        Case(annotation: "never", problem: .immutable),
        // The guard counts what nobody asked for.
        Case(maxReplaces: 0, problem: .refused),
        Case(requests: ["w/application/app"], maxReplaces: 0),
        Case(requests: ["w/application/app"], isProtected: true, problem: .refused),
    ])
    func whoSaysSoDecides(_ test: Case) async throws {
        try await make()
        let plan = try await planner(
            "2", replaces: test.replaces, annotation: test.annotation, requests: test.requests,
            maxReplaces: test.maxReplaces, isProtected: test.isProtected
        ).plan()
        #expect(plan.problems.map(\.kind) == [test.problem].compactMap(\.self), "\(plan.problems)")
        #expect(plan.replacements == Set(test.requests.compactMap { ResourceAddress($0) }))
        guard test.problem == .immutable else { return }
        let problem = try #require(plan.problems.first)
        #expect(problem.message.hasSuffix("does not change ConfigMap k8s-w-w/a in place: data: field is immutable"))
        #expect(problem.detail == Self.refusal.reason && problem.hint?.contains("set it back") == true)
    }

    struct Failed: Sendable {
        var isUnfinished = true
        var isAsked = false
        var replaces: ReplacePolicy?
        var isRemade = true
    }

    /// A Job that failed for good never runs again, whatever is written: an install goes on by making it anew.
    @Test(arguments: [
        Failed(), Failed(isUnfinished: false, isRemade: false), Failed(isUnfinished: false, isAsked: true),
        Failed(replaces: .never, isRemade: false), Failed(replaces: .onRequest, isRemade: false),
        Failed(isAsked: true, replaces: .onRequest),
    ])
    func aJobThatFailedIsMadeAnew(_ test: Failed) async throws {
        func planner(_ snapshots: [String: Snapshot]) -> Planner {
            var application = Samples.application(
                "app", rules: DeploymentRules(phase: .prerequisite),
                manifests: [["apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": "a"], "spec": [:]]])
            application.replaces = test.replaces
            var options = Planner.Options()
            options.replacements = test.isAsked ? ["w/application/app"] : []
            return Planner(
                specification: SpecificationSet(
                    estate: Samples.estate([Samples.cluster("m")]),
                    workspaces: [Samples.workspace("w", applications: ["app"])], catalog: [application],
                    templates: Samples.templates),
                backends: world, secrets: FixedSecrets(hasGenerated: false), snapshots: snapshots, options: options)
        }
        let first = try await planner([:]).plan()
        for change in first.steps.flatMap(\.changes) where change.action == .create {
            guard let item = change.item, item.insertions.isEmpty else { continue }
            _ = try await world.apply(Write(key: change.key, body: item.desired, observed: nil))
        }
        let job = try #require(world.item("a"))
        world.tamper(job.key) {
            $0[["status", "conditions"]] = [["type": "Failed", "status": "True", "reason": "BackoffLimitExceeded"]]
        }
        var snapshot = Snapshot(group: "w", phase: .active)
        snapshot.cluster = "m"
        snapshot.items[job.key] = .init(address: Self.address, uid: job.uid, applied: .null)
        snapshot.deployments[Self.address] = DeploymentRecord(
            deployment: try #require(step(first).deployment), state: test.isUnfinished ? .failed : .installed)
        let plan = try await planner(["w": snapshot]).plan()
        let step = try step(plan)
        #expect((step.action == .replace) == test.isRemade, "\(step.action) \(step.reason)")
        #expect(plan.problems.isEmpty, "\(plan.problems)")
        guard test.isRemade else { return }
        #expect(step.reason == "Job a failed for good")
        #expect(step.changes.first?.replacement?.brief == "it failed for good (BackoffLimitExceeded)")
        #expect(PlanShape(plan, Samples.estate([Samples.cluster("m")])).faults.isEmpty)
    }

    @Test func aNamespaceIsNeverMadeAnew() async throws {
        try await make()
        let plan = try await planner("1", requests: ["w/namespace"]).plan()
        #expect(plan.remarks.contains { $0.hasPrefix("w/namespace is never made anew") }, "\(plan.remarks)")
    }

    /// What a manifest takes over of a Helm release stays on Helm's record.
    @Test func aReleaseOfWhichSomethingIsTakenOverIsNamed() async throws {
        var application = Samples.application(
            "app", rules: DeploymentRules(phase: .prerequisite), manifests: [Samples.configMap("a")])
        application.adopts = true
        let specification = SpecificationSet(
            estate: Samples.estate([Samples.cluster("m")]), workspaces: [Samples.workspace("w", applications: ["app"])],
            catalog: [application], templates: Samples.templates)
        let key = ItemKey(
            place: .management("m"), apiVersion: "v1", kind: "ConfigMap", namespace: "k8s-w-w", name: "a")
        world.add(
            Observation(
                key: key,
                value: [
                    "apiVersion": "v1", "kind": "ConfigMap",
                    "metadata": [
                        "name": "a", "namespace": "k8s-w-w", "uid": "u", "resourceVersion": "1",
                        "annotations": ["meta.helm.sh/release-name": "shop", "meta.helm.sh/release-namespace": "d"],
                    ], "data": ["a": "b"],
                ]))
        let plan = try await Planner(
            specification: specification, backends: world, secrets: FixedSecrets(hasGenerated: false), snapshots: [:]
        ).plan()
        let remark = try #require(plan.remarks.first { $0.contains("stays on Helm's record") }, "\(plan.remarks)")
        #expect(remark.contains("kubectl delete secret -n d -l owner=helm,name=shop"))
        #expect(remark.contains("w/application/app takes over"))
    }

    /// An object that comes from the name that its application had before is made anew under the new one.
    @Test func whatIsMovedIsMadeAnew() async throws {
        try await make()
        var planner = planner("2")
        var specification = planner.specification
        specification.catalog[0].name = "renamed"
        specification.workspaces[0].applications = Samples.workspace("w", applications: ["renamed"]).applications
        specification.workspaces[0].moves = [.init(from: "app", to: "renamed", declaredAt: Samples.place)]
        planner = Planner(
            specification: specification, backends: world, secrets: FixedSecrets(hasGenerated: false), snapshots: [:])
        let plan = try await planner.plan()
        #expect(plan.problems.isEmpty, "\(plan.problems)")
        let step = try #require(
            plan.steps.first { $0.address == ResourceAddress(workspace: "w", "application/renamed") })
        #expect(step.action == .replace && step.changes.first?.precondition?.owner == Self.address)
        #expect(PlanShape(plan, specification.estate).faults.isEmpty)
    }

    /// What the server would not take as a new object either is a fault of the specification.
    @Test func whatIsRefusedAnewIsNotMadeAnew() async throws {
        try await make()
        world.refusePreviews(Self.refusal)
        let plan = try await planner("2").plan()
        #expect(plan.problems.filter { $0.address == Self.address }.map(\.kind) == [.rejected])
        #expect(try step(plan).changes.allSatisfy { $0.replacement == nil })
    }

    /// Words decide nothing: a refusal that judges no fields is one, whatever it says.
    @Test func immutableIsNotAWord() async throws {
        try await make()
        world.refuseChanges(of: "a", Resources.Refusal("field is immutable", fields: ["data"]))
        #expect(try await planner("2").plan().problems.map(\.kind) == [.rejected])
    }

    @Test func anUnknownAddressIsAnError() async throws {
        try await make()
        for name in ["w/application/ap", "w", "nonsense", "v/application/app", ""] {
            await #expect(throws: PlanScope.UnknownName.self) { try await planner("2", requests: [name]).plan() }
        }
        let error = await #expect(throws: PlanScope.UnknownName.self) {
            try await planner("2", requests: ["w/application/ap"]).plan()
        }
        #expect(error?.description.contains("did you mean w/application/app?") == true)
    }

    /// Asking is no force: what can be changed in place is.
    @Test func whatCanBeChangedIsChanged() async throws {
        try await make()
        world.refuseChanges(of: "a", nil)
        let plan = try await planner("2", requests: ["w/application/app"]).plan()
        #expect(try step(plan).action == .update)
        #expect(plan.remarks.contains { $0.hasPrefix("nothing of w/application/app is made anew") })
    }

    /// A run that was ended in the middle is no drift, and needs nobody's consent once more.
    @Test func theNextPlanGoesOn() async throws {
        try await make()
        let key = try #require(world.item("a")?.key)
        var snapshot = Snapshot(group: "w")
        snapshot.cluster = "m"
        snapshot.items[key] = .init(address: Self.address, uid: world.item("a")?.uid, applied: [:])
        world.remove("a")
        let drifted = try step(await planner("2", replaces: .never, snapshots: ["w": snapshot]).plan())
        #expect(drifted.reason == "drift: it was removed outside of Berth")
        snapshot.items[key]?.isBeingReplaced = true
        let path = Snapshot.path(group: "w")
        #expect(try Snapshot(json: snapshot.json, path: path) == snapshot)
        let plan = try await planner("2", replaces: .never, snapshots: ["w": snapshot]).plan()
        let next = try step(plan)
        #expect(plan.problems.isEmpty && next.action == .create)
        #expect(next.reason == "its replacement did not finish: the old object is gone")
        #expect(next.changes.allSatisfy { !$0.wasRemoved })
    }

    /// Only what a plan shows, and somebody wants, is carried out.
    @Test func editedPlansAreRefused() async throws {
        try await make()
        let plan = try await planner("2", replaces: .onRequest, requests: ["w/application/app"]).plan()
        let index = try #require(plan.steps.firstIndex { $0.address == Self.address })
        let audit = PlanAudit(planner("2", replaces: .onRequest).specification, snapshots: [:])
        try audit.check(plan)
        func refused(_ what: String, _ edit: (inout Plan) -> Void) {
            var edited = plan
            edit(&edited)
            #expect(throws: PlanFileError.self, "\(what)") { try audit.check(edited) }
        }
        refused("nobody asked") { $0.replacements = [] }
        refused("another owner") {
            $0.steps[index].changes[0].precondition?.owner = ResourceAddress(workspace: "w", "x")
        }
        refused("nothing is there") { $0.steps[index].changes[0].precondition = Precondition(.absent) }
        refused("it hides that it deletes") { $0.steps[index].changes[0].replacement = nil }
        refused("it hides what is written") { $0.steps[index].changes[0].leaves.removeLast() }
        #expect(throws: PlanAudit.SpecificationChanged.self) {
            try PlanAudit(planner("2", replaces: .never).specification, snapshots: [:]).check(plan)
        }
    }
}
