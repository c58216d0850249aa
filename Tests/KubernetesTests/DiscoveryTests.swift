import Document
import HTTP
import TestSupport
import Testing

@testable import Kubernetes

@Suite struct DiscoveryTests {
    private func client(_ server: StubServer) -> KubernetesClient {
        KubernetesClient(name: "c", access: ClusterAccess(server: server.url), http: HTTPClient())
    }

    /// Answers with what was recorded; aggregated lists only when they are asked for and `aggregates` is set.
    private func server(aggregates: Bool) throws -> StubServer {
        let exchanges = try KubeTruth.scenario("discovery")
        return try StubServer { request in
            let wantsAggregated = request.headers["accept"]?.contains("APIGroupDiscoveryList") == true
            let found = exchanges.filter { $0.path == request.target }
            let answer = found.last {
                ($0.answer["kind"] == "APIGroupDiscoveryList") == (wantsAggregated && aggregates)
            }
            guard let answer else { return .text(404, "404 page not found\n") }
            return .object(200, answer.answer)
        }
    }

    @Test(.enabled(if: KubeTruth.isPresent), arguments: [true, false])
    func knowsTheKindsOfARealServer(_ aggregates: Bool) async throws {
        let server = try server(aggregates: aggregates)
        let client = client(server)
        let planes = try await client.resource(
            for: GroupVersionKind(apiVersion: "kamaji.clastix.io/v1alpha1", kind: "TenantControlPlane"))
        #expect(planes.plural == "tenantcontrolplanes")
        #expect(planes.isNamespaced)
        #expect(planes.verbs.isSuperset(of: ["list", "watch", "patch"]))
        #expect(
            planes.path(namespace: "k8s-w-a", name: "a")
                == "/apis/kamaji.clastix.io/v1alpha1/namespaces/k8s-w-a/tenantcontrolplanes/a")
        let namespaces = try await client.resource(for: GroupVersionKind(apiVersion: "v1", kind: "Namespace"))
        #expect(!namespaces.isNamespaced)
        #expect(namespaces.path(namespace: nil) == "/api/v1/namespaces")
        #expect(try await client.version().gitVersion == "v1.36.2")
        // Served from what is known by now.
        #expect(server.requests.count { $0.target == "/apis" } == 1)
    }

    @Test func looksAgainForAKindThatIsNew() async throws {
        let isInstalled = Event()
        let server = try StubServer { request in
            guard isInstalled.hasHappened, request.path == "/api" else {
                return .json(200, #"{"kind":"APIGroupDiscoveryList","items":[]}"#)
            }
            return .json(200, StubAPI.discovery["/api"] ?? "")
        }
        let client = client(server)
        let kind = GroupVersionKind(apiVersion: "v1", kind: "ConfigMap")
        let error = await #expect(throws: KubernetesError.self) { _ = try await client.resource(for: kind) }
        #expect(error?.cause == .notDiscovered(kind))
        isInstalled.signal()
        #expect(try await client.resource(for: kind).plural == "configmaps")
    }
}
