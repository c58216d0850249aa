import Document
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
}
