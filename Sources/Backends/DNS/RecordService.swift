import Resources
import Synchronization

/// A DNS service as a run uses it: the zones are asked for once, and what is asked of a zone at the same time is gathered into
/// one reading and as few changes as the service takes.
actor RecordService {
    /// What is asked of one name.
    enum Request: Sendable {
        case read(String)
        case preview(RecordWish, over: Observation?)
        case write(RecordWish, over: Observation?)
        case delete(Observation)
    }

    nonisolated let driver: any RecordDriver
    nonisolated let estate: String
    private let known = KnownZones()
    private let list: Gatherer<Void, [RecordZone]>
    /// Zones as they were listed last.
    private var listings: [RecordZone: ZoneContents] = [:]
    private var gatherers: [RecordZone: Gatherer<Request, Observation?>] = [:]

    init(_ driver: any RecordDriver, estate: String) {
        self.driver = driver
        self.estate = estate
        list = Gatherer { [known] batch in
            do {
                // Those who came too late for the batch that asked are told what it was answered.
                let zones = if let zones = known.list { zones } else { try await driver.zones() }
                known.list = zones
                return batch.map { _ in .success(zones) }
            } catch {
                return batch.map { _ in .failure(error) }
            }
        }
    }

    /// The zones that there are.
    func zones() async throws -> [RecordZone] {
        if let zones = known.list { return zones }
        return try await list(())
    }

    /// The zones as they were listed; nil before.
    private final class KnownZones: Sendable {
        private let zones = Mutex<[RecordZone]?>(nil)

        var list: [RecordZone]? {
            get { zones.withLock(\.self) }
            set { zones.withLock { $0 = newValue } }
        }
    }

    /// The zone that a name is in, the longest that covers it; nil where none does.
    func zone(of name: String) async throws -> RecordZone? {
        try await zones().filter { $0.covers(name) }.max { $0.name.utf8.count < $1.name.utf8.count }
    }

    /// The records of a zone as they are now, all of them; what a plan asks next of names in it is told by these.
    func listing(of zone: RecordZone) async throws -> ZoneContents {
        let contents = try await driver.contents(of: zone, about: nil)
        listings[zone] = contents
        return contents
    }

    /// The records that tell what a new name in a zone would meet: those listed last, else what the service says now.
    func surroundings(of name: String, in zone: RecordZone) async throws -> ZoneContents {
        if let listing = listings[zone] { return listing }
        return try await driver.contents(of: zone, about: ZoneContents.names(about: name, in: zone))
    }

    /// Asks in one batch with whatever else is asked of the zone. What a plan tries is told by the zone as it was listed: the
    /// write itself reads it again.
    func ask(_ request: Request, in zone: RecordZone) async throws -> Observation? {
        if case .preview = request, let listing = listings[zone] {
            let batch = RecordBatch(
                driver: driver, estate: estate, zone: zone, requests: [request], known: listing)
            return try await batch.results().first?.get() ?? nil
        }
        let gatherer =
            gatherers[zone]
            ?? Gatherer { [driver, estate] requests in
                await RecordBatch(driver: driver, estate: estate, zone: zone, requests: requests).results()
            }
        gatherers[zone] = gatherer
        return try await gatherer(request)
    }
}

extension RecordService.Request {
    var name: String {
        switch self {
        case .read(let name): name
        case .preview(let wish, _), .write(let wish, _): wish.name
        case .delete(let observation): ZoneName.canonical(observation.key.name)
        }
    }

    /// True for what changes something.
    var isChange: Bool {
        switch self {
        case .read, .preview: false
        case .write, .delete: true
        }
    }

    /// For errors.
    var purpose: Purpose {
        let operation =
            switch self {
            case .read: "read"
            case .preview(_, let observed), .write(_, let observed): observed == nil ? "create" : "change"
            case .delete: "delete"
            }
        return Purpose(operation, "DNS name \(name)")
    }
}
