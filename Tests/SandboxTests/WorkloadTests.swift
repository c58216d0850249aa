import Document
import Foundation
import Testing

@testable import Sandbox

// One after the other: each test is a whole estate.
@Suite(.serialized) struct WorkloadTests {
    @Test func aDeploymentRollsOutScalesAndGoes() async throws {
        try await TestEstate.run { estate in
            try await estate.apply(Self.deployment("web"))
            try await estate.kubectl("rollout", "status", "deployment/web", "--timeout=90s")
            try await estate.kubectl("scale", "deployment/web", "--replicas=4")
            try await estate.kubectl(
                "wait", "--for=jsonpath={.status.readyReplicas}=4", "deployment/web", "--timeout=90s")
            try await estate.apply(Self.deployment("web", image: "web:2", replicas: 4))
            try await estate.kubectl("rollout", "status", "deployment/web", "--timeout=90s")
            try await estate.eventually("only the new pods are left") {
                let images = try await estate.kubectl("get", "pods", "-o", "jsonpath={..image}")
                return Set(images.split(separator: " ")) == ["web:2"]
            }
        }
    }

    @Test func dependentsGoWithTheirOwnerOrAreReleased() async throws {
        try await TestEstate.run { estate in
            for name in ["back", "front", "orphan"] {
                try await estate.apply(Self.deployment(name))
                try await estate.kubectl("rollout", "status", "deployment/\(name)", "--timeout=90s")
            }
            try await estate.kubectl("delete", "deployment/front", "--cascade=foreground")
            // It is gone when its dependents are.
            #expect(try await !estate.kubectl("get", "replicasets,pods", "-o", "name").contains("front"))
            try await estate.kubectl("delete", "deployment/back", "--cascade=background")
            try await estate.eventually("its dependents follow") {
                try await !estate.kubectl("get", "replicasets,pods", "-o", "name").contains("back")
            }
            try await estate.kubectl("delete", "deployment/orphan", "--cascade=orphan")
            let sets = try Value(json: try await estate.kubectl("get", "replicasets", "-o", "json"))["items"]?.array
            #expect(sets?.count == 1)
            #expect(sets?.first?["metadata"]?["ownerReferences"] == nil)
        }
    }

    @Test func aStatefulSetADaemonSetAndAJob() async throws {
        try await TestEstate.run { estate in
            let pod = "{metadata: {labels: {app: x}}, spec: {containers: [{name: c, image: i}]}}"
            try await estate.apply(
                """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db, namespace: default}
                spec: {replicas: 2, serviceName: db, selector: {matchLabels: {app: x}}, template: \(pod)}
                ---
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: agent, namespace: default}
                spec: {selector: {matchLabels: {app: x}}, template: \(pod)}
                ---
                apiVersion: batch/v1
                kind: Job
                metadata: {name: once, namespace: default}
                spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}
                """)
            try await estate.kubectl("rollout", "status", "statefulset/db", "--timeout=90s")
            try await estate.kubectl("rollout", "status", "daemonset/agent", "--timeout=90s")
            try await estate.kubectl("wait", "--for=condition=Complete", "job/once", "--timeout=90s")
            let pods = try await estate.kubectl("get", "pods", "-o", "name")
            #expect(pods.contains("pod/db-0") && pods.contains("pod/db-1"))
        }
    }

    @Test func aDeploymentIsRolledBackToAnEarlierRevision() async throws {
        try await TestEstate.run { estate in
            for number in 1...2 {
                try await estate.apply(Self.deployment("web", image: "web:\(number)"))
                try await estate.kubectl(
                    "annotate", "deployment/web", "kubernetes.io/change-cause=n\(number)", "--overwrite")
                try await estate.kubectl("rollout", "status", "deployment/web", "--timeout=90s")
            }
            #expect(try await estate.history("deployment/web") == ["1 n1", "2 n2"])
            try await estate.kubectl("rollout", "undo", "deployment/web")
            try await estate.kubectl("rollout", "status", "deployment/web", "--timeout=90s")
            #expect(try await estate.history("deployment/web").map { $0.prefix(1) } == ["2", "3"])
            let object = try Value(json: try await estate.kubectl("get", "deployment", "web", "-o", "json"))
            #expect(object["metadata"]?["annotations"]?["deployment.kubernetes.io/revision"] == "3")
            #expect(object["spec"]?["template"]?["spec"]?["containers"]?[0]?["image"] == "web:1")
            let sets = try await estate.kubectl("get", "replicasets", "-o", "jsonpath={..pod-template-hash}")
            #expect(Set(sets.split(separator: " ")).count == 2)
            let conditions = (object["status"]?["conditions"]?.array ?? []).map { $0["reason"]?.plain ?? "" }
            #expect(Set(conditions) == ["NewReplicaSetAvailable", "MinimumReplicasAvailable"])
        }
    }

    @Test func aSetsPodsAreReplacedOneByOneAndRolledBack() async throws {
        try await TestEstate.run { estate in
            let pod = "{metadata: {labels: {app: x}}, spec: {containers: [{name: c, image: \"i:1\"}]}}"
            let rest = "selector: {matchLabels: {app: x}}, template: \(pod)"
            try await estate.apply(
                """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db, namespace: default}
                spec: {replicas: 3, serviceName: db, \(rest)}
                ---
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: agent, namespace: default}
                spec: {\(rest)}
                """)
            for set in ["statefulset/db", "daemonset/agent"] {
                try await estate.kubectl("rollout", "status", set, "--timeout=90s")
                try await estate.kubectl(
                    "patch", set, "--type=json", "-p",
                    #"[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"i:2"}]"#)
                try await estate.kubectl("rollout", "status", set, "--timeout=90s")
                #expect(try await estate.history(set).map { $0.prefix(1) } == ["1", "2"])
                try await estate.kubectl("rollout", "undo", set)
                try await estate.kubectl("rollout", "status", set, "--timeout=90s")
                #expect(try await estate.history(set).map { $0.prefix(1) } == ["2", "3"])
            }
            let images = try await estate.kubectl("get", "pods", "-o", "jsonpath={.items[*].spec.containers[0].image}")
            #expect(Set(images.split(separator: " ")) == ["i:1"])
            // A worker that comes gets its pod; the last pod of a set goes first.
            ClusterBootstrap.register(node: "late", version: "v1.36.2", estate.sandbox.clusters[0].client)
            try await estate.kubectl(
                "wait", "--for=jsonpath={.status.numberReady}=2", "daemonset/agent", "--timeout=90s")
            try await estate.kubectl("scale", "statefulset/db", "--replicas=1")
            try await estate.eventually("db-0 is left") {
                let names = try await estate.kubectl("get", "pods", "-o", "name")
                return names.contains("db-0") && !names.contains("db-1") && !names.contains("db-2")
            }
        }
    }

    @Test func podsShowWhatIsWrongWithThem() async throws {
        try await TestEstate.run { estate in
            for (kind, name) in [(Fault.Kind.badImage, "bad"), (.crash, "loop"), (.neverReady, "slow")] {
                estate.sandbox.faults.add(Fault(kind, match: FaultMatch(object: "default/\(name)")))
                try await estate.apply(Self.deployment(name, replicas: 1))
            }
            try await estate.apply(Self.deployment("good", replicas: 1))
            try await estate.eventually("each has its own trouble") {
                let table = try await estate.kubectl("get", "pods", "--no-headers")
                let rows = table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
                let shown = rows.map { "\($0[0].prefix { $0 != "-" }) \($0[1]) \($0[2])" }.sorted()
                return shown == [
                    "bad 0/1 ImagePullBackOff", "good 1/1 Running", "loop 0/1 CrashLoopBackOff", "slow 0/1 Running",
                ]
            }
            estate.sandbox.faults.clear()
            for name in ["bad", "loop", "slow"] {
                try await estate.kubectl("rollout", "status", "deployment/\(name)", "--timeout=90s")
            }
        }
    }

    @Test func jobsCompleteByIndexOrFail() async throws {
        try await TestEstate.run { estate in
            estate.sandbox.faults.add(Fault(.crash, match: FaultMatch(object: "default/bad")))
            let template = "template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}"
            try await estate.apply(
                """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: shards, namespace: default}
                spec: {completions: 4, parallelism: 2, completionMode: Indexed, \(template)}
                ---
                apiVersion: batch/v1
                kind: Job
                metadata: {name: bad, namespace: default}
                spec: {backoffLimit: 1, \(template)}
                ---
                apiVersion: batch/v1
                kind: Job
                metadata: {name: later, namespace: default}
                spec: {suspend: true, \(template)}
                ---
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: nightly, namespace: default}
                spec: {schedule: "0 3 * * *", jobTemplate: {spec: {\(template)}}}
                """)
            try await estate.kubectl("wait", "--for=condition=Complete", "job/shards", "--timeout=90s")
            let shards = try Value(json: try await estate.kubectl("get", "job", "shards", "-o", "json"))["status"]
            #expect(shards?["completedIndexes"] == "0-3" && shards?["succeeded"] == 4)
            try await estate.kubectl("wait", "--for=condition=Failed", "job/bad", "--timeout=90s")
            let bad = try Value(json: try await estate.kubectl("get", "job", "bad", "-o", "json"))["status"]
            #expect(bad?["failed"] == 2)
            #expect(bad?["conditions"]?.array?.last?["reason"] == "BackoffLimitExceeded")
            try await estate.kubectl("wait", "--for=condition=Suspended", "job/later", "--timeout=90s")
            try await estate.kubectl("patch", "job", "later", "--type=merge", "-p", #"{"spec":{"suspend":false}}"#)
            try await estate.kubectl("wait", "--for=condition=Complete", "job/later", "--timeout=90s")
            #expect(try await estate.kubectl("get", "cronjobs", "-o", "name") == "cronjob.batch/nightly\n")
        }
    }

    @Test func aFinishedJobGoesByItsOwnTime() async throws {
        try await TestEstate.run { estate in
            try await estate.apply(
                """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: migrate, namespace: default}
                spec:
                  ttlSecondsAfterFinished: 1
                  template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}
                """)
            try await estate.eventually("the job and its pod are gone") {
                try await estate.kubectl("get", "jobs,pods", "-o", "name").isEmpty
            }
        }
    }

    @Test func aClaimStaysWhileAPodUsesIt() async throws {
        try await TestEstate.run { estate in
            try await estate.apply(
                """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data, namespace: default}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: user, namespace: default}
                spec:
                  containers: [{name: c, image: i}]
                  volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]
                """)
            try await estate.kubectl("wait", "--for=condition=Ready", "pod/user", "--timeout=90s")
            try await estate.kubectl("delete", "pvc", "data", "--wait=false")
            let phase = try await estate.kubectl("get", "pvc", "data", "-o", "jsonpath={.metadata.deletionTimestamp}")
            #expect(!phase.isEmpty)
            try await estate.kubectl("delete", "pod", "user", "--grace-period=0", "--force")
            try await estate.eventually("the claim is gone") {
                try await estate.kubectl("get", "pvc", "-o", "name").isEmpty
            }
        }
    }

    @Test func podsThatControlEachOtherAndLimitsBeyondReasonStopNothing() async throws {
        try await TestEstate.run { estate in
            for name in ["a", "b"] {
                try await estate.apply(
                    """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: \(name), namespace: default, labels: {app: pair}}
                    spec: {containers: [{name: c, image: i}]}
                    """)
            }
            for (name, other) in [("a", "b"), ("b", "a")] {
                let uid = try await estate.kubectl("get", "pod", other, "-o", "jsonpath={.metadata.uid}")
                let owner =
                    #"{"apiVersion": "v1", "kind": "Pod", "name": "\#(other)", "uid": "\#(uid)", "controller": true}"#
                try await estate.kubectl(
                    "patch", "pod", name, "--type=merge", "-p", #"{"metadata": {"ownerReferences": [\#(owner)]}}"#)
            }
            let deployment = Self.deployment("web").replacingOccurrences(
                of: "  replicas:",
                with: "  strategy: {rollingUpdate: {maxSurge: 9223372036854775807%, maxUnavailable: 25%}}\n  replicas:")
            try await estate.apply(
                """
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: pair, namespace: default}
                spec: {minAvailable: 200%, selector: {matchLabels: {app: pair}}}
                ---
                \(deployment)
                """)
            try await estate.kubectl("wait", "--for=jsonpath={.status.expectedPods}=2", "pdb/pair", "--timeout=90s")
            try await estate.kubectl("wait", "--for=condition=Ready", "pod/a", "pod/b", "--timeout=90s")
            try await estate.kubectl("rollout", "status", "deployment/web", "--timeout=90s")
        }
    }

    static func deployment(_ name: String, image: String = "web:1", replicas: Int = 2) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: \(name), namespace: default}
        spec:
          replicas: \(replicas)
          selector: {matchLabels: {app: \(name)}}
          template:
            metadata: {labels: {app: \(name)}}
            spec: {containers: [{name: web, image: \(image)}]}
        """
    }
}

extension TestEstate {
    /// What `kubectl rollout history` lists: revision and cause.
    fileprivate func history(_ workload: String) async throws -> [String] {
        try await kubectl("rollout", "history", workload).split(separator: "\n").filter { $0.first?.isNumber == true }
            .map { $0.split(separator: " ").joined(separator: " ") }
    }
}
