import Synchronization

@testable import Backends

/// A DNS service in memory: what it holds, what it was asked, and how it fails.
final class MemoryDriver: RecordDriver {
    struct State {
        var zones: [String: [RecordSet]] = [:]
        /// One word a request: `list cloud.example.com`, `apply 3`.
        var requests: [String] = []
        /// What was sent, in order.
        var changes: [RecordChange] = []
        /// The errors of the next requests that change something.
        var faults: [BackendError] = []
        /// Zones that cannot be read, with the reason.
        var unreadable: [String: BackendError.Reason] = [:]
        /// Names of which no change is taken.
        var refused: Set<String> = []
        /// Zones that can only be asked name by name.
        var unlisted: Set<String> = []
    }

    let traits: RecordTraits
    let service = "a service"
    private let state: Mutex<State>

    init(
        zones: [String] = ["cloud.example.com"], marking: RecordTraits.Marking = .besideInTXT, batch: Int = 100,
        replacesTypesAtOnce: Bool = false, seesAllZones: Bool = true
    ) {
        traits = RecordTraits(
            marking: marking, changesPerRequest: batch, replacesTypesAtOnce: replacesTypesAtOnce,
            seesAllZones: seesAllZones)
        state = Mutex(State(zones: Dictionary(uniqueKeysWithValues: zones.map { ($0, []) })))
    }

    func with<Result: Sendable>(_ body: (inout State) -> Result) -> Result { state.withLock { body(&$0) } }

    var requests: [String] { with(\.requests) }
    var sets: [RecordSet] { with { $0.zones.values.flatMap(\.self).sorted { $0.key < $1.key } } }
    /// As `name type value`, sorted.
    var lines: [String] { sets.flatMap { set in set.texts.map { "\(set.name) \(set.type) \($0)" } } }

    /// What somebody else puts there: in the form of a zone file, names complete.
    func plant(_ name: String, _ type: String, _ texts: String..., ttl: Int = 300, mark: Heritage? = nil) {
        let name = ZoneName.canonical(name)
        let set = RecordSet(
            name, type, ttl: ttl,
            values: texts.map { RecordSet.Value(RecordText.meaning(of: type, words: [$0])) }, mark: mark)
        with { state in
            let zone = state.zones.keys.filter { name == $0 || name.hasSuffix(".\($0)") }.max { $0.count < $1.count }
            guard let zone else { return }
            state.zones[zone]?.removeAll { $0.key == set.key }
            state.zones[zone]?.append(set)
        }
    }

    func zones() async throws -> [RecordZone] {
        with { state in
            state.requests.append("zones")
            return state.zones.keys.sorted().map { RecordZone($0) }
        }
    }

    func contents(of zone: RecordZone, about names: Set<String>?) async throws -> ZoneContents {
        await Task.yield()
        return try state.withLock { state in
            state.requests.append("\(names == nil ? "list" : "read") \(zone.name)")
            let purpose = Purpose("read", "zone \(zone.name)")
            if let reason = state.unreadable[zone.name] { throw purpose.error(reason, "the zone is shut") }
            if names == nil, state.unlisted.contains(zone.name) {
                throw purpose.error(.forbidden, "no transfer is given", hint: "allow it")
            }
            return ZoneContents(zone, state.zones[zone.name] ?? [])
        }
    }

    func apply(_ changes: [RecordChange], in zone: RecordZone) async throws {
        // Long enough that others ask meanwhile.
        for _ in 0..<20 { await Task.yield() }
        try state.withLock { state in
            state.requests.append("apply \(changes.count)")
            let purpose = Purpose("change", "zone \(zone.name)")
            if !state.faults.isEmpty { throw state.faults.removeFirst() }
            if let bad = changes.first(where: { state.refused.contains($0.name) }) {
                throw purpose.error(.rejected, "\(bad.name) is not taken")
            }
            state.changes += changes
            for change in changes {
                let gone = Set((change.removals + change.puts).map(\.key))
                state.zones[zone.name]?.removeAll { gone.contains($0.key) }
                state.zones[zone.name]? += change.puts
            }
        }
    }
}
