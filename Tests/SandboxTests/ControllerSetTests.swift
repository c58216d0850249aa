import Document
import SandboxAPI
import Testing

@testable import Sandbox

@Suite struct ControllerSetTests {
    private static let deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: k8s-w-pay}
        spec:
          replicas: 1
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: web:1}]}

        """

    @Test func nobodyWorksOnAnAPIServerByItself() async throws {
        try await TestEstate.run(controllers: .none) { estate in
            try await estate.apply(KamajiTests.manifest() + "\n---\n" + Self.deployment)
            // What controllers would do within milliseconds has not begun when a later write has been seen by all.
            try await estate.kubectl("annotate", "deployment", "web", "-n", "k8s-w-pay", "seen=yes")
            let client = estate.sandbox.clusters[0].client
            #expect(client.list(.serviceAccounts).isEmpty && client.list(.nodes).isEmpty)
            #expect(client.list(.replicaSets).isEmpty && client.list(.pods).isEmpty)
            let plane = try #require(client.list(.tenantControlPlanes).first)
            #expect(plane["metadata"]?["finalizers"] == nil && plane["spec"]?["dataStoreSchema"] == nil)
        }
    }

    @Test func theCoreControllersWorkWithoutKamaji() async throws {
        try await TestEstate.run(controllers: .core) { estate in
            try await estate.apply(KamajiTests.manifest() + "\n---\n" + Self.deployment)
            try await estate.kubectl("rollout", "status", "deployment/web", "-n", "k8s-w-pay", "--timeout=60s")
            let plane = try #require(estate.sandbox.clusters[0].client.list(.tenantControlPlanes).first)
            #expect(plane["metadata"]?["finalizers"] == nil && plane["spec"]?["dataStoreSchema"] == nil)
        }
    }
}
