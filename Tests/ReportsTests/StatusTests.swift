import Document
import Execution
import Kubernetes
import Reports
import Resources
import State
import Testing

struct StatusTests {
    private static let snapshots: [Snapshot] = {
        var payments = Snapshot(group: "payments", phase: .active)
        payments.cluster = "fsn1-a"
        payments.deferred = [ResourceAddress(workspace: "payments", "application/ingress-nginx")]
        let plane = ItemKey(
            place: .management("fsn1-a"), apiVersion: "kamaji.clastix.io/v1alpha1", kind: "TenantControlPlane",
            namespace: "k8s-w-payments", name: "payments")
        payments.items[plane] = Snapshot.RecordedItem(
            address: ResourceAddress(workspace: "payments", "control-plane"), uid: nil,
            applied: ["spec": ["kubernetes": ["version": "v1.35.2"]]])
        var analytics = Snapshot(group: "analytics", phase: .error)
        analytics.cluster = "fsn1-a"
        analytics.cause =
            "application/workspace-guardrails was not ready after 10m: Deployment limits has 0 of 1 replicas"
        var long = Snapshot(group: "a-workspace-with-the-longest-name-that-is-allowed-57-chars")
        long.phase = .markedForDeletion
        return [payments, Snapshot(group: "cluster/fsn1-a", phase: .active), analytics, long]
    }()

    @Test(arguments: [80, 120])
    func fitsTheTerminal(_ width: Int) throws {
        let text = StatusText(TextLayout(width: width)).render(Self.snapshots)
        try expectGolden(text, "status-\(width).txt")
        #expect(text.split(separator: "\n").allSatisfy { String($0).columns <= width })
        #expect(text == StatusText(TextLayout(width: width)).render(Self.snapshots.reversed()))
    }

    @Test func saysWhenThereIsNothing() {
        #expect(StatusText().render([]) == "No workspace is recorded.\n")
    }

    @Test func hasTheDocumentedShape() throws {
        let text = StatusJSON().render(Self.snapshots)
        try expectGolden(text, "status.json")
        let value = try Value(json: Array(text.utf8))
        #expect(value["workspaces"]?[2]?["version"] == "v1.35.2")
    }

    private static let runs = RunsInProgress.known([
        "payments": .init(
            .init(
                text: "Jane Doe on ci-3, run 20261123T045208Z-3fa9c1-9c01d2e3",
                since: Timestamp("2026-11-23T04:52:09Z"), lease: "run"), isAlive: true),
        "cluster/fsn1-a": .init(
            .init(text: "Jane Doe on ci-3, run 20261123T045208Z-3fa9c1-9c01d2e3", since: nil, lease: "run"),
            isAlive: true),
        "analytics": .init(
            .init(text: "Sam on laptop, run x", since: Timestamp("2026-11-22T04:52:09Z"), lease: "run"), isAlive: false),
        "new": .init(
            .init(text: "Sam on laptop, run y", since: nil, lease: "run"), isAlive: true),
    ])

    @Test func showsTheRunThatIsInProgress() throws {
        let text = StatusText(TextLayout(width: 80)).render(Self.snapshots, runs: Self.runs)
        try expectGolden(text, "status-runs.txt")
        #expect(text.split(separator: "\n").allSatisfy { String($0).columns <= 80 })
        let value = try Value(json: Array(StatusJSON().render(Self.snapshots, runs: Self.runs).utf8))
        let workspaces = value["workspaces"]?.array ?? []
        #expect(workspaces.map { $0["run"]?["alive"] } == [nil, false, true, true, true])
        #expect(workspaces[2]["name"] == "new" && workspaces[2]["state"] == "provisioning")
        #expect(workspaces[3]["run"]?["since"] == "2026-11-23T04:52:09Z")
        #expect(value["runs_unknown"] == nil)
    }

    @Test func saysThatRunsAreUnknown() throws {
        let runs = RunsInProgress.unknown("the lock cluster root-1 does not answer")
        #expect(
            StatusText(TextLayout(width: 120)).render([], runs: runs)
                == "No workspace is recorded.\n\nwhether runs are in progress is not known: the lock cluster root-1 does not answer\n"
        )
        let value = try Value(json: Array(StatusJSON().render([], runs: runs).utf8))
        #expect(value["runs_unknown"] == "the lock cluster root-1 does not answer")
    }
}
