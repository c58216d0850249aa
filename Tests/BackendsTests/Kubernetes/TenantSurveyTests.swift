import Document
import Kubernetes
import Resources
import SandboxAPI
import TestSupport
import Testing

@testable import Backends

/// What a look at a tenant asks: there are thousands of them.
struct TenantSurveyTests {
    private let cluster: FakeCluster
    private let kinds: Set<ItemKind> = [
        ItemKind(apiVersion: "v1", kind: "ConfigMap"), ItemKind(apiVersion: "v1", kind: "Secret"),
        ItemKind(apiVersion: "v1", kind: "ServiceAccount"),
    ]

    init() throws {
        cluster = try FakeCluster()
        cluster.send(
            "POST", "/api/v1/namespaces/default/configmaps", ObjectSample.configMap("web", ["a": "b"]))
    }

    private func key(_ name: String) -> ItemKey {
        ItemKey(place: .tenant("w"), apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: name)
    }

    private var discoveries: Int { cluster.server.requests.count { ["/api", "/apis"].contains($0.path) } }

    /// One list after another over one connection, which is not used again.
    @Test func oneConnectionAndOneListAKind() async throws {
        let backend = cluster.backend(at: .tenant("w"))
        let survey = try await backend.observe(kinds: kinds, named: [key("web")])
        #expect(survey.observations.map(\.key) == [key("web")])
        let lists = cluster.server.requests.filter { $0.target.contains("labelSelector=") }
        #expect(lists.count == kinds.count)
        #expect(cluster.server.requests.count == kinds.count + 2, "and discovery")
        #expect(Set(cluster.server.requests.map(\.connection)) == [0])
        #expect(cluster.server.mostConcurrent == 1)
        _ = try await backend.read(key("web"))
        #expect(cluster.server.requests.last?.connection == 1, "the first was closed when the look was over")
    }

    /// What is missing is asked for over the same connection.
    @Test func whatIsMissingIsAskedForOverTheSameConnection() async throws {
        let missing = ItemKey(
            place: .tenant("w"), apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "absent")
        let survey = try await cluster.backend(at: .tenant("w")).observe(kinds: kinds, named: [key("web"), missing])
        #expect(survey.observations.map(\.key) == [key("web")])
        #expect(cluster.server.requests.last?.path == "/api/v1/namespaces/default/configmaps/absent")
        #expect(Set(cluster.server.requests.map(\.connection)) == [0])
    }

    /// What earlier runs learnt is not asked again; what they do not know is.
    @Test func discoveryIsRememberedUntilSomethingIsMissing() async throws {
        let store = DiscoveryStore(path: try TemporaryFolder().path("absent/discovery.json"))
        let first = cluster.backend(at: .tenant("w"), memory: store.memory(of: "u", version: "v1"))
        _ = try await first.observe(kinds: kinds, named: [])
        #expect(discoveries == 2)
        let second = cluster.backend(at: .tenant("w"), memory: store.memory(of: "u", version: "v1"))
        _ = try await second.observe(kinds: kinds, named: [key("web")])
        #expect(discoveries == 2, "remembered")
        let widgets = ItemKind(apiVersion: "example.com/v1", kind: "Widget")
        let third = cluster.backend(at: .tenant("w"), memory: store.memory(of: "u", version: "v1"))
        _ = try await third.observe(kinds: kinds.union([widgets]), named: [])
        #expect(discoveries == 4, "a kind is missing")
        let fourth = cluster.backend(at: .tenant("w"), memory: store.memory(of: "u", version: "v2"))
        _ = try await fourth.observe(kinds: kinds, named: [])
        #expect(discoveries == 6, "another version of the server")
    }

    /// A kind that went away since is found out, and is not unknown.
    @Test func aKindThatWentAwayIsAbsent() async throws {
        let widgets = ItemKind(apiVersion: "example.com/v1", kind: "Widget")
        let store = DiscoveryStore(path: try TemporaryFolder().path("absent/discovery.json"))
        let memory = store.memory(of: "u", version: "v1")
        let backend = cluster.backend(at: .tenant("w"))
        var known = try await backend.client.discovery().resources
        known.append(
            APIResource(
                kind: GroupVersionKind(apiVersion: "example.com/v1", kind: "Widget"), plural: "widgets",
                isNamespaced: true, verbs: ["list"]))
        _ = await memory.keep(Discovery(known))
        let survey = try await cluster.backend(at: .tenant("w"), memory: memory)
            .observe(kinds: kinds.union([widgets]), named: [key("web")])
        #expect(survey.unlisted.isEmpty && survey.unknown.isEmpty)
        #expect(survey.observations.map(\.key) == [key("web")])
        #expect(await memory.recall()?.resource(for: .init(apiVersion: "example.com/v1", kind: "Widget")) == nil)
    }
}
