import Diagnostics
import Glibc

/// Zones in master files `<zone>.zone` of a folder, which a name server such as BIND, NSD or Knot reads.
///
/// All bytes that are not Berth's stay as they are, save for the serial number of the zone. Other runs and processes may
/// change the same files. What a former zone of the estate left in its own file, in the same folder, is one of the zones.
actor ZoneFileDriver: RecordDriver {
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let executor = BlockingExecutor(label: "berth.dns.zone-file")
    private let folder: ZoneFolder
    private let names: [String]
    private let now: @Sendable () -> Int64
    /// The files as they were last, by zone: in a run with many records each is read again for each of them.
    private var known: [String: ZoneFile] = [:]

    /// The zones `zones` in files of `directory`; `now` gives seconds since 1970.
    init(directory: String, zones: [String], now: @escaping @Sendable () -> Int64 = { Int64(time(nil)) }) {
        folder = ZoneFolder(directory: directory)
        names = zones.map(ZoneName.canonical)
        self.now = now
    }

    nonisolated var service: String { "the folder \(folder.directory)" }

    nonisolated let traits = RecordTraits(
        marking: .besideInTXT, changesPerRequest: 1_000, replacesTypesAtOnce: true, seesAllZones: true)

    func zones() async throws -> [RecordZone] {
        let files = folder.names().filter { $0.hasSuffix(Self.ending) }.map { String($0.dropLast(Self.ending.count)) }
        let others = files.filter { ZoneName.canonical($0) == $0 && !names.contains($0) }
        return (names + others).map { RecordZone($0) }
    }

    func contents(of zone: RecordZone, about names: Set<String>?) async throws -> ZoneContents {
        let file = try zoneFile(zone)
        let obstacle = keeper(of: zone) ?? (file == nil ? otherFile(of: zone) : nil) ?? file?.signature
        let note = file == nil ? "makes the zone file \(path(of: zone)), which does not exist" : nil
        return ZoneContents(zone, file?.sets ?? [], obstacle: obstacle, note: note)
    }

    func apply(_ changes: [RecordChange], in zone: RecordZone) async throws {
        try folder.withLock(for: "zone \(zone.name)") {
            let file = try zoneFile(zone)
            let there = Dictionary((file?.sets ?? []).map { ($0.key, $0) }) { first, _ in first }
            for change in changes {
                for set in change.before where !set.isSame(as: there[set.key] ?? set.withoutValues) {
                    throw Purpose("change", "DNS name \(change.name)").error(
                        .changed, "\(set.words) is not what was observed any more")
                }
            }
            let edited = try (file ?? emptyZone(zone)).applying(changes, now: now())
            try folder.write(edited.bytes, to: zone.name + Self.ending, for: "zone \(zone.name)")
            known[zone.name] = edited
        }
    }

    // MARK: The file

    private static let ending = ".zone"
    private func path(of zone: RecordZone) -> String { "\(folder.directory)/\(zone.name)\(Self.ending)" }

    private func zoneFile(_ zone: RecordZone) throws -> ZoneFile? {
        guard let bytes = try folder.read(zone.name + Self.ending, for: "zone \(zone.name)") else { return nil }
        if let file = known[zone.name], file.bytes == bytes { return file }
        let file = try ZoneFile(bytes, path: path(of: zone), zone: zone.name)
        known[zone.name] = file
        return file
    }

    /// A zone with nothing in it, for a folder without a file.
    private func emptyZone(_ zone: RecordZone) throws -> ZoneFile {
        let text = """
            ; The name server and the mailbox are placeholders: put in your own.
            $ORIGIN \(zone.name).
            $TTL 300
            @ IN SOA localhost. hostmaster.\(zone.name). \(ZoneSerial.first(of: now()).number) 3600 600 604800 60
            @ IN NS localhost.

            """
        return try ZoneFile(Array(text.utf8), path: path(of: zone), zone: zone.name)
    }

    // MARK: What is in the way

    /// Files beside that of a zone which show that a name server keeps it itself: it would not see what is written by hand,
    /// or overwrite it.
    private func keeper(of zone: RecordZone) -> String? {
        let present = [".jnl", ".jbk", ".signed", ".signed.jnl"].first { access(path(of: zone) + $0, F_OK) == 0 }
        return present.map {
            "a name server keeps or signs the zone itself, as \(zone.name)\(Self.ending)\($0) beside it shows"
        }
    }

    /// Another file that seems to hold the zone, where it has none of the name that Berth looks for.
    private func otherFile(of zone: RecordZone) -> String? {
        let zone = zone.name
        let names = [
            zone, "db.\(zone)", "\(zone).db", "\(zone).hosts", "\(zone).txt", "\(zone).zone.txt", "zone.\(zone)",
            "pri.\(zone)", "\(zone).", "named.\(zone)", "\(zone).zonefile", "\(zone).dns",
        ]
        let other = folder.names().first { names.contains($0.lowercased()) }
        return other.map {
            "the zone seems to be kept in \($0); name it \(zone)\(Self.ending), or link it to that name"
        }
    }
}

extension RecordSet {
    /// The same name and type where nothing stands.
    var withoutValues: RecordSet { RecordSet(name, type, ttl: nil, values: []) }
}
