import Document
import Foundation
import Testing

@testable import Sandbox

/// What every cluster does by itself.
// One after the other: each test is a whole estate.
@Suite(.serialized) struct ClusterTests {
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

            try await estate.apply(WorkloadTests.deployment("web", replicas: 1))
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
            try await estate.apply(WorkloadTests.deployment("web"))
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
