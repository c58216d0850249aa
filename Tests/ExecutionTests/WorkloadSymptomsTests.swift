import Document
import Redaction
import Resources
import Testing

@testable import Execution

/// What people are told of something that does not come up.
struct WorkloadSymptomsTests {
    private static func key(_ kind: String, group: String = "apps/v1", name: String = "web") -> ItemKey {
        ItemKey(place: .management("m"), apiVersion: group, kind: kind, namespace: "n", name: name)
    }

    private static let deployment: Value = [
        "metadata": ["name": "web", "uid": "d"], "spec": ["selector": ["matchLabels": ["app": "web"]]],
    ]

    private static func pod(
        _ name: String, _ status: Value, label: String = "web", owner: Value? = ["uid": "rs"], created: String = "1"
    ) -> Value {
        var pod: Value = [
            "metadata": [
                "name": .string(name), "labels": ["app": .string(label)], "creationTimestamp": .string(created),
            ],
            "status": status,
        ]
        if let owner { pod["metadata"]?["ownerReferences"] = [owner] }
        return pod
    }

    private static func waiting(_ reason: String, _ message: String = "") -> Value {
        [
            "phase": "Pending",
            "containerStatuses": [
                [
                    "name": "app", "ready": false,
                    "state": ["waiting": ["reason": .string(reason), "message": .string(message)]],
                ]
            ],
        ]
    }

    private static func ended(_ message: String, code: Int64 = 1) -> Value {
        [
            "phase": "Running",
            "containerStatuses": [
                [
                    "name": "app", "ready": false, "state": ["waiting": ["reason": "CrashLoopBackOff"]],
                    "lastState": [
                        "terminated": [
                            "exitCode": .integer(code), "reason": "Error", "message": .string(message),
                        ]
                    ],
                ]
            ],
        ]
    }

    private static func event(
        _ kind: String, _ name: String, _ reason: String, at time: String = "1", type: String = "Warning",
        message: String = "m", count: Int64 = 1
    ) -> Value {
        [
            "involvedObject": ["kind": .string(kind), "name": .string(name)], "reason": .string(reason),
            "message": .string(message), "type": .string(type), "lastTimestamp": .string(time),
            "count": .integer(count),
        ]
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var key = WorkloadSymptomsTests.key("Deployment")
        var object: Value = WorkloadSymptomsTests.deployment
        var pods: [Value] = []
        var events: [Value] = []
        var words: String?

        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(
            name: "an image that cannot be pulled",
            pods: [pod("web-1", waiting("ImagePullBackOff", "Back-off pulling image \"x\""))],
            words: "pod web-1: container app waits: ImagePullBackOff: Back-off pulling image \"x\""),
        Case(
            name: "a container that ends, with the last event", pods: [pod("web-1", ended("no database"))],
            events: [
                event("Pod", "web-1", "Pulled", at: "9", type: "Normal"),
                event("Pod", "web-1", "Unhealthy", at: "2"), event("Pod", "web-1", "BackOff", at: "3", count: 4),
                event("Pod", "other", "Evicted", at: "9"),
            ],
            words: "pod web-1: container app waits: CrashLoopBackOff, container app ended with exit code 1: Error: "
                + "no database; last event: BackOff: m, 4 times"),
        Case(
            name: "the newest of the sick, not the old one that is well",
            pods: [
                pod("web-0", ["phase": "Running", "conditions": [["type": "Ready", "status": "True"]]], created: "3"),
                pod("web-1", waiting("ErrImagePull"), created: "1"),
                pod("web-2", waiting("ErrImagePull"), created: "2"),
            ], words: "pod web-2: container app waits: ErrImagePull"),
        Case(
            name: "no room",
            pods: [
                pod(
                    "web-1",
                    [
                        "phase": "Pending",
                        "conditions": [
                            [
                                "type": "PodScheduled", "status": "False", "reason": "Unschedulable",
                                "message": "0/3 nodes are available",
                            ]
                        ],
                    ])
            ], words: "pod web-1: it is not scheduled: Unschedulable: 0/3 nodes are available"),
        Case(
            name: "no pods at all, as with a quota", events: [event("ReplicaSet", "web-abc", "FailedCreate")],
            words: "it has no pods; last event: FailedCreate: m"),
        Case(
            name: "a pod that its labels fit and nobody controls is another's",
            pods: [pod("web-1", ended("x"), owner: nil)], words: "it has no pods"),
        Case(
            name: "it runs and is not ready",
            pods: [
                pod(
                    "web-1",
                    [
                        "phase": "Running",
                        "containerStatuses": [["name": "app", "ready": false, "state": ["running": [:]]]],
                    ]
                )
            ], words: "pod web-1: container app runs and is not ready"),
        Case(
            name: "a job by its owner alone", key: key("Job", group: "batch/v1", name: "load"),
            object: ["metadata": ["name": "load", "uid": "j"]],
            pods: [pod("load-1", ended("bad input"), label: "x", owner: ["uid": "j"])],
            words:
                "pod load-1: container app waits: CrashLoopBackOff, container app ended with exit code 1: Error: bad "
                + "input"),
        Case(
            name: "what has no pods by nature has events all the same",
            key: key("PersistentVolumeClaim", group: "v1", name: "data"),
            events: [event("PersistentVolumeClaim", "data", "ProvisioningFailed")],
            words: "last event: ProvisioningFailed: m"),
        Case(name: "nothing is known", key: key("ConfigMap", group: "v1"), words: nil),
        Case(
            name: "what is no status at all", pods: [pod("web-1", "no map")],
            words: nil),
    ])
    func says(_ given: Case) {
        let symptoms = WorkloadSymptoms(key: given.key, object: given.object, pods: given.pods, events: given.events)
        #expect(symptoms.words == given.words)
    }

    /// What others wrote neither acts on a terminal, nor fills it, nor gives a secret away, cut in half or not.
    @Test func wordsOfOthersAreSafe() {
        let secret = "symptom-secret-0815-4711"
        KnownSecrets.shared.learn(secret.utf8)
        let long = String(repeating: "x", count: 290)
        for message in [
            "\u{1B}[2J\u{202E}token=\(secret)\nnext", "\(long) \(secret)", String(repeating: secret, count: 100_000),
        ] {
            let words =
                WorkloadSymptoms(
                    key: Self.key("Deployment"), object: Self.deployment,
                    pods: [Self.pod("web-1", Self.ended(message))],
                    events: [Self.event("Pod", "web-1", "Failed", message: message)]
                ).words ?? ""
            #expect(words.count < 1000, "\(words.count)")
            #expect(!words.contains("symptom-secret") && !words.contains("\u{1B}") && !words.contains("\n"), "\(words)")
            #expect(words.contains("(sensitiv"), "\(words)")
        }
    }
}
