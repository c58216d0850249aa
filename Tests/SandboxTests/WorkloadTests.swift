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
            try await estate.kubectl("delete", "deployment/web", "--cascade=foreground")
            #expect(try await estate.kubectl("get", "replicasets,pods", "-o", "name") == "")
        }
    }

    @Test func theBackgroundDeletionOfAnOwnerTakesItsDependents() async throws {
        try await TestEstate.run { estate in
            try await estate.apply(Self.deployment("web"))
            try await estate.kubectl("rollout", "status", "deployment/web", "--timeout=90s")
            let pods = try await estate.kubectl("get", "pods", "-o", "name").split(separator: "\n").map(String.init)
            #expect(pods.count == 2)
            try await estate.kubectl("delete", "deployment/web", "--cascade=background")
            for pod in pods { try await estate.kubectl("wait", "--for=delete", pod, "--timeout=90s") }
            #expect(try await estate.kubectl("get", "replicasets", "-o", "name") == "")
        }
    }

    @Test func anOrphanedReplicaSetStays() async throws {
        try await TestEstate.run { estate in
            try await estate.apply(Self.deployment("web"))
            try await estate.kubectl("rollout", "status", "deployment/web", "--timeout=90s")
            try await estate.kubectl("delete", "deployment/web", "--cascade=orphan")
            let sets = try await estate.kubectl("get", "replicasets", "-o", "json")
            let items = try Value(json: sets)["items"]?.array ?? []
            #expect(items.count == 1)
            #expect(items.first?["metadata"]?["ownerReferences"] == nil)
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

    @Test func volumesComeAndGoWithTheirClaims() async throws {
        try await TestEstate.run { estate in
            try await estate.apply(
                """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data, namespace: default}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """)
            try await estate.kubectl("wait", "--for=jsonpath={.status.phase}=Bound", "pvc/data", "--timeout=90s")
            #expect(try await estate.kubectl("get", "pv", "-o", "jsonpath={..status.phase}") == "Bound")
            try await estate.kubectl("delete", "pvc", "data")
            try await estate.eventually("the volume goes") { try await estate.kubectl("get", "pv", "-o", "name") == "" }
        }
    }

    @Test func defaultObjectsComeBackAndPodsLeaveWithTheirNode() async throws {
        try await TestEstate.run { estate in
            let names = "serviceaccount/default configmap/kube-root-ca.crt"
            let before = try await estate.kubectl(
                "get", "configmap", "kube-root-ca.crt", "-o", "jsonpath={.metadata.uid}")
            try await estate.kubectl("delete", "serviceaccount/default", "configmap/kube-root-ca.crt")
            try await estate.eventually("they are made anew") {
                try await estate.failure("get", "serviceaccount/default", "configmap/kube-root-ca.crt") == ""
            }
            let after = try await estate.kubectl(
                "get", "configmap", "kube-root-ca.crt", "-o", "jsonpath={.metadata.uid}{.data.ca\\.crt}")
            #expect(!after.hasPrefix(before) && after.contains("BEGIN CERTIFICATE"), "\(names)")

            try await estate.apply(Self.deployment("web", replicas: 1))
            try await estate.kubectl("rollout", "status", "deployment/web", "--timeout=90s")
            let pod = try await estate.kubectl("get", "pods", "-o", "name").trimmingCharacters(in: .newlines)
            try await estate.kubectl("delete", "node", "fsn1-a-node-1")
            try await estate.kubectl("wait", "--for=delete", pod, "--timeout=90s")
            try await estate.eventually("another waits for a node") {
                try await estate.kubectl("get", "pods", "-o", "json").contains("no nodes available to schedule pods")
            }
        }
    }

    @Test func aDefinitionTakesItsObjectsWithIt() async throws {
        try await TestEstate.run { estate in
            let definition = """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: widgets.example.com}
                spec:
                  group: example.com
                  names: {kind: Widget, plural: widgets}
                  scope: Namespaced
                  versions:
                  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
                """
            func widget(_ name: String, _ finalizers: String = "") -> String {
                "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: \(name), namespace: default, finalizers: [\(finalizers)]}\n"
            }
            try await estate.apply(definition)
            try await estate.kubectl("wait", "--for=condition=Established", "crd/widgets.example.com", "--timeout=90s")
            try await estate.eventually("they are served") {
                try await estate.failure("get", "widgets.example.com") == ""
            }
            try await estate.apply(widget("free"))
            try await estate.apply(widget("held", "example.com/hold"))
            try await estate.kubectl("delete", "crd", "widgets.example.com", "--wait=false")
            try await estate.kubectl("wait", "--for=delete", "widgets.example.com/free", "--timeout=90s")
            try await estate.eventually("it says what it waits for") {
                try await estate.kubectl("get", "crd", "widgets.example.com", "-o", "json").contains(
                    "InstanceDeletionInProgress")
            }
            let refusal = try await estate.failure("apply", "--server-side", "-f", "-", input: widget("late"))
            #expect(refusal.contains("create not allowed while custom resource definition is terminating"))
            try await estate.kubectl(
                "patch", "widgets.example.com", "held", "--type=merge", "-p", #"{"metadata":{"finalizers":null}}"#)
            try await estate.kubectl("wait", "--for=delete", "crd/widgets.example.com", "--timeout=90s")
            #expect(try await estate.failure("get", "--raw", "/apis/example.com/v1/widgets").contains("NotFound"))
            // Made anew, it has no memory.
            try await estate.apply(definition)
            try await estate.eventually("they are served again") {
                try await estate.kubectl("get", "--raw", "/apis/example.com/v1/widgets").contains(#""items":[]"#)
            }
        }
    }

    @Test func withoutANodeNothingRuns() async throws {
        try await TestEstate.run { estate in
            try await estate.kubectl("delete", "node", "fsn1-a-node-1")
            try await estate.apply(Self.deployment("web"))
            let refusal = try await estate.failure(
                "wait", "--for=condition=Available", "deployment/web", "--timeout=1s")
            #expect(refusal.contains("timed out"))
            ClusterBootstrap.register(node: "late", version: "v1.36.2", estate.sandbox.clusters[0].client)
            try await estate.kubectl("wait", "--for=condition=Available", "deployment/web", "--timeout=90s")
        }
    }

    @Test func aNamespaceGoesWithItsContentAndWaitsForFinalizers() async throws {
        try await TestEstate.run { estate in
            try await estate.apply(
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: doomed}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: held, namespace: doomed, finalizers: [example.com/hold]}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: free, namespace: doomed}
                """)
            try await estate.kubectl("delete", "namespace", "doomed", "--wait=false")
            try await estate.eventually("its conditions say what is left") {
                try await estate.kubectl("get", "namespace", "doomed", "-o", "json").contains(
                    "example.com/hold in 1 resource instances")
            }
            #expect(try await estate.failure("get", "configmap", "free", "-n", "doomed").contains("NotFound"))
            try await estate.kubectl(
                "patch", "configmap", "held", "-n", "doomed", "--type=json", "-p",
                #"[{"op":"remove","path":"/metadata/finalizers"}]"#)
            try await estate.kubectl("wait", "--for=delete", "namespace/doomed", "--timeout=90s")
        }
    }

    @Test func credentialsDecideWhoAsks() async throws {
        try await TestEstate.run(clusters: ["fsn1-a", "root-1"]) { estate in
            let server = "https://\(estate.sandbox.configuration.network.managementCluster(1)):6443"
            let token = try String(contentsOfFile: "\(estate.directory)/token/fsn1-a", encoding: .utf8)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let secrets = "\(server)/api/v1/secrets"
            #expect(try await estate.curl("-k", "-H", "Authorization: Bearer \(token)", secrets).status == 200)
            #expect(try await estate.curl("-k", "-H", "Authorization: Bearer wrong", secrets).status == 401)
            #expect(try await estate.curl("-k", secrets).status == 403)
            #expect(try await estate.curl("-k", "\(server)/healthz").text == "ok")
            #expect(try await estate.curl("-k", "--http1.1", "\(server)/version").status == 200)
            // A certificate of the other cluster's authority is nobody's here.
            let foreign = try await estate.failure(
                "get", "secrets", "--server", server, "--insecure-skip-tls-verify",
                kubeconfig: estate.kubeconfig("root-1").withoutAuthority())
            #expect(foreign.contains("Unauthorized") || foreign.contains("logged in"))
            let mode = try FileManager.default.attributesOfItem(atPath: estate.kubeconfig())[.posixPermissions]
            #expect(mode as? Int == 0o600)
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

extension String {
    /// A copy of the kubeconfig at this path that trusts any server.
    fileprivate func withoutAuthority() throws -> String {
        let text = try String(contentsOfFile: self, encoding: .utf8)
        let lines = text.split(separator: "\n").filter { !$0.contains("certificate-authority-data") }
        let path = self + ".any"
        try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}
