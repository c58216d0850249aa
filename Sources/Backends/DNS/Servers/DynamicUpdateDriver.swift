import Glibc
import Resources
import Tools

/// Zones at a name server that takes dynamic updates (RFC 2136), by the programs `nsupdate` and `dig` of BIND.
///
/// What was read becomes the prerequisites of the update, so that the server itself holds a change against what is there. A
/// zone is read by a transfer where the server allows one, else name by name.
struct DynamicUpdateDriver: RecordDriver {
    private let server: APIEndpoint
    private let key: TransactionKey
    private let zoneNames: [String]
    private let names: any NameServer

    /// `zones` are those that updates go to: a name server does not tell which it has.
    init(server: APIEndpoint, key: TransactionKey, zones: [String], names: (any NameServer)? = nil) {
        self.server = server
        self.key = key
        zoneNames = zones.map(ZoneName.canonical)
        self.names = names ?? NameServerConnection(server)
    }

    var service: String { "the name server \(server)" }

    let traits = RecordTraits(
        marking: .besideInTXT, changesPerRequest: 40, replacesTypesAtOnce: true, seesAllZones: false)

    func zones() async throws -> [RecordZone] { zoneNames.map { RecordZone($0) } }

    // MARK: Reading

    func contents(of zone: RecordZone, about names: Set<String>?) async throws -> ZoneContents {
        do {
            return ZoneContents(zone, try await transfer(of: zone))
        } catch let error as BackendError where error.reason == .forbidden {
            guard let names else { throw error }
            return ZoneContents(zone, try await sets(of: names, in: zone))
        }
    }

    private static let limits = Tool.Limits(time: .seconds(60), output: 64 << 20)
    private static let dig = Tool("dig", installation: "`apt install bind9-dnsutils`")
    private static let nsupdate = Tool("nsupdate", installation: "`apt install bind9-dnsutils`")

    /// All records of a zone (AXFR, RFC 5936).
    private func transfer(of zone: RecordZone) async throws -> [RecordSet] {
        let purpose = Purpose("read", "the zone \(zone.name) of \(service)")
        // Not as the user's ~/.digrc would have it.
        var arguments = ["-r", "@\(server.host)", "-p", "\(server.port)"]
        var input: [UInt8] = []
        if let text = try key.text(for: purpose) {
            arguments += ["-k", "/dev/stdin"]
            input = Array(text.file.utf8)
        } else if case .file(let path) = key {
            arguments += ["-k", try readable(path, for: purpose)]
        }
        arguments += ["+noall", "+answer", "+onesoa", "+time=10", "+tries=1", "-t", "AXFR", "-q", "\(zone.name)."]
        let output: [UInt8]
        do {
            output = try await Self.dig.run(
                arguments, input: input, limits: Self.limits, purpose: "read the zone \(zone.name)")
        } catch let error as ToolError {
            throw purpose.error(error, named: "dig", at: service)
        }
        let lines = output.split(separator: 0x0A)
        let records = Array(lines.filter { $0.first != UInt8(ascii: ";") }.joined(separator: [0x0A]))
        guard !records.isEmpty else {
            let said = lines.map { String(decoding: $0.drop { $0 == UInt8(ascii: ";") || $0 == 0x20 }, as: UTF8.self) }
            if said.contains(where: { $0.contains("verify signature") }) {
                throw purpose.error(
                    .unauthorized, "the server does not accept \(key.source)",
                    hint: "check name, algorithm and secret of the key, and both clocks")
            }
            throw purpose.error(
                .forbidden, "the server gives no transfer of the zone: \(said.joined(separator: "; "))",
                hint: "allow it for the key (`allow-transfer`), so that names no longer wanted are found")
        }
        do {
            return try ZoneFile(records + [0x0A], path: "the transfer", zone: zone.name).sets.map(\.withoutPlace)
        } catch {
            throw purpose.error(.invalidAnswer, "the transfer cannot be read: \(error)")
        }
    }

    /// What the server answers about some names.
    private func sets(of names: Set<String>, in zone: RecordZone) async throws -> [RecordSet] {
        let types = RecordContent.types + ["TXT", "NS", "DNAME"]
        let questions = names.sorted().flatMap { name in types.map { NameQuestion(name: name, type: $0) } }
        let answers = try await self.names.answers(to: questions)
        var sets: [RecordSet.Key: RecordSet] = [:]
        for (question, answer) in zip(questions, answers) {
            var set = RecordSet(question.name, question.type, ttl: nil, values: [])
            switch answer {
            case .records(let values, let ttl): (set.values, set.ttl) = (values, ttl)
            case .elsewhere(let owner, let type):
                guard owner != zone.name, zone.covers(owner) else { continue }
                set = RecordSet(owner, type, ttl: nil, values: [RecordSet.Value("")])
            case .refused(let reason):
                throw Purpose("read", "the zone \(zone.name) of \(service)").error(
                    .other, "it answers \(reason) for \(question.name)", isTransient: reason == "SERVFAIL")
            }
            if !set.values.isEmpty { sets[set.key] = set }
        }
        return sets.values.sorted { $0.key < $1.key }
    }

    // MARK: Writing

    func apply(_ changes: [RecordChange], in zone: RecordZone) async throws {
        let purpose = Purpose("change", "the zone \(zone.name) of \(service)")
        // Over TCP, on which nothing is sent a second time.
        var arguments = ["-v", "-t", "30"]
        switch key {
        case .secret: break
        case .file(let path): arguments += ["-k", try readable(path, for: purpose)]
        case .kerberos: arguments.append("-g")
        }
        var lines = ["server \(server.host) \(server.port)", "zone \(zone.name)."]
        if let text = try key.text(for: purpose) { lines.append(text.command) }
        lines += UpdateScript(changes).lines + ["send"]
        do {
            _ = try await Self.nsupdate.run(
                arguments, input: Array(lines.joined(separator: "\n").utf8) + [0x0A],
                limits: Tool.Limits(time: .seconds(60), output: 1 << 20), purpose: "change the zone \(zone.name)")
        } catch let error as ToolError {
            throw updateError(error, purpose)
        }
    }

    /// A key file that is there: `dig` would go on without it.
    private func readable(_ path: String, for purpose: Purpose) throws(BackendError) -> String {
        // BIND's older tools make a pair of files, and are given the name without its ending.
        guard access(path, R_OK) == 0 || access("\(path).private", R_OK) == 0 else {
            throw purpose.error(
                .unauthorized, "the key file \(path) cannot be read", hint: "check dns.rfc2136.keyFile")
        }
        return path
    }

    private func updateError(_ error: ToolError, _ purpose: Purpose) -> BackendError {
        guard case .failed(_, let complaint) = error.cause else {
            return purpose.error(error, named: "nsupdate", at: service)
        }
        let has = { (word: String) in complaint.contains(word) }
        let what = "\(service) answers: \(complaint)"
        if ["YXRRSET", "NXRRSET", "YXDOMAIN", "NXDOMAIN"].contains(where: has) {
            return purpose.error(.changed, "it is not what was read directly before: \(complaint)")
        }
        if ["BADSIG", "BADKEY", "BADTIME", "BADALG", "tsig", "GSSAPI"].contains(where: has) {
            return purpose.error(
                .unauthorized, "the server does not accept \(key.source): \(complaint)",
                hint: "check name, algorithm and secret of the key, and both clocks")
        }
        if has("REFUSED") {
            return purpose.error(
                .forbidden, what, hint: "allow \(key.source) to change the zone (`update-policy`, `allow-update`)")
        }
        if has("NOTAUTH") {
            return purpose.error(.notFound, what, hint: "it is not the primary of this zone: check dns.rfc2136.server")
        }
        if has("NOTZONE") || has("FORMERR") { return purpose.error(.rejected, what) }
        if has("NOTIMP") { return purpose.error(.failed, what, hint: "this server takes no dynamic updates") }
        return purpose.error(.unreachable, what)
    }
}

/// The commands of `nsupdate` for some changes: what must still be there, then what goes, then what comes.
struct UpdateScript: Sendable {
    let lines: [String]

    init(_ changes: [RecordChange]) {
        var conditions: [String] = []
        var removals: [String] = []
        var additions: [String] = []
        for change in changes {
            for set in change.before {
                guard !set.values.isEmpty else {
                    conditions.append("prereq nxrrset \(set.name). IN \(set.type)")
                    continue
                }
                conditions += set.values.map { "prereq yxrrset \(set.name). IN \(set.type) \(Self.data(set, $0))" }
            }
            for set in change.removals + change.puts {
                removals.append("update delete \(set.name). IN \(set.type)")
            }
            for set in change.puts {
                additions += set.values.map {
                    "update add \(set.name). \(set.ttl ?? 300) IN \(set.type) \(Self.data(set, $0))"
                }
            }
        }
        lines = conditions + removals + additions
    }

    private static func data(_ set: RecordSet, _ value: RecordSet.Value) -> String {
        value.presentation(of: set.type)
    }
}

extension RecordSet {
    /// A transfer has no lines that anybody could look at.
    fileprivate var withoutPlace: RecordSet {
        var set = self
        set.place = ""
        return set
    }
}

extension Purpose {
    /// A program that could not do its work.
    fileprivate func error(_ error: ToolError, named program: String, at service: String) -> BackendError {
        switch error.cause {
        case .notInstalled(let hint):
            self.error(.other, "the program \(program) is not installed", hint: hint.map { "install it: \($0)" })
        case .timedOut: self.error(.timeout, "\(error)")
        case .failed(_, let complaint) where complaint.isEmpty: self.error(.unreachable, "\(service) cannot be reached")
        case .failed, .killed: self.error(.unreachable, "\(error)")
        default: self.error(.other, "\(error)")
        }
    }
}
