import Document
import Synchronization

@testable import SandboxAPI

/// A server whose clock moves with each request, and a source of numbers that are the same each time.
struct FuzzServer {
    private let server: APIServer
    private let clock: Clock

    private final class Clock: Sendable {
        let seconds = Atomic<Int64>(1_800_000_000)
        let uids = Atomic<UInt64>(0)
    }

    init() throws {
        let clock = Clock()
        self.clock = clock
        server = APIServer(
            name: "fuzz", registry: .builtIn,
            environment: APIServer.Environment(
                now: { Timestamp(seconds: clock.seconds.load(ordering: .relaxed)) },
                uid: {
                    let count = clock.uids.add(1, ordering: .relaxed).newValue
                    return "00000000-0000-4000-8000-" + String(1_000_000_000_000 + count).dropFirst()
                }))
        try server.bootstrap()
        for definition in [TenantControlPlaneDefinition.object, try Value(json: FuzzKind.definition)] {
            try server.create(definition, as: "kubectl")
            try server.mergePatch(
                .customResourceDefinitions, ObjectKey(name: definition["metadata"]?["name"]?.string ?? ""),
                subresource: "status", ["status": ["conditions": [["type": "Established", "status": "True"]]]],
                as: "kube-apiserver")
        }
    }

    func tick() { clock.seconds.add(1, ordering: .relaxed) }

    func send(_ method: String, _ target: String, _ type: String, _ body: Value) -> (status: Int, body: Value) {
        let response = server.respond(
            to: APIRequest(
                method: method, target: target, headers: [("Content-Type", type)], body: body.json(),
                user: .administrator))
        return (response.status, response.bytes.flatMap { try? Value(json: $0) } ?? .null)
    }
}
