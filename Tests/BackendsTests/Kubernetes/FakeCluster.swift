import Dispatch
import Document
import HTTP
import Kubernetes
import Resources
import SandboxAPI
import Synchronization
import TestSupport

@testable import Backends

/// An API server on loopback with the rules of the real one, which a test can make answer badly.
final class FakeCluster: Sendable {
    /// What happens to a request before it is answered; nil lets it through.
    typealias Fault = @Sendable (StubServer.Request) -> StubServer.Answer?

    private final class Faults: Sendable {
        private let list = Mutex<[Fault]>([])

        func add(_ fault: @escaping Fault) { list.withLock { $0.append(fault) } }

        func answer(_ request: StubServer.Request) -> StubServer.Answer? {
            for fault in list.withLock({ $0 }) {
                if let answer = fault(request) { return answer }
            }
            return nil
        }
    }

    /// Who the backend is to the server.
    private final class Identity: Sendable {
        let user = Mutex(APIUser.administrator)
    }

    let api: APIServer
    let server: StubServer
    private let faults = Faults()
    private let user = Identity()
    private let http = HTTPClient()

    init() throws {
        let ids = Counter()
        let api = APIServer(
            name: "fake", registry: .builtIn,
            environment: APIServer.Environment(
                now: { SandboxAPI.Timestamp(seconds: 1_767_312_000) },
                uid: {
                    let digits = String(ids.increment())
                    return "5a4db0c5-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
                }))
        try api.bootstrap()
        self.api = api
        server = try StubServer { [faults, user] request in
            faults.answer(request) ?? Self.answer(request, api, user.user.withLock { $0 })
        }
    }

    /// The backend under test.
    func backend(
        at place: Place = .management("fake"), pace: PollingPace = .test, memory: DiscoveryMemory? = nil
    ) -> KubernetesBackend {
        var options = KubernetesClient.Options()
        options.retry = RetryPolicy(attempts: 4, baseDelay: .milliseconds(1), maxDelay: .milliseconds(2))
        let client = KubernetesClient(
            name: "fake", access: ClusterAccess(server: server.url), http: http, options: options,
            memory: memory)
        return KubernetesBackend(client, place: place, estate: "loopback", pace: pace)
    }

    /// From now on the backend is this user.
    func become(_ user: APIUser) { self.user.user.withLock { $0 = user } }

    func addFault(_ fault: @escaping Fault) { faults.add(fault) }

    /// What somebody else does.
    @discardableResult
    func send(
        _ method: String, _ target: String, _ body: Value? = nil, type: String = "application/json",
        accept: String = "application/json"
    ) -> Value {
        let request = APIRequest(
            method: method, target: target, headers: [("Content-Type", type), ("Accept", accept)],
            body: body?.json() ?? [])
        let bytes = api.respond(to: request).bytes ?? []
        return (try? Value(json: bytes)) ?? .null
    }

    /// Applied by another manager.
    @discardableResult
    func apply(_ target: String, _ body: Value, as manager: String = "other", force: Bool = false) -> Value {
        send(
            "PATCH", "\(target)?fieldManager=\(manager)\(force ? "&force=true" : "")", body,
            type: "application/apply-patch+yaml")
    }

    /// Makes a CustomResourceDefinition as its controller leaves it.
    func define(_ definition: Value) {
        let path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
        send("POST", path, definition)
        let condition: Value = [
            "type": "Established", "status": "True", "reason": "InitialNamesAccepted", "message": "",
            "lastTransitionTime": "2026-01-02T00:00:00Z",
        ]
        let status: Value = [
            "status": [
                "conditions": [condition], "acceptedNames": definition["spec"]?["names"] ?? [:],
                "storedVersions": ["v1"],
            ]
        ]
        let name = definition.metadata.name ?? ""
        send("PATCH", "\(path)/\(name)/status", status, type: "application/merge-patch+json")
    }

    func requests(_ method: String) -> [StubServer.Request] { server.requests.filter { $0.method == method } }

    private static func answer(_ request: StubServer.Request, _ api: APIServer, _ user: APIUser) -> StubServer.Answer {
        let response = api.respond(
            to: APIRequest(
                method: request.method, target: request.target, headers: request.headers.map { ($0.key, $0.value) },
                body: request.body, user: user))
        let headers = Dictionary(response.headers.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        guard case .stream(let lines) = response.body else {
            return .response(status: response.status, headers: headers, body: response.bytes ?? [])
        }
        return .stream { writer in
            let isOver = DispatchSemaphore(value: 0)
            Task {
                for await line in lines where !writer.send(String(decoding: line, as: UTF8.self)) { break }
                isOver.signal()
            }
            isOver.wait()
        }
    }
}

/// Objects as the composition makes them.
enum ObjectSample {
    static func key(_ kind: String, _ name: String, namespace: String? = "default", api: String = "v1") -> ItemKey {
        ItemKey(place: .management("fake"), apiVersion: api, kind: kind, namespace: namespace, name: name)
    }

    static func configMap(_ name: String, _ data: Value, namespace: String = "default") -> Value {
        marked(["apiVersion": "v1", "kind": "ConfigMap", "data": data], name, namespace)
    }

    static func marked(_ object: Value, _ name: String, _ namespace: String?) -> Value {
        var object = object
        object["metadata"] = [
            "name": .string(name),
            "labels": [
                "app.kubernetes.io/managed-by": "berth", "berth.dev/estate": "loopback",
                "berth.dev/workspace": "payments",
            ],
            "annotations": ["berth.dev/address": "payments/namespace"],
        ]
        if let namespace { object[["metadata", "namespace"]] = .string(namespace) }
        return object
    }
}
