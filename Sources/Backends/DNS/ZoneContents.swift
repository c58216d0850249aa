/// The records of a zone, or those of some names in it, and what they say of whose a name is.
struct ZoneContents: Sendable {
    let zone: RecordZone
    let sets: [RecordSet]
    /// Why nothing in the zone can be written; nil where it can.
    let obstacle: String?
    /// What a first write would entail besides the record.
    let note: String?
    private let positions: [String: [Int]]

    init(_ zone: RecordZone, _ sets: [RecordSet], obstacle: String? = nil, note: String? = nil) {
        self.zone = zone
        self.sets = sets
        self.obstacle = obstacle
        self.note = note
        positions = Dictionary(grouping: sets.indices) { sets[$0].name }
    }

    /// The names whose records say everything about one name.
    static func names(about name: String, in zone: RecordZone) -> Set<String> {
        let above = ZoneName.ancestors(of: name, upTo: zone.name)
        return Set([name] + RecordContent.types.map { markName(of: name, $0) } + above + above.map { "*.\($0)" })
    }

    /// The name of the TXT record that says whose the records of a type are.
    static func markName(of name: String, _ type: String) -> String { "\(type.lowercased())-\(name)" }

    func sets(of name: String) -> [RecordSet] { (positions[name] ?? []).map { sets[$0] } }

    func set(_ name: String, _ type: String) -> RecordSet? { sets(of: name).first { $0.type == type } }

    /// The sets of a name that say where it leads.
    func content(of name: String) -> [RecordSet] {
        sets(of: name).filter { RecordContent.types.contains($0.type) }
    }

    // MARK: Whose a name is

    /// Whom a name belongs to.
    enum Holder: Hashable {
        case nobody
        case berth(Heritage)
        /// Its addresses carry no mark, and nothing else stands in their place; in words.
        case unmarked(String)
        /// Somebody else, in words.
        case other(String)
    }

    /// What says who keeps a name: beside it, as external-dns writes it now, at it, as it did before, and with its records.
    func heritages(of name: String) -> [(set: RecordSet, heritage: Heritage)] {
        let beside = RecordContent.types.compactMap { set(Self.markName(of: name, $0), "TXT") }.flatMap(\.heritages)
        // Berth never writes at the name itself: what stands there is about the name without its first `a-`.
        let at = (set(name, "TXT")?.heritages ?? []).filter { !$0.heritage.isBerth }
        let with = sets(of: name).compactMap { set in set.mark.map { (set, $0) } }
        return beside + at + with
    }

    func holder(of name: String) -> Holder {
        let heritages = heritages(of: name)
        if let foreign = heritages.first(where: { !$0.heritage.isBerth }) {
            let owner = foreign.heritage.members["owner"].map { " \($0)" } ?? ""
            return .other("\(foreign.heritage.keeper)\(owner) keeps it, says \(foreign.set.words)")
        }
        if let first = heritages.first {
            if let second = heritages.first(where: { $0.heritage != first.heritage }) {
                let estates = Set(heritages.map { $0.heritage.estate ?? "unknown" }).sorted()
                let which =
                    estates.count > 1
                    ? "the estates \(estates.joined(separator: " and "))" : "different resources of one estate"
                return .other(
                    "its marks name different owners, \(which): see \(first.set.words) and \(second.set.words)")
            }
            return .berth(first.heritage)
        }
        // A TXT record at the name may be the mark of another.
        let unmarked = sets(of: name).filter { $0.heritages.isEmpty && !isPartOfZone($0) }
        guard let record = unmarked.first else { return .nobody }
        let words = "\(record.words) has no ownership mark"
        return content(of: name).isEmpty || set(name, "CNAME") != nil ? .other(words) : .unmarked(words)
    }

    /// What every zone has at its apex is nobody's.
    private func isPartOfZone(_ set: RecordSet) -> Bool { set.name == zone.name && ["NS", "SOA"].contains(set.type) }

    /// The names that carry Berth's mark here, sorted.
    var keptNames: [String] {
        var names: Set<String> = []
        for set in sets {
            if set.mark?.isBerth == true { names.insert(set.name) }
            guard set.type == "TXT", set.heritages.contains(where: \.heritage.isBerth) else { continue }
            for type in RecordContent.types {
                let prefix = Self.markName(of: "", type)
                if set.name.hasPrefix(prefix) { names.insert(String(set.name.dropFirst(prefix.count))) }
            }
        }
        return names.sorted()
    }
}

extension RecordSet {
    /// What the strings of a TXT record set say of who keeps a name.
    var heritages: [(set: RecordSet, heritage: Heritage)] {
        guard type == "TXT" else { return [] }
        return values.compactMap { value in Heritage(value.text).map { (self, $0) } }
    }
}
