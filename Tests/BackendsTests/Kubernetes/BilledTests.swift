import Document
import Kubernetes
import Resources
import TestSupport
import Testing

@testable import Backends

/// What costs money, and what keeps it from going.
struct BilledTests {
    static func object(_ kind: String, _ name: String, owner: String? = nil, _ rest: Value = [:]) -> Observation {
        var value = rest
        value[["metadata", "uid"]] = .string("\(kind)/\(name)")
        if let owner { value[["metadata", "ownerReferences"]] = [["uid": .string(owner), "controller": true]] }
        let api = ["Service", "PersistentVolumeClaim", "PersistentVolume", "Pod"].contains(kind) ? "v1" : "apps/v1"
        return Observation(key: ObjectSample.key(kind, name, api: api), value: value)
    }

    static func mounting(_ claim: String) -> Value {
        ["spec": ["volumes": [["name": "data", "persistentVolumeClaim": ["claimName": .string(claim)]]]]]
    }

    static let claim = object("PersistentVolumeClaim", "c")

    /// `claim`: the name of the claim that it is bound to, `provisioner` what made it for that.
    static func volume(
        _ name: String, policy: String = "Delete", source: String = "csi", claim: String? = nil, uid: String? = nil,
        provisioner: String? = nil
    ) -> Observation {
        var rest: Value = ["spec": ["persistentVolumeReclaimPolicy": .string(policy)]]
        rest[Path([.key("spec"), .key(source)])] = ["x": "y"]
        if let claim {
            rest[["spec", "claimRef"]] = ["namespace": "default", "name": .string(claim)]
            if let uid { rest[["spec", "claimRef", "uid"]] = .string(uid) }
        }
        if let provisioner {
            rest[["metadata", "annotations"]] = ["pv.kubernetes.io/provisioned-by": .string(provisioner)]
        }
        return object("PersistentVolume", name, rest)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var objects: [Observation]
        var billed: [String]

        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(
            name: "services",
            objects: [
                object("Service", "lb", ["spec": ["type": "LoadBalancer"]]),
                object("Service", "ip", ["spec": ["type": "ClusterIP"]]),
            ], billed: ["Service/lb"]),
        Case(name: "an unused claim", objects: [claim], billed: ["PersistentVolumeClaim/c"]),
        Case(
            name: "a bare pod", objects: [claim, object("Pod", "p", mounting("c")), object("Pod", "q", mounting("x"))],
            billed: ["PersistentVolumeClaim/c", "Pod/p"]),
        Case(
            name: "the topmost owner",
            objects: [
                claim, object("Deployment", "d"), object("ReplicaSet", "d-1", owner: "Deployment/d"),
                object("Pod", "d-1-a", owner: "ReplicaSet/d-1", mounting("c")),
                object("Pod", "d-1-b", owner: "ReplicaSet/d-1", mounting("c")),
            ], billed: ["Deployment/d", "PersistentVolumeClaim/c"]),
        Case(
            name: "an owner of an unknown kind",
            objects: [
                claim, object("ReplicaSet", "r", owner: "Rollout/r"),
                object("Pod", "p", owner: "ReplicaSet/r", mounting("c")),
            ], billed: ["PersistentVolumeClaim/c", "ReplicaSet/r"]),
        Case(
            name: "a stateful set without pods",
            objects: [
                object("PersistentVolumeClaim", "data-db-0"), object("PersistentVolumeClaim", "data-db-x"),
                object("StatefulSet", "db", ["spec": ["volumeClaimTemplates": [["metadata": ["name": "data"]]]]]),
            ], billed: ["PersistentVolumeClaim/data-db-0", "PersistentVolumeClaim/data-db-x", "StatefulSet/db"]),
        Case(
            name: "a cron job between two runs",
            objects: [
                claim,
                object("CronJob", "j", ["spec": ["jobTemplate": ["spec": ["template": mounting("c")]]]]),
            ], billed: ["CronJob/j", "PersistentVolumeClaim/c"]),
        Case(
            name: "volumes that nobody claims",
            objects: [
                volume("csi"), volume("kept", policy: "Retain"), volume("node", source: "hostPath"),
                volume("disk", source: "cinder"),
            ], billed: ["PersistentVolume/csi", "PersistentVolume/disk"]),
        Case(
            name: "volumes with a claim",
            objects: [
                claim, volume("made", claim: "c", uid: "PersistentVolumeClaim/c", provisioner: "csi.example.com"),
                volume("by-people", claim: "c", uid: "PersistentVolumeClaim/c"),
                volume("released", claim: "gone", uid: "x", provisioner: "csi.example.com"),
                volume("of-another", claim: "c", uid: "x", provisioner: "csi.example.com"),
                volume("kept", policy: "Retain", claim: "gone", provisioner: "csi.example.com"),
            ],
            billed: [
                "PersistentVolume/by-people", "PersistentVolume/of-another", "PersistentVolume/released",
                "PersistentVolumeClaim/c",
            ]),
        Case(
            name: "an ephemeral volume",
            objects: [
                object("PersistentVolumeClaim", "p-tmp"),
                object("Pod", "p", ["spec": ["volumes": [["name": "tmp", "ephemeral": [:]]]]]),
            ], billed: ["PersistentVolumeClaim/p-tmp", "Pod/p"]),
    ])
    func tells(_ example: Case) {
        #expect(Billed.among(example.objects).compactMap(\.uid).sorted() == example.billed)
    }

    @Test func readsWhatIsThereMarkedOrNot() async throws {
        let cluster = try FakeCluster()
        let claim: Value = [
            "metadata": ["name": "c"],
            "spec": ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]]],
        ]
        cluster.send("POST", "/api/v1/namespaces/default/persistentvolumeclaims", claim)
        let volume: Value = [
            "metadata": ["name": "v"],
            "spec": [
                "accessModes": ["ReadWriteOnce"], "capacity": ["storage": "1Gi"],
                "persistentVolumeReclaimPolicy": "Delete",
                "csi": ["driver": "csi.example.com", "volumeHandle": "1"],
            ],
        ]
        cluster.send("POST", "/api/v1/persistentvolumes", volume)
        let found = try await cluster.backend().billed()
        #expect(found.map(\.key.description) == ["PersistentVolume v", "PersistentVolumeClaim default/c"])
        cluster.addFault { request in
            request.path.hasSuffix("/pods") ? .json(403, KubernetesBackendTests.failure(403, "Forbidden", "no")) : nil
        }
        let error = await #expect(throws: BackendError.self) { try await cluster.backend().billed() }
        #expect(error?.reason == .forbidden)
    }
}
