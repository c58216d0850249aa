import Document
import Synchronization
import Testing

@testable import SandboxAPI

@Suite("Writes")
struct WriteTests {
    private let server: TestServer

    init() throws { server = try TestServer() }

    @Test("A finalizer keeps a deleted object until it is taken off")
    func finalizers() {
        server.createConfigMap("held", finalizers: ["example.com/hold"])
        let path = TestServer.collection + "/held"
        #expect(server.send("DELETE", path).body["metadata"]?["deletionTimestamp"] != nil)
        #expect(server.send("GET", path).status == 200)
        let more = server.send(
            "PATCH", path, ["metadata": ["finalizers": ["example.com/hold", "example.com/new"]]],
            type: "application/merge-patch+json")
        #expect(more.status == 422)
        server.send("PATCH", path, ["metadata": ["finalizers": .null]], type: "application/merge-patch+json")
        #expect(server.send("GET", path).status == 404)
    }

    @Test("A dry run stores nothing and tells nobody")
    func dryRun() {
        let before = server.server.resourceVersion
        let answer = server.send(
            "POST", TestServer.collection + "?dryRun=All",
            ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "dry"]])
        #expect(answer.status == 201)
        #expect(server.send("GET", TestServer.collection + "/dry").status == 404)
        #expect(server.server.resourceVersion == before)
    }

    @Test("A write that changes nothing keeps the version")
    func unchanged() {
        let created = server.createConfigMap("same").body
        let again = server.send("PUT", TestServer.collection + "/same", created)
        #expect(again.status == 200)
        #expect(again.body["metadata"]?["resourceVersion"] == created["metadata"]?["resourceVersion"])
    }

    @Test("JSON patches", arguments: [true, false])
    func jsonPatch(_ passes: Bool) {
        server.createConfigMap("patched", data: ["a": "1", "b": "2"])
        let answer = server.send(
            "PATCH", TestServer.collection + "/patched",
            [
                ["op": "test", "path": "/data/a", "value": passes ? "1" : "9"],
                ["op": "add", "path": "/metadata/annotations", "value": ["example.com/a": "3"]],
                ["op": "copy", "from": "/metadata/annotations/example.com~1a", "path": "/data/c"],
                ["op": "move", "from": "/data/a", "path": "/data/d"], ["op": "remove", "path": "/data/b"],
            ], type: "application/json-patch+json")
        #expect(answer.status == (passes ? 200 : 422))
        let data = server.send("GET", TestServer.collection + "/patched").body["data"]
        #expect(data == (passes ? ["c": "3", "d": "1"] : ["a": "1", "b": "2"]))
    }

    @Test("A strategic patch merges containers by name and follows its directives")
    func strategicPatch() {
        let path = "/apis/apps/v1/namespaces/default/deployments"
        let container: (String, String) -> Value = { ["name": .string($0), "image": .string($1)] }
        server.send(
            "POST", path,
            [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web"],
                "spec": [
                    "selector": ["matchLabels": ["app": "web"]],
                    "template": [
                        "metadata": ["labels": ["app": "web"]],
                        "spec": ["containers": [container("a", "a:1"), container("b", "b:1")]],
                    ],
                ],
            ])
        let answer = server.send(
            "PATCH", path + "/web",
            [
                "spec": [
                    "template": [
                        "spec": [
                            "containers": [
                                container("b", "b:2"), container("c", "c:1"), ["name": "a", "$patch": "delete"],
                            ],
                            "$setElementOrder/containers": [["name": "c"], ["name": "b"]],
                        ]
                    ]
                ]
            ], type: "application/strategic-merge-patch+json")
        let containers = answer.body["spec"]?["template"]?["spec"]?["containers"]?.array ?? []
        #expect(containers.map { $0["image"] } == ["c:1", "b:2"])
        #expect(answer.body["metadata"]?["generation"] == 2)
        let scale = server.send("GET", path + "/web/scale").body
        #expect(scale["spec"]?["replicas"] == 1)
        let scaled = server.send(
            "PATCH", path + "/web/scale", ["spec": ["replicas": 3]], type: "application/merge-patch+json")
        #expect(scaled.body["spec"]?["replicas"] == 3)
        #expect(server.send("GET", path + "/web").body["spec"]?["replicas"] == 3)
    }

    @Test("What was committed can be restored, versions included")
    func restore() throws {
        let records = Mutex<[StoreRecord]>([])
        let snapshot = server.server.snapshot
        server.server.onCommit { record in records.withLock { $0.append(record) } }
        server.createConfigMap("kept")
        server.createConfigMap("gone")
        server.send("DELETE", TestServer.collection + "/gone")
        let other = try TestServer()
        let fresh = APIServer(
            name: "restored", registry: .builtIn, environment: other.server.environment)
        try fresh.restore(snapshot + records.withLock { $0 })
        #expect(fresh.resourceVersion == server.server.resourceVersion)
        let configMaps = GroupResource(resource: "configmaps")
        #expect(fresh.list(configMaps) == server.server.list(configMaps))
        #expect(fresh.get(configMaps, namespace: "default", name: "gone") == nil)
    }

    @Test("An autoscaler of the older version is stored in the newer form")
    func autoscaler() {
        let older: Value = [
            "metadata": ["name": "web"],
            "spec": [
                "maxReplicas": 3, "targetCPUUtilizationPercentage": 50,
                "scaleTargetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "web"],
            ],
        ]
        let path = "namespaces/default/horizontalpodautoscalers"
        #expect(server.send("POST", "/apis/autoscaling/v1/\(path)", older).status == 201)
        let spec = server.send("GET", "/apis/autoscaling/v2/\(path)/web").body["spec"]
        #expect(spec?["metrics"]?[0]?["resource"]?["target"] == ["type": "Utilization", "averageUtilization": 50])
        #expect(spec?["targetCPUUtilizationPercentage"] == nil)
    }

    @Test("A certificate is asked for by who sends the request")
    func certificateRequest() {
        let answer = server.send(
            "POST", "/apis/certificates.k8s.io/v1/certificatesigningrequests",
            ["metadata": ["name": "ada"], "spec": ["signerName": "example.com/x", "username": "root"]])
        #expect(answer.body["spec"]?["username"] == "kubernetes-admin")
        #expect(answer.body["spec"]?["groups"] == ["system:masters", "system:authenticated"])
    }

    @Test("Answers are JSON: clients that prefer protobuf accept both")
    func protobuf() {
        let list = server.send(
            "GET", TestServer.collection, headers: [("Accept", "application/vnd.kubernetes.protobuf")])
        #expect(list.status == 406)
        let either = server.send(
            "GET", TestServer.collection,
            headers: [("Accept", "application/vnd.kubernetes.protobuf, application/json")])
        #expect(either.status == 200)
    }
}
