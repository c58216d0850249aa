import Document
import HTTP
import Resources
import Synchronization

/// Zones at a PowerDNS Authoritative Server, by its HTTP API: a record and its mark change in one transaction.
///
/// Source: https://doc.powerdns.com/authoritative/http-api/zone.html
struct PowerDNSDriver: RecordDriver {
    private let api: ProviderAPI
    private let endpoint: String
    private let sizes = ZoneSizes()

    /// So many record sets cost a server and a network about as much as another request.
    private static let setsPerRequest = 500

    /// How many record sets zones had when they were read as a whole, by their ids.
    private final class ZoneSizes: Sendable {
        private let counts = Mutex<[String: Int]>([:])

        func count(of zone: String) -> Int { counts.withLock { $0[zone] ?? 0 } }
        func note(_ count: Int, of zone: String) { counts.withLock { $0[zone] = count } }
    }

    /// `reference` is where `apiKey` came from: what errors tell people to check.
    init(
        endpoint: String, client: HTTPClient, apiKey: Secret, reference: SecretReference,
        pace: PollingPace = PollingPace()
    ) {
        self.endpoint = endpoint
        api = ProviderAPI(
            provider: "PowerDNS", dialect: .powerDNS, client: client, endpoint: Self.server(at: endpoint),
            token: apiKey,
            credential: .apiKey, reference: reference, pace: pace)
    }

    /// The API's own path, where the endpoint names none.
    private static func server(at endpoint: String) -> String {
        let base = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        if base.contains("/servers/") { return base }
        return base + (base.hasSuffix("/api/v1") ? "" : "/api/v1") + "/servers/localhost"
    }

    var service: String { "PowerDNS at \(endpoint)" }

    /// Some versions refuse to take an address away and to put an alias in its place in one request (pdns#7745).
    let traits = RecordTraits(
        marking: .besideInTXT, changesPerRequest: 500, replacesTypesAtOnce: false, seesAllZones: true)

    func zones() async throws -> [RecordZone] {
        let purpose = Purpose("list", "the zones of \(service)")
        let answer = try await api.json("GET", "/zones?dnssec=false", for: purpose, maxBytes: Self.maxZoneBytes)
        guard let zones = answer.array else {
            throw purpose.error(.invalidAnswer, "the answer is not a list of zones", hint: "check dns.endpoint")
        }
        return zones.compactMap { zone in
            (zone["name"]?.string).map { RecordZone(ZoneName.canonical($0), id: zone["id"]?.string) }
        }
    }

    /// One request gives all of a zone, however many records it has; of one that is known to be large, few names are asked
    /// for one by one.
    func contents(of zone: RecordZone, about names: Set<String>?) async throws -> ZoneContents {
        if let names, sizes.count(of: zone.id) / Self.setsPerRequest > names.count {
            let parts = try await names.sorted().concurrentMap(limit: 8) { name in
                try await read(zone, "\(path(of: zone))?rrset_name=\("\(name).".queryEncoded)")
            }
            // Versions that do not know the parameter give all of the zone each time.
            let sets = Dictionary(parts.flatMap(\.sets).map { ($0.key, $0) }) { first, _ in first }
            return ZoneContents(
                zone, sets.values.sorted { $0.key < $1.key }, obstacle: parts.lazy.compactMap(\.obstacle).first)
        }
        let contents = try await read(zone, path(of: zone))
        sizes.note(contents.sets.count, of: zone.id)
        return contents
    }

    private func read(_ zone: RecordZone, _ path: String) async throws -> ZoneContents {
        let purpose = Purpose("read", "the zone \(zone.name) of \(service)")
        let answer = try await api.json("GET", path, for: purpose, maxBytes: Self.maxZoneBytes)
        guard let sets = answer["rrsets"]?.array else {
            throw purpose.error(.invalidAnswer, "the answer holds no record sets", hint: "check dns.endpoint")
        }
        let kind = answer["kind"]?.string ?? ""
        let isCopy = ["slave", "secondary", "consumer"].contains(kind.lowercased())
        return ZoneContents(
            zone, sets.compactMap { RecordSet(powerDNS: $0) },
            obstacle: isCopy ? "\(service) keeps the zone \(zone.name) as a copy of another server (\(kind))" : nil)
    }

    /// A zone of some hundred thousand records, or as many zones.
    private static let maxZoneBytes = 128 << 20

    func apply(_ changes: [RecordChange], in zone: RecordZone) async throws {
        let removals = changes.flatMap(\.removals).map(Self.removal)
        let puts = changes.flatMap(\.puts).map(Self.put)
        _ = try await api.send(
            "PATCH", path(of: zone), ["rrsets": .array(removals + puts)],
            for: Purpose("change", "the zone \(zone.name) of \(service)"))
    }

    private func path(of zone: RecordZone) -> String { "/zones/\(zone.id.queryEncoded)" }

    private static func removal(_ set: RecordSet) -> Value {
        ["name": .string("\(set.name)."), "type": .string(set.type), "changetype": "DELETE"]
    }

    /// Comments that people put there stay, since none are sent.
    private static func put(_ set: RecordSet) -> Value {
        let records = set.values.map { value -> Value in
            ["content": .string(value.presentation(of: set.type)), "disabled": false]
        }
        return [
            "name": .string("\(set.name)."), "type": .string(set.type), "changetype": "REPLACE",
            "ttl": .integer(Int64(set.ttl ?? 300)), "records": .array(records),
        ]
    }
}

extension RecordSet {
    /// As PowerDNS shows it; nil for what is none.
    fileprivate init?(powerDNS set: Document.Value) {
        guard let name = set["name"]?.string, let type = set["type"]?.string?.uppercased() else { return nil }
        let values = (set["records"]?.array ?? []).compactMap { record -> Value? in
            guard let content = record["content"]?.string else { return nil }
            let text = RecordText.meaning(of: type, content)
            // What is disabled is not served, and still somebody's.
            let isHidden = record["disabled"]?.bool == true && type != "TXT"
            return Value(isHidden ? "\(text) (disabled)" : text, spelling: content)
        }
        self.init(
            ZoneName.canonical(name), type, ttl: set["ttl"]?.integer.flatMap { Int(exactly: $0) }, values: values)
    }
}
