import Document
import Testing

@testable import SandboxAPI

/// APIServices whose backend is away, beyond what the transcripts show.
@Suite("Aggregated versions") struct AggregationTests {
    private static func service(_ group: String, _ version: String = "v1", backend: Value? = nil) -> Value {
        var spec: Object = [
            "group": .string(group), "version": .string(version), "groupPriorityMinimum": 100, "versionPriority": 15,
        ]
        spec["service"] = backend
        return [
            "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService",
            "metadata": ["name": .string("\(version).\(group)")], "spec": .object(spec),
        ]
    }

    private static let backend: Value = ["namespace": "default", "name": "agg"]
    private static let path = "/apis/apiregistration.k8s.io/v1/apiservices"

    private static func condition(_ server: TestServer, _ name: String) -> Value? {
        server.send("GET", "\(path)/\(name)").body["status"]?["conditions"]?[0]
    }

    @Test("The condition says what is missing, and follows the Service")
    func condition() throws {
        let server = try TestServer()
        server.send("POST", Self.path, Self.service("m.example.com", backend: Self.backend))
        let name = "v1.m.example.com"
        #expect(Self.condition(server, name)?["reason"] == "ServiceNotFound")
        let services = "/api/v1/namespaces/default/services"
        for (port, reason) in [(80, "ServicePortError"), (443, "EndpointsNotFound")] {
            server.send(
                "POST", services,
                [
                    "apiVersion": "v1", "kind": "Service", "metadata": ["name": "agg"],
                    "spec": ["ports": [["port": .integer(Int64(port))]]],
                ])
            #expect(Self.condition(server, name)?["reason"] == .string(reason))
            server.send("DELETE", "\(services)/agg")
        }
        #expect(Self.condition(server, name)?["reason"] == "ServiceNotFound")
    }

    @Test("An APIService for what the server has itself is available and hides nothing")
    func local() throws {
        let server = try TestServer()
        server.send("POST", Self.path, Self.service("apps"))
        #expect(Self.condition(server, "v1.apps")?["status"] == "True")
        #expect(server.send("GET", "/apis/apps/v1/deployments").status == 200)
    }

    @Test("Once the APIService is gone, so is what it listed")
    func removal() throws {
        let server = try TestServer()
        server.send("POST", Self.path, Self.service("m.example.com", backend: Self.backend))
        #expect(server.send("GET", "/apis/m.example.com/v1/things").status == 503)
        let restored = try TestServer()
        try restored.server.restore(server.server.snapshot)
        #expect(restored.send("GET", "/apis/m.example.com/v1").status == 503)
        server.send("DELETE", "\(Self.path)/v1.m.example.com")
        #expect(server.send("GET", "/apis/m.example.com/v1/things").status == 404)
        #expect(server.send("GET", "/apis/m.example.com").status == 404)
    }

    @Test("Who may not is refused before the backend is looked for")
    func authorization() throws {
        let server = try TestServer()
        server.send("POST", Self.path, Self.service("m.example.com", backend: Self.backend))
        let answer = server.send(
            "GET", "/apis/m.example.com/v1/namespaces/default/things", user: APIUser(name: "jane"))
        #expect(answer.status == 403)
        #expect(
            answer.body["message"]?.string?.contains(
                "cannot list resource \"things\" in API group \"m.example.com\" in the namespace \"default\"") == true)
    }
}
