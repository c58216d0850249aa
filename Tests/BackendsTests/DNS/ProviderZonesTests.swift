import Document
import Resources
import Sandbox
import TestSupport
import Testing

@testable import Backends

/// What the drivers of Hetzner and Cloudflare do at services that the sandbox plays.
struct ProviderZonesTests {
    @Test(arguments: PlayedService.Kind.allCases)
    func createsObservesChangesAndDeletes(_ kind: PlayedService.Kind) async throws {
        try await PlayedService.run(kind) { service in
            let backend = service.backend()
            let created = try await backend.apply(NameSample.write("payments"))
            #expect(try await service.contents("payments.k8s") == ["A 192.0.2.1"])
            #expect(try await backend.observe(kinds: [RecordBackend.kind], named: []).observations == [created])
            #expect(created.belongs(to: "loopback") && created.address?.description == "payments/dns")
            #expect(created.value["spec"] == ["ttl": 60, "address": "192.0.2.1"])

            let before = service.writes.count
            #expect(try await backend.apply(NameSample.write("payments", over: created)) == created)
            #expect(service.writes.count == before, "what is so already is not written")

            let both = NameSample.write("payments", "192.0.2.1, 2001:db8::1", ttl: 300, over: created)
            let changed = try await backend.apply(both)
            #expect(try await service.contents("payments.k8s") == ["A 192.0.2.1", "AAAA 2001:db8::1"])
            #expect(changed.value["spec"] == ["ttl": 300, "address": "192.0.2.1, 2001:db8::1"])
            #expect(try await backend.read(NameSample.key("payments")) == changed)
            let alias = try await backend.apply(NameSample.write("payments", "lb.example.net", over: changed))
            let dot = kind == .hetzner ? "." : ""
            #expect(try await service.contents("payments.k8s") == ["CNAME lb.example.net\(dot)"])
            #expect(try await backend.read(NameSample.key("payments")) == alias)
            let back = try await backend.apply(NameSample.write("payments", over: alias))

            #expect(try await backend.delete(back))
            #expect(try await backend.delete(back), "a second time it is gone already")
            #expect(try await service.contents("payments.k8s").isEmpty)
        }
    }

    @Test(arguments: PlayedService.Kind.allCases)
    func theMarkComesWithTheRecord(_ kind: PlayedService.Kind) async throws {
        try await PlayedService.run(kind) { service in
            _ = try await service.backend().apply(NameSample.write("payments"))
            #expect(service.writes.count == 1, "one request: there is no moment without a mark")
            let record = try #require(try await service.records("payments.k8s").first)
            let comment = "heritage=berth,berth/estate=loopback,berth/resource=payments/dns"
            #expect(record["comment"]?.string == comment)
            #expect(record["ttl"] == 60)
            switch kind {
            case .hetzner:
                #expect(
                    record["labels"] == [
                        "app.kubernetes.io/managed-by": "berth", "berth.dev/estate": "loopback",
                        "berth.dev/workspace": "payments", "berth.dev/resource": "dns",
                    ])
            case .cloudflare: #expect(record["proxied"] == false)
            }
        }
    }

    // MARK: Whose a name is

    struct Foreign: Sendable, CustomTestStringConvertible {
        var type = "A"
        var content = "192.0.2.9"
        var comment: String?
        /// A TXT record beside it.
        var beside: String?
        var words: String

        var testDescription: String { words }

        static let all = [
            Foreign(comment: "web team, ask Ann", words: "with the comment “web team, ask Ann” has no ownership mark"),
            Foreign(words: "has no ownership mark"),
            Foreign(comment: "heritage=external-dns,external-dns/owner=prod", words: "external-dns prod keeps it"),
            Foreign(
                beside: "\"heritage=external-dns,external-dns/owner=prod,external-dns/resource=service/a/b\"",
                words: "external-dns prod keeps it"),
            Foreign(
                comment: "heritage=berth,berth/estate=other,berth/resource=payments/dns",
                words: "the estate other keeps it"),
            Foreign(type: "CNAME", content: "elsewhere.example.net", words: "has no ownership mark"),
            Foreign(type: "TXT", content: "\"text\"", words: "has no ownership mark"),
        ]
    }

    @Test(arguments: PlayedService.Kind.allCases, Foreign.all)
    func whatOthersKeepIsRefusedWithItsKeeper(_ kind: PlayedService.Kind, _ foreign: Foreign) async throws {
        try await PlayedService.run(kind) { service in
            try await service.plant("payments.k8s", foreign.type, foreign.content, comment: foreign.comment)
            if let text = foreign.beside { try await service.plant("a-payments.k8s", "TXT", text) }
            let there = try await service.records("payments.k8s")
            let backend = service.backend()
            let seen = try #require(try await backend.read(NameSample.key("payments")))
            #expect(!seen.belongs(to: "loopback"))
            let error = await #expect(throws: BackendError.self) {
                try await backend.apply(NameSample.write("payments"))
            }
            #expect(error?.reason == .notOwned)
            #expect(error?.message.contains(foreign.words) == true, "\(error?.message ?? "")")
            if foreign.comment?.contains("estate=other") == true || foreign.beside != nil {
                await #expect(throws: BackendError.self) { try await backend.delete(seen) }
            }
            #expect(try await service.records("payments.k8s") == there && service.writes.isEmpty)
        }
    }

    /// Two who claim a name are a conflict, whichever is read last.
    @Test func twoMarksAtOneNameAreAConflict() async throws {
        try await PlayedService.run(.cloudflare) { service in
            for (estate, address) in [("loopback", "192.0.2.1"), ("other", "192.0.2.2")] {
                let comment = "heritage=berth,berth/estate=\(estate),berth/resource=payments/dns"
                try await service.plant("payments.k8s", "A", address, comment: comment)
            }
            let seen = try #require(try await service.backend().read(NameSample.key("payments")))
            for observed in [nil, seen] {
                let error = await #expect(throws: BackendError.self) {
                    try await service.backend().apply(NameSample.write("payments", over: observed))
                }
                #expect(error?.message.contains("the estates loopback and other") == true, "\(error?.message ?? "")")
            }
            await #expect(throws: BackendError.self) { try await service.backend().delete(seen) }
            #expect(service.writes.isEmpty)
        }
    }

    @Test(arguments: PlayedService.Kind.allCases)
    func aLostMarkIsMended(_ kind: PlayedService.Kind) async throws {
        try await PlayedService.run(kind) { service in
            let created = try await service.backend().apply(NameSample.write("payments"))
            try await service.unmark("payments.k8s")
            let seen = try #require(try await service.backend().read(NameSample.key("payments")))
            #expect(seen.uid == created.uid && !seen.belongs(to: "loopback"))
            #expect(try await service.backend().apply(NameSample.write("payments", over: seen)) == created)
            #expect(try await service.backend().read(NameSample.key("payments")) == created)
            if kind == .hetzner {
                let labels = try await service.records("payments.k8s").first?["labels"]
                #expect(labels?["team"] == "web", "what others wrote there stays")
            }
        }
    }

    /// A TXT record of others at the name of a mark is none of Berth's business.
    @Test(arguments: PlayedService.Kind.allCases)
    func whatStandsBesideStays(_ kind: PlayedService.Kind) async throws {
        try await PlayedService.run(kind) { service in
            try await service.plant("a-payments.k8s", "TXT", "\"a note\"")
            let created = try await service.backend().apply(NameSample.write("payments"))
            #expect(try await service.backend().delete(created))
            #expect(try await service.contents("a-payments.k8s") == ["TXT \"a note\""])
        }
    }

    // MARK: Drift

    @Test(arguments: PlayedService.Kind.allCases)
    func aChangedRecordIsSeenAndPutRight(_ kind: PlayedService.Kind) async throws {
        try await PlayedService.run(kind) { service in
            let created = try await service.backend().apply(NameSample.write("payments"))
            try await service.edit("payments.k8s", content: "192.0.2.66")
            let seen = try #require(try await service.backend().read(NameSample.key("payments")))
            #expect(seen.belongs(to: "loopback"))
            #expect(seen.value["spec"]?["address"] == "192.0.2.66")
            let stale = await #expect(throws: BackendError.self) { try await service.backend().delete(created) }
            #expect(stale?.reason == .changed, "only what was seen is deleted")
            #expect(try await service.backend().apply(NameSample.write("payments", over: seen)) == created)
            #expect(try await service.contents("payments.k8s") == ["A 192.0.2.1"])
        }
    }

    /// Behind the proxy nobody reaches a control plane.
    @Test func aProxiedRecordIsDrift() async throws {
        try await PlayedService.run(.cloudflare) { service in
            let created = try await service.backend().apply(NameSample.write("payments", ttl: 1))
            try await service.patch("payments.k8s", ["proxied": true])
            let seen = try #require(try await service.backend().read(NameSample.key("payments")))
            #expect(seen.value["spec"]?["address"] == "192.0.2.1 (proxied)")
            #expect(try await service.backend().apply(NameSample.write("payments", ttl: 1, over: seen)) == created)
            #expect(try await service.records("payments.k8s").first?["proxied"] == false)
        }
    }

    // MARK: Zones

    @Test(arguments: PlayedService.Kind.allCases)
    func theLongestZoneKeepsAName(_ kind: PlayedService.Kind) async throws {
        try await PlayedService.run(kind) { service in
            try await service.addZone("k8s.\(PlayedService.zone)")
            let error = await #expect(throws: BackendError.self) {
                try await service.backend().apply(NameSample.write("payments"))
            }
            #expect(error?.message.contains("keeps it in the zone k8s.example.org") == true, "\(error?.message ?? "")")
            let both = service.backend(zones: [PlayedService.zone, "k8s.\(PlayedService.zone)"])
            _ = try await both.apply(NameSample.write("payments"))
            #expect(try await service.contents("payments.k8s").isEmpty, "it is in the other zone")
        }
    }

    @Test(arguments: PlayedService.Kind.allCases)
    func aZoneThatTheCredentialDoesNotSeeIsUnknown(_ kind: PlayedService.Kind) async throws {
        try await PlayedService.run(kind) { service in
            let key = ItemKey(place: .dns, kind: "Record", name: "payments.k8s.example.net")
            let backend = service.backend(zones: ["example.net"])
            let survey = try await backend.observe(kinds: [RecordBackend.kind], named: [key])
            #expect(survey.unknown[key]?.contains("has no zone") == true, "unknown is not absent")
            #expect(survey.unlisted[RecordBackend.kind]?.contains("no zone example.net") == true)
        }
    }

    @Test(arguments: PlayedService.Kind.allCases)
    func aNameBelowACutIsRefused(_ kind: PlayedService.Kind) async throws {
        try await PlayedService.run(kind) { service in
            try await service.plant("k8s", "NS", "ns1.example.net.")
            guard case .refused(let reason) = try await service.backend().prospect(of: NameSample.key("payments"))
            else {
                Issue.record("not refused")
                return
            }
            #expect(reason.contains("k8s.example.org is delegated"))
        }
    }

    @Test func aSecondaryZoneCannotBeWritten() async throws {
        try await PlayedService.run(.hetzner) { service in
            try await service.addZone("second.example.net", mode: "secondary")
            let key = ItemKey(place: .dns, kind: "Record", name: "a.second.example.net")
            let prospect = try await service.backend(zones: ["second.example.net"]).prospect(of: key)
            guard case .refused(let reason) = prospect else {
                Issue.record("not refused")
                return
            }
            #expect(reason.contains("secondary"))
        }
    }
}
