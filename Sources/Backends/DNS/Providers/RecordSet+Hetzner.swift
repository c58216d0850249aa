import Document
import Resources

extension RecordSet {
    /// An RRSet as Hetzner Cloud shows it; nil where it is none.
    ///
    /// Its labels say whose it is, and so do the comments of its records, which outlive a change of the labels.
    init?(hetzner rrset: Document.Value, in zone: RecordZone) {
        guard let name = rrset["name"]?.string, let type = rrset["type"]?.string,
            let name = ZoneName.canonical(name, origin: zone.name)
        else { return nil }
        let records = rrset["records"]?.array ?? []
        let comments = records.compactMap { $0["comment"]?.string }.filter { !$0.isEmpty }
        let marks = HetznerMarks(rrset["labels"])
        let mark = marks.heritage ?? comments.lazy.compactMap { Heritage($0) }.first
        let note = mark == nil ? comments.first.map { "with the comment “\($0)”" } : nil
        self.init(
            name, type, ttl: (rrset["ttl"]?.integer).map(Int.init),
            values: records.compactMap { $0["value"]?.string }.map {
                Value(Self.meaning(of: type, $0, in: zone), spelling: $0)
            }, mark: mark, place: note ?? "")
    }

    /// Names without a dot at their end are below the zone.
    private static func meaning(of type: String, _ value: String, in zone: RecordZone) -> String {
        guard ["CNAME", "NS"].contains(type) else { return RecordText.meaning(of: type, value) }
        return ZoneName.canonical(value, origin: zone.name) ?? value
    }

    /// Its name as Hetzner Cloud writes it: below the zone, `@` for the zone itself.
    func hetznerName(in zone: RecordZone) -> String {
        name == zone.name ? "@" : String(name.dropLast(zone.name.utf8.count + 1))
    }

    /// Its records as requests carry them; the comment tells people who look at them whose they are.
    var hetznerRecords: Document.Value {
        .array(
            values.map { value in
                var record: Document.Value = [
                    "value": .string(value.spelling ?? RecordText.presentation(of: type, value.text))
                ]
                if let mark { record["comment"] = .string(mark.text) }
                return record
            })
    }
}
