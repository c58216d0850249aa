import Document
import Testing

@testable import SandboxAPI

/// What built-in kinds refuse, in the server's words.
@Suite("Refusals")
struct RefusalTests {
    private let server: TestServer

    init() throws { server = try TestServer() }

    struct Refusal: Sendable {
        var path: String
        var object: String
        var message: String
    }

    private static let deployments = "/apis/apps/v1/namespaces/default/deployments"

    private static func deployment(_ spec: String) -> String {
        #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x"},"spec":\#(spec)}"#
    }

    private static func web(_ container: String, _ rest: String = "") -> String {
        deployment(
            #"{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[\#(container)]}}\#(rest)}"#
        )
    }

    @Test(
        "An object that breaks its kind's rules",
        arguments: [
            Refusal(
                path: "/api/v1/namespaces/default/services",
                object: #"{"metadata":{"name":"x"},"spec":{"type":"NodePort","ports":[{"port":80,"nodePort":99999}]}}"#,
                message: "spec.ports[0].nodePort: Invalid value: 99999: provided port is not in the valid range. "
                    + "The range of valid ports is 30000-32767"),
            Refusal(
                path: deployments, object: deployment(#"{"template":{"metadata":{"labels":{"a":"b"}}}}"#),
                message: "[spec.selector: Required value, spec.template.metadata.labels: Invalid value: {\"a\":\"b\"}: "
                    + "`selector` does not match template `labels`, spec.template.spec.containers: Required value]"),
            Refusal(
                path: deployments,
                object: deployment(#"{"selector":{},"template":{"spec":{"containers":[{"name":"c","image":"i"}]}}}"#),
                message: "spec.selector: Invalid value: {}: empty selector is invalid for deployment"),
            Refusal(
                path: deployments, object: web(#"{"name":"A","image":""}"#, #","replicas":-1"#),
                message: "[spec.replicas: Invalid value: -1: must be greater than or equal to 0, "
                    + #"spec.template.spec.containers[0].name: Invalid value: "A": a lowercase RFC 1123 label must consist"#
                    + " of lower case alphanumeric characters or '-', and must start and end with an alphanumeric "
                    + "character (e.g. 'my-name',  or '123-abc', regex used for validation is "
                    + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?'), spec.template.spec.containers[0].image: Required value]"),
            Refusal(
                path: deployments,
                object: web(#"{"name":"c","image":"i","ports":[{"containerPort":70000,"protocol":"ICMP"}]}"#),
                message: "[spec.template.spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be "
                    + "between 1 and 65535, inclusive, spec.template.spec.containers[0].ports[0].protocol: Unsupported "
                    + #"value: "ICMP": supported values: "SCTP", "TCP", "UDP"]"#),
            Refusal(
                path: deployments,
                object: web(#"{"name":"c","image":"i","volumeMounts":[{"name":"v","mountPath":"/v"}]}"#),
                message: #"spec.template.spec.containers[0].volumeMounts[0].name: Not found: "v""#),
            Refusal(
                path: deployments,
                object: web(#"{"name":"c","image":"i","resources":{"limits":{"cpu":"1"},"requests":{"cpu":"2"}}}"#),
                message:
                    #"spec.template.spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1"#
            ),
            Refusal(
                path: deployments,
                object: web(
                    #"{"name":"c","image":"i"}"#, #","strategy":{"type":"Recreate","rollingUpdate":{"maxSurge":1}}"#),
                message:
                    "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"),
            Refusal(
                path: "/apis/batch/v1/namespaces/default/cronjobs",
                object:
                    #"{"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"x"},"spec":{"schedule":"* *","jobTemplate":{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"i"}]}}}}}}"#,
                message: #"[spec.schedule: Invalid value: "* *": expected exactly 5 fields, found 2: [* *], "#
                    + #"spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"]"#
            ),
            Refusal(
                path: "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles",
                object:
                    #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"x"},"rules":[{"resources":["pods"],"verbs":[]}]}"#,
                message: "[rules[0].verbs: Required value: verbs must contain at least one value, rules[0].apiGroups: "
                    + "Required value: resource rules must supply at least one api group]"),
            Refusal(
                path: "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
                object:
                    #"{"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"x"},"spec":{"scaleTargetRef":{"kind":"Deployment","name":"d"},"maxReplicas":0}}"#,
                message:
                    "[spec.maxReplicas: Invalid value: 0: must be greater than 0, spec.maxReplicas: Invalid value: "
                    + "0: must be greater than or equal to `minReplicas`]"),
            Refusal(
                path: "/apis/networking.k8s.io/v1/namespaces/default/ingresses",
                object: #"{"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"x"},"spec":{}}"#,
                message: "spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"),
        ])
    func refused(_ refusal: Refusal) throws {
        let answer = server.send("POST", refusal.path, try Value(json: refusal.object))
        #expect(answer.status == 422)
        let message = answer.body["message"]?.string ?? ""
        #expect(message.hasSuffix(#" "x" is invalid: "# + refusal.message), "\(message)")
    }

    @Test(
        "A definition that no resource can be made of",
        arguments: [
            (
                #"{"group":"e.com","scope":"Namespaced","names":{"plural":"things","kind":"Thing"},"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{"type":"array","x-kubernetes-list-type":"map","items":{"properties":{}}}}}}}]}"#,
                [
                    "spec.versions[0].schema.openAPIV3Schema.properties[a].items.type: Required value: must not be empty for specified array items",
                    "spec.versions[0].schema.openAPIV3Schema.properties[a].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map",
                ]
            ),
            (
                #"{"group":"e","scope":"Galaxy","names":{"plural":"things","kind":"Thing"},"versions":[]}"#,
                [
                    #"metadata.name: Invalid value: "things.e.com": must be spec.names.plural+"."+spec.group"#,
                    #"spec.group: Invalid value: "e": should be a domain with at least one dot"#,
                    #"spec.scope: Unsupported value: "Galaxy": supported values: "Cluster", "Namespaced""#,
                    "spec.versions: Invalid value: []: must have exactly one version marked as storage version",
                ]
            ),
        ])
    func definitions(_ spec: String, _ problems: [String]) throws {
        let definition: Value = [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": "things.e.com"], "spec": try Value(json: spec),
        ]
        let answer = server.send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition)
        #expect(answer.status == 422)
        let causes = (answer.body["details"]?["causes"]?.array ?? []).map {
            "\($0["field"]?.string ?? ""): \($0["message"]?.string ?? "")"
        }
        #expect(causes == problems)
    }

    @Test("The pods of a StatefulSet may mount its claims")
    func claims() throws {
        let answer = server.send(
            "POST", "/apis/apps/v1/namespaces/default/statefulsets",
            try Value(
                json: """
                    {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"s"},"spec":{"serviceName":"s",
                    "selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[
                    {"name":"c","image":"i","volumeMounts":[{"name":"data","mountPath":"/d"}]}]}},
                    "volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":{"accessModes":["ReadWriteOnce"],
                    "resources":{"requests":{"storage":"1Gi"}}}}]}}
                    """))
        #expect(answer.status == 201)
    }

    @Test("Metadata that no object may have")
    func metadata() {
        func causes(_ metadata: Value) -> [String] {
            var object: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata]
            object["metadata"]?["name"] = "m"
            let answer = server.send("POST", TestServer.collection, object)
            return (answer.body["details"]?["causes"]?.array ?? []).map {
                "\($0["field"]?.string ?? ""): \($0["message"]?.string ?? "")"
            }
        }
        #expect(
            causes(["finalizers": ["mine"]]) == [
                #"metadata.finalizers[0]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified"#
            ])
        #expect(
            causes(["ownerReferences": [["apiVersion": "v1", "kind": "", "name": "n", "uid": "u"]]]) == [
                #"metadata.ownerReferences.kind: Invalid value: "": must not be empty"#
            ])
    }

    @Test("The status endpoint of a built-in kind leaves the rest, but for its metadata")
    func status() throws {
        let path = Self.deployments
        server.send("POST", path, try Value(json: Self.web(#"{"name":"c","image":"i"}"#)))
        let patch: Value = [
            "metadata": ["annotations": ["a": "1"], "labels": ["l": "1"]], "spec": ["replicas": 9],
            "status": ["replicas": 3],
        ]
        let answer = server.send("PATCH", path + "/x/status", patch, type: "application/merge-patch+json").body
        #expect(answer["metadata"]?["annotations"] == ["a": "1"])
        #expect(answer["metadata"]?["labels"] == nil)
        #expect(answer["spec"]?["replicas"] == 1)
        #expect(answer["status"]?["replicas"] == 3)
        let fields = answer["metadata"]?["managedFields"]?.array?.first { $0["subresource"] == "status" }?["fieldsV1"]
        #expect(fields == ["f:metadata": ["f:annotations": [".": [:], "f:a": [:]]], "f:status": ["f:replicas": [:]]])
    }

    @Test(
        "A value of the wrong type is named with its place",
        arguments: [
            Refusal(
                path: TestServer.collection,
                object: #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":{"a":1}}"#,
                message: "number into Go struct field ConfigMap.data of type string"),
            Refusal(
                path: deployments, object: deployment(#"{"replicas":"3"}"#),
                message: "string into Go struct field DeploymentSpec.spec.replicas of type int32"),
            Refusal(
                path: deployments, object: web(#"{"name":"c","env":[{"name":"A","value":1}]}"#),
                message: "number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string"),
            Refusal(
                path: deployments, object: deployment(#"{"template":{"spec":{"containers":{}}}}"#),
                message: "object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container"),
        ])
    func mistyped(_ refusal: Refusal) throws {
        let answer = server.send("POST", refusal.path, try Value(json: refusal.object))
        #expect(answer.status == 400)
        let message = answer.body["message"]?.string ?? ""
        #expect(message.hasSuffix(": json: cannot unmarshal " + refusal.message), "\(message)")
    }

    @Test("A DaemonSet counts its templates in an annotation that its maker owns")
    func templateGeneration() throws {
        let path = "/apis/apps/v1/namespaces/default/daemonsets"
        let daemonSet = try Value(
            json: """
                {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},
                "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i:1"}]}}}}
                """)
        let key = "deprecated.daemonset.template.generation"
        let made = server.send("POST", path, daemonSet).body
        #expect(made["metadata"]?["annotations"]?[key] == "1")
        #expect(
            made["metadata"]?["managedFields"]?[0]?["fieldsV1"]?["f:metadata"]?["f:annotations"]?["f:" + key] == [:])
        let image: Value = [
            "spec": ["template": ["spec": ["containers": [["name": "c", "image": "i:2"]]]]]
        ]
        let changed = server.send("PATCH", path + "/d", image, type: "application/strategic-merge-patch+json").body
        #expect(changed["metadata"]?["annotations"]?[key] == "2")
        #expect(changed["metadata"]?["generation"] == 2)
    }
}
