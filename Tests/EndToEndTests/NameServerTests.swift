import Document
import Foundation
import TestSupport
import Testing

/// The names of workspaces at real name servers, from the plan to `dig`.
@Suite(.enabled(if: NameServerPrograms.areInstalled))
struct NameServerTests {
    /// A name server, the lines of the estate that lead to it, and how another program changes a record there.
    struct Server: Sendable {
        var address: String
        var settings: String
        var environment: [String: String] = [:]
        var change: @Sendable (_ name: String, _ type: String, _ contents: [String]) async throws -> Void
    }

    enum Kind: CaseIterable { case powerDNS, updates }

    static func server(_ kind: Kind) async throws -> Server {
        let zone = "cloud.example.com"
        switch kind {
        case .powerDNS:
            let server = try await PowerDNSServer(zones: zone)
            return Server(
                address: server.server,
                settings: """
                    {provider: powerdns, endpoint: "\(server.endpoint)", apiKey: {env: PDNS_API_KEY}, zone: \(zone), \
                    ttl: 60, nameServer: "\(server.server)"}
                    """, environment: ["PDNS_API_KEY": PowerDNSServer.apiKey]
            ) { name, type, contents in
                try await server.write([(name, type, contents)], in: zone)
            }
        case .updates:
            let server = try await BINDServer(zones: zone)
            return Server(
                address: server.server,
                settings: """
                    {zone: \(zone), ttl: 60, rfc2136: {server: "\(server.server)", keyName: \(BINDServer.keyName), \
                    key: {env: TSIG_KEY}}}
                    """, environment: ["TSIG_KEY": BINDServer.secret]
            ) { name, type, contents in
                let additions = contents.map { "update add \(name). 120 IN \(type) \($0)" }
                try await server.update((["update delete \(name). IN \(type)"] + additions).joined(separator: "\n"))
            }
        }
    }

    static func site(_ server: Server) async throws -> Site {
        try await Site.project(environment: Site.planted.merging(server.environment) { $1 }) { estate in
            estate.replacing(/dns: \{.*\}\}/, with: "dns: \(server.settings)")
        }
    }

    @Test(arguments: Kind.allCases)
    func aNameComesIsMendedAndGoes(_ kind: Kind) async throws {
        let server = try await Self.server(kind)
        let site = try await Self.site(server)
        let name = "w1.k8s.cloud.example.com"
        let plan = try await site.berth("plan", "--detailed-exitcode", exits: 2)
        #expect(plan.output.contains("Record \(name)"))
        #expect(try await NameServerPrograms.dig(name, "A", at: server.address).isEmpty, "planning writes nothing")
        let applied = try await site.berth("apply", "--yes", exits: 0)
        let addresses = try await NameServerPrograms.dig(name, "A", at: server.address)
        #expect(addresses.count == 1 && addresses.first?.hasPrefix(site.network) == true)
        let mark = try await NameServerPrograms.dig("a-\(name)", "TXT", at: server.address)
        #expect(mark.first?.hasPrefix("\"heritage=berth,berth/estate=loopback,berth/resource=w1/dns") == true)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)

        // Another program changes the record: drift shows both, and is mended.
        try await server.change(name, "A", ["192.0.2.66"])
        let drift = try await site.berth("drift", exits: 2)
        #expect(drift.output.contains("192.0.2.66") && drift.output.contains(addresses[0]))
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await NameServerPrograms.dig(name, "A", at: server.address) == addresses)

        // One that another program keeps is not touched, and stands in the way of nobody else.
        try await server.change("w2.k8s.cloud.example.com", "A", ["192.0.2.67"])
        try site.workspace("w2")
        let foreign = try await site.berth("plan", exits: 1)
        let words = (foreign.output + foreign.errors).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("the A record of w2.k8s.cloud.example.com has no ownership mark"))
        try site.workplace.remove("specs/workspaces/w2.yaml")

        let destroyed = try await site.berth("destroy", "--all", "--yes", "--allow", "mass-deletion", exits: 0)
        #expect(try await NameServerPrograms.dig(name, "ANY", at: server.address).isEmpty)
        #expect(try await NameServerPrograms.dig("a-\(name)", "TXT", at: server.address).isEmpty)
        #expect(
            try await NameServerPrograms.dig("w2.k8s.cloud.example.com", "A", at: server.address) == ["192.0.2.67"])
        for secret in server.environment.values {
            let told = [plan, applied, drift, destroyed].map { $0.output + $0.errors }.joined()
            #expect(!told.contains(secret))
        }
    }

    /// A wrong credential makes the names unknown, and says where it came from.
    @Test(arguments: Kind.allCases)
    func aWrongCredentialIsSaid(_ kind: Kind) async throws {
        var server = try await Self.server(kind)
        server.environment = server.environment.mapValues { _ in "d3JvbmctNDcxMS13cm9uZw==" }
        let site = try await Self.site(server)
        let plan = try await site.berth("plan", exits: 7)
        let text = plan.output + plan.errors
        #expect(text.contains("does not accept") && text.contains(server.environment.keys.first ?? "?"), "\(text)")
        #expect(!text.contains("d3JvbmctNDcxMS13cm9uZw=="))
    }

    /// What a load balancer shows decides the types of the records.
    @Test(arguments: [
        ("dual-stack", ["A", "AAAA"]), ("ipv6", ["AAAA"]), ("named", ["CNAME"]), ("address", ["A"]),
    ])
    func theEndpointDecidesTheTypes(_ form: String, _ types: [String]) async throws {
        let server = try await Self.server(.powerDNS)
        let site = try await Self.site(server)
        try site.workplace.edit("templates/tenant-control-plane.yaml") {
            $0.replacing(
                "serviceType: LoadBalancer",
                with: """
                    serviceType: LoadBalancer
                          additionalMetadata: {annotations: {sandbox.berth.dev/load-balancer: \(form)}}
                    """)
        }
        try await site.berth("apply", "--yes", exits: 0)
        for type in ["A", "AAAA", "CNAME"] {
            let found = try await NameServerPrograms.dig("w1.k8s.cloud.example.com", type, at: server.address)
            let isThere = types.contains(type) || types == ["CNAME"]
            #expect(found.isEmpty == !isThere, "\(type): \(found)")
            let mark = try await NameServerPrograms.dig(
                "\(type.lowercased())-w1.k8s.cloud.example.com", "TXT", at: server.address)
            #expect(mark.isEmpty == !types.contains(type), "\(type): \(mark)")
        }
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        let direct = try await site.berth("kubeconfig", "w1", "--direct", exits: 0)
        #expect(direct.output.contains("tls-server-name: w1.k8s.cloud.example.com"))
        try await site.berth("destroy", "--all", "--yes", "--allow", "mass-deletion", exits: 0)
    }

    /// A Kamaji that takes addresses only waits for ever where the load balancer gives a name: the cause is told.
    @Test func aHostNameThatKamajiDoesNotTakeIsTheCause() async throws {
        let site = try await Site.project { $0 + "  timeouts: {controlPlane: 3s}\n" }
        try await site.sandbox("fault", "add", "named-address", "--match", "object=k8s-w-w1/w1")
        let outcome = try await site.berth("apply", "--yes")
        let text = outcome.output + outcome.errors
        #expect(outcome.status != 0)
        #expect(text.contains("gives the host name w1.k8s-w-w1.lb.example.com"), "\(text)")
    }
}
