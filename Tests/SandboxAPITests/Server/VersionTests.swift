import Document
import Testing

@testable import SandboxAPI

/// One object under several versions, beyond what the transcripts show.
@Suite("Versions of a kind") struct VersionTests {
    private static func path(_ version: String) -> String {
        "/apis/autoscaling/\(version)/namespaces/default/horizontalpodautoscalers"
    }

    private static func scaler(_ version: String, _ spec: Object) -> Value {
        var all: Object = ["scaleTargetRef": ["kind": "Deployment", "name": "web"], "maxReplicas": 4]
        for (key, value) in spec { all[key] = value }
        return [
            "apiVersion": .string("autoscaling/\(version)"), "kind": "HorizontalPodAutoscaler",
            "metadata": ["name": "web"], "spec": .object(all),
        ]
    }

    private static func apply(
        _ server: TestServer, _ version: String, _ spec: Object, as manager: String = "berth"
    ) -> (status: Int, body: Value) {
        server.send(
            "PATCH", "\(path(version))/web?fieldManager=\(manager)", scaler(version, spec),
            type: "application/apply-patch+yaml")
    }

    private static let memory: Value = [
        "type": "Resource",
        "resource": ["name": "memory", "target": ["type": "AverageValue", "averageValue": "1Gi"]],
    ]
    private static let queue: Value = [
        "type": "External",
        "external": [
            "metric": ["name": "queue", "selector": ["matchLabels": ["q": "a"]]],
            "target": ["type": "Value", "value": "30"],
        ],
    ]
    private static let requests: Value = [
        "type": "Object",
        "object": [
            "describedObject": ["kind": "Ingress", "name": "main"], "target": ["type": "Value", "value": "10k"],
            "metric": ["name": "requests"],
        ],
    ]
    private static let packets: Value = [
        "type": "Pods",
        "pods": ["metric": ["name": "packets"], "target": ["type": "AverageValue", "averageValue": "1k"]],
    ]

    @Test(
        "What the first version has no field for is kept in annotations, and comes back",
        arguments: [
            [memory], [memory, queue], [requests, packets],
        ])
    func metrics(_ metrics: [Value]) throws {
        let server = try TestServer()
        let behavior: Value = ["scaleDown": ["stabilizationWindowSeconds": 60]]
        let made = server.send(
            "POST", Self.path("v2"), Self.scaler("v2", ["metrics": .array(metrics), "behavior": behavior])
        ).body
        var first = server.send("GET", "\(Self.path("v1"))/web").body
        #expect(first["spec"]?["metrics"] == nil && first["spec"]?["behavior"] == nil)
        let names = first["metadata"]?["annotations"]?.object?.keys.map { $0.split(separator: "/").last ?? "" }
        #expect(names == ["behavior", "metrics"])
        first["spec"]?["maxReplicas"] = 5
        #expect(server.send("PUT", "\(Self.path("v1"))/web", first).status == 200)
        let second = server.send("GET", "\(Self.path("v2"))/web").body
        #expect(second["spec"]?["metrics"] == made["spec"]?["metrics"])
        #expect(second["spec"]?["behavior"] == made["spec"]?["behavior"])
        #expect(second["spec"]?["maxReplicas"] == 5)
        #expect(second["metadata"]?["annotations"] == nil)
    }

    @Test("Lists, watches and metadata show the version that is asked for")
    func reading() throws {
        let server = try TestServer()
        _ = Self.apply(server, "v2", ["metrics": [Self.memory]])
        let list = server.send("GET", Self.path("v1")).body
        #expect(list["items"]?[0]?["spec"]?["metrics"] == nil)
        #expect(list["items"]?[0]?["metadata"]?["annotations"] != nil)
        let metadata = server.send(
            "GET", "\(Self.path("v1"))/web",
            headers: [("Accept", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")]
        ).body
        #expect(metadata["metadata"]?["annotations"] != nil)
        let table = server.send(
            "GET", Self.path("v1"), headers: [("Accept", "application/json;as=Table;g=meta.k8s.io;v=v1")]
        ).body
        #expect(table["rows"]?[0]?["cells"]?[1] == "Deployment/web")
    }

    @Test("A field is removed by an apply in another version than the one it was applied in")
    func pruning() throws {
        let server = try TestServer()
        _ = Self.apply(server, "v1", ["minReplicas": 2, "targetCPUUtilizationPercentage": 50])
        let moved = Self.apply(server, "v2", [:]).body
        #expect(moved["spec"]?["minReplicas"] == 1)
        // Nothing says how to scale any more, so that the default does.
        #expect(moved["spec"]?["metrics"]?[0]?["resource"]?["target"]?["averageUtilization"] == 80)
        #expect(moved["metadata"]?["managedFields"]?.array?.count == 1)
    }

    @Test("Conflicts are found between versions, in the version of the owner")
    func conflicts() throws {
        let server = try TestServer()
        _ = Self.apply(server, "v1", ["targetCPUUtilizationPercentage": 50], as: "other")
        let share: Value = [
            "type": "Resource",
            "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 70]],
        ]
        let refused = Self.apply(server, "v2", ["metrics": [share]])
        #expect(refused.status == 409)
        #expect(refused.body["details"]?["causes"]?[0]?["field"] == ".spec.targetCPUUtilizationPercentage")
        #expect(Self.apply(server, "v2", ["minReplicas": 2]).status == 200)
    }

    @Test("Entries of versions that nobody serves any more are dropped by the next write")
    func forgottenVersions() throws {
        let server = try TestServer()
        _ = Self.apply(server, "v2", [:], as: "old")
        let entry: Value = [
            "manager": "ancient", "operation": "Update", "apiVersion": "autoscaling/v2beta1", "fieldsType": "FieldsV1",
            "fieldsV1": ["f:spec": ["f:maxReplicas": [:]]],
        ]
        let path = "\(Self.path("v2"))/web"
        let patch: Value = [["op": "add", "path": "/metadata/managedFields/0", "value": entry]]
        server.send("PATCH", path, patch, type: "application/json-patch+json")
        let answer = Self.apply(server, "v2", ["minReplicas": 3]).body
        let managers = answer["metadata"]?["managedFields"]?.array?.compactMap { $0["manager"]?.string }
        #expect(managers?.contains("ancient") == false)
    }

    @Test("A version of a custom resource shows what its schema has, and the others keep the rest")
    func customVersions() throws {
        let server = try TestServer()
        func version(_ name: String, _ fields: Object) -> Value {
            let properties = Object(fields.map { ($0.key, ["type": $0.value]) })
            return [
                "name": .string(name), "served": true, "storage": .bool(name == "v1"),
                "schema": [
                    "openAPIV3Schema": [
                        "type": "object",
                        "properties": ["spec": ["type": "object", "properties": .object(properties)]],
                    ]
                ],
            ]
        }
        let name = "things.example.com"
        let definition: Value = [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": .string(name)],
            "spec": [
                "group": "example.com", "scope": "Cluster", "names": ["kind": "Thing", "plural": "things"],
                "versions": [
                    version("v1", ["size": "integer", "color": "string"]), version("v1beta1", ["size": "integer"]),
                ],
            ],
        ]
        try server.server.create(definition, as: "test")
        try server.server.mergePatch(
            .customResourceDefinitions, ObjectKey(name: name), subresource: "status",
            ["status": ["conditions": [["type": "Established", "status": "True"]]]], as: "test")
        let path = "/apis/example.com"
        server.send(
            "POST", "\(path)/v1/things",
            [
                "apiVersion": "example.com/v1", "kind": "Thing", "metadata": ["name": "t"],
                "spec": ["size": 1, "color": "red"],
            ])
        #expect(server.send("GET", "\(path)/v1beta1/things/t").body["spec"] == ["size": 1])
        let list = server.send("GET", "\(path)/v1beta1/things").body["items"]?[0]
        #expect(list?["spec"] == ["size": 1] && list?["apiVersion"] == "example.com/v1beta1")
        #expect(server.send("GET", "\(path)/v1/things/t").body["spec"]?["color"] == "red")
    }
}
