import Document
import HTTP
import TestSupport
import Testing

@testable import Kubernetes

@Suite struct KubernetesClientTests {
    static let configMaps = GroupVersionKind(apiVersion: "v1", kind: "ConfigMap")
    static let one: Value = [
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "one", "namespace": "truth"],
    ]
    static let reference = ObjectReference(apiVersion: "v1", kind: "ConfigMap", namespace: "truth", name: "one")

    @Test func appliesAsTheServerWantsIt() async throws {
        let api = try StubAPI { request in
            .response(
                status: 201, headers: ["Warning": "299 - \"that is \\\"old\\\"\""], body: request.body)
        }
        let client = api.client { $0.token = "t0ken" }
        let result = try await client.apply(Self.one, ApplyOptions(force: true, isDryRun: true))
        #expect(result.wasCreated == true)
        #expect(result.object == Self.one)
        #expect(result.warnings == ["that is \"old\""])
        #expect(client.warnings == ["that is \"old\""])
        let path = "/api/v1/namespaces/truth/configmaps/one"
        let query = "fieldManager=berth&fieldValidation=Strict&force=true&dryRun=All"
        #expect(api.calls == ["PATCH \(path)?\(query)"])
        let request = try #require(api.server.requests.last)
        #expect(request.headers["content-type"] == "application/apply-patch+yaml")
        #expect(request.headers["authorization"] == "Bearer t0ken")
    }

    @Test func doesNotClaimACreationAfterALostAnswer() async throws {
        for (status, expected) in [(200, nil), (201, true)] as [(Int, Bool?)] {
            let count = Counter()
            let api = try StubAPI { request in
                count.increment() == 1 ? .reset() : .response(status: status, body: request.body)
            }
            #expect(try await api.client().apply(Self.one).wasCreated == expected)
        }
        let api = try StubAPI { .response(status: 200, body: $0.body) }
        #expect(try await api.client().apply(Self.one).wasCreated == false)
    }

    /// Who asks after a server that did not answer does not wait as long again.
    @Test func asksASilentServerOnceUntilItAnswers() async throws {
        let api = try StubAPI { _ in .json(200, "{}") }
        let silent = api.client { $0.connectTo = "127.0.0.1:1" }
        let policy = silent.options.retry
        #expect(silent.current(policy).attempts == policy.attempts)
        await #expect(throws: KubernetesError.self) { _ = try await silent.get(Self.reference) }
        #expect(silent.current(policy).attempts == 1)
        silent.note(answered: true)
        #expect(silent.current(policy).attempts == policy.attempts)

        let awake = api.client()
        awake.note(answered: false)
        #expect(try await awake.get(Self.reference) == [:])
        #expect(awake.current(policy).attempts == policy.attempts)
    }

    /// A token that comes again, and pages that never end.
    @Test(arguments: [true, false])
    func endsAListThatDoesNotEnd(repeats: Bool) async throws {
        let count = Counter()
        let api = try StubAPI { _ in
            let token = repeats ? "same" : "token\(count.increment())"
            return .json(200, #"{"kind":"ConfigMapList","metadata":{"continue":"\#(token)"},"items":[]}"#)
        }
        let error = await #expect(throws: KubernetesError.self) {
            _ = try await api.client().list(Self.reference.groupVersionKind, limit: 5_000)
        }
        #expect(error?.description.contains("the list does not end") == true)
        #expect(api.calls.count == (repeats ? 2 : 200))
    }

    @Test func tellsARedirectWithoutFollowingIt() async throws {
        let other = try StubServer { _ in .json(200, "{}") }
        let api = try StubAPI { _ in .text(302, "", headers: ["Location": other.url]) }
        let error = await #expect(throws: KubernetesError.self) {
            _ = try await api.client { $0.token = "planted" }.get(Self.reference)
        }
        #expect(error?.description.contains("redirects to \(other.url)") == true)
        #expect(other.requests.isEmpty)
    }

    @Test func readsAListInPagesAndStartsAgainWhenItExpires() async throws {
        let expired = Counter()
        let api = try StubAPI { request in
            if request.target.contains("continue=next") {
                if expired.increment() == 1 { return .status(410, "Expired", "too old") }
                return .json(
                    200,
                    #"{"kind":"ConfigMapList","metadata":{"resourceVersion":"8"},"items":[{"metadata":{"name":"b"}}]}"#)
            }
            return .json(
                200,
                #"{"kind":"ConfigMapList","metadata":{"resourceVersion":"7","continue":"next"},"items":[{"metadata":{"name":"a"}}]}"#
            )
        }
        let list = try await api.client().list(
            Self.configMaps, ObjectSelection(labelSelector: "a in (b,c)"), limit: 1)
        #expect(list.items.map(\.metadata.name) == ["a", "b"])
        #expect(list.items.allSatisfy { $0["kind"] == "ConfigMap" && $0["apiVersion"] == "v1" })
        #expect(list.resourceVersion == "8")
        let base = "GET /api/v1/configmaps?labelSelector=a%20in%20%28b%2Cc%29&limit=1"
        #expect(api.calls == [base, "\(base)&continue=next", base, "\(base)&continue=next"])
    }

    @Test func findsNothingWhereThereIsNothing() async throws {
        let api = try StubAPI { _ in .status(404, "NotFound", "configmaps \"one\" not found") }
        #expect(try await api.client().get(Self.reference) == nil)
        #expect(try await api.client().delete(Self.reference, uid: "u") == false)
    }

    @Test func deletesWithPreconditionAndPropagation() async throws {
        let api = try StubAPI { _ in .json(200, "{}") }
        #expect(try await api.client().delete(Self.reference, uid: "u-1", propagation: .foreground))
        let body = try Value(json: try #require(api.server.requests.last).body)
        #expect(body["preconditions"]?["uid"] == "u-1")
        #expect(body["propagationPolicy"] == "Foreground")
        #expect(try await api.client().delete(Self.reference, uid: "u-1", resourceVersion: "7", isDryRun: true))
        let dry = try #require(api.server.requests.last)
        let options = try Value(json: dry.body)
        #expect(options["preconditions"] == ["uid": "u-1", "resourceVersion": "7"])
        #expect(options["dryRun"] == ["All"] && !dry.target.contains("?"), "beside a body the query is ignored")
    }

    @Test func asksForMetadataAlone() async throws {
        let api = try StubAPI { _ in
            .json(200, #"{"kind":"PartialObjectMetadataList","metadata":{},"items":[{"metadata":{"name":"a"}}]}"#)
        }
        let list = try await api.client().list(Self.configMaps, isMetadataOnly: true)
        #expect(list.items.map { $0["kind"] } == ["ConfigMap"])
        let accept = api.server.requests.last?.headers["accept"]
        #expect(accept == "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json")
    }

    @Test func repeatsOnlyWhatMayBeRepeated() async throws {
        let api = try StubAPI { _ in .status(503, "ServiceUnavailable", "later") }
        let client = api.client()
        for write in [client.create(_:isDryRun:), client.update(_:isDryRun:)] {
            let before = api.calls.count
            await #expect(throws: KubernetesError.self) { _ = try await write(Self.one, false) }
            #expect(api.calls.count == before + 1)
        }
        let before = api.calls.count
        await #expect(throws: KubernetesError.self) { try await client.apply(Self.one) }
        #expect(api.calls.count == before + 5)
    }

    @Test func doesNotRepeatASchemaViolation() async throws {
        let api = try StubAPI { _ in
            .status(
                500, "", "failed to create typed patch object (truth/one; v1, Kind=ConfigMap): .x: field not declared")
        }
        let error = await #expect(throws: KubernetesError.self) { try await api.client().apply(Self.one) }
        #expect(error?.isRetryable == false)
        #expect(api.calls.count == 1)
    }

    @Test func refusesWhatCannotBeSent() async throws {
        let api = try StubAPI { _ in .json(200, "{}") }
        let client = api.client()
        var large = Self.one
        large["data"] = ["x": .string(String(repeating: "x", count: 4 << 20))]
        var lost = Self.one
        lost["metadata"]?["namespace"] = nil
        for object in [large, lost, [:]] as [Value] {
            await #expect(throws: KubernetesError.self) { try await client.apply(object) }
        }
        #expect(api.calls.isEmpty)
    }

    @Test func limitsTheRequestsUnderWay() async throws {
        let api = try StubAPI { _ in .json(200, "{}") }
        var options = KubernetesClient.Options()
        options.concurrency = 2
        let client = KubernetesClient(
            name: "c", access: ClusterAccess(server: api.server.url), http: api.http, options: options)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 { group.addTask { _ = try await client.get(Self.reference) } }
            try await group.waitForAll()
        }
        #expect(api.calls.count == 40)
        #expect(api.server.mostConcurrent <= 2)
    }

    @Test func givesHealthAsItIs() async throws {
        let api = try StubAPI { request in
            request.headers["authorization"] == nil ? .text(503, "[-]etcd failed") : .text(200, "ok")
        }
        let client = api.client { $0.token = "t" }
        #expect(try await client.raw("/readyz") == RawAnswer(status: 200, text: "ok"))
        #expect(try await client.raw("/readyz", isAnonymous: true) == RawAnswer(status: 503, text: "[-]etcd failed"))
        #expect(api.calls.count == 2)
    }
}
