import Document
import Foundation
import TestSupport
import Testing

/// Workspaces whose names are kept at Hetzner or Cloudflare: what stands there is what their own clients say.
struct ProviderDNSTests {
    struct Provider: Sendable, CustomTestStringConvertible {
        var name: String
        var token: String
        /// What is struck where the answer to the creating request is lost.
        var write: String

        var testDescription: String { name }

        static let hetzner = Provider(name: "hetzner", token: "HCLOUD_TOKEN", write: "/rrsets")
        static let cloudflare = Provider(name: "cloudflare", token: "CLOUDFLARE_API_TOKEN", write: "/batch")

        func client(_ site: Site) -> ProviderClient {
            name == "hetzner" ? .hetzner(site.network) : .cloudflare(site.network)
        }

        /// A name of the zone as the provider's client writes it.
        func spelling(_ name: String) -> String {
            self.name == "hetzner" ? name : "\(name).\(ProviderDNSTests.zone)"
        }
    }

    private static let zone = "cloud.example.com"

    private func site(_ provider: Provider) async throws -> Site {
        let site = try await Site()
        let endpoint = ProviderClient.endpoint(provider.name, site.network)
        try site.workplace.edit("specs/estate.yaml") {
            $0.replacing(
                #/ {2}dns:\n(?: {4}.*\n)+/#,
                with: """
                      dns:
                        zone: \(Self.zone)
                        provider: \(provider.name)
                        endpoint: \(endpoint)
                        apiKey: {env: \(provider.token)}

                    """)
        }
        return site
    }

    /// The records that a client reads, as `name type content ttl`.
    private func records(_ provider: Provider, _ site: Site) async throws -> [String] {
        try await provider.client(site).list(Self.zone).flatMap { record in
            let contents = record["values"]?.array ?? [record["content"] ?? .null]
            return contents.map { content in
                let parts = [record["name"], record["type"], content, record["ttl"]]
                return parts.map { $0?.plain ?? "" }.joined(separator: " ")
            }
        }.sorted()
    }

    /// How many requests made records.
    private func requests(_ provider: Provider, _ site: Site) async throws -> Int {
        try await site.requests().count { request in
            request["method"] == "POST" && request["path"]?.string?.hasSuffix(provider.write) == true
        }
    }

    private func record(_ provider: Provider, _ name: String, _ content: String, _ ttl: Int) -> String {
        "\(provider.spelling(name)) A \(content) \(ttl)"
    }

    @Test(arguments: [Provider.hetzner, .cloudflare])
    func planApplyDriftMendDestroy(_ provider: Provider) async throws {
        let site = try await site(provider)
        let client = provider.client(site)
        let name = provider.spelling("payments.k8s")
        let others = provider.spelling("analytics.k8s")
        // Somebody else's, in the place of another workspace's name.
        try await client("put", Self.zone, others, "A", "300", "192.0.2.77")
        let foreign = [record(provider, "analytics.k8s", "192.0.2.77", 300)]

        let plan = try await site.berth("plan", exits: 1)
        let keeper = "the A record of analytics.k8s.cloud.example.com has no ownership mark"
        #expect(plan.output.unwrapped.contains(keeper), "\(plan.output)")
        #expect(try await records(provider, site) == foreign, "planning writes nothing")

        let before = try await requests(provider, site)
        // The answer to the request that makes the record is lost.
        try await site.sandbox(
            "fault", "add", "reset-after", "--match", "method=POST,path=\(provider.write)", "--times", "1")
        let applied = try await site.berth("apply", "payments", "--yes", exits: 0)
        #expect((applied.output + applied.errors).contains("payments/dns: attempt 2"))
        let address = try await site.kubectl(
            "fsn1-a", "-n", "k8s-w-payments", "get", "service", "payments", "-o",
            "jsonpath={.status.loadBalancer.ingress[0].ip}")
        let wanted = (foreign + [record(provider, "payments.k8s", address, 60)]).sorted()
        #expect(try await records(provider, site) == wanted)
        #expect(try await requests(provider, site) == before + 1, "what was done is not asked for again")
        try await site.berth("plan", "payments", "--detailed-exitcode", exits: 0)

        if provider.name == "hetzner" {
            try await client("set", Self.zone, name, "A", "192.0.2.66")
        } else {
            try await client("edit", Self.zone, name, "A", "content=192.0.2.66", "ttl=300")
        }
        let drift = try await site.berth("drift", "payments", exits: 2)
        #expect(drift.output.contains(#"spec.address: "\#(address)" → "192.0.2.66""#), "\(drift.output)")
        try await site.berth("apply", "payments", "--yes", exits: 0)
        #expect(try await records(provider, site) == wanted)

        try await site.berth("destroy", "payments", "--yes", "--allow", "mass-deletion", exits: 0)
        #expect(try await records(provider, site) == foreign, "what is others' stays")
    }

    /// Without the state the mark at the provider says whose a name is, and of whose estate.
    @Test(arguments: [Provider.hetzner, .cloudflare])
    func theMarkIsEnough(_ provider: Provider) async throws {
        let site = try await site(provider)
        let client = provider.client(site)
        try await site.berth("apply", "payments", "--yes", exits: 0)
        try site.workplace.remove("state/estate.git")
        let again = try await site.berth("plan", "payments", "--detailed-exitcode", exits: 2)
        #expect(again.output.contains("kubeconfig-store") && !again.output.contains("payments/dns"))

        // Handed to another estate by hand: it is not ours to write, nor to delete.
        let name = provider.spelling("payments.k8s")
        if provider.name == "hetzner" {
            try await client(
                "label", Self.zone, name, "A", "app.kubernetes.io/managed-by=berth", "berth.dev/estate=other",
                "berth.dev/workspace=payments", "berth.dev/resource=dns")
        } else {
            let mark = "heritage=berth,berth/estate=other,berth/resource=payments/dns"
            try await client("edit", Self.zone, name, "A", "comment=\(mark)")
        }
        let before = try await records(provider, site)
        let plan = try await site.berth("plan", "payments", exits: 1)
        #expect(plan.output.unwrapped.contains("belongs to payments/dns of estate other"), "\(plan.output)")
        _ = try await site.berth("destroy", "payments", "--yes", "--allow", "mass-deletion")
        #expect(try await records(provider, site) == before)
    }

    @Test func aProxiedRecordIsDrift() async throws {
        let site = try await site(.cloudflare)
        try await site.berth("apply", "payments", "--yes", exits: 0)
        let client = Provider.cloudflare.client(site)
        try await client("edit", Self.zone, "payments.k8s.\(Self.zone)", "A", "proxied=true")
        let drift = try await site.berth("drift", "payments", exits: 2)
        #expect(drift.output.contains("(proxied)"), "\(drift.output)")
        try await site.berth("apply", "payments", "--yes", exits: 0)
        let record = try await client.list(Self.zone).first
        #expect(record?["proxied"] == false)
        try await site.berth("drift", "payments", exits: 0)
    }

    struct Trouble: Sendable, CustomTestStringConvertible {
        var fault: [String]
        /// A variable that holds another token.
        var wrong: [String: String] = [:]
        var words: String

        var testDescription: String { words }

        static let all = [
            Trouble(fault: [], wrong: ["CLOUDFLARE_API_TOKEN": "wrong"], words: "check environment variable"),
            Trouble(fault: ["--status", "403"], words: "the right to read and write"),
            Trouble(fault: ["--status", "404"], words: "injected by a fault"),
            Trouble(fault: ["--status", "429", "--retry-after", "600"], words: "(971)"),
            Trouble(fault: ["--status", "503"], words: "also after 6 attempts"),
        ]
    }

    /// Unknown is not absent: the names are left alone, with what to do, and all else is planned.
    @Test func aServiceThatDoesNotAnswerIsNamed() async throws {
        let site = try await site(.cloudflare)
        try await site.berth("apply", "payments", "--yes", exits: 0)
        for trouble in Trouble.all {
            if !trouble.fault.isEmpty {
                try await site.sandbox(["fault", "add", "status", "--match", "cluster=cloudflare"] + trouble.fault)
            }
            let program = Workplace.program(environment: Site.planted.merging(trouble.wrong) { $1 })
            let plan = try await program.outcome(["plan", "payments"], in: site.folder.path)
            #expect(plan.status == 7, "\(trouble): \(plan.output)\(plan.errors)")
            let text = plan.output.unwrapped
            #expect(text.contains("cannot list the zones of Cloudflare"), "\(trouble): \(text)")
            #expect(text.contains(trouble.words), "\(trouble): \(text)")
            for token in Site.planted.values { #expect(!text.contains(token)) }
            try await site.sandbox("fault", "clear")
        }
        try await site.berth("plan", "payments", "--detailed-exitcode", exits: 0)
    }
}

extension String {
    /// The text without the breaks of its lines.
    fileprivate var unwrapped: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
