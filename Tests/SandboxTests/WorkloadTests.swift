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
