import Document
import TestSupport
import Testing

@testable import Kubernetes

@Suite struct ServerDefaultsTests {
    @Test func everyLineOfTheTableIsNotation() {
        #expect(DefaultsCatalog.notation.problems == [])
        #expect(DefaultsCatalog.kinds.count > 35)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var kind: String
        var group = ""
        var object: Value
        var path: Path
        var isDefault: Bool
        var testDescription: String { "\(kind) \(path)" }
    }

    private static let web: Path.Component = .item([.init("name", "web")])
    private static func pod(_ container: Value, _ more: (String, Value)...) -> Value {
        var object: Value = ["containers": [container]]
        for (key, value) in more { object[key] = value }
        return ["spec": ["template": ["spec": object]]]
    }
    private static func container(_ keys: Path.Component...) -> Path {
        Path(["spec", "template", "spec", "containers"].map { .key($0) } + [web] + keys)
    }

    static let cases: [Case] = [
        Case(
            kind: "Deployment", group: "apps",
            object: pod(["name": "web", "image": "nginx", "imagePullPolicy": "Always"]),
            path: container(.key("imagePullPolicy")), isDefault: true),
        Case(
            kind: "Deployment", group: "apps",
            object: pod(["name": "web", "image": "a.b:5000/nginx:1", "imagePullPolicy": "Always"]),
            path: container(.key("imagePullPolicy")), isDefault: false),
        Case(
            kind: "Deployment", group: "apps",
            object: pod(["name": "web", "image": "nginx@sha256:1", "imagePullPolicy": "IfNotPresent"]),
            path: container(.key("imagePullPolicy")), isDefault: true),
        Case(
            kind: "Deployment", group: "apps", object: pod(["name": "web", "image": "evil"]),
            path: container(.key("image")), isDefault: false),
        Case(
            kind: "Deployment", group: "apps", object: pod(["name": "web", "env": [["name": "A", "value": "1"]]]),
            path: container(.key("env")), isDefault: false),
        Case(
            kind: "Deployment", group: "apps", object: pod(["name": "web", "resources": ["limits": ["cpu": "1"]]]),
            path: container(.key("resources")), isDefault: false),
        Case(
            kind: "Deployment", group: "apps", object: pod(["name": "web"], ("tolerations", [["key": "a"]])),
            path: ["spec", "template", "spec", "tolerations"], isDefault: false),
        Case(
            kind: "Deployment", group: "apps",
            object: pod(["name": "web", "ports": [["containerPort": 80, "hostPort": 80]]]),
            path: container(.key("ports"), .index(0), .key("hostPort")), isDefault: false),
        Case(
            kind: "Deployment", group: "apps",
            object: pod(["name": "web", "ports": [["containerPort": 80, "hostPort": 80]]], ("hostNetwork", true)),
            path: container(.key("ports"), .index(0), .key("hostPort")), isDefault: true),
        Case(
            kind: "Deployment", group: "apps", object: ["metadata": ["labels": ["team": "a"]]],
            path: ["metadata", "labels", "team"], isDefault: false),
        Case(
            kind: "Pod",
            object: ["spec": ["containers": [["resources": ["limits": ["cpu": "1"], "requests": ["cpu": "1"]]]]]],
            path: Path([.key("spec"), .key("containers"), .index(0), .key("resources"), .key("requests")]),
            isDefault: true),
        Case(
            kind: "Namespace", object: ["metadata": ["name": "a", "labels": ["kubernetes.io/metadata.name": "a"]]],
            path: ["metadata", "labels"], isDefault: true),
        Case(
            kind: "Namespace", object: ["metadata": ["name": "a", "labels": ["kubernetes.io/metadata.name": "b"]]],
            path: ["metadata", "labels"], isDefault: false),
        Case(
            kind: "Service", object: ["spec": ["ports": [["port": 80, "targetPort": 8080]]]],
            path: Path([.key("spec"), .key("ports"), .index(0), .key("targetPort")]), isDefault: false),
        Case(
            kind: "PersistentVolumeClaim", object: ["metadata": ["finalizers": ["kubernetes.io/pvc-protection", "x"]]],
            path: ["metadata", "finalizers"], isDefault: false),
        Case(
            kind: "ClusterRoleBinding", group: "rbac.authorization.k8s.io",
            object: ["subjects": [["kind": "Group", "name": "a", "apiGroup": "rbac.authorization.k8s.io"]]],
            path: Path([.key("subjects"), .index(0), .key("apiGroup")]), isDefault: true),
        Case(
            kind: "CustomResourceDefinition", group: "apiextensions.k8s.io",
            object: ["spec": ["names": ["kind": "Widget", "listKind": "WidgetList"]]],
            path: ["spec", "names", "listKind"], isDefault: true),
        Case(
            kind: "TenantControlPlane", group: "kamaji.clastix.io",
            object: ["metadata": ["namespace": "k8s-w-a", "name": "a"], "spec": ["dataStoreSchema": "k8s_w_a_a"]],
            path: ["spec", "dataStoreSchema"], isDefault: true),
        Case(
            kind: "TenantControlPlane", group: "kamaji.clastix.io",
            object: ["metadata": ["namespace": "k8s-w-a", "name": "a"], "spec": ["dataStoreSchema": "k8s_w_b_b"]],
            path: ["spec", "dataStoreSchema"], isDefault: false),
        Case(
            kind: "Widget", group: "example.com", object: ["spec": ["replicas": 1]], path: ["spec", "replicas"],
            isDefault: false),
    ]

    @Test(arguments: cases) func tellsDefaultsFromDecisions(_ test: Case) throws {
        let value = try #require(test.object[test.path])
        #expect(
            ServerDefaults(group: test.group, kind: test.kind).isDefault(value, at: test.path, in: test.object)
                == test.isDefault)
    }
}

@Suite struct SchemaDefaultsTests {
    private let defaults = SchemaDefaults(openAPIV3Schema: [
        "properties": [
            "spec": [
                "default": ["size": 3],
                "properties": [
                    "size": ["type": "integer"],
                    "color": ["default": "red"],
                    "ports": ["items": ["properties": ["protocol": ["default": "TCP"]]]],
                    "pools": ["additionalProperties": ["properties": ["mode": ["default": "auto"]]]],
                    "free": ["additionalProperties": true],
                ],
            ]
        ]
    ])

    private func isDefault(_ value: Value, at path: Path) -> Bool {
        ServerDefaults(group: "x", kind: "X", schema: defaults).isDefault(value, at: path, in: [:])
    }

    @Test func findsThemAnywhereDownThePath() {
        let port = Path([.key("spec"), .key("ports"), .item([.init("name", "a")]), .key("protocol")])
        #expect(isDefault("red", at: ["spec", "color"]))
        #expect(!isDefault("blue", at: ["spec", "color"]))
        #expect(isDefault("TCP", at: port))
        #expect(isDefault("auto", at: ["spec", "pools", "any", "mode"]))
        #expect(!isDefault("auto", at: ["spec", "free", "mode"]))
        #expect(!isDefault([:], at: ["spec", "free"]))
    }

    @Test func completesTheDefaultOfAParent() {
        #expect(isDefault(3, at: ["spec", "size"]))
        #expect(isDefault(["size": 3, "color": "red"], at: ["spec"]))
        #expect(!isDefault(["size": 4, "color": "red"], at: ["spec"]))
    }

    @Test func readsADefinition() {
        let definition: Value = [
            "spec": [
                "versions": [
                    ["name": "v1", "schema": ["openAPIV3Schema": ["properties": ["a": ["default": 1]]]]]
                ]
            ]
        ]
        let schema = SchemaDefaults(definition: definition, version: "v1")
        #expect(ServerDefaults(group: "x", kind: "X", schema: schema).isDefault(1, at: ["a"], in: [:]))
        #expect(SchemaDefaults(definition: definition, version: "v2") == nil)
    }
}

/// The table beside the defaults that a real server publishes of itself.
@Suite(.enabled(if: KubeTruth.isPresent)) struct PublishedDefaultsTests {
    @Test(arguments: ["core-v1", "apps-v1", "batch-v1", "kamaji-v1alpha1"])
    func allAreInTheTable(_ name: String) throws {
        let document = try KubeTruth.value(of: "openapi-\(name).json")
        let schemas = document["components"]?["schemas"]?.object ?? document["schemas"]?.object ?? [:]
        var missing: [String] = []
        var count = 0
        for (_, schema) in schemas {
            for kind in schema["x-kubernetes-group-version-kind"]?.array ?? [] {
                let group = kind["group"]?.string ?? ""
                let name = kind["kind"]?.string ?? ""
                guard let known = DefaultsCatalog.kinds["\(name).\(group)"] else { continue }
                let root = ServerDefaults.Cursor(node: known)
                walk(schema, schemas, root, "\(name)", &missing, &count)
            }
        }
        #expect(missing.sorted() == [])
        #expect(count > 0)
    }

    /// Goes through the schema. In built-in kinds a default of a zero value says only that Go writes the field.
    private func walk(
        _ schema: Value, _ schemas: Object, _ cursor: ServerDefaults.Cursor, _ path: String,
        _ missing: inout [String], _ count: inout Int
    ) {
        guard path.split(separator: ".").count < 14, !path.contains(".status"), !path.contains(".metadata") else {
            return
        }
        if let value = schema["default"], path.hasPrefix("Tenant") || ![[:], [], "", 0, false].contains(value) {
            count += 1
            if !cursor.allows(value, key: nil, ancestors: []) { missing.append("\(path) = \(value.compactJSON)") }
        }
        for part in schema["allOf"]?.array ?? [] { walk(part, schemas, cursor, path, &missing, &count) }
        if let name = schema["$ref"]?.string?.split(separator: "/").last, let next = schemas[String(name)] {
            // Schemas that refer to themselves go round for ever.
            if !name.contains("JSONSchemaProps") { walk(next, schemas, cursor, path, &missing, &count) }
        }
        for (key, member) in schema["properties"]?.object ?? [:] {
            walk(member, schemas, cursor.below(.key(key)), "\(path).\(key)", &missing, &count)
        }
        if let items = schema["items"] {
            walk(items, schemas, cursor.below(.index(0)), "\(path)[]", &missing, &count)
        }
    }
}
