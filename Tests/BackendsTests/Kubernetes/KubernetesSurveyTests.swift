import Document
import Kubernetes
import Resources
import SandboxAPI
import TestSupport
import Testing

@testable import Backends

/// What a look at a cluster says of what it could not see: unknown is not absent.
struct KubernetesSurveyTests {
    let cluster: FakeCluster
    let backend: KubernetesBackend
    static let maps = ItemKind(group: "", kind: "ConfigMap")
    static let secrets = ItemKind(group: "", kind: "Secret")
    static let widgets = ItemKind(group: "example.com", kind: "Widget")
    static let policies = ItemKind(group: "policy.example.com", kind: "Policy")
    static let policy = ObjectSample.key("Policy", "deny", namespace: nil, api: "policy.example.com/v3")

    init() throws {
        cluster = try FakeCluster()
        backend = cluster.backend()
    }

    func add(_ kind: String, _ plural: String, _ name: String, namespace: String = "default", marked: Bool = true) {
        var body: Value = ["apiVersion": "v1", "kind": .string(kind), "metadata": ["name": .string(name)]]
        if marked { body = ObjectSample.marked(body, name, namespace) }
        cluster.send("POST", "/api/v1/namespaces/\(namespace)/\(plural)", body)
    }

    // MARK: Groups

    /// Aggregated discovery as a real server gives it when the backend of a group is away.
    func makeStale(isAggregated: Bool) {
        cluster.addFault { [cluster] request in
            if request.path.hasPrefix("/apis/policy.example.com") { return .text(503, "service unavailable\n") }
            guard request.path == "/apis" else { return nil }
            if isAggregated {
                var document = cluster.send(
                    "GET", "/apis", accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
                var items = document["items"]?.array ?? []
                items.append([
                    "metadata": ["name": "policy.example.com"],
                    "versions": [["version": "v3", "resources": [], "freshness": "Stale"]],
                ])
                document["items"] = .array(items)
                return .json(200, document)
            }
            var document = cluster.send("GET", "/apis")
            var groups = document["groups"]?.array ?? []
            groups.append([
                "name": "policy.example.com", "versions": [["groupVersion": "policy.example.com/v3", "version": "v3"]],
                "preferredVersion": ["groupVersion": "policy.example.com/v3", "version": "v3"],
            ])
            document["groups"] = .array(groups)
            return .json(200, document)
        }
    }

    @Test(arguments: [true, false])
    func aGroupWhoseServerIsAwayIsUnknown(isAggregated: Bool) async throws {
        makeStale(isAggregated: isAggregated)
        add("ConfigMap", "configmaps", "one")
        let survey = try await backend.observe(kinds: [Self.maps, Self.policies], named: [Self.policy])
        #expect(survey.observations.map(\.key.name) == ["one"])
        let reason =
            "cannot list Policy.policy.example.com: the server of the API group policy.example.com "
            + "does not answer"
        #expect(survey.unlisted == [Self.policies: reason] && survey.unknown == [Self.policy: reason])
        let error = await #expect(throws: BackendError.self) { try await backend.read(Self.policy) }
        #expect(error?.isTransient == true && error?.message.contains("policy.example.com") == true)
    }

    @Test(arguments: [true, false])
    func whatAGroupHasInANamespaceIsUnknownWhereItsServerIsAway(isAggregated: Bool) async throws {
        makeStale(isAggregated: isAggregated)
        let survey = try await backend.metadata(in: ["default"])
        #expect(survey.unlisted.keys.map(\.text) == ["*.policy.example.com"])
    }

    @Test func aKindThatAFreshGroupLacksIsAbsent() async throws {
        let key = ObjectSample.key("Gizmo", "g", api: "apps/v1")
        let survey = try await backend.observe(kinds: [key.itemKind, Self.policies], named: [key, Self.policy])
        #expect(survey.observations.isEmpty && survey.unlisted.isEmpty && survey.unknown.isEmpty)
        #expect(try await backend.read(key) == nil)
        let looks = cluster.requests("GET").count { $0.path == "/apis" }
        #expect(looks <= 3, "discovery is asked anew once, however many kinds are not known")
    }

    // MARK: Lists

    static let conversion = "conversion webhook for example.com/v1, Kind=Widget failed"

    @Test func aListThatFailsHidesItsOwnKindOnly() async throws {
        cluster.define(KubernetesBackendTests.definition)
        add("ConfigMap", "configmaps", "one")
        let path = "/apis/example.com/v1/namespaces/default/widgets"
        cluster.send(
            "POST", path, ObjectSample.marked(["apiVersion": "example.com/v1", "kind": "Widget"], "w", "default"))
        cluster.addFault { request in
            guard request.target.contains("/widgets?") || request.path.hasSuffix("/widgets/broken") else { return nil }
            return .json(500, KubernetesBackendTests.failure(500, "InternalError", Self.conversion))
        }
        let keys = ["w", "broken"].map { ObjectSample.key("Widget", $0, api: "example.com/v1") }
        let survey = try await backend.observe(kinds: [Self.maps, Self.widgets], named: Set(keys))
        #expect(survey.observations.map(\.key.name) == ["one", "w"])
        #expect(
            survey.unlisted == [
                Self.widgets: "cannot list Widget.example.com: \(Self.conversion) (500), also after 4 attempts"
            ])
        #expect(
            survey.unknown == [
                keys[1]: "cannot get Widget.example.com default/broken: \(Self.conversion) (500), also after 4 attempts"
            ])
    }

    @Test(arguments: [true, false])
    func aListWithoutAPathIsLookedAtAgain(isGone: Bool) async throws {
        cluster.define(KubernetesBackendTests.definition)
        let key = ObjectSample.key("Widget", "w", api: "example.com/v1")
        _ = try await backend.observe(kinds: [Self.widgets], named: [])
        if isGone {
            cluster.send(
                "DELETE", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com")
        } else {
            cluster.addFault { request in
                request.path.contains("/widgets") ? .text(404, "404 page not found\n") : nil
            }
        }
        let survey = try await backend.observe(kinds: [Self.widgets], named: [key])
        #expect(survey.observations.isEmpty)
        #expect(survey.unlisted.isEmpty == isGone && survey.unknown.isEmpty == isGone)
        if isGone {
            #expect(try await backend.read(key) == nil)
        } else {
            await #expect(throws: BackendError.self) { try await backend.read(key) }
        }
    }

    @Test func whatCannotBeListedIsNotUnlisted() async throws {
        let reviews = ItemKind(group: "authentication.k8s.io", kind: "TokenReview")
        cluster.addFault { request in
            guard request.path.hasSuffix("/secrets"), request.method == "GET" else { return nil }
            return .json(405, KubernetesBackendTests.failure(405, "MethodNotAllowed", "not allowed"))
        }
        let survey = try await backend.observe(kinds: [reviews, Self.secrets], named: [])
        #expect(survey.unlisted.isEmpty && survey.observations.isEmpty)
    }

    @Test(arguments: [401, 0])
    func aClusterThatCannotBeAskedIsAnError(status: Int) async throws {
        _ = try await backend.observe(kinds: [Self.maps], named: [])
        cluster.addFault { request in
            status == 0
                ? .reset() : .json(status, KubernetesBackendTests.failure(status, "Unauthorized", "Unauthorized"))
        }
        let error = await #expect(throws: BackendError.self) {
            try await backend.observe(kinds: [Self.maps, Self.secrets], named: [ObjectSample.key("Secret", "s")])
        }
        #expect(error?.reason == (status == 0 ? .unreachable : .unauthorized))
    }

    // MARK: Versions

    /// Widgets in two versions.
    func defineTwoVersions() {
        var definition = KubernetesBackendTests.definition
        let version = definition["spec"]?["versions"]?[0] ?? .null
        var older = version
        older["name"] = "v1beta1"
        older["storage"] = false
        definition[["spec", "versions"]] = [version, older]
        cluster.define(definition)
        for name in ["a", "b", "c"] {
            cluster.send(
                "POST", "/apis/example.com/v1/namespaces/default/widgets",
                ObjectSample.marked(["apiVersion": "example.com/v1", "kind": "Widget"], name, "default"))
        }
    }

    static func widget(_ name: String, _ version: String) -> ItemKey {
        ObjectSample.key("Widget", name, api: "example.com/\(version)")
    }

    struct VersionCase: Sendable, CustomTestStringConvertible {
        var named: [String: String]
        var listed: String
        /// The versions of a, b and c.
        var seen: [String]

        var testDescription: String { "\(named.sorted { $0.key < $1.key })" }
    }

    @Test(arguments: [
        VersionCase(named: [:], listed: "v1", seen: ["v1", "v1", "v1"]),
        VersionCase(
            named: ["a": "v1beta1", "b": "v1beta1", "c": "v1"], listed: "v1beta1", seen: ["v1beta1", "v1beta1", "v1"]),
        VersionCase(named: ["a": "v1beta1", "b": "v1"], listed: "v1", seen: ["v1beta1", "v1", "v1"]),
        VersionCase(named: ["a": "v1alpha1"], listed: "v1", seen: ["v1", "v1", "v1"]),
    ])
    func eachItemIsSeenInItsVersion(_ example: VersionCase) async throws {
        defineTwoVersions()
        let named = Set(example.named.map { Self.widget($0.key, $0.value) })
        let survey = try await backend.observe(kinds: [Self.widgets], named: named)
        #expect(survey.observations.map(\.key.name) == ["a", "b", "c"])
        #expect(survey.observations.map(\.key.version) == example.seen)
        #expect(survey.observations.map { $0.value["apiVersion"] } == example.seen.map { .string("example.com/\($0)") })
        let lists = cluster.requests("GET").filter { $0.target.contains("/widgets?") }
        #expect(lists.map(\.path) == ["/apis/example.com/\(example.listed)/widgets"])
        for (name, version) in example.named {
            let key = Self.widget(name, version)
            let seen = survey.observations.first { $0.key == key }?.key.version
            #expect(try await backend.read(key)?.key.version == seen)
        }
    }

    /// The version that was written is not served any more: the object is there all the same.
    @Test func whatIsNotServedInItsVersionIsNotGone() async throws {
        defineTwoVersions()
        let key = Self.widget("a", "v1alpha1")
        let seen = try #require(try await backend.read(Self.widget("a", "v1")))
        let old = Observation(key: key, value: seen.value)
        var body: Value = ["apiVersion": "example.com/v1alpha1", "kind": "Widget"]
        body = ObjectSample.marked(body, "a", "default")
        guard case .unverifiable(let reason) = try await backend.preview(Write(key: key, body: body, observed: old))
        else {
            Issue.record("verified")
            return
        }
        #expect(reason == "the kind Widget is not served in version v1alpha1 yet")
        await #expect(throws: BackendError.self) {
            try await backend.apply(Write(key: key, body: body, observed: old))
        }
        #expect(try await !backend.delete(old))
        #expect(try await backend.read(key) == nil)
    }

    // MARK: Permissions

    /// Somebody who may do these things in one namespace, or in the whole cluster.
    func restrict(_ rules: [Value], namespace: String?) {
        let kind = namespace == nil ? "ClusterRole" : "Role"
        let base = "/apis/rbac.authorization.k8s.io/v1" + (namespace.map { "/namespaces/\($0)" } ?? "")
        cluster.send("POST", "\(base)/\(kind.lowercased())s", ["metadata": ["name": "r"], "rules": .array(rules)])
        cluster.send(
            "POST", "\(base)/\(kind.lowercased())bindings",
            [
                "metadata": ["name": "r"],
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": .string(kind), "name": "r"],
                "subjects": [["kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "planner"]],
            ])
        cluster.become(APIUser(name: "planner", groups: ["system:authenticated"]))
    }

    static let reader: Value = ["apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "list"]]
    static let getter: Value = ["apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]]

    func addSecrets() {
        for namespace in ["k8s-w-one", "k8s-w-two"] {
            cluster.send("POST", "/api/v1/namespaces", ["metadata": ["name": .string(namespace)]])
            add("Secret", "secrets", "pull", namespace: namespace)
            add("Secret", "secrets", "old", namespace: namespace)
        }
    }

    static func secret(_ name: String, _ namespace: String) -> ItemKey {
        ObjectSample.key("Secret", name, namespace: namespace)
    }

    @Test func whatMayBeListedInItsNamespaceIsKnown() async throws {
        addSecrets()
        restrict([Self.reader], namespace: "k8s-w-one")
        let key = Self.secret("pull", "k8s-w-one")
        let survey = try await backend.observe(kinds: [Self.secrets], named: [key])
        #expect(survey.observations.map(\.key.name) == ["old", "pull"])
        #expect(survey.unlisted.isEmpty && survey.unknown.isEmpty)
        let other = Self.secret("pull", "k8s-w-two")
        let both = try await backend.observe(kinds: [Self.secrets], named: [key, other])
        #expect(both.observations.map(\.key.namespace) == ["k8s-w-one", "k8s-w-one"])
        #expect(both.unknown[other]?.contains("cannot get Secret k8s-w-two/pull: ") == true)
        #expect(both.unknown.count == 1 && both.unlisted[Self.secrets] != nil)
    }

    @Test func namedObjectsAreKnownThoughNothingMayBeListed() async throws {
        addSecrets()
        restrict([Self.getter], namespace: "k8s-w-one")
        let keys = [Self.secret("pull", "k8s-w-one"), Self.secret("absent", "k8s-w-one")]
        let survey = try await backend.observe(kinds: [Self.secrets], named: Set(keys))
        #expect(survey.observations.map(\.key) == [keys[0]] && survey.unknown.isEmpty)
        #expect(survey.unlisted[Self.secrets]?.contains("in namespace k8s-w-one") == true)
    }

    @Test func aRecordedKindThatMayNotBeListedIsUnlisted() async throws {
        restrict([Self.reader], namespace: "default")
        let survey = try await backend.observe(kinds: [Self.secrets], named: [ObjectSample.key("ConfigMap", "m")])
        #expect(survey.unlisted[Self.secrets]?.contains("cannot list resource \"secrets\"") == true)
        #expect(survey.unknown.keys.map(\.name) == ["m"])
    }

    @Test func objectsOfTheClusterAreReadByName() async throws {
        addSecrets()
        restrict([["apiGroups": [""], "resources": ["namespaces"], "verbs": ["get"]]], namespace: nil)
        let keys = ["k8s-w-one", "k8s-w-new"].map { ObjectSample.key("Namespace", $0, namespace: nil) }
        let inside = keys.map { Self.secret("pull", $0.name) }
        let namespaces = ItemKind(group: "", kind: "Namespace")
        let survey = try await backend.observe(kinds: [namespaces, Self.secrets], named: Set(keys + inside))
        #expect(survey.observations.map(\.key) == [keys[0]])
        #expect(survey.unlisted[namespaces] == nil)
        #expect(survey.unknown.keys.map(\.namespace) == ["k8s-w-one"], "nothing is in a namespace that is absent")
    }
}
