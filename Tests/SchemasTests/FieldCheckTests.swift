import Document
import TestSupport
import Testing

@testable import Schemas

struct FieldCheckTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var apiVersion = "v1"
        var kind: String
        var members: Value
        /// Part of what is said; nil: nothing.
        var says: String?

        var testDescription: String { "\(kind): \(says ?? "good")" }
    }

    @Test(arguments: [
        Case(kind: "ConfigMap", members: ["data": ["a": 1]], says: "`data.a` must be a string, not an integer"),
        Case(kind: "ConfigMap", members: ["data": ["a": true]], says: "`data.a` must be a string"),
        Case(kind: "ConfigMap", members: ["data": ["a": "1"]], says: nil),
        Case(kind: "ConfigMap", members: ["dat": ["a": "1"]], says: "unknown field `dat` in a ConfigMap"),
        Case(kind: "Secret", members: ["stringData": ["a": .number(1.1)]], says: "`stringData.a` must be a string"),
        Case(kind: "Secret", members: ["data": ["a": "not base64!"]], says: "`data.a` is not Base64"),
        Case(kind: "Secret", members: ["data": ["a": "aGk="]], says: nil),
        Case(
            apiVersion: "apps/v1", kind: "Deployment", members: ["spec": ["replicas": "3"]],
            says: "`spec.replicas` must be an integer, not a string"),
        Case(
            apiVersion: "apps/v1", kind: "Deployment", members: ["spec": ["replcias": 3]],
            says: "unknown field `replcias` in `spec`"),
        Case(
            apiVersion: "apps/v1", kind: "Deployment",
            members: ["spec": ["template": ["spec": ["containers": [["name": "a", "args": ["--port", 80]]]]]]],
            says: "`spec.template.spec.containers[0].args[1]` must be a string"),
        Case(
            apiVersion: "apps/v1", kind: "Deployment",
            members: [
                "spec": [
                    "template": ["spec": ["containers": [["name": "a", "env": [["name": "A", "value": false]]]]]]
                ]
            ],
            says: "env[0].value` must be a string"),
        Case(
            apiVersion: "apps/v1", kind: "Deployment",
            members: [
                "spec": [
                    "template": ["spec": ["containers": [["resources": ["limits": ["cpu": "10e9223372036854775807"]]]]]]
                ]
            ],
            says: "limits.cpu` must be a quantity with an exponent"),
        Case(
            apiVersion: "apps/v1", kind: "Deployment",
            members: ["spec": ["template": ["spec": ["containers": ["name": "a"]]]]],
            says: "`spec.template.spec.containers` must be a list"),
        Case(kind: "Service", members: ["spec": ["ports": [["port": 80, "targetPort": "http"]]]], says: nil),
        Case(
            kind: "Service", members: ["spec": ["ports": [["port": 80, "targetPort": true]]]],
            says: "a string or an integer"),
        Case(
            kind: "Service", members: ["spec": ["selector": ["app": 1]]], says: "`spec.selector.app` must be a string"),
        Case(
            kind: "ConfigMap", members: ["metadata": ["name": "x", "labels": ["version": .number(1.1)]]],
            says: "`metadata.labels.version` must be a string"),
        Case(
            apiVersion: "example.com/v1", kind: "Widget", members: ["metadata": ["annotations": ["a": 1]], "any": 1],
            says: "`metadata.annotations.a` must be a string"),
        Case(kind: "ConfigMap", members: ["metadata": ["labels": ["a b": "c"]]], says: "the key `a b`"),
        Case(kind: "ConfigMap", members: ["metadata": ["labels": ["a": "b c"]]], says: "may hold letters"),
        Case(kind: "ConfigMap", members: ["metadata": ["annotations": ["a": "b c"]]], says: nil),
        Case(kind: "ConfigMap", members: ["metadata": ["lables": [:]]], says: "unknown field `lables` in `metadata`"),
        Case(
            apiVersion: "autoscaling/v1", kind: "HorizontalPodAutoscaler",
            members: ["spec": ["targetCPUUtilizationPercentage": 80]], says: nil),
        Case(
            apiVersion: "kamaji.clastix.io/v1alpha1", kind: "TenantControlPlane",
            members: ["spec": ["kubernetes": ["version": .number(1.35)]]],
            says: "`spec.kubernetes.version` must be a string"),
        Case(kind: "ConfigMap", members: ["data": .null], says: nil),
    ])
    func finds(_ test: Case) {
        var manifest = test.members
        manifest["apiVersion"] = .string(test.apiVersion)
        manifest["kind"] = .string(test.kind)
        let problems = FieldCheck.problems(in: manifest, apiVersion: test.apiVersion, kind: test.kind)
        #expect(problems.count == (test.says == nil ? 0 : 1), "\(problems.map(\.message))")
        if let says = test.says {
            #expect(problems.first?.message.contains(says) == true, "\(problems.map(\.message))")
        }
    }

    /// Of the keys of lists in built-in kinds one may be left out.
    @Test func aPortHasAProtocol() {
        #expect(FieldCheck.keyDefaults == ["protocol": "TCP"])
    }

    /// The server merges some lists by what tells their items apart, and takes no two that are the same.
    @Test(
        arguments: [
            (
                ["env": [["name": "A", "value": "1"], ["name": "B"], ["name": "A", "value": "2"]]],
                "env[2]` stands twice"
            ),
            (["env": [["name": "A"], ["name": "B"]]], nil),
            (["ports": [["containerPort": 1], ["containerPort": 1, "protocol": "TCP"]]], "ports[1]` stands twice"),
            (["ports": [["containerPort": 1], ["containerPort": 1, "protocol": "UDP"]]], nil),
            // Nothing merges these.
            (["args": ["a", "a"], "envFrom": [["prefix": "a"], ["prefix": "a"]]], nil),
            (["env": [["name": "${a}"], ["name": "${a}"]]], nil),
        ] as [(Value, String?)])
    func anItemThatStandsTwiceIsFound(_ members: Value, _ says: String?) {
        var container: Value = ["name": "a"]
        for (key, member) in members.object ?? [:] { container[key] = member }
        let pod: Value = ["metadata": ["name": "p"], "spec": ["containers": [container]]]
        let found = FieldCheck.problems(in: pod, apiVersion: "v1", kind: "Pod") { path in
            path.last == .key("name") && pod[path]?.string?.hasPrefix("$") == true ? .text : .known
        }
        #expect(found.count == (says == nil ? 0 : 1), "\(found)")
        if let says { #expect(found.first?.message.contains(says) == true, "\(found)") }
    }

    @Test func textsThatAreNotFilledYetAreTakenForWhatTheyMayBe() {
        let manifest: Value = ["spec": ["replicas": "${x}", "template": ["spec": ["nodeName": "${x}"]]]]
        func problems(_ leaf: FieldCheck.Leaf) -> [String] {
            FieldCheck.problems(in: manifest, apiVersion: "apps/v1", kind: "Deployment") { _ in leaf }.map(\.message)
        }
        #expect(problems(.anything).isEmpty)
        #expect(problems(.text) == ["`spec.replicas` must be an integer, not a string"])
    }

    /// No object that a real server accepted has anything wrong with it.
    @Test(.enabled(if: KubeTruth.isPresent, "the transcripts lie beside the repository"))
    func whatARealServerTookIsGood() throws {
        var checked = 0
        for file in [
            "ssa-deployment", "ssa-service-secret-rbac", "ssa-tenantcontrolplane", "immutable", "admission", "list",
            "dry-run",
        ] {
            for step in try #require(KubeTruth.value(of: "\(file).json")["steps"]?.array) {
                guard case .integer(200...201)? = step["response"]?["status"], let body = step["response"]?["body"],
                    let apiVersion = body["apiVersion"]?.string, let kind = body["kind"]?.string, kind != "Status",
                    !kind.hasSuffix("List"), kind != "Table"
                else { continue }
                checked += 1
                let problems = FieldCheck.problems(in: body, apiVersion: apiVersion, kind: kind)
                #expect(problems.isEmpty, "\(kind): \(problems.map(\.message))")
            }
        }
        #expect(checked > 60)
    }
}
