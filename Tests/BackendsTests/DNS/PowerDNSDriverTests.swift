import Document
import HTTP
import Resources
import Synchronization
import TestSupport
import Testing

@testable import Backends

/// PowerDNS as it fails; how it works is held against the real one.
struct PowerDNSDriverTests {
    private static let zones = #"[{"name":"cloud.example.com.","id":"cloud.example.com.","kind":"Native"}]"#
    private static let zone = #"{"name":"cloud.example.com.","kind":"Native","rrsets":[]}"#
    private static let key = "pdns-key-4711"

    private static func driver(_ server: StubServer) -> PowerDNSDriver {
        PowerDNSDriver(
            endpoint: server.url + "/", client: HTTPClient(), apiKey: Secret(key),
            reference: SecretReference(.environment("PDNS_API_KEY"), location: nil),
            pace: PollingPace(first: .milliseconds(1), longest: .milliseconds(2)))
    }

    private static func backend(_ server: StubServer) -> RecordBackend {
        RecordBackend(driver(server), zones: ["cloud.example.com"], estate: "loopback")
    }

    struct Failure: Sendable {
        var answer: StubServer.Answer
        var reason: BackendError.Reason
        var says: [String]
        /// How many times the change is sent.
        var attempts = 1
    }

    @Test(arguments: [
        Failure(
            answer: .text(401, "Unauthorized"), reason: .unauthorized,
            says: ["does not accept the API key: Unauthorized", "PDNS_API_KEY"]),
        Failure(answer: .text(403, "Forbidden"), reason: .forbidden, says: ["the right to read and write"]),
        Failure(
            answer: .json(404, #"{"error":"Could not find domain"}"#), reason: .notFound,
            says: ["Could not find domain"]),
        Failure(
            answer: .json(422, #"{"error":"RRset w: Conflicts with another RRset","errors":["one","two"]}"#),
            reason: .rejected, says: ["Conflicts with another RRset; one; two"]),
        Failure(answer: .text(429, ""), reason: .busy, says: ["status 429"], attempts: 6),
        // What may have been done is not sent again.
        Failure(answer: .text(503, "<html>"), reason: .unreachable, says: ["status 503"]),
        Failure(answer: .reset(), reason: .unreachable, says: []),
        Failure(
            answer: .text(302, "", headers: ["Location": "http://192.0.2.1/"]), reason: .other, says: ["redirects"]),
    ])
    func failuresSayWhatToDo(_ failure: Failure) async throws {
        let server = try StubServer { request in
            if request.method == "PATCH" { return failure.answer }
            return .json(200, request.path.hasSuffix("/zones") ? Self.zones : Self.zone)
        }
        let error = await #expect(throws: BackendError.self) {
            try await Self.backend(server).apply(RecordBackendTests.write("w", "192.0.2.1"))
        }
        #expect(error?.reason == failure.reason)
        let text = error?.description ?? ""
        #expect(text.hasPrefix("cannot create DNS name w.k8s.cloud.example.com: "))
        for part in failure.says { #expect(text.contains(part), "\(text)") }
        #expect(!text.contains(Self.key))
        #expect(server.requests.filter { $0.method == "PATCH" }.count == failure.attempts)
        #expect(server.requests.allSatisfy { $0.headers["x-api-key"] == Self.key })
    }

    @Test(arguments: [
        (StubServer.Answer.text(401, "Unauthorized"), BackendError.Reason.unauthorized),
        (.text(200, "<html>a router's page</html>"), .invalidAnswer), (.json(200, #"{"a":1}"#), .invalidAnswer),
        (.reset(), .unreachable),
    ])
    func whatCannotBeReadIsNoEmptyZone(_ answer: StubServer.Answer, _ reason: BackendError.Reason) async throws {
        let server = try StubServer { _ in answer }
        let error = await #expect(throws: BackendError.self) {
            try await Self.backend(server).observe(kinds: [RecordBackend.kind], named: [])
        }
        #expect(error?.reason == reason)
    }

    @Test func aCopyOfAZoneIsNotWritten() async throws {
        let server = try StubServer { request in
            .json(200, request.path.hasSuffix("/zones") ? Self.zones : Self.zone.replacing("Native", with: "Slave"))
        }
        guard case .refused(let reason) = try await Self.backend(server).prospect(of: RecordBackendTests.key("w"))
        else {
            Issue.record("not refused")
            return
        }
        #expect(reason.contains("as a copy of another server (Slave)"))
        let error = await #expect(throws: BackendError.self) {
            try await Self.backend(server).apply(RecordBackendTests.write("w", "192.0.2.1"))
        }
        #expect(error?.reason == .rejected)
    }

    @Test(arguments: [
        ("http://127.0.0.1:8081", "/api/v1/servers/localhost/zones"), ("/api/v1", "/api/v1/servers/localhost/zones"),
        ("/pdns/api/v1/servers/other", "/pdns/api/v1/servers/other/zones"),
    ])
    func theEndpointMayNameThePath(_ path: String, _ asked: String) async throws {
        let server = try StubServer { _ in .json(200, Self.zones) }
        let driver = PowerDNSDriver(
            endpoint: server.url + (path.hasPrefix("/") ? path : ""), client: HTTPClient(), apiKey: Secret(Self.key),
            reference: SecretReference(.environment("PDNS_API_KEY"), location: nil))
        #expect(try await driver.zones().map(\.name) == ["cloud.example.com"])
        #expect(server.requests.first?.path == asked)
    }

    /// Escapes, capitals, the last dot, records that are not served, and types that say nothing here.
    @Test func recordsAreReadAsTheyAreMeant() async throws {
        let sets = """
            [{"name":"W.K8s.cloud.example.com.","type":"A","ttl":60,"records":[{"content":"192.0.2.1","disabled":false},
              {"content":"192.0.2.2","disabled":true}]},
             {"name":"a\\\\032b.cloud.example.com.","type":"TXT","ttl":60,
              "records":[{"content":"\\"two \\\\\\"x\\\\\\"\\" \\"strings\\"","disabled":false}]},
             {"name":"c.cloud.example.com.","type":"CNAME","ttl":60,"records":[{"content":"LB.example.net."}]},
             {"no":"set"}, {"name":"d.cloud.example.com.","type":"LUA","ttl":60,"records":[{"content":"A \\"x\\""}]}]
            """
        let server = try StubServer { _ in .json(200, #"{"kind":"Native","rrsets":\#(sets)}"#) }
        let contents = try await Self.driver(server).contents(of: RecordZone("cloud.example.com"), about: nil)
        #expect(
            contents.sets.map { "\($0.name) \($0.type) \($0.texts.joined(separator: ", "))" } == [
                "w.k8s.cloud.example.com A 192.0.2.1, 192.0.2.2 (disabled)",
                "a\\032b.cloud.example.com TXT two \"x\"strings", "c.cloud.example.com CNAME lb.example.net",
                "d.cloud.example.com LUA A x",
            ])
    }

    private static func sets(_ names: [String]) -> String {
        let list = names.map { #"{"name":"\#($0).","type":"A","ttl":60,"records":[{"content":"192.0.2.1"}]}"# }
        return #"{"kind":"Native","rrsets":[\#(list.joined(separator: ","))]}"#
    }

    /// Of a zone that is known to be large, few names are asked for one by one, and all of it where many are.
    @Test func fewNamesOfALargeZoneAreAskedForOneByOne() async throws {
        let zone = "cloud.example.com"
        let all = (0..<10_000).map { "w\($0).k8s.\(zone)" }
        let server = try StubServer { request in
            guard request.target.contains("rrset_name") else {
                return .json(200, request.path.hasSuffix("/zones") ? Self.zones : Self.sets(all))
            }
            return .json(200, Self.sets(all.filter { request.target.contains("rrset_name=\($0).") }))
        }
        let backend = Self.backend(server)
        #expect(try await backend.read(RecordBackendTests.key("w7")) != nil)
        let first = server.requests.count
        #expect(try await backend.read(RecordBackendTests.key("w7")) != nil)
        #expect(try await backend.read(RecordBackendTests.key("new")) == nil)
        #expect(server.requests.dropFirst(first).allSatisfy { $0.target.contains("rrset_name") })
        #expect(server.requests.count - first < 25)
        let many = Set(all.prefix(100))
        let contents = try await Self.driver(server).contents(of: RecordZone(zone), about: many)
        #expect(contents.sets.count == 10_000, "many names are cheaper with all the others")
    }
}
