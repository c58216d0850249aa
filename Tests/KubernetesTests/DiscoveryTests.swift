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

    /// As a real server answers while the backend of an aggregated group is away.
    @Test(.enabled(if: KubeTruth.isPresent), arguments: [true, false])
    func aGroupWhoseServerIsAwayIsStale(_ aggregates: Bool) async throws {
        let exchanges = try KubeTruth.scenario("stale-discovery")
        let server = try StubServer { request in
            let found = exchanges.filter { $0.path == request.target }
            let wanted = request.path == "/apis" && aggregates ? "APIGroupDiscoveryList" : "APIGroupList"
            if request.path == "/apis", let answer = found.first(where: { $0.answer["kind"]?.string == wanted }) {
                return .object(200, answer.answer)
            }
            if request.path == "/api" { return .json(200, #"{"kind":"APIVersions","versions":[]}"#) }
            guard let version = request.path.split(separator: "/").last, request.path.contains("truth.example.com")
            else {
                return .text(503, "service unavailable\n")
            }
            let widgets: Value = ["name": "widgets", "kind": "Widget", "namespaced": true, "verbs": ["list"]]
            return .object(
                200,
                [
                    "kind": "APIResourceList", "groupVersion": .string("truth.example.com/\(version)"),
                    "resources": [widgets],
                ])
        }
        var options = KubernetesClient.Options()
        options.retry = .never
        let client = KubernetesClient(
            name: "c", access: ClusterAccess(server: server.url), http: HTTPClient(), options: options)
        let discovery = try await client.discovery()
        #expect(discovery.stale == ["metrics.truth.example/v1"])
        #expect(discovery.isStale(group: "metrics.truth.example") && !discovery.isStale(group: "truth.example.com"))
        let versions = discovery.resources(group: "truth.example.com", kind: "Widget").map(\.kind.version)
        #expect(versions == ["v1", "v1beta1"], "the preferred version comes first")
        let lost = GroupVersionKind(apiVersion: "metrics.truth.example/v1", kind: "Thing")
        let error = await #expect(throws: KubernetesError.self) { _ = try await client.resource(for: lost) }
        #expect(error?.cause == .staleGroup("metrics.truth.example") && error?.isRetryable == true)
    }

    @Test func thePreferredVersionComesFirst() {
        let groups: Value = [
            "groups": [
                [
                    "name": "a.example",
                    "versions": [["groupVersion": "a.example/v2"], ["groupVersion": "a.example/v1"]],
                    "preferredVersion": ["groupVersion": "a.example/v1"],
                ]
            ]
        ]
        #expect(Discovery.groupVersions(groups) == ["a.example/v1", "a.example/v2"])
    }

    /// A 404 in plain text speaks of the path: the object may well exist.
    @Test(arguments: [true, false])
    func aBareNotFoundIsAbsenceOnlyWhereTheKindIsGone(isGone: Bool) async throws {
        let isOver = Event()
        let server = try StubServer { request in
            guard StubAPI.discovery[request.path] != nil else {
                isOver.signal()
                return .text(404, "404 page not found\n")
            }
            if request.path == "/apis" || (isGone && isOver.hasHappened) {
                return .json(200, #"{"kind":"APIGroupDiscoveryList","items":[]}"#)
            }
            return .json(200, StubAPI.discovery["/api"] ?? "")
        }
        let client = client(server)
        let reference = ObjectReference(apiVersion: "v1", kind: "ConfigMap", namespace: "a", name: "one")
        if isGone {
            #expect(try await client.get(reference) == nil)
        } else {
            let error = await #expect(throws: KubernetesError.self) { _ = try await client.get(reference) }
            #expect(error?.isNotFound == true)
        }
    }
}
