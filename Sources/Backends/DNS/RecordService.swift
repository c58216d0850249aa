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
    private let lister: Gatherer<Void, [RecordZone]>
    private var gatherers: [RecordZone: Gatherer<Request, Observation?>] = [:]

    init(_ driver: any RecordDriver, estate: String) {
        self.driver = driver
        self.estate = estate
        let known = KnownZones()
        lister = Gatherer { askers in
            do {
                let zones = try await known.zones(of: driver)
                return askers.map { _ in .success(zones) }
            } catch {
                return askers.map { _ in .failure(error) }
            }
        }
    }

    /// The zones once they were listed.
    private final class KnownZones: Sendable {
        private let list = Mutex<[RecordZone]?>(nil)

        func zones(of driver: any RecordDriver) async throws -> [RecordZone] {
            if let known = list.withLock({ $0 }) { return known }
            let zones = try await driver.zones()
            list.withLock { $0 = zones }
            return zones
        }
    }

    /// The zones that there are; those who ask at the same time share one listing.
    func zones() async throws -> [RecordZone] { try await lister(()) }

    /// The zone that a name is in, the longest that covers it; nil where none does.
    func zone(of name: String) async throws -> RecordZone? {
        try await zones().filter { $0.covers(name) }.max { $0.name.utf8.count < $1.name.utf8.count }
    }

    /// Asks in one batch with whatever else is asked of the zone.
    func ask(_ request: Request, in zone: RecordZone) async throws -> Observation? {
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
