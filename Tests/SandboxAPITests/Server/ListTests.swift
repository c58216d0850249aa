import Document
import Testing

@testable import SandboxAPI

@Suite("Lists")
struct ListTests {
    private let server: TestServer

    init() throws {
        server = try TestServer()
        for index in 0..<5 {
            server.createConfigMap("c\(index)", labels: ["parity": index.isMultiple(of: 2) ? "even" : "odd"])
        }
    }

    @Test("Chunks show one version, whatever is written between them")
    func chunks() throws {
        let first = server.send("GET", TestServer.collection + "?limit=2").body
        #expect(TestServer.names(first) == ["c0", "c1"])
        #expect(first["metadata"]?["remainingItemCount"] == 3)
        let token = try #require(first["metadata"]?["continue"]?.string)
        server.send("DELETE", TestServer.collection + "/c3")
        server.createConfigMap("c2a")
        let second = server.send("GET", TestServer.collection + "?limit=9&continue=\(token)").body
        #expect(TestServer.names(second) == ["c2", "c3", "c4"])
        #expect(second["metadata"]?["resourceVersion"] == first["metadata"]?["resourceVersion"])
        #expect(second["metadata"]?["continue"] == nil)
    }

    @Test("A token older than the history is answered with 410")
    func expiredToken() throws {
        let first = server.send("GET", TestServer.collection + "?limit=2").body
        let token = try #require(first["metadata"]?["continue"]?.string)
        server.createConfigMap("later")
        server.server.forgetHistory()
        let second = server.send("GET", TestServer.collection + "?limit=2&continue=\(token)")
        #expect(second.status == 410)
        #expect(second.body["reason"] == "Expired")
    }

    @Test("An exact version shows what there was")
    func exactVersion() throws {
        let version = server.server.resourceVersion
        server.send("DELETE", TestServer.collection + "/c0")
        let list = server.send(
            "GET", TestServer.collection + "?resourceVersion=\(version)&resourceVersionMatch=Exact"
        ).body
        #expect(TestServer.names(list).first == "c0")
        #expect(TestServer.names(server.send("GET", TestServer.collection).body).first == "c1")
    }

    @Test(
        "Selectors",
        arguments: [
            ("parity%3Dodd", ["c1", "c3"]), ("parity%21%3Dodd", ["c0", "c2", "c4"]),
            ("parity+in+(odd,+even),%21x", ["c0", "c1", "c2", "c3", "c4"]), ("x", []),
            ("parity+notin+(even)", ["c1", "c3"]),
        ])
    func selectors(_ selector: String, _ expected: [String]) {
        let list = server.send("GET", TestServer.collection + "?labelSelector=\(selector)").body
        #expect(TestServer.names(list) == expected)
    }

    @Test("Namespaces whose names begin alike are kept apart")
    func namespaces() throws {
        for name in ["a", "a-b"] {
            server.send(
                "POST", "/api/v1/namespaces",
                ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
            server.send(
                "POST", "/api/v1/namespaces/\(name)/configmaps",
                ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string("of-\(name)")]])
        }
        #expect(TestServer.names(server.send("GET", "/api/v1/namespaces/a/configmaps").body) == ["of-a"])
        #expect(TestServer.names(server.send("GET", "/api/v1/namespaces/a-b/configmaps").body) == ["of-a-b"])
    }
}
