import Document
import HTTP
import Resources
import Synchronization

/// The zones of Hetzner Cloud: RRSets marked by labels, and actions that are waited for.
///
/// One request makes one RRSet, and further ones change its records, its TTL and its labels.
/// Source: https://docs.hetzner.cloud/reference/cloud#zones. The DNS console's own API is gone.
struct HetznerZones: RecordDriver {
    let traits = RecordTraits(
        marking: .withSet, changesPerRequest: 1, concurrentRequests: 8, replacesTypesAtOnce: false,
        seesAllZones: false)
    let service: String
    private let api: ProviderAPI
    private let actions: HetznerActions
    /// Why zones cannot be written, by their ids: those whose records come from another server.
    private let obstacles = Obstacles()

    private final class Obstacles: Sendable {
        let reasons = Mutex<[String: String]>([:])
    }

    /// `reference` is where `token` came from: what errors tell people to check.
    init(
        client: HTTPClient, token: Secret, reference: SecretReference, endpoint: String? = nil,
        pace: PollingPace = PollingPace(first: .milliseconds(250))
    ) {
        let endpoint = endpoint ?? HetznerCloudNetworks.publicEndpoint
        service = "Hetzner DNS at \(endpoint)"
        api = ProviderAPI(
            provider: service, dialect: .hetznerCloud, client: client, endpoint: endpoint, token: token,
            reference: reference, pace: pace)
        actions = HetznerActions(api)
    }

    // MARK: Reading

    func zones() async throws -> [RecordZone] {
        var zones: [RecordZone] = []
        try await pages(of: "zones", at: "/zones?", for: Purpose("list", "the zones of \(service)")) { page, _ in
            for zone in page {
                guard let id = zone["id"]?.plain, let name = zone["name"]?.string else { continue }
                zones.append(RecordZone(ZoneName.canonical(name), id: id))
                guard zone["mode"] == "secondary" else { continue }
                obstacles.reasons.withLock {
                    $0[id] = "the zone \(name) is a secondary one: its records come from its primary server"
                }
            }
            return true
        }
        return zones
    }

    func contents(of zone: RecordZone, about names: Set<String>?) async throws -> ZoneContents {
        let purpose = Purpose("read", "the zone \(zone.name) of \(service)")
        var sets: [RecordSet] = []
        // One page says how many there are: then few names are cheaper asked for one by one.
        var wanted: Set<String> = []
        try await pages(of: "rrsets", at: "/zones/\(zone.id)/rrsets?", for: purpose) { page, rest in
            sets += page.compactMap { RecordSet(hetzner: $0, in: zone) }
            guard let names, rest > names.count else { return true }
            wanted = names
            return false
        }
        if !wanted.isEmpty {
            let found = try await wanted.sorted().concurrentMap(limit: traits.concurrentRequests) { name in
                try await rrsets(of: name, in: zone, for: purpose)
            }
            sets = found.flatMap(\.self)
        }
        return ZoneContents(zone, sets, obstacle: obstacles.reasons.withLock { $0[zone.id] })
    }

    private func rrsets(of name: String, in zone: RecordZone, for purpose: Purpose) async throws -> [RecordSet] {
        let name = RecordSet(name, "", ttl: nil, values: []).hetznerName(in: zone).queryEncoded
        var sets: [RecordSet] = []
        try await pages(of: "rrsets", at: "/zones/\(zone.id)/rrsets?name=\(name)&", for: purpose) { page, _ in
            sets += page.compactMap { RecordSet(hetzner: $0, in: zone) }
            return true
        }
        return sets
    }

    /// Reads page after page until there are no more or `take`, which is told how many remain, has enough.
    private func pages(
        of member: String, at path: String, for purpose: Purpose, _ take: ([Value], _ rest: Int) throws -> Bool
    ) async throws {
        try await api.pages(for: purpose) { index in
            let number = Int64(index + 1)
            let answer = try await api.json("GET", "\(path)per_page=50&page=\(number)", for: purpose)
            guard let page = answer[member]?.array else {
                throw purpose.error(.invalidAnswer, "the answer holds no \(member)")
            }
            let pagination = answer[["meta", "pagination"]]
            let next = pagination?["next_page"]?.integer
            guard next == nil || next == number + 1 else {
                throw purpose.error(.invalidAnswer, "page \(number) of the list is followed by another than the next")
            }
            let rest = Int((pagination?["last_page"]?.integer ?? number) - number)
            return try take(page, rest) && next != nil
        }
    }

    // MARK: Writing

    func apply(_ changes: [RecordChange], in zone: RecordZone) async throws {
        for change in changes {
            let purpose = Purpose("change", "DNS name \(change.name)")
            for set in change.removals { try await remove(set, in: zone, for: purpose) }
            for set in change.puts {
                let before = change.before.first { $0.key == set.key && !$0.values.isEmpty }
                try await put(set, over: before, in: zone, for: purpose)
            }
        }
    }

    private func remove(_ set: RecordSet, in zone: RecordZone, for purpose: Purpose) async throws {
        do {
            try await actions.finish(
                try await api.json("DELETE", path(of: set, in: zone), for: purpose)["action"], for: purpose)
        } catch let error as BackendError where error.reason == .notFound {
            // Gone already: an earlier attempt's answer was lost.
        }
    }

    private func put(_ set: RecordSet, over before: RecordSet?, in zone: RecordZone, for purpose: Purpose) async throws
    {
        let marks = try set.mark.map { try HetznerMarks($0, for: purpose) }
        guard let before else {
            let body: Value = [
                "name": .string(set.hetznerName(in: zone)), "type": .string(set.type), "ttl": Self.ttl(of: set),
                "labels": marks?.value ?? [:], "records": set.hetznerRecords,
            ]
            let answer = try await api.json("POST", "/zones/\(zone.id)/rrsets", body, for: purpose)
            return try await actions.finish(answer["action"], for: purpose)
        }
        let path = path(of: set, in: zone)
        do {
            // The mark first: from then on the RRSet is Berth's, whatever comes of the rest.
            if before.mark != set.mark, let marks {
                let labels = try await api.json("GET", path, for: purpose)["rrset"]?["labels"]
                _ = try await api.json("PUT", path, ["labels": marks.beside(labels).value], for: purpose)
            }
            if before.texts != set.texts {
                try await act("set_records", ["records": set.hetznerRecords], at: path, for: purpose)
            }
            if before.ttl != set.ttl { try await act("change_ttl", ["ttl": Self.ttl(of: set)], at: path, for: purpose) }
        } catch let error as BackendError where error.reason == .notFound {
            throw purpose.error(.changed, "it is gone")
        }
    }

    private func act(_ command: String, _ body: Value, at path: String, for purpose: Purpose) async throws {
        let answer = try await api.json("POST", "\(path)/actions/\(command)", body, for: purpose)
        try await actions.finish(answer["action"], for: purpose)
    }

    private func path(of set: RecordSet, in zone: RecordZone) -> String {
        "/zones/\(zone.id)/rrsets/\(set.hetznerName(in: zone).queryEncoded)/\(set.type)"
    }

    private static func ttl(of set: RecordSet) -> Value { set.ttl.map { .integer(Int64($0)) } ?? .null }
}
