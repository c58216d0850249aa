import Document
import Foundation
import Synchronization

@testable import SandboxAPI

/// A server whose clock stands still, with the requests that tests send.
struct TestServer {
    let server: APIServer

    init(configuration: ServerConfiguration = ServerConfiguration()) throws {
        server = APIServer(
            name: "test", configuration: configuration, registry: .builtIn,
            environment: APIServer.Environment(
                now: { Timestamp(seconds: 1_800_000_000) }, uid: { UUID().uuidString.lowercased() }))
        try server.bootstrap()
    }

    /// The status and the document of an answer; a null document where it is a stream or no JSON.
    @discardableResult
    func send(
        _ method: String, _ target: String, _ body: Value? = nil, type: String = "application/json",
        headers: [(name: String, value: String)] = [], user: APIUser? = .administrator
    ) -> (status: Int, body: Value) {
        let response = server.respond(
            to: APIRequest(
                method: method, target: target, headers: [("Content-Type", type)] + headers,
                body: body?.json() ?? [], user: user))
        return (response.status, response.bytes.flatMap { try? Value(json: $0) } ?? .null)
    }

    /// Creates a ConfigMap in `default`.
    @discardableResult
    func createConfigMap(
        _ name: String, labels: Object = [:], finalizers: [Value] = [], data: Object = ["k": "v"]
    ) -> (status: Int, body: Value) {
        var metadata: Object = ["name": .string(name), "labels": .object(labels)]
        if !finalizers.isEmpty { metadata["finalizers"] = .array(finalizers) }
        return send(
            "POST", Self.collection,
            [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": .object(metadata), "data": .object(data),
            ])
    }

    static let collection = "/api/v1/namespaces/default/configmaps"

    static func names(_ list: Value) -> [String] {
        (list["items"]?.array ?? []).compactMap { $0["metadata"]?["name"]?.string }
    }
}
