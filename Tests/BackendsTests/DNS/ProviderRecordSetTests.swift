import Document
import Testing

@testable import Backends

/// Records as providers show them, read into one spelling.
struct ProviderRecordSetTests {
    private static let zone = RecordZone("example.org", id: "7")

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var type: String
        var content: String
        /// `name type text`.
        var meaning: String

        var testDescription: String { "\(name) \(type) \(content)" }

        static let hetzner = [
            Case(name: "@", type: "A", content: "192.0.2.1", meaning: "example.org A 192.0.2.1"),
            Case(
                name: "abc.k8s", type: "AAAA", content: "2001:DB8:0::1", meaning: "abc.k8s.example.org AAAA 2001:db8::1"
            ),
            // Without a dot at its end a name is below the zone.
            Case(name: "a", type: "CNAME", content: "LB.example.net.", meaning: "a.example.org CNAME lb.example.net"),
            Case(name: "a", type: "CNAME", content: "lb", meaning: "a.example.org CNAME lb.example.org"),
            Case(name: "a", type: "CNAME", content: "@", meaning: "a.example.org CNAME example.org"),
            Case(name: "*.k8s", type: "A", content: "192.0.2.1", meaning: "*.k8s.example.org A 192.0.2.1"),
            Case(name: "xn--4bi", type: "A", content: "192.0.2.1", meaning: "xn--4bi.example.org A 192.0.2.1"),
            Case(name: "a", type: "TXT", content: #""one" "two""#, meaning: "a.example.org TXT onetwo"),
            Case(name: "k8s", type: "NS", content: "ns1", meaning: "k8s.example.org NS ns1.example.org"),
        ]
        static let cloudflare = [
            Case(name: "example.org", type: "A", content: "192.0.2.1", meaning: "example.org A 192.0.2.1"),
            Case(
                name: "ABC.k8s.example.org", type: "A", content: "192.0.2.1", meaning: "abc.k8s.example.org A 192.0.2.1"
            ),
            Case(
                name: "abc.example.org", type: "AAAA", content: "2001:DB8:0::1",
                meaning: "abc.example.org AAAA 2001:db8::1"),
            // Names are shown without the dot at their end, and are never below the zone.
            Case(
                name: "a.example.org", type: "CNAME", content: "LB.example.net",
                meaning: "a.example.org CNAME lb.example.net"),
            Case(
                name: "a.example.org", type: "TXT", content: #""one" "two""#, meaning: "a.example.org TXT onetwo"),
            Case(
                name: "a.example.org", type: "TXT", content: "without quotation marks",
                meaning: "a.example.org TXT without quotation marks"),
        ]
    }

    private func words(_ set: RecordSet) -> String { "\(set.name) \(set.type) \(set.texts.joined(separator: ","))" }

    @Test(arguments: Case.hetzner)
    func anRRSetOfHetzners(_ test: Case) throws {
        let shown: Value = [
            "name": .string(test.name), "type": .string(test.type), "ttl": .null, "labels": [:],
            "records": [["value": .string(test.content), "comment": .null]],
        ]
        let set = try #require(RecordSet(hetzner: shown, in: Self.zone))
        #expect(words(set) == test.meaning)
        #expect(set.hetznerName(in: Self.zone) == test.name)
        #expect(set.hetznerRecords[0]?["value"]?.string == test.content, "what is not changed goes back as it was")
        #expect(set.ttl == nil && set.mark == nil)
    }

    @Test(arguments: Case.cloudflare)
    func aRecordOfCloudflares(_ test: Case) throws {
        let shown: Value = [
            "id": "1", "name": .string(test.name), "type": .string(test.type), "content": .string(test.content),
            "ttl": 60,
            "proxied": false, "comment": .null,
        ]
        let sets = RecordSet.sets(cloudflare: [shown])
        #expect(sets.map(words) == [test.meaning])
        #expect(sets.first?.ttl == 60 && sets.first?.values.first?.id == "1")
    }

    /// A record beside the marked one, with no comment of its own, belongs to the set; different times to live say nothing.
    @Test func recordsOfOneNameMakeOneSet() {
        func record(_ id: String, _ content: String, _ ttl: Int64, _ comment: Value) -> Value {
            [
                "id": .string(id), "name": "a.example.org", "type": "A", "content": .string(content),
                "ttl": .integer(ttl), "comment": comment,
            ]
        }
        let mark: Value = "heritage=berth,berth/estate=e,berth/resource=a/dns"
        let sets = RecordSet.sets(cloudflare: [
            record("1", "192.0.2.1", 60, mark), record("2", "192.0.2.2", 300, .null),
        ])
        #expect(sets.count == 1 && sets[0].texts == ["192.0.2.1", "192.0.2.2"])
        #expect(sets[0].mark?.estate == "e" && sets[0].ttl == nil)
    }

    @Test func theCommentsOutliveTheLabels() throws {
        let text = "heritage=berth,berth/estate=e,berth/resource=a/dns"
        var shown: Value = [
            "name": "a", "type": "A", "ttl": 60, "labels": [:],
            "records": [["value": "192.0.2.1", "comment": .string(text)]],
        ]
        #expect(RecordSet(hetzner: shown, in: Self.zone)?.mark?.text == text)
        shown["labels"] = [
            "app.kubernetes.io/managed-by": "berth", "berth.dev/estate": "other", "berth.dev/workspace": "a",
            "berth.dev/resource": "dns",
        ]
        #expect(RecordSet(hetzner: shown, in: Self.zone)?.mark?.estate == "other", "labels go before")
    }
}
