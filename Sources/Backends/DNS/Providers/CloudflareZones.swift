import Document
import HTTP
import Resources
import Synchronization

/// The zones of Cloudflare: records marked by their comments, changed in batches and never proxied.
///
/// Source: https://developers.cloudflare.com/api/resources/dns/subresources/records.
struct CloudflareZones: RecordDriver {
    static let publicEndpoint = "https://api.cloudflare.com/client/v4"

    let traits = RecordTraits(
        marking: .withSet, changesPerRequest: Self.largestBatch, replacesTypesAtOnce: true, seesAllZones: false)
    let service: String
    private let api: ProviderAPI
    /// How long comments may be in zones, by their ids.
    private let comments = CommentLimits()

    private final class CommentLimits: Sendable {
        let lengths = Mutex<[String: Int]>([:])
    }

    /// Of records, on the free plan and on the others.
    private static let smallestBatch = 200
    private static let largestBatch = 3500

    /// `reference` is where `token` came from: what errors tell people to check.
    init(
        client: HTTPClient, token: Secret, reference: SecretReference, endpoint: String? = nil,
        pace: PollingPace = PollingPace(first: .milliseconds(250))
    ) {
        service = "Cloudflare" + (endpoint.map { " at \($0)" } ?? "")
        api = ProviderAPI(
            provider: service, dialect: .cloudflare, client: client, endpoint: endpoint ?? Self.publicEndpoint,
            token: token, reference: reference, pace: pace)
    }

    func zones() async throws -> [RecordZone] {
        try await list("/zones?per_page=50", for: Purpose("list", "the zones of \(service)")).compactMap { zone in
            guard let id = zone["id"]?.string, let name = zone["name"]?.string else { return nil }
            let plan = zone["plan"]?["legacy_id"]?.string
            let isPaid = ["pro", "business", "enterprise"].contains(plan)
            comments.lengths.withLock {
                $0[id] = isPaid ? CloudflareComment.longest : CloudflareComment.shortest
            }
            return RecordZone(
                ZoneName.canonical(name), id: id, recordsPerRequest: isPaid ? Self.largestBatch : Self.smallestBatch)
        }
    }

    /// All of them, since a page holds thousands: asking for names one by one takes more requests.
    func contents(of zone: RecordZone, about names: Set<String>?) async throws -> ZoneContents {
        let purpose = Purpose("read", "the zone \(zone.name) of \(service)")
        return ZoneContents(
            zone, RecordSet.sets(cloudflare: try await list("\(records(in: zone))?per_page=5000", for: purpose)))
    }

    func apply(_ changes: [RecordChange], in zone: RecordZone) async throws {
        let limit = comments.lengths.withLock { $0[zone.id] } ?? CloudflareComment.shortest
        let batch = try CloudflareBatch(changes, commentLimit: limit)
        guard !batch.isEmpty else { return }
        let subject = changes.count == 1 ? "DNS name \(changes[0].name)" : "\(changes.count) DNS names"
        _ = try await api.json("POST", "\(records(in: zone))/batch", batch.body, for: Purpose("change", subject))
    }

    private func records(in zone: RecordZone) -> String { "/zones/\(zone.id)/dns_records" }

    private func list(_ path: String, for purpose: Purpose) async throws -> [Value] {
        var found: [Value] = []
        try await api.pages(for: purpose) { index in
            let number = Int64(index + 1)
            let answer = try await api.json("GET", "\(path)&page=\(number)", for: purpose)
            guard let page = answer["result"]?.array else {
                throw purpose.error(.invalidAnswer, "the answer holds no list")
            }
            found += page
            return number < answer["result_info"]?["total_pages"]?.integer ?? 0
        }
        return found
    }
}
