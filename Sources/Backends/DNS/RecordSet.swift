/// All records of one name and type in a zone, as every driver gives and takes them.
struct RecordSet: Sendable, Hashable {
    /// What names a record set in its zone.
    struct Key: Sendable, Hashable, Comparable {
        /// Complete, in the spelling of `ZoneName`: lower case, no dot at the end.
        var name: String
        /// In upper case: `A`, `TXT`.
        var type: String

        static func < (left: Key, right: Key) -> Bool { (left.name, left.type) < (right.name, right.type) }
    }

    /// The data of one record.
    struct Value: Sendable, Hashable {
        /// What it means, in the one spelling of its type (`RecordText`).
        var text: String
        /// As the service spells it, where that is to be sent back unchanged.
        var spelling: String?
        /// The service's own name for the record.
        var id: String?

        init(_ text: String, spelling: String? = nil, id: String? = nil) {
            self.text = text
            self.spelling = spelling
            self.id = id
        }
    }

    var key: Key
    /// Seconds; nil where nothing says.
    var ttl: Int?
    var values: [Value]
    /// Whose it is, where the service keeps that with the set itself (`RecordTraits.Marking.withSet`).
    var mark: Heritage?
    /// Where it stands, for messages: `in line 7 of …`; empty where the service has no such place.
    var place: String

    init(
        _ name: String, _ type: String, ttl: Int?, values: [Value], mark: Heritage? = nil, place: String = ""
    ) {
        key = Key(name: name, type: type)
        self.ttl = ttl
        self.values = values
        self.mark = mark
        self.place = place
    }

    var name: String { key.name }
    var type: String { key.type }
    /// Sorted.
    var texts: [String] { values.map(\.text).sorted() }

    /// True where both say the same, however it is spelled.
    func isSame(as other: RecordSet) -> Bool {
        key == other.key && ttl == other.ttl && texts == other.texts && mark == other.mark
    }

    /// `the A record in line 7 of …`, `the TXT record of a-payments.k8s.example.com`.
    var words: String { "the \(type) record \(place.isEmpty ? "of \(name)" : place)" }
}

/// A zone as the service knows it.
struct RecordZone: Sendable, Hashable {
    /// In the spelling of `ZoneName`.
    var name: String
    /// What the service calls it in requests; the name where it has no other.
    var id: String
    /// How many records one request changes at most, where the service counts them and zones differ.
    var recordsPerRequest: Int?

    init(_ name: String, id: String? = nil, recordsPerRequest: Int? = nil) {
        self.name = name
        self.id = id ?? name
        self.recordsPerRequest = recordsPerRequest
    }

    /// Whether a name is at or below its apex.
    func covers(_ name: String) -> Bool { name == self.name || name.hasSuffix(".\(self.name)") }
}

/// What is to become of the record sets of one name; all of it or nothing, where the service can.
struct RecordChange: Sendable, Hashable {
    /// The name of the record, for messages; marks stand beside it.
    var name: String
    /// Every set that is put or removed, as it was read directly before; without values where it was absent. The change
    /// holds only while these are so.
    var before: [RecordSet]
    /// Sets as they are to be, whole.
    var puts: [RecordSet]
    /// Sets to go, as they were read.
    var removals: [RecordSet]

    /// How many records it touches.
    var recordCount: Int {
        let present = Dictionary(before.map { ($0.key, $0.values.count) }, uniquingKeysWith: { $1 })
        return puts.reduce(0) { $0 + max($1.values.count, present[$1.key] ?? 0) }
            + removals.reduce(0) { $0 + $1.values.count }
    }
}
