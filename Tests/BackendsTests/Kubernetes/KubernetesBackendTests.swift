import Document
import Kubernetes
import Resources
import TestSupport
import Testing

@testable import Backends

/// Reads and waits.
struct KubernetesBackendTests {
    let cluster: FakeCluster
    let backend: KubernetesBackend
    static let maps = ItemKind(apiVersion: "v1", kind: "ConfigMap")
    static let planes = ItemKind(apiVersion: "kamaji.clastix.io/v1alpha1", kind: "TenantControlPlane")

    init() throws {
        cluster = try FakeCluster()
        backend = cluster.backend()
    }

    func make(_ name: String, _ data: Value = ["a": "1"], namespace: String = "default") async throws -> Observation {
        try await backend.apply(
            Write(
                key: ObjectSample.key("ConfigMap", name, namespace: namespace),
                body: ObjectSample.configMap(name, data, namespace: namespace), observed: nil))
    }

    @Test func oneListAKindFindsWhatIsMarked() async throws {
        for name in ["one", "two"] { _ = try await make(name) }
        cluster.send("POST", "/api/v1/namespaces/default/configmaps", ["metadata": ["name": "theirs"]])
        let found = try await backend.observe(kinds: [Self.maps, Self.planes], named: []).observations
        #expect(found.map(\.key.name) == ["one", "two"])
        #expect(found.allSatisfy { $0.belongs(to: "loopback") && $0.value["metadata"]?["managedFields"] != nil })
        let lists = cluster.requests("GET").filter { $0.target.contains("labelSelector") }
        #expect(lists.count == 1, "a kind that is not served is not listed")
    }

    @Test func namedObjectsAreFoundWithoutTheLabel() async throws {
        let made = try await make("one")
        cluster.send(
            "PATCH", "/api/v1/namespaces/default/configmaps/one", ["metadata": ["labels": .null]],
            type: "application/merge-patch+json")
        let absent = ObjectSample.key("ConfigMap", "absent")
        let found = try await backend.observe(kinds: [Self.maps], named: [made.key, absent]).observations
        #expect(found.map(\.key) == [made.key] && found.first?.uid == made.uid)
    }

    @Test func nothingIsAskedForInAnAbsentNamespace() async throws {
        let namespace = ObjectSample.key("Namespace", "k8s-w-new", namespace: nil)
        let keys = (0..<5).map { ObjectSample.key("ConfigMap", "m\($0)", namespace: "k8s-w-new") }
        #expect(try await backend.observe(kinds: [], named: Set(keys + [namespace])).observations.isEmpty)
        let reads = cluster.requests("GET").filter { $0.path.hasPrefix("/api/v1/namespaces") }
        #expect(reads.map(\.path) == ["/api/v1/namespaces/k8s-w-new"])
    }

    @Test func aKindIsFoundOnceItsDefinitionIsServed() async throws {
        let kind = ItemKind(apiVersion: "example.com/v1", kind: "Widget")
        let key = ObjectSample.key("Widget", "w", api: "example.com/v1")
        #expect(try await backend.read(key) == nil)
        cluster.define(Self.definition)
        cluster.send(
            "POST", "/apis/example.com/v1/namespaces/default/widgets",
            ObjectSample.marked(["apiVersion": "example.com/v1", "kind": "Widget"], "w", "default"))
        #expect(try await backend.observe(kinds: [kind], named: []).observations.map(\.key) == [key])
        #expect(try await backend.read(key)?.key == key)
    }

    static let definition: Value = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "widgets.example.com"],
        "spec": [
            "group": "example.com", "scope": "Namespaced",
            "names": ["plural": "widgets", "singular": "widget", "kind": "Widget", "listKind": "WidgetList"],
            "versions": [
                [
                    "name": "v1", "served": true, "storage": true,
                    "schema": [
                        "openAPIV3Schema": [
                            "type": "object",
                            "properties": [
                                "spec": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
                            ],
                        ]
                    ],
                ]
            ],
        ],
    ]

    @Test(arguments: [(403, nil), (500, nil), (200, 1)] as [(Int, Int?)])
    func nodesThatCannotBeListedAreNoSilence(status: Int, count: Int?) async throws {
        let ready: Value = ["conditions": [["type": "Ready", "status": "True"]]]
        let nodes: Value = [
            "kind": "NodeList", "metadata": [:], "items": [["status": ready], ["status": ["conditions": []]]],
        ]
        cluster.addFault { request in
            guard request.path == "/api/v1/nodes" else { return nil }
            return .json(status, status == 200 ? nodes : Self.failure(status, "", "no"))
        }
        #expect(try await backend.readyNodes() == count)
    }

    @Test func nodesOfASilentClusterAreAnError() async throws {
        cluster.addFault { request in request.path == "/api/v1/nodes" ? .reset() : nil }
        await #expect(throws: BackendError.self) { try await backend.readyNodes() }
    }

    static func failure(_ code: Int, _ reason: String, _ message: String) -> Value {
        [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure", "message": .string(message),
            "reason": .string(reason), "code": .integer(Int64(code)),
        ]
    }

    // MARK: Waiting

    @Test func waitsForAChangeThatAWatchReports() async throws {
        // Polls are far apart: only the watch can wake in time.
        let backend = cluster.backend(pace: PollingPace(first: .milliseconds(200), longest: .seconds(60)))
        let made = try await make("one")
        let watching = Event()
        cluster.addFault { request in
            if request.target.contains("watch=true") { watching.signal() }
            return nil
        }
        async let found = backend.wait(for: made.key) { $0?.value["data"]?["b"] == "2" }
        await watching.wait()
        cluster.apply("/api/v1/namespaces/default/configmaps/one", Self.withB)
        #expect(try await found?.uid == made.uid)
    }

    /// A watch that shows the object as it is not waited for saves reading it; what it is waited for is read.
    @Test func readsOnlyWhatAWatchShowsAsItIsWaitedFor() async throws {
        let backend = cluster.backend(pace: PollingPace(first: .seconds(60), longest: .seconds(60)))
        let made = try await make("one")
        let (watching, reads) = (Event(), Counter())
        cluster.addFault { request in
            if request.target.contains("watch=true") { watching.signal() }
            if request.method == "GET", request.path.hasSuffix("/configmaps/one") { reads.increment() }
            return nil
        }
        async let found = backend.wait(for: made.key) { $0?.value["data"]?["b"] == "2" }
        await watching.wait()
        for text in ["3", "4", "5", "2"] {
            var body = Self.withB
            body["data"] = ["b": .string(text)]
            cluster.apply("/api/v1/namespaces/default/configmaps/one", body)
        }
        #expect(try await found?.uid == made.uid)
        #expect(reads.value == 2)
    }

    static let withB: Value = [
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "one", "namespace": "default"],
        "data": ["b": "2"],
    ]

    @Test func waitsForWhatHasNoLabel() async throws {
        let key = ObjectSample.key("Secret", "admin-kubeconfig")
        async let found = backend.wait(for: key) { $0 != nil }
        cluster.send("POST", "/api/v1/namespaces/default/secrets", ["metadata": ["name": "admin-kubeconfig"]])
        #expect(try await found?.key == key)
    }

    @Test func waitsUntilAnObjectIsGone() async throws {
        let made = try await make("one")
        async let gone = backend.wait(for: made.key) { $0 == nil }
        #expect(try await !backend.delete(made))
        #expect(try await gone == nil)
    }

    @Test func waitingOutlastsFaults() async throws {
        let made = try await make("one")
        let faults = Counter()
        cluster.addFault { request in
            guard request.method == "GET", request.path.hasPrefix("/api/v1/"), faults.increment() <= 9 else {
                return nil
            }
            return request.target.contains("watch=true") ? .reset() : .text(503, "overloaded")
        }
        async let found = backend.wait(for: made.key) { $0?.value["data"]?["b"] == "2" }
        cluster.apply("/api/v1/namespaces/default/configmaps/one", Self.withB)
        #expect(try await found?.uid == made.uid)
    }

    @Test func waitingEndsWithItsTask() async throws {
        let key = ObjectSample.key("ConfigMap", "absent")
        let task = Task { try await backend.wait(for: key) { $0 != nil } }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func manyWaitForOneKindWithOneWatch() async throws {
        let watches = Counter()
        cluster.addFault { request in
            if request.target.contains("watch=true") { watches.increment() }
            return nil
        }
        let names = (0..<20).map { "m\($0)" }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in names {
                let key = ObjectSample.key("ConfigMap", name)
                group.addTask { _ = try await backend.wait(for: key) { $0 != nil } }
            }
            for name in names { _ = try await make(name) }
            try await group.waitForAll()
        }
        #expect(watches.value <= 2)
    }

    @Test func conditionsAreThoseOfTheKind() async throws {
        #expect(backend.condition(of: try await make("one")) == .ready)
        let deployment = Observation(
            key: ObjectSample.key("Deployment", "web", api: "apps/v1"),
            value: [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web", "generation": 2],
                "spec": ["replicas": 1], "status": ["observedGeneration": 1],
            ])
        guard case .inProgress = backend.condition(of: deployment) else {
            Issue.record("\(backend.condition(of: deployment))")
            return
        }
    }
}
