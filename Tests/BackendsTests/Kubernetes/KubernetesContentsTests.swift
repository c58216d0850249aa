import Document
import Kubernetes
import Resources
import TestSupport
import Testing

@testable import Backends

/// What goes along with a namespace or a definition.
struct KubernetesContentsTests {
    let cluster: FakeCluster
    let backend: KubernetesBackend

    init() throws {
        cluster = try FakeCluster()
        backend = cluster.backend()
        cluster.send("POST", "/api/v1/namespaces", ["metadata": ["name": "shop"]])
    }

    static func namespace(_ name: String) -> ItemKey { ObjectSample.key("Namespace", name, namespace: nil) }

    @discardableResult
    func add(
        _ path: String, _ name: String, _ rest: Value = [:], namespace: String = "shop", owner: Value? = nil
    ) -> Value {
        var body = rest
        body[["metadata", "name"]] = .string(name)
        if let owner { body[["metadata", "ownerReferences"]] = [owner] }
        let group = path.contains("/") ? "/apis/\(path.prefix { $0 != ":" })" : "/api/v1"
        let plural = path.split(separator: ":").last.map(String.init) ?? path
        return cluster.send("POST", "\(group)/namespaces/\(namespace)/\(plural)", body)
    }

    static func owner(_ object: Value, controller: Bool = false) -> Value {
        var owner: Value = [
            "apiVersion": object["apiVersion"] ?? "v1", "kind": object["kind"] ?? "ConfigMap",
            "name": object["metadata"]?["name"] ?? "", "uid": object["metadata"]?["uid"] ?? "",
        ]
        if controller { owner["controller"] = true }
        return owner
    }

    @Test func aNamespaceHoldsWhatPeopleMadeInIt() async throws {
        add("serviceaccounts", "default")
        add("serviceaccounts", "builder")
        add("configmaps", "kube-root-ca.crt")
        let own = add("configmaps", "teams-own", ["data": ["a": "b"]])
        add("secrets", "generated", owner: Self.owner(own, controller: true))
        // Whoever ties a thing of their own to another has not given it away.
        add("secrets", "tied", owner: Self.owner(own))
        add("secrets", "elsewhere", owner: Self.owner(["metadata": ["name": "x", "uid": "gone"]]))
        add("secrets", "controlled", owner: Self.owner(["metadata": ["name": "x", "uid": "gone"]], controller: true))
        let node: Value = ["apiVersion": "v1", "kind": "Node", "metadata": ["name": "n", "uid": "n"]]
        add("secrets", "of-the-cluster", owner: Self.owner(node, controller: true))
        add("configmaps", "leaving", ["metadata": ["finalizers": ["example.com/hold"]]])
        cluster.send("DELETE", "/api/v1/namespaces/shop/configmaps/leaving")
        add("configmaps", "other", namespace: "default")
        let keys: Set = [Self.namespace("shop"), Self.namespace("absent"), ObjectSample.key("Secret", "s")]
        let contents = try await backend.contents(of: keys)
        #expect(Set(contents.keys) == keys)
        let shop = contents[Self.namespace("shop")] ?? []
        #expect(
            shop.map(\.key.description) == [
                "ConfigMap shop/leaving", "ConfigMap shop/teams-own", "Secret shop/elsewhere",
                "Secret shop/of-the-cluster", "Secret shop/tied",
                "ServiceAccount shop/builder",
            ])
        #expect(shop.allSatisfy { $0.uid != nil && $0.value["data"] == nil }, "metadata is all that is asked for")
        #expect(contents[Self.namespace("absent")] == [])
    }

    /// Each case is one object and whether it counts.
    @Test(
        arguments: [
            ("v1", "Event", "e", [:], false), ("events.k8s.io/v1", "Event", "e", [:], false),
            ("apps/v1", "ControllerRevision", "c", [:], false),
            ("metrics.k8s.io/v1beta1", "PodMetrics", "p", [:], false),
            ("v1", "Endpoints", "web", [:], false), ("v1", "Endpoints", "by-hand", [:], true),
            ("discovery.k8s.io/v1", "EndpointSlice", "w-1", ["kubernetes.io/service-name": "web"], false),
            ("discovery.k8s.io/v1", "EndpointSlice", "by-hand", [:], true),
            ("coordination.k8s.io/v1", "Lease", "l", [:], true),
        ] as [(String, String, String, Value, Bool)])
    func kindsThatTheSystemFillsAreLeftOut(
        apiVersion: String, kind: String, name: String, labels: Value, isContents: Bool
    ) {
        let resource = APIResource(
            kind: GroupVersionKind(apiVersion: apiVersion, kind: kind), plural: kind.lowercased(), isNamespaced: true,
            verbs: ["list"])
        func observation(_ kind: String, _ name: String, _ api: String, _ labels: Value) -> Observation {
            Observation(
                key: ObjectSample.key(kind, name, api: api), value: ["metadata": ["uid": "u", "labels": labels]])
        }
        // A Service of the name `web` is there.
        var service = observation("Service", "web", "v1", [:])
        service.value[["metadata", "uid"]] = "service"
        let isListed = !NamespaceContents.kinds(Discovery([resource])).isEmpty
        let found = NamespaceContents.of([service, observation(kind, name, apiVersion, labels)], kinds: [])
        #expect((isListed && found.contains { $0.uid == "u" }) == isContents)
    }

    @Test func oneVersionOfEachKindIsListed() {
        func resource(_ apiVersion: String, _ kind: String, verbs: Set<String> = ["list"]) -> APIResource {
            APIResource(
                kind: GroupVersionKind(apiVersion: apiVersion, kind: kind), plural: "x", isNamespaced: true,
                verbs: verbs)
        }
        let discovery = Discovery([
            resource("v1", "Secret"), resource("a.example/v2", "Thing"), resource("a.example/v1", "Thing"),
            resource("v1", "Binding", verbs: ["create"]),
        ])
        #expect(
            NamespaceContents.kinds(discovery).map(\.kind.description) == ["v1 Secret", "a.example/v2 Thing"])
    }

    @Test func manyNamespacesAreListedAtOnce() async throws {
        let names = (0..<5).map { "n\($0)" }
        for name in names {
            cluster.send("POST", "/api/v1/namespaces", ["metadata": ["name": .string(name)]])
            add("configmaps", "in-\(name)", namespace: name)
        }
        let contents = try await backend.contents(of: Set(names.map(Self.namespace)))
        #expect(names.allSatisfy { contents[Self.namespace($0)]?.map(\.key.name) == ["in-\($0)"] })
        let lists = cluster.requests("GET").filter { $0.path.hasSuffix("/configmaps") }
        #expect(lists.map(\.path) == ["/api/v1/configmaps"])
    }

    @Test func whatCannotBeListedCannotBeTold() async throws {
        cluster.addFault { request in
            guard request.path.hasSuffix("/secrets") else { return nil }
            return .json(500, KubernetesBackendTests.failure(500, "InternalError", "etcd is away"))
        }
        let error = await #expect(throws: BackendError.self) {
            try await backend.contents(of: [Self.namespace("shop")])
        }
        #expect(error?.description.contains("cannot list Secret in namespace shop") == true)
    }

    @Test(arguments: [("policy.example.com", true), ("metrics.k8s.io", false)])
    func aGroupWithoutAnAnswerCannotBeTold(group: String, isNeeded: Bool) async throws {
        cluster.addFault { [cluster] request in
            guard request.path == "/apis" else { return nil }
            var document = cluster.send(
                "GET", "/apis", accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
            var items = document["items"]?.array ?? []
            items.append([
                "metadata": ["name": .string(group)], "versions": [["version": "v1", "freshness": "Stale"]],
            ])
            document["items"] = .array(items)
            return .json(200, document)
        }
        let definition = ObjectSample.key(
            "CustomResourceDefinition", "policies.\(group)", namespace: nil, api: "apiextensions.k8s.io/v1")
        for key in [Self.namespace("shop"), definition] {
            guard isNeeded || key == definition else {
                #expect(try await backend.contents(of: [key]) == [key: []])
                continue
            }
            let error = await #expect(throws: BackendError.self) { try await backend.contents(of: [key]) }
            #expect(error?.message.contains(group) == true)
        }
    }

    @Test func aDefinitionHoldsItsInstances() async throws {
        let key = ObjectSample.key(
            "CustomResourceDefinition", "widgets.example.com", namespace: nil, api: "apiextensions.k8s.io/v1")
        #expect(try await backend.contents(of: [key]) == [key: []])
        cluster.define(KubernetesBackendTests.definition)
        for namespace in ["shop", "default"] {
            cluster.send(
                "POST", "/apis/example.com/v1/namespaces/\(namespace)/widgets",
                ["apiVersion": "example.com/v1", "kind": "Widget", "metadata": ["name": "db"]])
        }
        let found = try await backend.contents(of: [key])[key] ?? []
        #expect(found.map(\.key.namespace) == ["default", "shop"])
        cluster.addFault { request in
            request.path.hasSuffix("/widgets") ? .json(500, KubernetesBackendTests.failure(500, "", "no")) : nil
        }
        await #expect(throws: BackendError.self) { try await backend.contents(of: [key]) }
    }
}
