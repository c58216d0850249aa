import Document
import Resources
import Testing

@testable import Planning

/// Tables of what was approved, what came out, and what a person reads about it.
@Suite struct ApprovalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var apiVersion = "v1"
        var kind = "ConfigMap"
        var desired: Value
        var insertions: [Path: Insertion] = [:]
        /// What is sent where it is not what is desired.
        var body: Value?
        var leaves: [LeafChange] = []
        var before: Value?
        var after: Value
        var differences: [String] = []
    }

    private static func removal(_ path: Path, of old: Value) -> LeafChange {
        LeafChange(path: path, old: old, new: nil, reason: .spec)
    }

    private static func server(_ path: Path, _ new: Value?) -> LeafChange {
        LeafChange(path: path, old: nil, new: new, reason: .server)
    }

    /// An object with the record of one apply.
    private static func recorded(_ object: Value, _ fields: Value, manager: String = "berth") -> Value {
        var result = object
        result[["metadata", "managedFields"]] = [
            [
                "manager": .string(manager), "operation": "Apply", "apiVersion": "v1", "fieldsType": "FieldsV1",
                "fieldsV1": fields,
            ]
        ]
        return result
    }

    private static let containers: Value = [
        "f:spec": [
            "f:containers": [
                #"k:{"name":"web"}"#: [
                    ".": [:], "f:name": [:], "f:image": [:],
                    "f:env": [#"k:{"name":"A"}"#: ["f:name": [:], "f:value": [:]]],
                ]
            ]
        ]
    ]

    private static func pod(_ containers: Value...) -> Value { ["spec": ["containers": .array(containers)]] }

    static let creations: [Case] = [
        Case(testDescription: "as approved", desired: ["data": ["a": "1"]], after: ["data": ["a": "1"]]),
        Case(
            testDescription: "the server's own fields and status", desired: ["data": ["a": "1"]],
            after: [
                "metadata": [
                    "uid": "u", "resourceVersion": "1", "generation": 1, "creationTimestamp": "t", "selfLink": "s",
                ],
                "data": ["a": "1"], "status": ["phase": "Active"],
            ]),
        Case(
            testDescription: "another value and an addition", desired: ["data": ["a": "1"]],
            after: ["metadata": ["labels": ["injected": "x"]], "data": ["a": "2"]],
            differences: [
                #"data.a: approved "1", the server makes it "2""#,
                #"metadata.labels.injected: the server adds "x", which the plan did not show"#,
            ]),
        Case(
            testDescription: "what was left out", desired: ["data": ["a": "1", "b": ""]], after: ["data": ["a": "1"]],
            differences: [#"data.b: approved "", the server leaves it out"#]),
        Case(
            testDescription: "what is stored as absent", kind: "Pod",
            desired: [
                "metadata": ["labels": [:], "creationTimestamp": .null], "spec": ["hostNetwork": false, "volumes": []],
            ],
            after: ["spec": [:]]),
        Case(
            testDescription: "zero taken for not set, and a zero that means something", apiVersion: "apps/v1",
            kind: "Deployment",
            desired: ["spec": ["replicas": 0, "template": ["spec": ["dnsPolicy": ""]]]],
            after: ["spec": ["replicas": 1, "template": ["spec": ["dnsPolicy": "ClusterFirst"]]]],
            differences: ["spec.replicas: approved 0, the server makes it 1"]),
        Case(
            testDescription: "quantities", kind: "ResourceQuota", desired: ["spec": ["hard": ["cpu": "1000m"]]],
            after: ["spec": ["hard": ["cpu": "1"]]]),
        Case(
            testDescription: "stripped marks", desired: ["metadata": ["labels": [Item.Mark.estateLabel: "e"]]],
            after: ["metadata": ["annotations": [Item.Mark.addressAnnotation: "a/b"]]],
            differences: [#"metadata.labels["berth.dev/estate"]: approved "e", the server leaves it out"#]),
        Case(
            testDescription: "an addition that the plan showed", desired: ["data": ["a": "1"]],
            leaves: [server(["metadata", "labels", "injected"], "x"), server(["data", "a"], "2")],
            after: ["metadata": ["labels": ["injected": "x"]], "data": ["a": "2"]]),
        Case(
            testDescription: "an addition that the plan showed, with another value", desired: ["data": ["a": "1"]],
            leaves: [server(["metadata", "labels", "injected"], "x")],
            after: ["metadata": ["labels": ["injected": "y"]], "data": ["a": "1"]],
            differences: [#"metadata.labels.injected: approved "x", the server makes it "y""#]),
        Case(
            testDescription: "an addition that the plan showed and that does not come", desired: ["data": ["a": "1"]],
            leaves: [server(["metadata", "labels", "injected"], "x")], after: ["data": ["a": "1"]],
            differences: [#"metadata.labels.injected: approved "x", the server leaves it out"#]),
        Case(
            testDescription: "a sidecar, an environment variable and a toleration", kind: "Pod",
            desired: pod(["name": "web", "image": "a:1", "env": [["name": "A", "value": "1"]]]),
            after: recorded(
                [
                    "spec": [
                        "containers": [
                            ["name": "proxy", "image": "p:1", "imagePullPolicy": "IfNotPresent"],
                            [
                                "name": "web", "image": "a:1", "imagePullPolicy": "IfNotPresent",
                                "env": [["name": "P", "value": "1"], ["name": "A", "value": "1"]],
                            ],
                        ],
                        "tolerations": [["key": "k", "operator": "Exists"]],
                    ]
                ], containers),
            differences: [
                #"spec.containers[name=proxy].image: the server adds "p:1", which the plan did not show"#,
                #"spec.containers[name=proxy].name: the server adds "proxy", which the plan did not show"#,
                #"spec.containers[name=web].env[name=P].name: the server adds "P", which the plan did not show"#,
                #"spec.containers[name=web].env[name=P].value: the server adds "1", which the plan did not show"#,
                #"spec.tolerations: the server adds [{"key":"k","operator":"Exists"}], which the plan did not show"#,
            ]),
        Case(
            testDescription: "what every cluster adds to a pod", kind: "Pod",
            desired: ["spec": ["tolerations": [["key": "k", "operator": "Exists"]]]],
            after: [
                "spec": [
                    "serviceAccountName": "default", "serviceAccount": "default",
                    "volumes": [
                        [
                            "name": "kube-api-access-x7k2p",
                            "projected": [
                                "defaultMode": 420,
                                "sources": [
                                    ["serviceAccountToken": ["expirationSeconds": 3607, "path": "token"]],
                                    [
                                        "configMap": [
                                            "name": "kube-root-ca.crt", "items": [["key": "ca.crt", "path": "ca.crt"]],
                                        ]
                                    ],
                                    [
                                        "downwardAPI": [
                                            "items": [
                                                [
                                                    "path": "namespace",
                                                    "fieldRef": [
                                                        "apiVersion": "v1", "fieldPath": "metadata.namespace",
                                                    ],
                                                ]
                                            ]
                                        ]
                                    ],
                                ],
                            ],
                        ]
                    ],
                    "tolerations": [
                        ["key": "k", "operator": "Exists"],
                        [
                            "key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute",
                            "tolerationSeconds": 300,
                        ],
                    ],
                ]
            ]),
        Case(
            testDescription: "keys of an item left to their defaults", kind: "Service",
            desired: ["spec": ["ports": [["port": 53], ["port": 53, "protocol": "UDP", "targetPort": 54]]]],
            after: recorded(
                [
                    "spec": [
                        "ports": [
                            ["port": 53, "protocol": "TCP", "targetPort": 53],
                            ["port": 53, "protocol": "UDP", "targetPort": 53],
                        ]
                    ]
                ],
                [
                    "f:spec": [
                        "f:ports": [
                            #"k:{"port":53,"protocol":"TCP"}"#: [".": [:], "f:port": [:]],
                            #"k:{"port":53,"protocol":"UDP"}"#: [".": [:], "f:port": [:]],
                        ]
                    ]
                ]),
            differences: ["spec.ports[port=53,protocol=UDP].targetPort: approved 54, the server makes it 53"]),
        Case(
            testDescription: "an atomic list that is changed", kind: "Pod",
            desired: pod(["name": "web", "args": ["a", "b"]]),
            after: pod(["name": "web", "args": ["a", "c"]]),
            differences: [
                #"spec.containers[0].args: approved ["a","b"], the server makes it ["a","c"]"#
            ]),
        Case(
            testDescription: "defaults in an atomic list", apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy",
            desired: ["spec": ["egress": [["ports": [["port": 53]]]]]],
            after: [
                "spec": [
                    "policyTypes": ["Ingress", "Egress"], "egress": [["ports": [["port": 53, "protocol": "TCP"]]]],
                ]
            ]),
        Case(
            testDescription: "a set", kind: "ServiceAccount", desired: ["metadata": ["finalizers": ["e.com/a"]]],
            after: recorded(
                ["metadata": ["finalizers": ["e.com/b", "e.com/a"]]],
                ["f:metadata": ["f:finalizers": [#"v:"e.com/a""#: [:]]]]),
            differences: [#"metadata.finalizers[=e.com/b]: the server adds "e.com/b", which the plan did not show"#]),
        Case(
            testDescription: "another namespace", desired: ["data": ["a": "1"]],
            after: ["metadata": ["namespace": "elsewhere", "name": "x"], "data": ["a": "1"]],
            differences: [#"metadata.namespace: the server adds "elsewhere", which the plan did not show"#]),
    ]

    static let updates: [Case] = [
        Case(
            testDescription: "what others have stays", desired: ["data": ["a": "2"]],
            before: ["metadata": ["labels": ["x": "y"]], "data": ["a": "1", "b": "1"]],
            after: ["metadata": ["labels": ["x": "y"]], "data": ["a": "2", "b": "1"]]),
        Case(
            testDescription: "what others have is changed and removed", desired: ["data": ["a": "2"]],
            before: ["metadata": ["labels": ["x": "y"]], "data": ["a": "1", "b": "1"]],
            after: ["data": ["a": "2", "b": "2"]],
            differences: [
                #"data.b: the server changes "1" to "2", which the plan did not show"#,
                #"metadata.labels.x: the server removes "y", which the plan did not show"#,
            ]),
        Case(
            testDescription: "a removal that was not done", desired: ["data": ["a": "1"]],
            leaves: [removal(["data", "b"], of: "1")], before: ["data": ["a": "1", "b": "1"]],
            after: ["data": ["a": "1", "b": "1"]], differences: ["data.b was to be removed and is still there"]),
        Case(
            testDescription: "a removal after which the default is back", apiVersion: "apps/v1", kind: "Deployment",
            desired: ["spec": ["paused": true]], leaves: [removal(["spec", "replicas"], of: 3)],
            before: ["spec": ["paused": true, "replicas": 3]], after: ["spec": ["paused": true, "replicas": 1]]),
        Case(
            testDescription: "somebody's value set back to the default", apiVersion: "apps/v1", kind: "Deployment",
            desired: ["spec": ["paused": true]], before: ["spec": ["paused": true, "replicas": 5]],
            after: ["spec": ["paused": true, "replicas": 1]],
            differences: ["spec.replicas: the server changes 5 to 1, which the plan did not show"]),
        Case(
            testDescription: "an atomic map of which a key goes", desired: ["spec": ["selector": ["a": "1"]]],
            leaves: [
                LeafChange(path: ["spec", "selector"], old: ["a": "1", "b": "2"], new: ["a": "1"], reason: .spec)
            ],
            before: recorded(["spec": ["selector": ["a": "1", "b": "2"]]], ["f:spec": ["f:selector": [:]]]),
            after: recorded(["spec": ["selector": ["a": "1"]]], ["f:spec": ["f:selector": [:]]])),
        Case(
            testDescription: "an item that goes with all that others had put into it", kind: "Pod",
            desired: pod(["name": "web", "image": "a:1"]),
            leaves: [
                removal(
                    Path([.key("spec"), .key("containers"), .item([.init("name", "log")]), .key("name")]), of: "log")
            ],
            before: recorded(
                pod(["name": "web", "image": "a:1"], ["name": "log", "env": [["name": "P", "value": "1"]]]), containers),
            after: recorded(pod(["name": "web", "image": "a:1"]), containers)),
        Case(
            testDescription: "another version of the object", desired: ["apiVersion": "v2", "spec": ["a": 1]],
            before: ["apiVersion": "v1", "spec": ["old": 1]], after: ["apiVersion": "v2", "spec": ["a": 2, "new": 1]],
            differences: ["spec.a: approved 1, the server makes it 2"]),
    ]

    private static let token = Insertion([.secret(SecretReference(.environment("T")))])

    static let others: [Case] = [
        Case(
            testDescription: "a network, of which only the desired leaves count", apiVersion: "", kind: "Network",
            desired: ["cidr": "10.0.0.0/16", "labels": ["a": "b"]],
            after: ["id": 7, "cidr": "10.1.0.0/16", "labels": ["a": "b", "c": "d"]],
            differences: [#"cidr: approved "10.0.0.0/16", the server makes it "10.1.0.0/16""#]),
        Case(
            testDescription: "the values of a Secret", kind: "Secret",
            desired: ["stringData": ["a": "b"], "data": ["c": "eA=="]],
            after: [
                "metadata": ["annotations": ["copy": "eA=="]], "type": "Opaque",
                "data": ["a": "Yg==", "c": "eQ==", "d": "eA=="],
            ],
            differences: [
                "data.c: the server makes it another value than the approved one (the values are secret)",
                "data.d: the server adds a secret value, which the plan did not show",
                "metadata.annotations.copy: the server adds a secret value, which the plan did not show",
            ]),
        Case(
            testDescription: "an addition to a Secret that the plan showed", kind: "Secret",
            desired: ["data": ["c": "eA=="]],
            leaves: [LeafChange(path: ["data", "d"], old: nil, new: nil, reason: .server, isSensitive: true)],
            after: ["type": "Opaque", "data": ["c": "eA==", "d": "eA=="]]),
        Case(
            testDescription: "a secret in another kind's list", kind: "Pod",
            desired: pod(["name": "web", "args": ["(sensitive)"]]),
            insertions: [Path([.key("spec"), .key("containers"), .index(0), .key("args"), .index(0)]): token],
            body: pod(["name": "web", "args": ["hunter2"]]),
            after: recorded(pod(["name": "web", "args": ["hunter3"]]), containers),
            differences: [
                "spec.containers[name=web].args: the server makes it another value than the approved one (the values are secret)"
            ]),
    ]

    private func approval(_ test: Case, _ leaves: [LeafChange]) -> Approval {
        Approval(item: item(test), body: test.body ?? test.desired, leaves: leaves)
    }

    private func item(_ test: Case) -> Item {
        Item(
            key: ItemKey(
                place: .management("m"), apiVersion: test.apiVersion, kind: test.kind, namespace: "n", name: "x"),
            desired: test.desired, insertions: test.insertions)
    }

    @Test(arguments: creations + updates + others) func says(_ test: Case) {
        let differences = approval(test, test.leaves).differences(from: test.before, to: test.after)
        #expect(differences.map(\.description) == test.differences)
        for difference in differences where difference.isSensitive {
            #expect(difference.approved == nil && difference.found == nil)
        }
    }

    /// What the plan shows of a creation's dry run is what the approval then takes.
    @Test(arguments: creations + others) func takesWhatTheReaderSaw(_ test: Case) {
        let item = item(test)
        let shown = item.serverLeaves(body: test.body ?? test.desired, result: test.after)
        #expect(shown.map(\.path) == shown.map(\.path).sorted())
        for leaf in shown {
            #expect(leaf.reason == .server)
            // That there is a value is shown, and nothing of it.
            guard leaf.isSensitive else { continue }
            #expect([leaf.old, leaf.new].compactMap(\.self).allSatisfy { $0 == LeafChange.hidden }, "\(leaf)")
        }
        #expect(approval(test, item.newLeaves + shown).differences(from: nil, to: test.after) == [])
    }

    @Test func cutsLongValues() {
        let difference = ApprovalDifference(
            kind: .added, path: ["data", "a"], approved: nil, found: .string(String(repeating: "x", count: 1000)))
        #expect(difference.description.count < 200)
    }
}
