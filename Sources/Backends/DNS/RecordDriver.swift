/// A DNS service: the only thing that knows how to speak to it. What its records mean, whose they are and what may be done to
/// them is decided by `RecordBackend` for all of them.
///
/// Errors are `BackendError`s: `.forbidden` from `contents` where a zone cannot be listed as a whole; from `apply`
/// `.rejected`, `.changed`, `.exists` where one change is at fault, so that the rest of the batch is sent without it, and
/// anything else where the whole batch failed. What may have been done is never sent again by a driver: it throws a transient
/// error, and the record is read and judged anew.
protocol RecordDriver: Sendable {
    /// For messages: `PowerDNS at http://127.0.0.1:8081`.
    var service: String { get }
    var traits: RecordTraits { get }

    /// The zones that the credential sees.
    func zones() async throws -> [RecordZone]

    /// The records of a zone: all of them, page by page, where `names` is nil, else at least those of these names.
    func contents(of zone: RecordZone, about names: Set<String>?) async throws -> ZoneContents

    /// Carries out changes of different names in one zone, at most `traits.changesPerRequest` of them, in one request.
    ///
    /// A service that can make a write depend on what is there holds each change's `before` against it.
    func apply(_ changes: [RecordChange], in zone: RecordZone) async throws
}

/// What tells DNS services apart.
struct RecordTraits: Sendable, Hashable {
    /// Where a service keeps whose a record is.
    enum Marking: Sendable, Hashable {
        /// In TXT records beside it, as external-dns does: `a-<name>` for the A records of `<name>`.
        case besideInTXT
        /// With the record set itself, as a comment or labels.
        case withSet
    }

    var marking: Marking
    /// How many names one request changes at most.
    var changesPerRequest: Int
    /// How many requests with changes may be under way in one zone.
    var concurrentRequests: Int
    /// Whether one request can take an address away and put an alias there, or the other way round.
    var replacesTypesAtOnce: Bool
    /// Whether `zones` names every zone that there is: a name in none of them does not exist.
    var seesAllZones: Bool

    init(
        marking: Marking, changesPerRequest: Int, concurrentRequests: Int = 1, replacesTypesAtOnce: Bool,
        seesAllZones: Bool
    ) {
        self.marking = marking
        self.changesPerRequest = changesPerRequest
        self.concurrentRequests = concurrentRequests
        self.replacesTypesAtOnce = replacesTypesAtOnce
        self.seesAllZones = seesAllZones
    }
}
