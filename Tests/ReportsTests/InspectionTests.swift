import Document
import Kubernetes
import Reports
import Resources
import State
import Testing

@testable import Planning

struct InspectionTests {
    private static let inspection: Inspection = {
        func key(_ kind: String, _ version: String, _ name: String, _ place: Place = .tenant("payments")) -> ItemKey {
            ItemKey(place: place, apiVersion: version, kind: kind, namespace: "web", name: name)
        }
        let deployment = Deployment(application: "web", revision: "1.3.0", digest: Digest(of: [1]))
        return Inspection(
            workspace: "payments", cluster: "fsn1-a", phase: .active, api: "answers at 10.0.0.7:6443, 2 nodes ready",
            isReachable: true,
            parts: [
                .init(
                    address: ResourceAddress(workspace: "payments", "application/web"),
                    objects: [
                        .init(
                            key: key("Deployment", "apps/v1", "web"), standing: .inProgress("1 of 2 replicas"),
                            conditions: [
                                "Available=False MinimumReplicasUnavailable: Deployment does not have minimum availability.",
                                "Progressing=True",
                            ]),
                        .init(key: key("ConfigMap", "v1", "evil\u{1B}[2J"), standing: .absent, conditions: []),
                        .init(key: key("Secret", "v1", "key"), standing: .foreign("it is not Berth's"), conditions: []),
                    ],
                    deployment: DeploymentRecord(deployment: deployment, state: .installed)),
                .init(
                    address: ResourceAddress(workspace: "payments", "control-plane"),
                    objects: [
                        .init(
                            key: key(
                                "TenantControlPlane", "kamaji.clastix.io/v1alpha1", "payments", .management("fsn1-a")),
                            standing: .ready, conditions: [])
                    ], deployment: nil),
            ], gaps: ["provider hetzner-prod: it answered 503"])
    }()

    @Test func isATreeThatFitsTheTerminal() throws {
        let text = InspectionText(TextLayout(width: 80)).render(Self.inspection)
        try expectGolden(text, "inspection-80.txt")
        #expect(text.split(separator: "\n").allSatisfy { String($0).columns <= 80 })
        #expect(!text.contains("\u{1B}"))
    }

    @Test func whyNothingIsKnownIsSaidOnce() {
        var silent = Self.inspection
        silent.parts[0].objects = silent.parts[0].objects.map { object in
            .init(key: object.key, standing: .unknown("it answered 503"), conditions: [])
        }
        silent.gaps = []
        var text = InspectionText(TextLayout(width: 200)).render(silent)
        #expect(text.matches(of: #/it answered 503/#).count == 1 && text.matches(of: #/as said above/#).count == 2)
        silent.api = "does not answer: it answered 503"
        text = InspectionText(TextLayout(width: 200)).render(silent)
        #expect(text.matches(of: #/it answered 503/#).count == 1 && text.matches(of: #/as said above/#).count == 3)
    }

    @Test func hasTheDocumentedShapeForPrograms() throws {
        let value = try Value(json: InspectionJSON().render(Self.inspection))
        let objects = value["parts"]?[0]?["objects"]
        #expect(objects?.array?.map { $0["standing"] } == ["not ready", "absent", "foreign"])
        #expect(value["not_known"]?.array?.count == 1 && Self.inspection.isPartial)
        #expect(value["parts"]?[0]?["revision"] == "1.3.0")
    }

    private static let time = Timestamp("2026-11-23T12:00:00Z") ?? Timestamp(microseconds: 0)

    @Test(arguments: [
        ("2027-11-23T12:00:01Z", "admin certificate until 2027-11-23T12:00:01Z, for 365 days more"),
        ("2026-11-24T12:00:00Z", "admin certificate until 2026-11-24T12:00:00Z, for 1 day more"),
        ("2026-11-20T11:59:00Z", "admin certificate until 2026-11-20T11:59:00Z, expired 3 days ago"),
    ])
    func aCertificateIsSaidToEnd(_ end: String, _ words: String) {
        var snapshot = Snapshot(group: "payments", phase: .active)
        snapshot.cluster = "fsn1-a"
        let now = WorkspaceNow(
            endpoint: "https://payments.k8s.cloud.example.com:6443", version: "v1.35.2", expiry: Timestamp(end))
        let text = StatusText(TextLayout(width: 120)).render([snapshot], now: ["payments": now], time: Self.time)
        #expect(text.contains("https://payments.k8s.cloud.example.com:6443, v1.35.2, ready"))
        #expect(text.contains(words), "\(text)")
    }

    @Test func troubleIsNotReady() throws {
        let snapshot = Snapshot(group: "payments", phase: .active)
        let now = WorkspaceNow(trouble: "it does not answer", isUnknown: true)
        let text = StatusText(TextLayout(width: 120)).render([snapshot], now: ["payments": now], time: Self.time)
        #expect(text.contains("no endpoint: it does not answer"))
        let value = try Value(json: StatusJSON().render([snapshot], now: ["payments": now]))
        #expect(value["workspaces"]?[0]?["now"] == ["ready": false, "unknown": true, "trouble": "it does not answer"])
    }
}
