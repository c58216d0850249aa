import Diagnostics
import Document
import Glibc
import Resources

/// Keeps the workspaces' records in a zone's master file, which a name server such as BIND, NSD or Knot reads.
///
/// A name is two lines: its address record and beside it the TXT record that says whose it is. All other bytes stay as
/// they are, save for the serial number of the zone. Other runs and processes may change the same file.
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
        self.zone = Self.normalized(zone)
        self.estate = estate
        self.now = now
    }

    package func observe(kinds: Set<ItemKind>, named: Set<ItemKey>) async throws -> Survey {
        guard let file = try zoneFile() else { return Survey() }
        var names = Set(named.filter { $0.itemKind == Self.kind }.map { Self.normalized($0.name) })
        if kinds.contains(Self.kind) {
            names.formUnion(
                file.keptNames.filter {
                    if case .berth(let heritage) = file.holder(of: $0) { heritage.estate == estate } else { false }
                })
        }
        return Survey(names.sorted().compactMap { observation(of: $0, in: file) })
    }

    package func read(_ key: ItemKey) async throws -> Observation? {
        guard key.itemKind == Self.kind, let file = try zoneFile() else { return nil }
        return observation(of: Self.normalized(key.name), in: file)
    }

    package func preview(_ write: Write) async throws -> Preview {
        try await Preview(of: { Self.value(of: try entry(for: write, in: try zoneFile())) })
    }

    package func apply(_ write: Write) async throws -> Observation {
        try folder.withLock(for: subject) {
            let file = try zoneFile()
            let entry = try entry(for: write, in: file)
            let value = Self.value(of: entry)
            if let file, let current = observation(of: entry.name, in: file), current.value == value { return current }
            let edited = try (file ?? emptyZone()).replacing(entry.name, by: entry, now: now())
            try folder.write(edited.bytes, to: fileName, for: subject)
            return Observation(key: key(entry.name), value: value)
        }
    }

    package func delete(_ observation: Observation) async throws -> Bool {
        let name = Self.normalized(observation.key.name)
        return try folder.withLock(for: subject) {
            guard let file = try zoneFile(), let current = self.observation(of: name, in: file) else { return true }
            try checkOwner(of: name, in: file, "delete")
            guard current.value == observation.value else {
                throw BackendError("delete", Self.subject(name), .changed, "it is not what was observed any more")
            }
            let edited = try file.replacing(name, by: nil, now: now())
            try folder.write(edited.bytes, to: fileName, for: subject)
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

    private var fileName: String { "\(zone).zone" }
    private var subject: String { "zone \(zone)" }

    private func zoneFile() throws -> ZoneFile? {
        guard let bytes = try folder.read(fileName, for: subject) else { return nil }
        return try ZoneFile(bytes, path: "\(folder.directory)/\(fileName)", zone: zone)
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
        return try ZoneFile(Array(text.utf8), path: "\(folder.directory)/\(fileName)", zone: zone)
    }

    // MARK: What is asked for

    /// The lines that a write asks for; throws where the name is not Berth's to write.
    private func entry(for write: Write, in file: ZoneFile?) throws -> ZoneFile.Entry {
        let operation = write.observed == nil ? "create" : "change"
        let name = Self.normalized(write.key.name)
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
        let entry = ZoneFile.Entry(name: name, address: address, ttl: Int(ttl), heritage: heritage)
        try check(write, entry, in: file, operation)
        return entry
    }

    private func check(_ write: Write, _ entry: ZoneFile.Entry, in file: ZoneFile?, _ operation: String) throws {
        let current = file.flatMap { observation(of: entry.name, in: $0) }
        if let file, current != nil { try checkOwner(of: entry.name, in: file, operation) }
        switch (write.observed, current) {
        case (nil, nil): return
        case (nil, let current?) where current.value == Self.value(of: entry): return
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

    private func checkOwner(of name: String, in file: ZoneFile, _ operation: String) throws {
        let reason: String
        switch file.holder(of: name) {
        case .nobody: return
        case .berth(let heritage) where heritage.estate == estate:
            guard let other = file.records(of: name).first(where: { $0.type == "CNAME" }) else { return }
            reason = "a CNAME record stands in line \(other.line)"
        case .berth(let heritage): reason = "the estate \(heritage.estate ?? "(unknown)") keeps it"
        case .other(let words): reason = words
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
        case .other: heritage = nil
        }
        let found = Set(addresses.compactMap { $0.data.first.flatMap { IPAddress($0.text)?.description } })
        var value = Self.value(name: name, heritage: heritage)
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

    private static func normalized(_ name: String) -> String {
        let lower = name.lowercased()
        return lower.hasSuffix(".") ? String(lower.dropLast()) : lower
    }
}
