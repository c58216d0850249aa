import Document
import HTTP
import TestSupport

@testable import Kubernetes

/// An API server that knows a few kinds by discovery and answers everything else as a closure says.
struct StubAPI {
    let server: StubServer
    let http = HTTPClient()

    static let discovery: [String: String] = [
        "/api": group("", "v1", ["ConfigMap configmaps Namespaced", "Namespace namespaces Cluster"]),
        "/apis": group("coordination.k8s.io", "v1", ["Lease leases Namespaced"]),
    ]

    private static func group(_ name: String, _ version: String, _ kinds: [String]) -> String {
        let resources: [Value] = kinds.map { kind in
            let words = kind.split(separator: " ").map(String.init)
            return [
                "resource": .string(words[1]), "scope": .string(words[2]), "responseKind": ["kind": .string(words[0])],
                "verbs": ["get", "list", "watch"],
            ]
        }
        let value: Value = [
            "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2",
            "items": [
                [
                    "metadata": ["name": .string(name)],
                    "versions": [["version": .string(version), "resources": .array(resources)]],
                ]
            ],
        ]
        return value.compactJSON
    }

    init(_ handler: @escaping StubServer.Handler) throws {
        server = try StubServer { request in
            if let discovery = Self.discovery[request.path] { return .json(200, discovery) }
            return handler(request)
        }
    }

    func client(
        _ environment: AccessEnvironment = .none, _ configure: (inout ClusterAccess) -> Void = { _ in }
    ) -> KubernetesClient {
        var access = ClusterAccess(server: server.url)
        configure(&access)
        var options = KubernetesClient.Options()
        options.retry.jitter = { 0 }
        return KubernetesClient(
            name: "fsn1-a", access: access, http: http, environment: environment, options: options)
    }

    /// What came apart from discovery, as `METHOD target`.
    var calls: [String] {
        server.requests.filter { Self.discovery[$0.path] == nil }.map { "\($0.method) \($0.target)" }
    }
}

extension StubServer.Answer {
    static func status(_ code: Int, _ reason: String, _ message: String) -> StubServer.Answer {
        let value: Value = [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure",
            "message": .string(message), "reason": .string(reason), "code": .integer(Int64(code)),
        ]
        return .json(code, value.compactJSON)
    }

    static func object(_ code: Int, _ value: Value) -> StubServer.Answer { .json(code, value.compactJSON) }
}
