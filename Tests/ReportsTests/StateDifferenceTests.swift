import Document
import Reports
import Resources
import State
import Testing

struct StateDifferenceTests {
    private static func snapshot(
        phase: Snapshot.Phase, revision: String, replicas: Int64, plane: String, secret: String, more: Bool
    ) -> Snapshot {
        var snapshot = Snapshot(group: "payments", phase: phase)
        snapshot.cluster = "fsn1-a"
        if phase == .error { snapshot.cause = "application/web: Deployment web has 0 of 2 replicas" }
        let address = ResourceAddress(workspace: "payments", "application/web")
        snapshot.deployments[address] = DeploymentRecord(
            deployment: Deployment(
                application: "web", revision: revision, digest: Digest(of: Array(revision.utf8))),
            state: phase == .error ? .failed : .installed)
        func key(_ kind: String, _ version: String, _ name: String, _ place: Place = .tenant("payments")) -> ItemKey {
            ItemKey(place: place, apiVersion: version, kind: kind, namespace: "web", name: name)
        }
        snapshot.items[key("Deployment", "apps/v1", "web")] = .init(
            address: address, uid: "u-1", applied: ["spec": ["replicas": .integer(replicas)]])
        snapshot.items[key("Secret", "v1", "web")] = .init(
            address: address, uid: "u-2", applied: ["data": ["password": .string(secret)], "type": "Opaque"])
        snapshot.items[key("TenantControlPlane", "kamaji.clastix.io/v1alpha1", "payments", .management("fsn1-a"))] =
            .init(address: ResourceAddress(workspace: "payments", "control-plane"), uid: plane, applied: ["a": 1])
        let extra = key("ConfigMap", "v1", more ? "new\u{1B}[2J" : "old")
        snapshot.items[extra] = .init(address: address, uid: nil, applied: [:])
        return snapshot
    }

    private static let deltas = [
        StateDelta(
            path: "workspaces/payments/snapshot.json",
            old: snapshot(
                phase: .active, revision: "1.2.0", replicas: 2, plane: "p-1", secret: "planted-a", more: false
            )
            .json,
            new: snapshot(phase: .error, revision: "1.3.0", replicas: 3, plane: "p-2", secret: "planted-b", more: true)
                .json),
        StateDelta(path: "workspaces/payments/api-key.age", old: [1], new: [2]),
        StateDelta(path: "workspaces/payments/kubeconfig.age", old: nil, new: [2]),
        StateDelta(path: "workspaces/legacy/snapshot.json", old: Snapshot(group: "legacy").json, new: nil),
        StateDelta(path: "runs/20261123T045208Z-3fa9c1.json", old: nil, new: [123, 125]),
        StateDelta(path: "workspaces/broken/snapshot.json", old: nil, new: [0x7B]),
        StateDelta(path: "evil\u{1B}[2J\n/x", old: nil, new: [1]),
    ]

    @Test(arguments: [80, 120])
    func showsWhatChangedAndNoSecret(_ width: Int) throws {
        let text = StateDifference(Self.deltas).text(TextLayout(width: width))
        try expectGolden(text, "state-difference-\(width).txt")
        #expect(!text.contains("planted") && !text.contains("\u{1B}"))
        #expect(text.split(separator: "\n").allSatisfy { String($0).columns <= width })
    }

    @Test func hasTheDocumentedShapeForPrograms() throws {
        let text = StateDifference(Self.deltas).json()
        #expect(!text.contains("planted"))
        let value = try Value(json: text)
        #expect(value["groups"]?.array?.compactMap { $0["name"]?.string } == ["broken", "legacy", "payments"])
        let objects = value["groups"]?[2]?["objects"]
        #expect(objects?["changed"]?.array?.map { $0["made_anew"] } == [true, false, false])
        #expect(value["unknown_files"]?.array?.count == 1)
    }

    @Test func narrowsToOneWorkspaceAndSaysWhenNothingChanged() {
        let legacy = StateDifference(Self.deltas, only: "legacy").text(TextLayout(width: 80))
        #expect(legacy == "legacy\n  phase: provisioning -> none\n\n1 workspace or cluster changed.\n")
        #expect(StateDifference([]).text(TextLayout()) == "The two are the same.\n")
    }
}
