import Document
import Resources
import Testing

@testable import Backends

/// Whose a DNS name is and what may be done to it, whichever service keeps it.
struct RecordBackendTests {
    let driver = MemoryDriver()

    static func name(_ id: String) -> String { "\(id).k8s.cloud.example.com" }
    static func key(_ id: String) -> ItemKey { RecordItem.key(name(id)) }
    static let mark = "heritage=berth,berth/estate=loopback,berth/resource=w/dns"

    static func write(
        _ id: String, _ address: String, estate: String = "loopback", over observed: Observation? = nil,
        in domain: String = "k8s.cloud.example.com"
    ) -> Write {
        let key = RecordItem.key("\(id).\(domain)")
        let body: Value = [
            "metadata": [
                "name": .string(key.name),
                "labels": [
                    "app.kubernetes.io/managed-by": "berth", "berth.dev/estate": .string(estate),
                    "berth.dev/workspace": .string(id),
                ],
                "annotations": ["berth.dev/address": .string("\(id)/dns")],
            ],
            "spec": ["ttl": 60, "address": .string(address)],
        ]
        return Write(key: key, body: body, observed: observed)
    }

    func backend(
        _ driver: MemoryDriver? = nil, zones: [String] = ["cloud.example.com"], estate: String = "loopback",
        nameServer: (any NameServer)? = nil
    ) -> RecordBackend {
        RecordBackend(
            driver ?? self.driver, zones: zones, estate: estate, nameServer: nameServer,
            pace: PollingPace(first: .milliseconds(1), longest: .milliseconds(2)))
    }

    // MARK: Types

    static let forms = ["192.0.2.1", "2001:db8::1", "192.0.2.1, 2001:db8::1", "lb.example.net"]

    /// From every form of an endpoint to every other, in one request or in two.
    @Test(arguments: forms, [true, false])
    func aNameLeadsWhereTheEndpointSays(_ first: String, _ atOnce: Bool) async throws {
        for second in Self.forms {
            let driver = MemoryDriver(replacesTypesAtOnce: atOnce)
            let backend = backend(driver)
            let created = try await backend.apply(Self.write("w", first))
            #expect(created.value["spec"]?["address"]?.string == first)
            #expect(try await backend.read(Self.key("w")) == created)
            let changed = try await backend.apply(Self.write("w", second, over: created))
            #expect(try await backend.read(Self.key("w")) == changed)
            let wanted = try #require(RecordContent(second)).values.flatMap { type, texts in
                texts.map { "\(Self.name("w")) \(type) \($0)" }
                    + ["\(type.lowercased())-\(Self.name("w")) TXT \(Self.mark)"]
            }
            #expect(Set(driver.lines) == Set(wanted))
            #expect(try await backend.delete(changed))
            #expect(driver.lines.isEmpty)
        }
    }

    /// Some servers refuse to take an address away and put an alias there at once: two requests, and a run that dies between
    /// them leaves a name that is Berth's and that the next one completes.
    @Test func aChangeOfTypeThatWasCutInTwoGoesOn() async throws {
        let backend = backend()
        let created = try await backend.apply(Self.write("w", "192.0.2.1"))
        let stage = RecordChange(
            name: Self.name("w"), before: [],
            puts: [RecordSet("cname-\(Self.name("w"))", "TXT", ttl: 60, values: [.init(Self.mark)])],
            removals: driver.sets.filter { $0.type == "A" })
        try await driver.apply([stage], in: RecordZone("cloud.example.com"))
        let left = try #require(try await backend.read(Self.key("w")))
        #expect(left.belongs(to: "loopback") && left.value["spec"]?["address"] == nil)
        let done = try await backend.apply(Self.write("w", "lb.example.net", over: left))
        #expect(done.value["spec"]?["address"] == "lb.example.net")
        #expect(
            driver.lines == [
                "cname-\(Self.name("w")) TXT \(Self.mark)", "\(Self.name("w")) CNAME lb.example.net",
            ])
        _ = created
    }

    @Test func theFirstOfTwoRequestsKeepsTheNameMarked() async throws {
        let backend = backend()
        let created = try await backend.apply(Self.write("w", "192.0.2.1"))
        _ = try await backend.apply(Self.write("w", "lb.example.net", over: created))
        let changes = driver.with(\.changes).suffix(2)
        #expect(changes.map { $0.puts.map(\.type) } == [["TXT"], ["CNAME"]])
        #expect(changes.map { $0.removals.map(\.type) } == [["A"], ["TXT"]])
    }

    @Test(arguments: [
        "", "192.0.2", "192.0.2.1, lb.example.net", "lb_.example.net.5", "-x.example.net", "a b",
        "w.k8s.cloud.example.com",
        "192.0.2.1,,192.0.2.2", "lb.example.net\nevil", "lb.example.net, other.example.net",
    ])
    func whatIsNoEndpointIsRefused(_ address: String) async throws {
        let error = await #expect(throws: BackendError.self) { try await backend().apply(Self.write("w", address)) }
        #expect(error?.reason == .rejected)
        #expect(driver.lines.isEmpty)
    }

    // MARK: Owners

    struct Foreign: Sendable {
        var records: [(String, String, String)]
        var says: String
    }

    @Test(arguments: [
        Foreign(
            records: [("w", "A", "192.0.2.9")], says: "the A record of w.k8s.cloud.example.com has no ownership mark"),
        Foreign(records: [("w", "MX", "10 mail")], says: "the MX record"),
        Foreign(records: [("w", "CNAME", "x.")], says: "the CNAME record"),
        Foreign(
            records: [("w", "A", "192.0.2.9"), ("a-w", "TXT", "heritage=external-dns,external-dns/owner=prod")],
            says: "external-dns prod keeps it"),
        Foreign(
            records: [("w", "CNAME", "x."), ("cname-w", "TXT", "heritage=external-dns,external-dns/owner=prod")],
            says: "external-dns prod keeps it"),
        Foreign(records: [("w", "TXT", "heritage=external-dns,external-dns/owner=prod")], says: "external-dns prod"),
        Foreign(records: [("W", "A", "192.0.2.9")], says: "no ownership mark"),
        Foreign(records: [("\\119", "A", "192.0.2.9")], says: "no ownership mark"),
        // A mark whose owner differs is not absent, even where nothing else stands.
        Foreign(
            records: [("a-w", "TXT", "heritage=berth,berth/estate=other,berth/resource=w/dns")],
            says: "the estate other keeps it"),
        Foreign(records: [("aaaa-w", "TXT", "heritage=external-dns,external-dns/owner=x")], says: "external-dns x"),
        Foreign(
            records: [
                ("a-w", "TXT", "heritage=berth,berth/estate=other,berth/resource=w/dns"),
                ("aaaa-w", "TXT", "heritage=berth,berth/estate=loopback,berth/resource=w/dns"),
            ], says: "the estates loopback and other"),
        Foreign(records: [("a-w", "CNAME", "x.")], says: "a-w.k8s.cloud.example.com is an alias"),
        Foreign(records: [("k8s.cloud.example.com.", "NS", "ns9.")], says: "k8s.cloud.example.com is delegated"),
        Foreign(records: [("k8s.cloud.example.com.", "DNAME", "y.")], says: "is redirected"),
    ])
    func whatOthersKeepIsRefusedAndNamed(_ foreign: Foreign) async throws {
        for (name, type, text) in foreign.records {
            driver.plant(name.hasSuffix(".") ? name : Self.name(name), type, text)
        }
        let before = driver.lines
        let error = await #expect(throws: BackendError.self) { try await backend().apply(Self.write("w", "192.0.2.1")) }
        #expect(error?.description.contains(foreign.says) == true, "\(error?.description ?? "")")
        guard case .rejected(let refusal) = try await backend().preview(Self.write("w", "192.0.2.1")) else {
            Issue.record("the preview does not say so")
            return
        }
        #expect(refusal.reason.contains(foreign.says))
        if let seen = try await backend().read(Self.key("w")), seen.value["spec"]?["address"] != nil {
            #expect(!seen.belongs(to: "loopback"))
            if seen.uid != Self.name("w") {
                await #expect(throws: BackendError.self) { try await backend().delete(seen) }
            }
        }
        #expect(driver.lines == before)
    }

    /// What stands beside an alias is refused before it is sent: some servers drop the alias silently.
    @Test func anAliasStandsAlone() async throws {
        driver.plant("a-\(Self.name("w"))", "TXT", Self.mark)
        driver.plant(Self.name("w"), "TXT", "v=spf1 -all")
        let seen = try await backend().read(Self.key("w"))
        let error = await #expect(throws: BackendError.self) {
            try await backend().apply(Self.write("w", "lb.example.net", over: seen))
        }
        #expect(error?.message.contains("the TXT record of w.k8s.cloud.example.com stands there") == true)
        _ = try await backend().apply(Self.write("w", "192.0.2.1", over: seen))
        #expect(driver.lines.contains("\(Self.name("w")) TXT v=spf1 -all"))
    }

    @Test func othersTextAtTheNameOfTheMarkStays() async throws {
        driver.plant("a-\(Self.name("w"))", "TXT", "somebody's own", ttl: 900)
        let created = try await backend().apply(Self.write("w", "192.0.2.1"))
        #expect(driver.sets.first { $0.type == "TXT" }?.texts == [Self.mark, "somebody's own"])
        #expect(driver.sets.first { $0.type == "TXT" }?.ttl == 900)
        #expect(try await backend().delete(created))
        #expect(driver.lines == ["a-\(Self.name("w")) TXT somebody's own"])
    }

    @Test func deletionNeedsMarkAndContent() async throws {
        let created = try await backend().apply(Self.write("w", "192.0.2.1"))
        driver.plant(Self.name("w"), "A", "192.0.2.66")
        let error = await #expect(throws: BackendError.self) { try await backend().delete(created) }
        #expect(error?.reason == .changed && error?.isSuperseded == true)
        driver.plant(Self.name("w"), "A", "192.0.2.1", ttl: 60)
        driver.plant("a-\(Self.name("w"))", "TXT", "heritage=external-dns,external-dns/owner=x", ttl: 60)
        await #expect(throws: BackendError.self) { try await backend().delete(created) }
        #expect(driver.lines.contains("\(Self.name("w")) A 192.0.2.1"))
    }

    @Test func driftShowsWhatIsThere() async throws {
        let created = try await backend().apply(Self.write("w", "192.0.2.1"))
        driver.plant(Self.name("w"), "A", "192.0.2.66", "192.0.2.7", ttl: 5)
        let seen = try #require(try await backend().read(Self.key("w")))
        #expect(seen.value["spec"] == ["ttl": 5, "address": "192.0.2.66, 192.0.2.7"])
        #expect(try await backend().apply(Self.write("w", "192.0.2.1", over: seen)) == created)
        #expect(driver.lines.contains("\(Self.name("w")) A 192.0.2.1"))
    }

    @Test func marksCanBeKeptWithTheRecord() async throws {
        let driver = MemoryDriver(marking: .withSet)
        let created = try await backend(driver).apply(Self.write("w", "192.0.2.1, 2001:db8::1"))
        #expect(driver.sets.map(\.type) == ["A", "AAAA"] && driver.sets.allSatisfy { $0.mark?.text == Self.mark })
        #expect(try await backend(driver).observe(kinds: [RecordBackend.kind], named: []).observations == [created])
        driver.plant("a-\(Self.name("w"))", "TXT", "heritage=external-dns,external-dns/owner=x")
        await #expect(throws: BackendError.self) {
            try await backend(driver).apply(Self.write("w", "192.0.2.2", over: created))
        }
    }
}
