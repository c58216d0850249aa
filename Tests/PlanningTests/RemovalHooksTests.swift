import Document
import Resources
import State
import TestSupport
import Testing

@testable import Planning

/// Which hooks are run around a removal, and in which order.
struct RemovalHooksTests {
    private static let chart = ResourceAddress(workspace: "w", "application/web")

    private static func hook(_ name: String, _ stage: ChartHook.Stage) -> RemovalHook {
        RemovalHook(
            key: ItemKey(
                place: .management("m"), apiVersion: "batch/v1", kind: "Job", namespace: "k8s-w-w", name: name),
            desired: [
                "metadata": [
                    "name": .string(name),
                    "annotations": ["berth.dev/address": .string(chart.hooks(stage).description)],
                ]
            ])
    }

    private static func snapshot(_ state: DeploymentRecord.State, hasObjects: Bool = true) -> Snapshot {
        var snapshot = Snapshot(group: "w")
        snapshot.deployments[chart] = DeploymentRecord(
            deployment: Deployment(
                application: "web", revision: "1", digest: Digest(of: Value.null),
                removalHooks: [hook("drain", .beforeRemoval), hook("goodbye", .afterRemoval)]), state: state)
        if hasObjects {
            let key = ItemKey(
                place: .management("m"), apiVersion: "v1", kind: "ConfigMap", namespace: "k8s-w-w", name: "web")
            snapshot.items[key] = Snapshot.RecordedItem(address: chart, uid: "1", applied: [:])
        }
        return snapshot
    }

    struct RunCase: Sendable {
        var what: String
        var state: DeploymentRecord.State
        var isThere = false
        var hasObjects = true
        var runs: [String]
    }

    @Test(arguments: [
        RunCase(what: "a chart that is there", state: .installed, isThere: true, runs: ["drain", "goodbye"]),
        RunCase(
            what: "one of which the install failed half-way", state: .failed, isThere: true, runs: ["drain", "goodbye"]),
        RunCase(what: "one that was taken back", state: .failed, runs: []),
        RunCase(what: "one that others took away", state: .installed, runs: []),
        RunCase(what: "hooks and nothing else", state: .installed, hasObjects: false, runs: ["drain", "goodbye"]),
        RunCase(what: "half-way", state: .removing, isThere: true, runs: ["goodbye"]),
        RunCase(what: "only the end is missing", state: .removing, runs: ["goodbye"]),
    ])
    func areRunOnce(_ test: RunCase) {
        let snapshots = ["w": Self.snapshot(test.state, hasObjects: test.hasObjects)]
        let hooks = RemovalHooks(snapshots: snapshots)
        let charts = hooks.charts(of: ["w"], leftovers: test.isThere ? [Self.chart] : [])
        let steps = charts.flatMap {
            hooks.steps(
                of: $0, .application, protection: nil, in: World(estate: "loopback", snapshots: snapshots)
            ).steps
        }
        #expect(steps.flatMap(\.changes).map(\.key.name) == test.runs, "\(test.what)")
        #expect(steps.allSatisfy { $0.runsRemovalHooks })
    }

    @Test func whatOthersMadeUnderTheirNameIsLeftAlone() {
        let snapshots = ["w": Self.snapshot(.installed)]
        var world = World(estate: "loopback", snapshots: snapshots)
        world.add([
            Observation(
                key: Self.hook("drain", .beforeRemoval).key, value: ["metadata": ["name": "drain", "uid": "1"]])
        ])
        let planned = RemovalHooks(snapshots: snapshots)
            .steps(of: Self.chart, .application, protection: nil, in: world)
        #expect(planned.steps.map(\.action) == [.unknown, .create])
        #expect(planned.problems.map(\.kind) == [.foreign])
    }

    @Test func theyStandAroundTheRemovalAndBeforeWhatTheChartStandsOn() {
        func step(_ address: ResourceAddress, _ action: Action = .delete) -> Step {
            Step(address: address, kind: .application, action: action)
        }
        let base = ResourceAddress(workspace: "w", "application/base")
        let steps = RemovalPlanner.ordered(
            [
                step(base), step(Self.chart.hooks(.afterRemoval), .create), step(Self.chart),
                step(Self.chart.hooks(.before)), step(Self.chart.hooks(.beforeRemoval), .create),
            ], prerequisites: ["web": ["base"]])
        let names = steps.map(\.address.name)
        #expect(names.first == "application/web:hooks-before-removal")
        #expect(names.suffix(2) == ["application/web:hooks-after-removal", "application/base"])
        #expect(steps.last?.dependencies.contains(Self.chart.hooks(.afterRemoval)) == true)
    }
}
