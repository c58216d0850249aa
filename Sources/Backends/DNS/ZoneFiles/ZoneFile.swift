import Diagnostics

/// A zone's master file: its text, and what its records say.
struct ZoneFile: Sendable {
    let path: String
    /// In lower case, without the dot at its end.
    let zone: String
    let bytes: [UInt8]
    let records: [ZoneRecord]
    /// Its records by name and type, in the order of the file.
    let sets: [RecordSet]

    /// Reads a file; `path` is for messages.
    init(_ bytes: [UInt8], path: String, zone: String) throws(DiagnosticsError) {
        self.path = path
        self.zone = zone
        self.bytes = bytes
        var reader = ZoneFileReader(bytes, file: path, zone: zone)
        records = try reader.records()
        sets = Self.sets(of: records, in: bytes, path)
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

    private static func sets(of records: [ZoneRecord], in bytes: [UInt8], _ path: String) -> [RecordSet] {
        var order: [RecordSet.Key] = []
        var sets: [RecordSet.Key: RecordSet] = [:]
        for record in records {
            if sets[record.key] == nil {
                order.append(record.key)
                sets[record.key] = RecordSet(
                    record.owner, record.type, ttl: record.ttl, values: [], place: "in line \(record.line) of \(path)")
            }
            // The strings of a text are part of what it is; a name may be relative to where it stands.
            let spelling =
                record.type == "TXT"
                ? record.data.map { String(decoding: bytes[$0.range], as: UTF8.self) }.joined(separator: " ") : nil
            sets[record.key]?.values.append(RecordSet.Value(record.text, spelling: spelling))
        }
        return order.compactMap { sets[$0] }
    }

    /// A signed zone whose records are changed by hand has signatures that are wrong: resolvers refuse all of it.
    var signature: String? {
        let types: Set<String> = ["RRSIG", "NSEC", "NSEC3", "NSEC3PARAM", "TYPE46", "TYPE47", "TYPE50", "TYPE51"]
        return records.first { types.contains($0.type) }.map {
            "the zone is signed, as its \($0.type) record in line \($0.line) shows, and Berth cannot sign what it changes"
        }
    }
}
