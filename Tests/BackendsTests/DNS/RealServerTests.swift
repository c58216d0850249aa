import HTTP
import Resources
import TestSupport
import Testing

@testable import Backends

/// Berth's records at servers that others wrote; `dig` says what they answer.
@Suite(.enabled(if: NameServerPrograms.areInstalled), .serialized)
struct RealServerTests {
    static let zone = "cloud.example.com"

    enum Kind: String, CaseIterable {
        case powerDNS
        /// BIND, read by transfers, the key given as a secret.
        case updates
        /// BIND, which gives no transfers, the key given as a file.
        case updatesByName
    }

    /// A server with the zone, and Berth's view of it.
    struct Setting {
        let backend: RecordBackend
        let server: String
        /// Puts records there as another program: `(name, type, contents)`, no contents take them away.
        let plant: @Sendable ([(String, String, [String])]) async throws -> Void
    }

    static func setting(_ kind: Kind, key: String = BINDServer.secret) async throws -> Setting {
        switch kind {
        case .powerDNS:
            let server = try await PowerDNSServer(zones: zone, "other.example")
            let driver = PowerDNSDriver(
                endpoint: server.endpoint, client: HTTPClient(), apiKey: Secret(PowerDNSServer.apiKey),
                reference: SecretReference(.environment("PDNS_API_KEY"), location: nil))
            return Setting(backend: backend(driver, server.server), server: server.server) { sets in
                try await server.write(sets.map { ($0.0, $0.1, $0.2) }, in: zone)
            }
        case .updates, .updatesByName:
            let server = try await BINDServer(zones: zone, givesTransfers: kind == .updates)
            let endpoint = try #require(APIEndpoint(authority: server.server, preset: 53))
            let secret = TransactionKey.secret(
                name: BINDServer.keyName, algorithm: "hmac-sha256", Secret(key),
                reference: SecretReference(.environment("TSIG_KEY"), location: nil))
            let driver = DynamicUpdateDriver(
                server: endpoint, key: kind == .updates ? secret : .file(server.keyFile), zones: [zone])
            return Setting(backend: backend(driver, server.server), server: server.server) { sets in
                try await server.update(
                    sets.flatMap { name, type, contents in
                        ["update delete \(name). IN \(type)"]
                            + contents.map { "update add \(name). 120 IN \(type) \($0)" }
                    }.joined(separator: "\n"))
            }
        }
    }

    private static func backend(_ driver: any RecordDriver, _ server: String) -> RecordBackend {
        RecordBackend(
            driver, zones: [zone], estate: "loopback",
            nameServer: APIEndpoint(authority: server, preset: 53).map { NameServerConnection($0) },
            pace: PollingPace(first: .milliseconds(20), longest: .milliseconds(100)))
    }

    private func name(_ id: String) -> String { RecordBackendTests.name(id) }

    private func isTrue(_ backend: RecordBackend, _ id: String) async throws {
        let done = try await backend.wait(for: RecordBackendTests.key(id)) { observation in
            observation.map(backend.condition) == .ready
        }
        #expect(done != nil)
    }

    @Test(arguments: Kind.allCases)
    func aNameComesChangesItsTypeAndGoes(_ kind: Kind) async throws {
        let setting = try await Self.setting(kind)
        defer { withExtendedLifetime(setting) {} }
        let backend = setting.backend
        var observed: Observation?
        for address in ["192.0.2.1", "192.0.2.1, 2001:db8::1", "lb.example.net", "2001:db8::7", "192.0.2.9"] {
            let done = try await backend.apply(RecordBackendTests.write("w", address, over: observed))
            try await isTrue(backend, "w")
            #expect(try await backend.read(RecordBackendTests.key("w")) == done)
            for type in RecordContent.types {
                let wanted = try #require(RecordContent(address)).values.first { $0.type == type }?.texts ?? []
                let found = try await NameServerPrograms.dig(name("w"), type, at: setting.server)
                let isAlias = address.contains("lb") && type != "CNAME"
                #expect(isAlias || found == wanted.map { type == "CNAME" ? "\($0)." : $0 })
                let mark = try await NameServerPrograms.dig(
                    "\(type.lowercased())-\(name("w"))", "TXT", at: setting.server)
                #expect(mark == (wanted.isEmpty ? [] : ["\"\(RecordBackendTests.mark)\""]))
            }
            observed = done
        }
        #expect(try await backend.delete(try #require(observed)))
        #expect(try await backend.read(RecordBackendTests.key("w")) == nil)
        for owner in [name("w"), "a-\(name("w"))"] {
            #expect(try await NameServerPrograms.dig(owner, "ANY", at: setting.server).isEmpty)
        }
    }

    @Test(arguments: Kind.allCases)
    func whatOtherProgramsPlantedIsTheirs(_ kind: Kind) async throws {
        let setting = try await Self.setting(kind)
        defer { withExtendedLifetime(setting) {} }
        let backend = setting.backend
        let foreign = #""heritage=external-dns,external-dns/owner=prod,external-dns/resource=service/x""#
        try await setting.plant([
            (name("hand"), "A", ["192.0.2.66"]), (name("ext"), "A", ["192.0.2.67"]),
            ("a-\(name("ext"))", "TXT", [foreign]),
            ("below.\(Self.zone)", "NS", ["ns9.below.\(Self.zone)."]),
            (name("two"), "A", ["192.0.2.1"]),
            (
                "a-\(name("two"))", "TXT",
                [
                    "\"heritage=berth,berth/estate=loopback,berth/resource=two/dns\"",
                    "\"heritage=berth,berth/estate=other,berth/resource=two/dns\"",
                ]
            ),
            ("a-\(name("text"))", "TXT", [#""somebody's own" "in two strings; and a \"quotation\"""#]),
        ])
        for (id, says) in [("hand", "no ownership mark"), ("ext", "external-dns prod keeps it"), ("two", "other")] {
            let error = await #expect(throws: BackendError.self) {
                try await backend.apply(RecordBackendTests.write(id, "192.0.2.1"))
            }
            #expect(error?.reason == .notOwned && error?.message.contains(says) == true, "\(error?.message ?? "")")
        }
        let below = RecordItem.key("w.below.\(Self.zone)")
        guard case .refused(let reason) = try await backend.prospect(of: below) else {
            Issue.record("a name below a cut is not refused")
            return
        }
        #expect(reason.contains("below.\(Self.zone) is delegated"))

        // Text of others beside the mark stays as it is, strings and all.
        let created = try await backend.apply(RecordBackendTests.write("text", "192.0.2.1"))
        let before = try await NameServerPrograms.dig("a-\(name("text"))", "TXT", at: setting.server)
        #expect(before.count == 2 && before.contains(#""somebody's own" "in two strings; and a \"quotation\"""#))
        #expect(try await backend.delete(created))
        #expect(
            try await NameServerPrograms.dig("a-\(name("text"))", "TXT", at: setting.server) == [
                #""somebody's own" "in two strings; and a \"quotation\"""#
            ])
    }

    @Test(arguments: Kind.allCases)
    func whatOtherProgramsChangeIsNoticed(_ kind: Kind) async throws {
        let setting = try await Self.setting(kind)
        defer { withExtendedLifetime(setting) {} }
        let backend = setting.backend
        let created = try await backend.apply(RecordBackendTests.write("w", "192.0.2.1"))
        try await setting.plant([(name("W").uppercased(), "A", ["192.0.2.66"])])
        let seen = try #require(try await backend.read(RecordBackendTests.key("w")))
        #expect(seen.value["spec"] == ["ttl": 120, "address": "192.0.2.66"])
        await #expect(throws: BackendError.self) { try await backend.delete(created) }
        await #expect(throws: BackendError.self) {
            try await backend.apply(RecordBackendTests.write("w", "192.0.2.2", over: created))
        }
        #expect(try await NameServerPrograms.dig(name("w"), "A", at: setting.server) == ["192.0.2.66"])
        #expect(try await backend.apply(RecordBackendTests.write("w", "192.0.2.1", over: seen)) == created)
        try await isTrue(backend, "w")
    }

    @Test(arguments: Kind.allCases)
    func aFleetIsWrittenInBatches(_ kind: Kind) async throws {
        let setting = try await Self.setting(kind)
        defer { withExtendedLifetime(setting) {} }
        let backend = setting.backend
        let ids = (0..<150).map { "w\($0)" }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in ids { group.addTask { _ = try await backend.apply(RecordBackendTests.write(id, "192.0.2.1")) } }
            try await group.waitForAll()
        }
        let survey = try await backend.observe(
            kinds: [RecordBackend.kind], named: Set(ids.map(RecordBackendTests.key)))
        #expect(survey.observations.count == 150)
        #expect(survey.observations.allSatisfy { backend.condition(of: $0) == .ready })
        #expect((survey.unlisted.isEmpty) == (kind != .updatesByName))
    }

    @Test(arguments: [
        (BINDServer.secret.replacing("cGxh", with: "dGxh"), "does not accept the key berth-test in"),
        ("not base64!", "is not base64"),
    ])
    func aKeyThatIsNotTheServersIsSaid(_ key: String, _ says: String) async throws {
        let setting = try await Self.setting(.updates, key: key)
        defer { withExtendedLifetime(setting) {} }
        for attempt in [true, false] {
            let error = await #expect(throws: BackendError.self) {
                if attempt {
                    _ = try await setting.backend.apply(RecordBackendTests.write("w", "192.0.2.1"))
                } else {
                    _ = try await setting.backend.observe(kinds: [RecordBackend.kind], named: [])
                }
            }
            #expect(error?.reason == .unauthorized && error?.message.contains(says) == true, "\(error?.message ?? "")")
            #expect(error?.description.contains(key) == false)
        }
    }

    @Test func aZoneThatTheServerDoesNotHaveIsSaid() async throws {
        let server = try await BINDServer(zones: "other.example")
        let driver = DynamicUpdateDriver(
            server: try #require(APIEndpoint(authority: server.server, preset: 53)), key: .file(server.keyFile),
            zones: [Self.zone])
        let zone = RecordZone(Self.zone)
        let change = RecordChange(
            name: name("w"), before: [], puts: [RecordSet(name("w"), "A", ttl: 60, values: [.init("192.0.2.1")])],
            removals: [])
        let error = await #expect(throws: BackendError.self) { try await driver.apply([change], in: zone) }
        #expect(error?.reason == .notFound && error?.hint?.contains("not the primary") == true)
        await #expect(throws: BackendError.self) { try await driver.contents(of: zone, about: [name("w")]) }
    }

    /// The server itself holds a change against what was read.
    @Test func aChangeBetweenReadingAndWritingIsRefusedByTheServer() async throws {
        let server = try await BINDServer(zones: Self.zone)
        let driver = DynamicUpdateDriver(
            server: try #require(APIEndpoint(authority: server.server, preset: 53)), key: .file(server.keyFile),
            zones: [Self.zone])
        let zone = RecordZone(Self.zone)
        let set = RecordSet(name("w"), "A", ttl: 60, values: [.init("192.0.2.1")])
        let change = RecordChange(name: name("w"), before: [set.withoutValues], puts: [set], removals: [])
        try await driver.apply([change], in: zone)
        let again = await #expect(throws: BackendError.self) { try await driver.apply([change], in: zone) }
        #expect(again?.reason == .changed && again?.isTransient == false)
        var wrong = set
        wrong.values = [.init("192.0.2.9")]
        let removal = RecordChange(name: name("w"), before: [wrong], puts: [], removals: [wrong])
        await #expect(throws: BackendError.self) { try await driver.apply([removal], in: zone) }
        #expect(try await NameServerPrograms.dig(name("w"), "A", at: server.server) == ["192.0.2.1"])
    }

    @Test func aKeyFileThatIsNotThereIsSaid() async throws {
        let driver = DynamicUpdateDriver(
            server: APIEndpoint(host: "127.0.0.1", port: 9), key: .file("/nowhere/key"), zones: [Self.zone])
        let zone = RecordZone(Self.zone)
        let change = RecordChange(name: name("w"), before: [], puts: [], removals: [])
        for attempt in [true, false] {
            let error = await #expect(throws: BackendError.self) {
                if attempt {
                    try await driver.apply([change], in: zone)
                } else {
                    _ = try await driver.contents(of: zone, about: nil)
                }
            }
            #expect(error?.reason == .unauthorized && error?.isTransient == false, "\(error?.message ?? "")")
            #expect(error?.message.contains("/nowhere/key") == true)
        }
    }

    @Test func aServerThatIsAwayIsUnreachable() async throws {
        let driver = DynamicUpdateDriver(
            server: APIEndpoint(host: "127.0.0.1", port: 9), key: .kerberos, zones: [Self.zone])
        let error = await #expect(throws: BackendError.self) {
            try await driver.contents(of: RecordZone(Self.zone), about: nil)
        }
        #expect(error?.isTransient == true)
        #expect(error?.message.contains("the name server 127.0.0.1:9 cannot be reached") == true)
        let connection = NameServerConnection(APIEndpoint(host: "127.0.0.1", port: 9))
        let silence = await #expect(throws: BackendError.self) {
            try await connection.answers(to: [NameQuestion(name: "a.example", type: "A")])
        }
        #expect(silence?.reason == .unreachable)
    }
}
