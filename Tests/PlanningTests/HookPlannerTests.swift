import Document
import Resources
import State
import TestSupport
import Testing

@testable import Planning

struct HookPlannerTests {
    private static let main = ResourceAddress(workspace: "w", "application/web")
    private static let deployment = Deployment(application: "web", revision: "1", digest: Digest(of: Value.null))
    private static let key = ItemKey(
        place: .tenant("w"), apiVersion: "batch/v1", kind: "Job", namespace: "default", name: "migrate")

    struct OccasionCase: Sendable {
        var what: String
        /// What is on record of the chart, and of the stage of its hooks.
        var chart: DeploymentRecord.State?
        var stage: DeploymentRecord.State?
        var changes: [ItemChange]
        var isOtherRevision = false
        var reason: String
    }

    private static func change(_ action: Action, _ reason: LeafChange.Reason? = nil, wasRemoved: Bool = false)
        -> ItemChange
    {
        let key = ItemKey(place: .tenant("w"), apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "a")
        var change = ItemChange(
            key: key, action: action,
            leaves: reason.map { [LeafChange(path: ["data"], old: nil, new: "a", reason: $0)] } ?? [])
        change.wasRemoved = wasRemoved
        return change
    }

    @Test(arguments: [
        OccasionCase(what: "new", changes: [change(.create, .spec)], reason: "pre-install hooks"),
        OccasionCase(what: "only hooks", changes: [], reason: "pre-install hooks"),
        OccasionCase(what: "only hooks, run before", chart: .installed, stage: .installed, changes: [], reason: ""),
        OccasionCase(
            what: "unchanged", chart: .installed, stage: .installed, changes: [change(.none)], reason: ""),
        OccasionCase(what: "unchanged, the state is lost", changes: [change(.none)], reason: ""),
        OccasionCase(
            what: "drift", chart: .installed, stage: .installed, changes: [change(.update, .drift)], reason: ""),
        OccasionCase(
            what: "removed by others", chart: .installed, stage: .installed,
            changes: [change(.create, .spec, wasRemoved: true)],
            reason: ""),
        OccasionCase(
            what: "other values", chart: .installed, stage: .installed,
            changes: [change(.none), change(.update, .spec)],
            reason: "pre-upgrade hooks"),
        OccasionCase(
            what: "another object", chart: .installed, stage: .installed,
            changes: [change(.none), change(.create, .spec)],
            reason: "pre-upgrade hooks"),
        OccasionCase(
            what: "another revision", chart: .installed, stage: .installed, changes: [change(.none)],
            isOtherRevision: true,
            reason: "pre-upgrade hooks"),
        OccasionCase(
            what: "the install failed and was taken back", chart: .failed, stage: .installed,
            changes: [change(.create, .spec)],
            reason: "pre-install hooks"),
        OccasionCase(
            what: "the hook failed", chart: nil, stage: .failed, changes: [change(.create, .spec)],
            reason: "pre-install, pre-upgrade hooks"),
        OccasionCase(
            what: "the hook was begun", chart: .installed, stage: .installing, changes: [change(.none)],
            reason: "pre-install, pre-upgrade hooks"),
    ])
    func runsHooksWhenHelmWould(_ test: OccasionCase) throws {
        let address = Self.main.hooks(.before)
        var snapshot = Snapshot(group: "w")
        for (address, state) in [(Self.main, test.chart), (address, test.stage)] {
            if let state { snapshot.deployments[address] = DeploymentRecord(deployment: Self.deployment, state: state) }
        }
        let job: Value = [
            "apiVersion": "batch/v1", "kind": "Job",
            "metadata": [
                "name": "migrate", "namespace": "default",
                "annotations": ["helm.sh/hook": "pre-install,pre-upgrade,post-install"],
            ],
        ]
        var deployment = Self.deployment
        if test.isOtherRevision { (deployment.revision, deployment.digest) = ("2", Digest(of: Value.string("2"))) }
        let world = World(estate: "loopback", snapshots: ["w": snapshot])
        let result = HookPlanner(world: world).plan(
            Resource(address, .application, items: [Item(key: Self.key, desired: job)], deployment: deployment),
            of: Resource(Self.main, .application, deployment: deployment), test.changes)
        #expect(result.reason == test.reason, "\(test.what)")
        #expect(result.action == (test.reason.isEmpty ? .none : .create))
        #expect(result.changes.map(\.key) == (test.reason.isEmpty ? [] : [Self.key]))
    }

    /// What the hooks of a chart left under the name that its application had before is theirs.
    @Test(arguments: [true, false]) func hooksOfAMovedApplicationAreItsOwn(_ isMoved: Bool) {
        let former = ResourceAddress(workspace: "w", "application/old")
        var snapshot = Snapshot(group: "w")
        for address in [former, former.hooks(.before)] {
            snapshot.deployments[address] = DeploymentRecord(deployment: Self.deployment, state: .installed)
        }
        snapshot.items[Self.key] = .init(address: former.hooks(.before), uid: "1", applied: [:])
        var world = World(estate: "loopback", snapshots: ["w": snapshot])
        let owned: Value = ["manager": "berth", "operation": "Apply", "fieldsV1": ["f:spec": [:]]]
        world.add([
            Observation(
                key: Self.key, value: ["metadata": ["name": "migrate", "uid": "1", "managedFields": [owned]]])
        ])
        let job: Value = ["metadata": ["annotations": ["helm.sh/hook": "pre-install,pre-upgrade"]]]
        var deployment = Self.deployment
        (deployment.revision, deployment.digest) = ("2", Digest(of: Value.string("2")))
        var main = Resource(Self.main, .application, deployment: deployment)
        var hooks = main
        (hooks.address, hooks.items) = (Self.main.hooks(.before), [Item(key: Self.key, desired: job)])
        if isMoved { (main.formerly, hooks.formerly) = ([former], [former.hooks(.before)]) }
        let result = HookPlanner(world: world).plan(hooks, of: main, [Self.change(.update, .spec)])
        #expect(result.action == (isMoved ? .create : .unknown), "\(result.problems)")
        #expect(result.problems.isEmpty == isMoved)
        if isMoved { #expect(result.changes.first?.precondition?.owner == former.hooks(.before)) }
    }

    @Test func anotherObjectOfTheNameIsNotTakenAway() {
        var world = World(estate: "loopback", snapshots: [:])
        world.add([Observation(key: Self.key, value: ["metadata": ["name": "migrate", "uid": "1"]])])
        let job: Value = ["metadata": ["annotations": ["helm.sh/hook": "pre-install"]]]
        let result = HookPlanner(world: world).plan(
            Resource(
                Self.main.hooks(.before), .application, items: [Item(key: Self.key, desired: job)],
                deployment: Self.deployment), of: Resource(Self.main, .application, deployment: Self.deployment), [])
        #expect(result.action == .unknown)
        #expect(result.problems.first?.kind == .foreign)
    }
}
