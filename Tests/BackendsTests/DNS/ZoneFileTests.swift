import Diagnostics
import Testing

@testable import Backends

/// What a zone file says, and what a change leaves alone.
struct ZoneFileTests {
    static let text = """
        ; a comment "with a quotation mark
        $TTL 1h30m
        @       IN SOA ns1 hostmaster.example.com. ( ; parentheses
                        2026010203 ; serial
                        3600 600
                        604800 60 )
                IN NS  ns1 ; a blank owner
        ns1     300 IN A 192.0.2.53
        $ORIGIN k8s.cloud.example.com.
        hand    IN 5 AAAA 2001:db8:0::1
                TXT "two \\"strings\\"" "a;b"
        """

    static func file(_ text: String = text) throws -> ZoneFile {
        try ZoneFile(Array(text.utf8), path: "zone", zone: "cloud.example.com")
    }

    static func contents(_ text: String = text) throws -> ZoneContents {
        let file = try file(text)
        return ZoneContents(RecordZone(file.zone), file.sets, obstacle: file.signature)
    }

    static func name(_ id: String) -> String { "\(id).k8s.cloud.example.com" }

    /// The file after Berth wrote a name, or took it away (nil).
    static func file(
        _ file: ZoneFile, after id: String, leadsTo address: String?, now: Int64 = 0
    ) throws -> ZoneFile {
        let contents = ZoneContents(RecordZone(file.zone), file.sets)
        let decision = RecordDecision(
            contents: contents, estate: "loopback",
            traits: ZoneFileDriver(directory: "", zones: []).traits)
        let observed = RecordItem.observation(name(id), in: contents)
        let outcome =
            if let address {
                try decision.outcome(
                    of: RecordWish(
                        name: name(id), ttl: 60, content: try #require(RecordContent(address)),
                        heritage: Heritage(keeper: "berth", members: ["estate": "loopback", "resource": "\(id)/dns"])),
                    over: observed, for: Purpose("write", id))
            } else {
                try decision.outcome(ofDeleting: try #require(observed), for: Purpose("delete", id))
            }
        return try file.applying(outcome.stages, now: now)
    }

    /// What Berth writes for a name.
    static func lines(_ id: String, _ address: String = "192.0.2.1") -> String {
        let type = address.contains(":") ? "AAAA" : "A"
        let text = "heritage=berth,berth/estate=loopback,berth/resource=\(id)/dns"
        return """
            \(name(id)). 60 IN \(type) \(address)
            \(type.lowercased())-\(name(id)). 60 IN TXT "\(text)"

            """
    }

    @Test func readsNamesTimesAndData() throws {
        let file = try Self.file()
        #expect(file.records.map(\.type) == ["SOA", "NS", "A", "AAAA", "TXT"])
        #expect(
            file.records.map(\.owner) == [
                "cloud.example.com", "cloud.example.com", "ns1.cloud.example.com", "hand.k8s.cloud.example.com",
                "hand.k8s.cloud.example.com",
            ])
        #expect(file.records.map(\.ttl) == [5400, 5400, 300, 5, 5400])
        #expect(file.records[4].data.map(\.text) == ["two \"strings\"", "a;b"])
        #expect(file.records[0].line == 3 && file.records[0].data[2].text == "2026010203")
    }

    @Test(arguments: [
        ("@ IN SOA a b ( 1 2 3 4 5", "zone:1:14", "never closed"),
        ("a IN TXT \"open\nb A 192.0.2.1", "zone:1:10", "quotation mark"),
        ("a IN A 192.0.2.300", "zone:1:8", "IPv4"),
        ("a IN A 2001:db8::1", "zone:1:8", "IPv4"),
        ("a 60 IN", "zone:1:1", "no type"),
        ("a 60 IN 4711x x", "zone:1:9", "not a record type"),
        ("\tIN A 192.0.2.1", "zone:1:2", "no name"),
        ("$INCLUDE other", "zone:1:1", "not supported"),
        ("$TTL soon", "zone:1:6", "time to live"),
        ("$TTL \(String(repeating: "2147483647w", count: 10_000))", "zone:1:6", "time to live"),
        ("a IN TXT \"\\999\"", "zone:1:11", "three digits"),
        ("a IN A 192.0.2.1", "zone", "one SOA"),
        ("a 999999999999999999w IN A 192.0.2.1", "zone:1:3", "time to live"),
        ("$TTL \(String(repeating: "2147483647w", count: 8_000))", "zone:1:6", "time to live"),
        ("a..b IN A 192.0.2.1", "zone:1:1", "no name"),
        ("\\999 IN A 192.0.2.1", "zone:1:1", "no name"),
        ("$ORIGIN other.example.\n@ IN SOA a b 1 2 3 4 5", "zone:2", "the zone other.example"),
    ])
    func brokenFilesNameThePlace(text: String, place: String, reason: String) throws {
        let error = #expect(throws: DiagnosticsError.self) { try Self.file(text) }
        let diagnostic = try #require(error?.diagnostics.first)
        #expect(diagnostic.location?.description == place)
        #expect(diagnostic.message.contains(reason))
    }

    @Test func addingAndRemovingLeavesTheRestAsItWas() throws {
        let added = try Self.file(Self.file(), after: "payments", leadsTo: "192.0.2.1")
        let expected = Self.text.replacing("2026010203", with: "2026010204") + "\n" + Self.lines("payments")
        #expect(String(decoding: added.bytes, as: UTF8.self) == expected)
        let removed = try Self.file(added, after: "payments", leadsTo: nil)
        #expect(
            String(decoding: removed.bytes, as: UTF8.self)
                == Self.text.replacing("2026010203", with: "2026010205") + "\n")
    }

    @Test func changesItsOwnLinesWhereTheyStand() throws {
        var file = try Self.file()
        file = try Self.file(file, after: "payments", leadsTo: "192.0.2.1")
        file = try Self.file(file, after: "search", leadsTo: "2001:DB8::7")
        file = try Self.file(file, after: "payments", leadsTo: "192.0.2.99")
        let text = String(decoding: file.bytes, as: UTF8.self)
        #expect(text.hasSuffix(Self.lines("payments", "192.0.2.99") + Self.lines("search", "2001:db8::7")))
    }

    @Test(arguments: [
        ("192.0.2.1, 2001:db8::1", ["A 192.0.2.1", "AAAA 2001:db8::1"]), ("lb.example.net", ["CNAME lb.example.net."]),
        ("192.0.2.2", ["A 192.0.2.2"]), ("2001:db8::1", ["AAAA 2001:db8::1"]),
    ])
    func aNameLeadsWhereTheEndpointSays(_ address: String, _ data: [String]) throws {
        // Whatever it led to before.
        for before in [nil, "192.0.2.9", "2001:db8::9", "192.0.2.9, 2001:db8::9", "old.example"] {
            var file = try Self.file()
            if let before { file = try Self.file(file, after: "payments", leadsTo: before) }
            file = try Self.file(file, after: "payments", leadsTo: address)
            let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n")
            let own = lines.filter { $0.contains("payments.k8s") }
            let types = data.map { $0.prefix { $0 != " " }.lowercased() }
            let text = "\"heritage=berth,berth/estate=loopback,berth/resource=payments/dns\""
            #expect(
                Set(own.map(String.init))
                    == Set(
                        data.map { "\(Self.name("payments")). 60 IN \($0)" }
                            + types.map { "\($0)-\(Self.name("payments")). 60 IN TXT \(text)" }))
        }
    }

    @Test func refusesAChangeThatWouldRenameSomebodyElsesRecord() throws {
        let added = try Self.file(Self.file(), after: "payments", leadsTo: "192.0.2.1")
        let file = try Self.file(String(decoding: added.bytes, as: UTF8.self) + "    IN TXT \"inherits\"\n")
        let error = #expect(throws: DiagnosticsError.self) {
            try Self.file(file, after: "payments", leadsTo: nil)
        }
        #expect(error?.diagnostics.first?.location?.line == 14)
    }

    /// What somebody else wrote at the name of the mark stays when Berth's own text goes.
    @Test func othersTextBesideTheMarkStays() throws {
        let other = "a-payments.k8s.cloud.example.com. 900 IN TXT \"v=spf1 -all\"\n"
        let before = try Self.file(Self.text + "\n" + other)
        let added = try Self.file(before, after: "payments", leadsTo: "192.0.2.1")
        #expect(String(decoding: added.bytes, as: UTF8.self).contains(other))
        let removed = try Self.file(added, after: "payments", leadsTo: nil)
        #expect(String(decoding: removed.bytes, as: UTF8.self).hasSuffix(other))
        #expect(removed.records.count == before.records.count)
    }

    @Test(arguments: [
        ("", ZoneContents.Holder.nobody),
        ("payments A 192.0.2.1", .unmarked("the A record in line 12 of zone has no ownership mark")),
        ("payments MX 10 mail", .other("the MX record in line 12 of zone has no ownership mark")),
        (
            "a-payments TXT \"heritage=external-dns,external-dns/owner=x,external-dns/resource=y\"",
            .other("external-dns x keeps it, says the TXT record in line 12 of zone")
        ),
        (
            "cname-payments TXT \"heritage=external-dns,external-dns/owner=x\"",
            .other("external-dns x keeps it, says the TXT record in line 12 of zone")
        ),
        (
            "payments TXT \"heritage=external-dns,external-dns/owner=x\"",
            .other("external-dns x keeps it, says the TXT record in line 12 of zone")
        ),
        (
            "a-payments TXT \"heritage=berth,berth/estate=loopback\" \",berth/resource=payments/dns\"",
            .berth(Heritage(keeper: "berth", members: ["estate": "loopback", "resource": "payments/dns"]))
        ),
        // Several owners at one name are a conflict, never the last one read.
        (
            "a-payments TXT heritage=berth,berth/estate=one,berth/resource=payments/dns\n"
                + "a-payments TXT heritage=berth,berth/estate=two,berth/resource=payments/dns",
            .other(
                "its marks name different owners, the estates one and two: see the TXT record in line 12 of zone and "
                    + "the TXT record in line 12 of zone")
        ),
        // The mark of a workspace called `x` stands at the name of one called `a-x`.
        ("a-a-payments TXT \"heritage=berth,berth/estate=e,berth/resource=a-payments/dns\"", .nobody),
    ])
    func namesHaveHolders(lines: String, holder: ZoneContents.Holder) throws {
        let contents = try Self.contents(Self.text + "\n" + lines + "\n")
        #expect(contents.holder(of: "payments.k8s.cloud.example.com") == holder)
    }

    @Test func theMarkOfOneNameIsNoRecordOfAnother() throws {
        let file = try Self.file(Self.file(), after: "x", leadsTo: "192.0.2.1")
        let contents = ZoneContents(RecordZone(file.zone), file.sets)
        #expect(contents.holder(of: "a-x.k8s.cloud.example.com") == .nobody)
        #expect(contents.keptNames == ["x.k8s.cloud.example.com"])
    }

    @Test(arguments: [
        (UInt32(2_026_010_203), Int64(1_767_312_000), UInt32(2_026_010_204)),  // the same day: counted up
        (2_026_010_203, 1_767_398_400, 2_026_010_301),  // a day later
        (2_026_010_299, 1_767_312_000, 2_026_010_300),  // more than a hundred on one day
        (2_030_010_101, 1_767_312_000, 2_030_010_102),  // ahead of the clock: never backwards
        (7, 1_767_312_000, 8),  // a plain counter stays one
        (UInt32.max, 1_767_312_000, 1),  // RFC 1982: wraps
    ])
    func serialsGoForward(number: UInt32, now: Int64, next: UInt32) {
        #expect(ZoneSerial(number: number).next(now: now).number == next)
    }

    @Test func heritageIsReadAsItIsWritten() {
        let heritage = Heritage(
            keeper: "berth", members: ["estate": "e", "resource": "w/dns", "applied": "sha256:0", "protected": "true"])
        #expect(
            heritage.text
                == "heritage=berth,berth/estate=e,berth/resource=w/dns,berth/applied=sha256:0,berth/protected=true")
        #expect(Heritage(heritage.text) == heritage)
        #expect(Heritage("v=spf1 -all") == nil)
    }

    /// A name is the same however it is spelled: escapes, letter case, relative or absolute.
    @Test(arguments: [
        "payments.k8s", "PAYMENTS.k8s", "\\112ayments.k8s", "p\\097yments.k8s", "\\payments.k8s",
        "payments.k8s.cloud.example.com.", "payments.K8S.Cloud.Example.COM.",
    ])
    func otherSpellingsAreTheSameName(_ spelling: String) throws {
        let file = try Self.file("\(Self.text)\n$ORIGIN cloud.example.com.\n\(spelling) IN A 192.0.2.1\n")
        #expect(file.sets.contains { $0.key == .init(name: "payments.k8s.cloud.example.com", type: "A") })
    }

    @Test func whatIsNoHostNameKeepsItsEscapes() throws {
        let text = "\(Self.text)\n$ORIGIN cloud.example.com.\na\\.b IN A 192.0.2.1\n\\@ IN A 192.0.2.2\n"
        let file = try Self.file(text)
        #expect(file.sets.suffix(2).map(\.name) == ["a\\046b.cloud.example.com", "\\064.cloud.example.com"])
    }

    @Test func namesInAnotherEncodingStayApart() throws {
        let bytes = Array("\(Self.text)\n$ORIGIN cloud.example.com.\n".utf8)
        let file = try ZoneFile(
            bytes + [0xE4] + Array(" IN A 192.0.2.1\n; ".utf8) + [0xFC, 0x0A, 0xF6] + Array(" IN A 192.0.2.2\n".utf8),
            path: "zone", zone: "cloud.example.com")
        #expect(file.sets.suffix(2).map(\.name) == ["\\228.cloud.example.com", "\\246.cloud.example.com"])
    }

    struct Obstacle: Sendable {
        var lines: String
        /// Nil: nothing is in the way.
        var reason: String?
    }

    @Test(arguments: [
        Obstacle(lines: "k8s IN NS ns1.k8s", reason: "k8s.cloud.example.com is delegated in line 13"),
        Obstacle(lines: "K8S.cloud.example.com. IN NS x.", reason: "is delegated"),
        Obstacle(lines: "w1.k8s IN NS ns1", reason: "w1.k8s.cloud.example.com is delegated"),
        Obstacle(lines: "k8s IN DNAME other.example.", reason: "k8s.cloud.example.com is redirected in line 13"),
        Obstacle(lines: "@ IN DNAME other.example.", reason: "is redirected"),
        Obstacle(lines: "w1.k8s IN DNAME x.", reason: "the DNAME record in line 13 of zone has no ownership mark"),
        Obstacle(lines: "w1.k8s IN CNAME x.", reason: "the CNAME record in line 13 of zone has no ownership mark"),
        Obstacle(lines: "a-w1.k8s IN CNAME x.", reason: "a-w1.k8s.cloud.example.com is an alias in line 13"),
        Obstacle(lines: "k8s IN CNAME x."),
        Obstacle(lines: "a.w1.k8s IN NS x."),
        Obstacle(lines: "xk8s IN NS x."),
        Obstacle(lines: "@ IN NS ns2"),
        Obstacle(lines: "@ IN RRSIG SOA 13 3 300 2030 2024 1 cloud.example.com. AAAA", reason: "the zone is signed"),
        Obstacle(lines: "@ IN NSEC ns1 NS SOA", reason: "NSEC record in line 13"),
        Obstacle(lines: "x IN NSEC3 1 0 0 - AAAA A", reason: "the zone is signed"),
        Obstacle(lines: "@ IN DNSKEY 257 3 13 AAAA"),
    ])
    func whatIsInTheWayIsNamed(_ obstacle: Obstacle) throws {
        let contents = try Self.contents("\(Self.text)\n$ORIGIN cloud.example.com.\n\(obstacle.lines)\n")
        let decision = RecordDecision(
            contents: contents, estate: "loopback", traits: ZoneFileDriver(directory: "", zones: []).traits)
        let wish = RecordWish(
            name: Self.name("w1"), ttl: 60, content: try #require(RecordContent("192.0.2.1")),
            heritage: Heritage(keeper: "berth", members: ["estate": "loopback", "resource": "w1/dns"]))
        var reason: String?
        do throws(BackendError) {
            _ = try decision.outcome(of: wish, over: nil, for: Purpose("create", "w1"))
        } catch { reason = error.message }
        #expect(reason != nil || obstacle.reason == nil)
        #expect(reason?.contains(obstacle.reason ?? "nothing") ?? true, "\(reason ?? "")")
        #expect((reason == nil) == (obstacle.reason == nil), "\(reason ?? "")")
    }

    /// RFC 4592: a name that comes to exist takes what lies below it from the wildcards above.
    @Test func aWildcardThatNoLongerAnswersIsTold() throws {
        func note(_ lines: String) throws -> String? {
            let text = "@ IN SOA a b 1 2 3 4 5\n\(lines)\n"
            return try Self.contents(text).sideEffect(of: "w1.k8s.cloud.example.com")
        }
        #expect(
            try note("* IN A 192.0.2.1")?.contains("no longer answers for names below k8s.cloud.example.com") == true)
        #expect(try note("* IN A 192.0.2.1\nother.k8s IN A 192.0.2.1") == nil, "k8s existed already")
        #expect(try note("*.k8s IN A 192.0.2.1") == nil, "the name itself is what is wanted")
        #expect(try note("* IN A 192.0.2.1\nw1.k8s IN A 192.0.2.1") == nil)
    }
}
