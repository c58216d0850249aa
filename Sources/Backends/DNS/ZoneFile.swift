import Diagnostics

/// A zone's master file: its text, and what its records say.
struct ZoneFile: Sendable {
    /// Whom a name belongs to.
    enum Holder: Hashable {
        case nobody
        case berth(Heritage)
        /// Its addresses carry no mark, and nothing else stands in their place; in words.
        case unmarked(String)
        /// Somebody else, in words.
        case other(String)
    }

    let path: String
    /// In lower case, without the dot at its end.
    let zone: String
    let bytes: [UInt8]
    let records: [ZoneRecord]
    private let positions: [String: [Int]]

    /// Reads a file; `path` is for messages.
    init(_ bytes: [UInt8], path: String, zone: String) throws(DiagnosticsError) {
        self.path = path
        self.zone = zone
        self.bytes = bytes
        var reader = ZoneFileReader(bytes, file: path, zone: zone)
        records = try reader.records()
        positions = Dictionary(grouping: records.indices) { [records] in records[$0].owner }
        let starts = records.filter { $0.type == "SOA" }
        guard let start = starts.first, starts.count == 1 else {
            throw DiagnosticsError([
                .error(
                    "the zone must have exactly one SOA record", at: SourceLocation(file: path),
                    notes: "check the file with named-checkzone")
            ])
        }
        guard start.owner == zone else {
            throw DiagnosticsError([
                .error(
                    "this is the zone \(start.owner), not \(zone)", at: SourceLocation(file: path, line: start.line),
                    notes: "put the zone \(zone) into this file, or correct dns.zone and dns.zoneFile")
            ])
        }
    }

    /// The records of a name.
    func records(of name: String) -> [ZoneRecord] {
        (positions[name] ?? []).map { records[$0] }
    }

    /// The address records of a name.
    func addresses(of name: String) -> [ZoneRecord] {
        records(of: name).filter(\.isAddress)
    }

    /// The records that say who keeps a name: beside it, as external-dns names them now, and at it, as it did before.
    func heritages(of name: String) -> [(record: ZoneRecord, heritage: Heritage)] {
        let beside = ["a", "aaaa", "cname"].flatMap { records(of: "\($0)-\(name)") }
        // Berth never writes at the name itself: what stands there is about the name without its first `a-`.
        let at = records(of: name).filter { $0.heritage?.isBerth == false }
        return (beside + at).compactMap { record in record.heritage.map { (record, $0) } }
    }

    func holder(of name: String) -> Holder {
        let heritages = heritages(of: name)
        if let foreign = heritages.first(where: { !$0.heritage.isBerth }) {
            let owner = foreign.heritage.members["owner"].map { " \($0)" } ?? ""
            return .other(
                "\(foreign.heritage.keeper)\(owner) keeps it, says the TXT record in line \(foreign.record.line)")
        }
        if let first = heritages.first {
            guard heritages.allSatisfy({ $0.heritage == first.heritage }) else {
                return .other("its TXT records name different owners, see line \(first.record.line)")
            }
            return .berth(first.heritage)
        }
        guard let record = records(of: name).first(where: { $0.heritage == nil }) else { return .nobody }
        let words = "the \(record.type) record in line \(record.line) has no ownership mark"
        return records(of: name).contains(where: { $0.type == "CNAME" }) || addresses(of: name).isEmpty
            ? .other(words) : .unmarked(words)
    }

    /// The names that Berth keeps here, sorted.
    var keptNames: [String] {
        var names: Set<String> = []
        for record in records where record.heritage?.isBerth == true {
            for prefix in ["a-", "aaaa-"] where record.owner.hasPrefix(prefix) {
                names.insert(String(record.owner.dropFirst(prefix.count)))
            }
        }
        return names.sorted()
    }
}
