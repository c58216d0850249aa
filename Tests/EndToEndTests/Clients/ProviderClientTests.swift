import Document
import Foundation
import TestSupport
import Testing

/// The clients that providers' users have work with the sandbox as they are.
struct ProviderClientTests {
    private static func sandbox() async throws -> RunningSandbox {
        try await RunningSandbox(
            in: try TemporaryFolder(), clusters: "root-1", environment: Site.planted,
            options: ["--controllers", "none"])
    }

    struct Tour: Sendable, CustomTestStringConvertible {
        var script: String
        var provider: String
        var command: [String] = ["tour"]

        var testDescription: String { script }

        static let all = [
            Tour(script: "hetzner.py", provider: "hetzner"),
            Tour(script: "cloudflare_dns.py", provider: "cloudflare"),
            Tour(script: "ionos.py", provider: "ionos", command: []),
        ]
    }

    @Test(arguments: Tour.all)
    func aProvidersClientFindsWhatItsAuthorsExpect(_ tour: Tour) async throws {
        let sandbox = try await Self.sandbox()
        try await ProviderClient.run(
            tour.script, [ProviderClient.endpoint(tour.provider, sandbox.network)] + tour.command)
    }

    @Test(arguments: ["hetzner", "cloudflare"])
    func octoDNSBringsAZoneToItsConfigurationAndBack(_ provider: String) async throws {
        let sandbox = try await Self.sandbox()
        let folder = try TemporaryFolder()
        try folder.write(Self.records, to: "oct.example.org.yaml")
        let endpoint = ProviderClient.endpoint(provider, sandbox.network)
        func synchronize() async throws -> Int? {
            let output = try await ProviderClient.run(
                "octodns_sync.py", [provider, endpoint, "oct.example.org", folder.path])
            return output.split(separator: "\n").last.flatMap { Int($0) }
        }
        #expect(try await synchronize() == 6)
        #expect(try await synchronize() == 0, "what it wrote, it reads")
        if provider == "hetzner" {
            try await ProviderClient.hetzner(sandbox.network)("set", "oct.example.org", "six", "AAAA", "2001:db8::2")
        } else {
            try await ProviderClient.cloudflare(sandbox.network)(
                "edit", "oct.example.org", "six.oct.example.org", "AAAA", "content=2001:db8::2")
        }
        #expect(try await synchronize() == 1, "what another client changed")
        #expect(try await synchronize() == 0)
    }

    /// The same at PowerDNS itself, in a zone that Berth writes into, too: what octoDNS keeps is foreign, and what it takes away
    /// is drift.
    @Test(.enabled(if: NameServerPrograms.areInstalled))
    func octoDNSAndBerthShareAPowerDNS() async throws {
        let server = try await NameServerTests.server(.powerDNS)
        let site = try await NameServerTests.site(server)
        let endpoint = try #require(server.settings.firstMatch(of: /http:\/\/([0-9.:]+)/)).1
        let (zone, name) = ("cloud.example.com", "w1.k8s.cloud.example.com")
        let folder = try TemporaryFolder()
        try folder.write(Self.records.replacing("oct.example.org", with: zone), to: "\(zone).yaml")
        func synchronize() async throws -> Int? {
            let output = try await ProviderClient.run(
                "octodns_sync.py", ["powerdns", String(endpoint), zone, folder.path], environment: server.environment)
            return output.split(separator: "\n").last.flatMap { Int($0) }
        }
        #expect(try await synchronize() == 6)
        #expect(try await synchronize() == 0, "what it wrote, it reads")
        #expect(try await NameServerPrograms.dig("abc.k8s.\(zone)", "A", at: server.address).count == 2)

        try site.workspace("abc")
        let foreign = try await site.berth("plan", exits: 1)
        let words = (foreign.output + foreign.errors).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("the A record of abc.k8s.\(zone) has no ownership mark"))
        try site.workplace.remove("specs/workspaces/abc.yaml")
        try await site.berth("apply", "--yes", exits: 0)
        let addresses = try await NameServerPrograms.dig(name, "A", at: server.address)
        #expect(addresses.count == 1)

        #expect(try await synchronize() == 2, "the record and its mark are not in its configuration")
        #expect(try await NameServerPrograms.dig(name, "A", at: server.address).isEmpty)
        #expect(try await site.berth("drift", exits: 2).output.contains("Record \(name)  was removed"))
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await NameServerPrograms.dig(name, "A", at: server.address) == addresses)
        try await site.berth("destroy", "--all", "--yes", "--allow", "mass-deletion", exits: 0)
        #expect(try await synchronize() == 0, "only what octoDNS keeps is left")
    }

    private static let records = """
        ? ''
        : - ttl: 300
            type: A
            value: 192.0.2.1
          - ttl: 300
            type: MX
            values:
            - exchange: mail.example.org.
              preference: 10
        abc.k8s:
          ttl: 300
          type: A
          values: [192.0.2.1, 192.0.2.2]
        alias:
          ttl: 300
          type: CNAME
          value: abc.k8s.oct.example.org.
        six:
          ttl: 300
          type: AAAA
          value: 2001:db8::1
        text:
          ttl: 300
          type: TXT
          value: hello world

        """
}
