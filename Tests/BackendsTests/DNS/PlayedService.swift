import Document
import Glibc
import HTTP
import Resources
import Sandbox
import TestSupport
import Testing

@testable import Backends

/// A DNS service with an API of its own, as the sandbox plays it, in this process.
struct PlayedService: Sendable {
    enum Kind: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case hetzner, cloudflare

        var testDescription: String { rawValue }
    }

    let kind: Kind
    let log: RequestLog
    let faults: FaultPlan
    private let endpoint: any Endpoint
    private let url: String

    static let zone = "example.org"
    static let token = "dns-token-value"

    /// Runs a test with a service that has one zone, and ends with the test.
    static func run(
        _ kind: Kind, plan: String = "pro", _ body: (PlayedService) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let faults = FaultPlan()
        let log = RequestLog(keepsContents: true)
        let context = ProviderContext(
            journal: try Journal.open(directory: folder.path), faults: faults, pace: Pace(milliseconds: 0...2),
            token: token)
        let endpoint: any Endpoint =
            kind == .hetzner ? try HetznerCloud(context) : try Cloudflare(context)
        let listener = try await Listener.bind(
            address: "127.0.0.1", port: 0, responder: FrontDoor(endpoint: endpoint, log: log, faults: faults))
        let service = PlayedService(
            kind: kind, log: log, faults: faults, endpoint: endpoint, url: "http://127.0.0.1:\(listener.port)")
        do {
            try await service.makeZone(plan)
            try await body(service)
        } catch {
            await listener.close()
            throw error
        }
        await listener.close()
    }

    // MARK: The driver

    func driver(token: String = token, client: HTTPClient = HTTPClient()) -> any RecordDriver {
        let reference = SecretReference(.environment("DNS_TOKEN"))
        switch kind {
        case .hetzner:
            return HetznerZones(
                client: client, token: Secret(token), reference: reference, endpoint: url + "/v1/", pace: .test)
        case .cloudflare:
            return CloudflareZones(
                client: client, token: Secret(token), reference: reference, endpoint: url + "/client/v4", pace: .test)
        }
    }

    func backend(estate: String = "loopback", zones: [String] = [zone], token: String = token) -> RecordBackend {
        RecordBackend(driver(token: token), zones: zones, estate: estate, pace: .test)
    }

    // MARK: Behind the back

    /// Asks the service itself, past its log and faults.
    @discardableResult
    func ask(_ method: String, _ path: String, _ body: Value? = nil) async throws -> Value {
        let root = kind == .hetzner ? "/v1" : "/client/v4"
        let response = await endpoint.respond(
            to: WebRequest(
                method: method, target: root + path, headers: [("Authorization", "Bearer \(Self.token)")],
                body: body?.json() ?? []))
        guard case .bytes(let bytes) = response.body, response.status < 300 else {
            throw BackendError("play", path, .other, "status \(response.status): \(response.body)")
        }
        return bytes.isEmpty ? .null : try Value(json: bytes)
    }

    private func makeZone(_ plan: String) async throws {
        try await addZone(Self.zone)
        guard kind == .cloudflare else { return }
        try await ask("PATCH", "/zones/\(try await zoneID())", ["plan": ["id": .string(plan)]])
    }

    func addZone(_ name: String, mode: String = "primary") async throws {
        try await ask("POST", "/zones", ["name": .string(name), "mode": .string(mode)])
    }

    private func zoneID() async throws -> String {
        try await ask("GET", "/zones?name=\(Self.zone)")["result"]?[0]?["id"]?.string ?? ""
    }

    /// Puts a record into the zone as other people do; `comment` is the record's, `name` is below the zone.
    func plant(_ name: String, _ type: String, _ content: String, ttl: Int = 60, comment: String? = nil) async throws {
        let comment: Value = comment.map { .string($0) } ?? .null
        switch kind {
        case .hetzner:
            let records: Value = .array([["value": .string(content), "comment": comment]])
            try await ask(
                "POST", "/zones/\(Self.zone)/rrsets",
                ["name": .string(name), "type": .string(type), "ttl": .integer(Int64(ttl)), "records": records])
        case .cloudflare:
            try await ask(
                "POST", "/zones/\(try await zoneID())/dns_records",
                [
                    "name": .string("\(name).\(Self.zone)"), "type": .string(type), "content": .string(content),
                    "ttl": .integer(Int64(ttl)), "comment": comment,
                ])
        }
    }

    /// The records of a name, as `type content` in order; `name` is below the zone.
    func contents(_ name: String) async throws -> [String] {
        try await records(name).map { "\($0["type"]?.string ?? "") \($0["content"]?.string ?? "")" }.sorted()
    }

    /// The records of a name in one form: type, content, ttl, comment, labels, id.
    func records(_ name: String) async throws -> [Value] {
        switch kind {
        case .hetzner:
            let rrsets = try await ask("GET", "/zones/\(Self.zone)/rrsets?name=\(name)")["rrsets"]?.array ?? []
            return rrsets.flatMap { rrset in
                (rrset["records"]?.array ?? []).map { record in
                    [
                        "type": rrset["type"] ?? .null, "content": record["value"] ?? .null,
                        "ttl": rrset["ttl"] ?? .null,
                        "comment": record["comment"] ?? .null, "labels": rrset["labels"] ?? .null,
                    ]
                }
            }
        case .cloudflare:
            let path = "/zones/\(try await zoneID())/dns_records?name=\(name).\(Self.zone)"
            return try await ask("GET", path)["result"]?.array ?? []
        }
    }

    /// Changes the content of a name's A record as other people do, and leaves the rest.
    func edit(_ name: String, content: String) async throws {
        switch kind {
        case .hetzner:
            try await ask(
                "POST", "/zones/\(Self.zone)/rrsets/\(name)/A/actions/set_records",
                ["records": [["value": .string(content)]]])
        case .cloudflare: try await patch(name, ["content": .string(content)])
        }
    }

    /// Takes away what says whose a name is.
    func unmark(_ name: String) async throws {
        switch kind {
        case .hetzner:
            let content = try await records(name).first?["content"]?.string ?? ""
            try await ask("PUT", "/zones/\(Self.zone)/rrsets/\(name)/A", ["labels": ["team": "web"]])
            try await edit(name, content: content)
        case .cloudflare: try await patch(name, ["comment": ""])
        }
    }

    func patch(_ name: String, _ change: Value) async throws {
        let id = try await records(name).first?["id"]?.string ?? ""
        try await ask("PATCH", "/zones/\(try await zoneID())/dns_records/\(id)", change)
    }

    func remove(_ name: String) async throws {
        for record in try await records(name) {
            switch kind {
            case .hetzner:
                try await ask("DELETE", "/zones/\(Self.zone)/rrsets/\(name)/\(record["type"]?.string ?? "")")
            case .cloudflare:
                try await ask("DELETE", "/zones/\(try await zoneID())/dns_records/\(record["id"]?.string ?? "")")
            }
        }
    }

    // MARK: What was asked

    /// The requests that came over the wire, as `GET /zones`: with the path from there on.
    var requests: [String] { log.entries.map { "\($0.method) \($0.path)" } }
    /// Those that change something.
    var writes: [String] { requests.filter { !$0.hasPrefix("GET") } }
    /// The bodies of the requests of a method.
    func bodies(_ method: String = "POST") -> [Value] {
        log.entries.filter { $0.method == method }.compactMap { entry in
            entry.content.flatMap { try? Value(json: $0.body) }
        }
    }
}

/// The item of a workspace's name in the zone that services play.
enum NameSample {
    static func key(_ id: String) -> ItemKey {
        ItemKey(place: .dns, kind: "Record", name: "\(id).k8s.\(PlayedService.zone)")
    }

    static func write(
        _ id: String, _ address: String = "192.0.2.1", ttl: Int64 = 60, estate: String = "loopback",
        over observed: Observation? = nil
    ) -> Write {
        let body: Value = [
            "metadata": [
                "name": .string(key(id).name),
                "labels": [
                    "app.kubernetes.io/managed-by": "berth", "berth.dev/estate": .string(estate),
                    "berth.dev/workspace": .string(id),
                ],
                "annotations": ["berth.dev/address": .string("\(id)/dns")],
            ],
            "spec": ["ttl": .integer(ttl), "address": .string(address)],
        ]
        return Write(key: key(id), body: body, observed: observed)
    }
}
