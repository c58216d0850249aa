import Diagnostics
import Document
import Glibc
import Resources

/// Keeps the workspaces' records in a zone's master file, which a name server such as BIND, NSD or Knot reads.
///
/// A name is two lines: its address record and beside it the TXT record that says whose it is. All other bytes stay as
/// they are, save for the serial number of the zone. Other runs and processes may change the same file. What a former zone
/// of the estate left in its own file, in the same folder, can be read and deleted there.
package actor ZoneFileBackend: Backend {
    /// The only kind of items here.
    package static let kind = ItemKind(apiVersion: "", kind: "Record")

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let executor = BlockingExecutor(label: "berth.dns.zone-file")
    private let folder: ZoneFolder
    private let zone: String
    private let estate: String
    private let now: @Sendable () -> Int64

    /// The zone `zone` in the file `<zone>.zone` of `directory`; `now` gives seconds since 1970.
    package init(
        directory: String, zone: String, estate: String,
        now: @escaping @Sendable () -> Int64 = { Int64(time(nil)) }
    ) {
        folder = ZoneFolder(directory: directory)
        self.zone = ZoneName.canonical(zone)
        self.estate = estate
        self.now = now
    }

    package func observe(kinds: Set<ItemKind>, named: Set<ItemKey>) async throws -> Survey {
        var files: [String: ZoneFile] = [zone: try zoneFile(zone)].compactMapValues(\.self)
        var names = Set(named.filter { $0.itemKind == Self.kind }.map { ZoneName.canonical($0.name) })
        for zone in Set(names.compactMap(zone(of:))) where files[zone] == nil { files[zone] = try zoneFile(zone) }
        if kinds.contains(Self.kind), let file = files[zone] {
            names.formUnion(
                file.keptNames.filter {
                    if case .berth(let heritage) = file.holder(of: $0) { heritage.estate == estate } else { false }
                })
        }
        return Survey(
            names.sorted().compactMap { name in
                zone(of: name).flatMap { files[$0] }.flatMap { observation(of: name, in: $0) }
            })
    }

    package func read(_ key: ItemKey) async throws -> Observation? {
        let name = ZoneName.canonical(key.name)
        guard key.itemKind == Self.kind, let zone = zone(of: name), let file = try zoneFile(zone) else { return nil }
        return observation(of: name, in: file)
    }

    package func prospect(of key: ItemKey) async throws -> Prospect {
        let name = ZoneName.canonical(key.name)
        let file = try zoneFile(zone)
        if let obstacle = obstacle(to: name, in: file) { return .refused(obstacle) }
        guard let file else { return .open(note: "makes the zone file \(path(of: zone)), which does not exist") }
        return .open(note: file.sideEffect(of: name))
    }

    package func preview(_ write: Write) async throws -> Preview {
        try await Preview(of: { Self.value(of: try entry(for: write, in: try zoneFile(zone))) })
    }

    package func apply(_ write: Write) async throws -> Observation {
        try folder.withLock(for: subject) {
            let file = try zoneFile(zone)
            let entry = try entry(for: write, in: file)
            let value = Self.value(of: entry)
            if let file, let current = observation(of: entry.name, in: file), current.value == value { return current }
            let edited = try (file ?? emptyZone()).replacing(entry.name, by: entry, now: now())
            try folder.write(edited.bytes, to: Self.fileName(of: zone), for: subject)
            return Observation(key: key(entry.name), value: value)
        }
    }

    package func delete(_ observation: Observation) async throws -> Bool {
        let name = ZoneName.canonical(observation.key.name)
        return try folder.withLock(for: subject) {
            guard let zone = zone(of: name), let file = try zoneFile(zone),
                let current = self.observation(of: name, in: file)
            else { return true }
            try checkOwner(of: name, in: file, "delete", isSeen: true)
            if let reason = keeper(of: zone) ?? file.signature {
                throw BackendError("delete", Self.subject(name), .rejected, reason, hint: Self.otherDriver)
            }
            guard current.value == observation.value else {
                throw BackendError("delete", Self.subject(name), .changed, "it is not what was observed any more")
            }
            let edited = try file.replacing(name, by: nil, now: now())
            try folder.write(edited.bytes, to: Self.fileName(of: zone), for: subject)
            return true
        }
    }

    /// Nothing goes along with a name.
    package func contents(of keys: Set<ItemKey>) async throws -> [ItemKey: [Observation]] { [:] }

    package func billed() async throws -> [Observation] { [] }

    package nonisolated func condition(of observation: Observation) -> ItemCondition { .ready }

    package func wait(
        for key: ItemKey, until satisfied: @Sendable (Observation?) throws -> Bool
    ) async throws -> Observation? {
        while true {
            let current = try await read(key)
            if try satisfied(current) { return current }
            try await Task.sleep(for: .milliseconds(250))
        }
    }

    // MARK: The file

    private static func fileName(of zone: String) -> String { "\(zone).zone" }
    private func path(of zone: String) -> String { "\(folder.directory)/\(Self.fileName(of: zone))" }
    private var subject: String { "zone \(zone)" }

    private func zoneFile(_ zone: String) throws -> ZoneFile? {
        guard let bytes = try folder.read(Self.fileName(of: zone), for: "zone \(zone)") else { return nil }
        return try ZoneFile(bytes, path: path(of: zone), zone: zone)
    }

    /// The zone that a name is in: the estate's, or else the nearest above it that has a file here. Nil where none has.
    private func zone(of name: String) -> String? {
        if name.hasSuffix(".\(zone)") { return zone }
        return ZoneName.ancestors(of: name, upTo: "").first {
            !$0.contains("/") && access(path(of: $0), F_OK) == 0
        }
    }

    // MARK: What is in the way

    private static let otherDriver =
        "change it through its server, or keep the names of workspaces in a zone of their own"

    /// Why a record of a name cannot be written at all; nil where it can.
    private func obstacle(to name: String, in file: ZoneFile?) -> String? {
        keeper(of: zone) ?? (file == nil ? otherFile : nil) ?? file?.obstacle(to: name)
    }

    /// Files beside that of a zone which show that a name server keeps it itself: it would not see what is written by hand,
    /// or overwrite it.
    private func keeper(of zone: String) -> String? {
        let file = Self.fileName(of: zone)
        let present = [".jnl", ".jbk", ".signed", ".signed.jnl"].first { access(path(of: zone) + $0, F_OK) == 0 }
        return present.map { "a name server keeps or signs the zone itself, as \(file)\($0) beside it shows" }
    }

    /// Another file that seems to hold the zone, where it has none of the name that Berth looks for.
    private var otherFile: String? {
        let names = [
            zone, "db.\(zone)", "\(zone).db", "\(zone).hosts", "\(zone).txt", "\(zone).zone.txt", "zone.\(zone)",
            "pri.\(zone)", "\(zone).", "named.\(zone)", "\(zone).zonefile", "\(zone).dns",
        ]
        let other = folder.names().first { names.contains($0.lowercased()) }
        return other.map {
            "the zone seems to be kept in \($0); name it \(Self.fileName(of: zone)), or link it to that name"
        }
    }

    /// A zone with nothing in it, for a folder without a file.
    private func emptyZone() throws -> ZoneFile {
        let text = """
            ; The name server and the mailbox are placeholders: put in your own.
            $ORIGIN \(zone).
            $TTL 300
            @ IN SOA localhost. hostmaster.\(zone). \(ZoneSerial.first(of: now()).number) 3600 600 604800 60
            @ IN NS localhost.

            """
        return try ZoneFile(Array(text.utf8), path: path(of: zone), zone: zone)
    }

    // MARK: What is asked for

    /// The lines that a write asks for; throws where the name is not Berth's to write.
    private func entry(for write: Write, in file: ZoneFile?) throws -> ZoneFile.Entry {
        let operation = write.observed == nil ? "create" : "change"
        let name = ZoneName.canonical(write.key.name)
        let subject = Self.subject(name)
        guard name.hasSuffix(".\(zone)"),
            name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ (1...63).contains($0.utf8.count) }
            )
        else { throw BackendError(operation, subject, .rejected, "it is no name in the zone \(zone)") }
        let spec = write.body["spec"]
        guard let address = (spec?["address"]?.string).flatMap({ IPAddress($0) }) else {
            throw BackendError(operation, subject, .rejected, "spec.address is no IP address")
        }
        guard let ttl = spec?["ttl"]?.integer, (0...Int64(Int32.max)).contains(ttl) else {
            throw BackendError(operation, subject, .rejected, "spec.ttl is no number of seconds")
        }
        guard let heritage = Heritage(marksOf: write.body), heritage.estate == estate else {
            throw BackendError(operation, subject, .rejected, "its marks do not fit into an ownership record")
        }
        if let reason = obstacle(to: name, in: file) {
            throw BackendError(operation, subject, .rejected, reason, hint: Self.otherDriver)
        }
        let entry = ZoneFile.Entry(name: name, address: address, ttl: Int(ttl), heritage: heritage)
        try check(write, entry, in: file, operation)
        return entry
    }

    private func check(_ write: Write, _ entry: ZoneFile.Entry, in file: ZoneFile?, _ operation: String) throws {
        let current = file.flatMap { observation(of: entry.name, in: $0) }
        if let file, current != nil {
            try checkOwner(of: entry.name, in: file, operation, isSeen: write.observed != nil)
        }
        switch (write.observed, current) {
        case (nil, nil): return
        // An attempt whose answer was lost did it.
        case (_, let current?) where current.value == Self.value(of: entry): return
        case (nil, _):
            throw BackendError(operation, Self.subject(entry.name), .exists, "it exists already")
        case (_?, nil):
            throw BackendError(operation, Self.subject(entry.name), .changed, "it is gone")
        case (let observed?, let current?):
            guard observed.value == current.value else {
                throw BackendError(
                    operation, Self.subject(entry.name), .changed, "it is not what was observed any more")
            }
        }
    }

    /// `isSeen`: it was observed, and judged to be Berth's: by the state, where its mark is gone.
    private func checkOwner(of name: String, in file: ZoneFile, _ operation: String, isSeen: Bool) throws {
        let reason: String
        switch file.holder(of: name) {
        case .nobody: return
        case .berth(let heritage) where heritage.estate == estate:
            guard let other = file.records(of: name).first(where: { $0.type == "CNAME" }) else { return }
            reason = "a CNAME record stands in line \(other.line)"
        case .berth(let heritage): reason = "the estate \(heritage.estate ?? "(unknown)") keeps it"
        case .unmarked where isSeen: return
        case .unmarked(let words), .other(let words): reason = words
        }
        throw BackendError(
            operation, Self.subject(name), .notOwned, reason,
            hint: "remove the record by hand if the name is free to take")
    }

    // MARK: What is there

    /// A name with what stands in the file; nil where nothing does.
    private func observation(of name: String, in file: ZoneFile) -> Observation? {
        let addresses = file.addresses(of: name)
        let heritage: Heritage?
        switch file.holder(of: name) {
        case .nobody: return nil
        case .berth(let found): heritage = found
        case .unmarked, .other: heritage = nil
        }
        let found = Set(addresses.compactMap { $0.data.first.flatMap { IPAddress($0.text)?.description } })
        var value = Self.value(name: name, heritage: heritage)
        // A name that another program keeps is not the one that Berth made, whatever the state recorded.
        if case .other(let words) = file.holder(of: name) { value[["metadata", "uid"]] = .string("\(name): \(words)") }
        if let ttl = addresses.first?.ttl { value["spec"]?["ttl"] = .integer(Int64(ttl)) }
        if !found.isEmpty { value["spec"]?["address"] = .string(found.sorted().joined(separator: ", ")) }
        return Observation(key: key(name), value: value)
    }

    private static func value(of entry: ZoneFile.Entry) -> Value {
        var value = value(name: entry.name, heritage: entry.heritage)
        value["spec"] = ["ttl": .integer(Int64(entry.ttl)), "address": .string(entry.address.description)]
        return value
    }

    private static func value(name: String, heritage: Heritage?) -> Value {
        let marks = heritage?.marks ?? (labels: [:], annotations: [:])
        return [
            "metadata": [
                "name": .string(name), "uid": .string(name), "labels": .object(marks.labels),
                "annotations": .object(marks.annotations),
            ],
            "spec": [:],
        ]
    }

    private func key(_ name: String) -> ItemKey { ItemKey(place: .dns, kind: Self.kind.kind, name: name) }

    private static func subject(_ name: String) -> String { "DNS name \(name)" }

}
