import Document
import Foundation
import TestSupport
import Testing

@testable import Sandbox

/// Zones of Hetzner and Cloudflare beyond what their own clients look at: faults, and what stays.
@Suite struct DNSProviderTests {
    private static let token = "Authorization: Bearer secret"
    private static let record = #"{"name":"a","type":"A","ttl":60,"records":[{"value":"192.0.2.1"}]}"#
    private static let zone = "cloud.example.com"

    private static func cloudflareRecords(_ estate: TestEstate) async throws -> String {
        let zones = "\(estate.cloudflare)/zones?name=\(zone)"
        let id = try await estate.curl("-H", token, zones).json["result"]?[0]?["id"]?.string ?? ""
        return "\(estate.cloudflare)/zones/\(id)/dns_records"
    }

    @Test func anActionThatFailsLeavesTheZoneAsItWas() async throws {
        try await TestEstate.run(controllers: .none) { estate in
            let rrsets = "\(estate.hetzner)/zones/\(Self.zone)/rrsets"
            estate.sandbox.faults.add(Fault(.failAction, times: 1))
            let made = try await estate.curl("-H", Self.token, "-d", Self.record, rrsets)
            #expect(made.status == 201)
            let action = made.json["action"]?["id"]?.plain ?? ""
            try await estate.eventually("the action fails") {
                let shown = try await estate.curl("-H", Self.token, "\(estate.hetzner)/actions/\(action)").json
                return shown["action"]?["status"] == "error"
            }
            #expect(try await estate.curl("-H", Self.token, "\(rrsets)/a/A").status == 404)
            #expect(try await estate.curl("-H", Self.token, "-d", Self.record, rrsets).status == 201)
            #expect(try await estate.curl("-H", Self.token, "\(rrsets)/a/A").status == 200)
        }
    }

    @Test(arguments: [(0, "ok"), (3_600_000, "updating")])
    func aZoneIsUpdatingUntilItsLastChangeIsPublished(_ pace: Int, status: String) async throws {
        let folder = try TemporaryFolder()
        let cloud = try HetznerCloud(
            ProviderContext(
                journal: Journal.open(directory: folder.path), faults: FaultPlan(),
                pace: Pace(milliseconds: pace...pace)))
        cloud.insertZone(Self.zone)
        func ask(_ method: String, _ path: String, _ body: String = "") async throws -> Value {
            let response = await cloud.respond(
                to: WebRequest(
                    method: method, target: "/v1/zones/\(Self.zone)\(path)", headers: [("Authorization", "Bearer x")],
                    body: Array(body.utf8)))
            guard case .bytes(let bytes) = response.body else { return .null }
            return try Value(json: bytes)
        }
        func serial() async throws -> String? {
            let records = try await ask("GET", "/rrsets/@/SOA")["rrset"]?["records"]
            return records?[0]?["value"]?.string?.split(separator: " ").dropFirst(2).first.map(String.init)
        }
        #expect(try await serial() == "1")
        #expect(try await ask("POST", "/rrsets", Self.record)["action"]?["command"] == "create_rrset")
        #expect(try await ask("GET", "")["zone"]?["status"] == .string(status))
        #expect(try await serial() == "2")
    }

    @Test func zonesAndRecordsStay() async throws {
        let folder = try TemporaryFolder()
        let (first, network) = try await TestEstate.start(folder.path, clusters: ["a"], controllers: .none)
        let estate = TestEstate(sandbox: first, directory: folder.path)
        _ = try await estate.curl("-H", Self.token, "-d", Self.record, "\(estate.hetzner)/zones/\(Self.zone)/rrsets")
        let body = #"{"name":"b","type":"A","ttl":60,"content":"192.0.2.2"}"#
        _ = try await estate.curl("-H", Self.token, "-d", body, try await Self.cloudflareRecords(estate))
        let before = await first.inventory["dns"]
        #expect(before == ["hcloud": ["cloud.example.com a/A"], "cloudflare": ["b.cloud.example.com/A"]])
        await first.stop()
        let (second, _) = try await TestEstate.start(folder.path, clusters: ["a"], controllers: .none, on: network)
        #expect(await second.inventory["dns"] == before)
        await second.stop()
    }

    struct Failure: Sendable {
        var status: Int
        var hetzner: String
        var cloudflare: Int64

        static let all = [
            Failure(status: 401, hetzner: "unauthorized", cloudflare: 10000),
            Failure(status: 403, hetzner: "forbidden", cloudflare: 10000),
            Failure(status: 429, hetzner: "rate_limit_exceeded", cloudflare: 971),
            Failure(status: 503, hetzner: "unavailable", cloudflare: 10001),
        ]
    }

    @Test func faultsSpeakEachProvidersLanguage() async throws {
        try await TestEstate.run(controllers: .none) { estate in
            for failure in Failure.all {
                estate.sandbox.faults.clear()
                var fault = Fault(.status)
                fault.status = failure.status
                fault.retryAfter = 7
                estate.sandbox.faults.add(fault)
                let hetzner = try await estate.curl("-i", "-H", Self.token, "\(estate.hetzner)/zones")
                #expect(hetzner.status == failure.status && hetzner.text.contains("Retry-After: 7"))
                #expect(hetzner.text.contains(#""code":"\#(failure.hetzner)""#), "\(hetzner.text)")
                let cloudflare = try await estate.curl("-i", "-H", Self.token, "\(estate.cloudflare)/zones")
                #expect(cloudflare.status == failure.status && cloudflare.text.contains("Retry-After: 7"))
                #expect(cloudflare.text.contains(#""code":\#(failure.cloudflare)"#), "\(cloudflare.text)")
            }
        }
    }

    @Test(.timeLimit(.minutes(5))) func aBudgetEndsAndComesBack() {
        var budget = RequestBudget(limit: 3, seconds: 3600)
        #expect([budget.take(), budget.take(), budget.take(), budget.take()] == [2, 1, 0, nil])
        var quick = RequestBudget(limit: 1000, seconds: 1)
        for _ in 0..<1000 { _ = quick.take() }
        while quick.take() == nil { Thread.sleep(forTimeInterval: 0.001) }
    }

    struct Text: Sendable {
        var text: String
        var isName = false
        var isQuoted = false

        static let all = [
            Text(text: "abc.k8s", isName: true), Text(text: "*.k8s", isName: true),
            Text(text: "_acme.k8s", isName: true),
            Text(text: "a..b"), Text(text: ""), Text(text: "a b"), Text(text: "k8s.*"), Text(text: "abc."),
            Text(text: String(repeating: "a", count: 64)), Text(text: #""text""#, isQuoted: true),
            Text(text: #""one" "two""#, isQuoted: true), Text(text: #""a\"b""#, isQuoted: true), Text(text: #""open"#),
            Text(text: #""one" two"#), Text(text: "\"\(String(repeating: "a", count: 256))\""),
        ]
    }

    @Test(arguments: Text.all)
    func namesAndQuotedText(_ text: Text) {
        #expect(RecordContent.isName(text.text) == text.isName)
        #expect(RecordContent.isQuoted(text.text) == text.isQuoted)
    }
}
