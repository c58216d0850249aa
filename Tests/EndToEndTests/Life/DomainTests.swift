import Document
import Foundation
import TestSupport
import Testing

/// A workspace that gets another name keeps the old one, in its certificate and in the zone, until the new one answers.
struct DomainTests {
    private static let old = "w1.k8s.cloud.example.com"
    private static let new = "w1.k8s.new.cloud.example.com"

    /// A site whose workspaces have another domain than they were made with.
    private func site() async throws -> Site {
        let site = try await Site.project()
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await site.berth("kubeconfig", "w1", exits: 0).output.contains("https://\(Self.old):6443"))
        try site.workplace.edit("specs/estate.yaml") {
            $0.replacing("managementDomain: cloud.example.com", with: "managementDomain: new.cloud.example.com")
                .replacing("  guards:", with: "  timeouts: {api: 5s}\n  guards:")
        }
        return site
    }

    private func names(_ site: Site) async throws -> String {
        try await site.cluster(namespace: "k8s-w-w1")(
            "get", "tenantcontrolplane", "w1", "-o", "jsonpath={.spec.networkProfile.certSANs}")
    }

    /// Whether the zone file has a line for the old name.
    private func hasOldRecord(_ site: Site) throws -> Bool {
        try String(contentsOfFile: site.folder.path(".sandbox/zones/cloud.example.com.zone"), encoding: .utf8)
            .split(separator: "\n").contains {
                $0.hasPrefix("w1.k8s ") || $0.hasPrefix("w1.k8s\t") || $0.hasPrefix(Self.old)
            }
    }

    /// Whether the API answers at a name with a certificate for it.
    private func answers(_ name: String, _ site: Site) async throws -> Bool {
        let cluster = site.cluster(namespace: "k8s-w-w1")
        let endpoint = try await cluster(
            "get", "tenantcontrolplane", "w1", "-o", "jsonpath={.status.controlPlaneEndpoint}")
        let authority = try await cluster("get", "secret", "w1-ca", "-o", "jsonpath={.data.ca\\.crt}")
        let file = try site.folder.write(
            String(decoding: Data(base64Encoded: authority) ?? Data(), as: UTF8.self), to: ".sandbox/ca.pem")
        let host = endpoint.split(separator: ":").first.map(String.init) ?? ""
        let outcome = try await Program("curl").outcome([
            "-sS", "--resolve", "\(name):6443:\(host)", "--cacert", file, "https://\(name):6443/healthz",
        ])
        return outcome.status == 0 && outcome.output == "ok"
    }

    @Test func bothNamesAnswerInBetween() async throws {
        let site = try await site()
        #expect(try hasOldRecord(site))
        let plan = try await site.berth("plan", "--out", "plan.json", exits: 0)
        for words in [
            "~ w1/control-plane:names \(Self.old) goes, once the new name answers", "+ Record \(Self.new)",
            "the server is \(Self.new) now", "- Record \(Self.old)",
        ] {
            #expect(plan.words.contains(words), "\(words)\n\(plan.words)")
        }
        // Killed when the certificate is for both, and nothing else has been done.
        let status = try await site.killing(
            ["apply", "plan.json", "--yes"], .after, "method=PATCH,path=/tenantcontrolplanes/w1")
        #expect(status != 0)
        #expect(try await names(site) == #"["\#(Self.new)","\#(Self.old)"]"#)
        for name in [Self.new, Self.old] {
            try await eventually("\(name) answers") { try await answers(name, site) }
        }
        #expect(try hasOldRecord(site))

        try await site.resuming("apply", "plan.json", "--yes", "--events", "events.ndjson")
        #expect(try await names(site) == #"["\#(Self.new)"]"#)
        #expect(try hasOldRecord(site) == false)
        #expect(try await site.berth("kubeconfig", "w1", exits: 0).output.contains("https://\(Self.new):6443"))
        let done = try String(contentsOfFile: site.folder.path("events.ndjson"), encoding: .utf8)
            .split(separator: "\n").map { try Value(json: Array($0.utf8)) }
            .filter { $0["type"] == "step_finished" }.compactMap { $0["address"]?.string }
        let api = try #require(done.firstIndex(of: "w1/api"))
        for late in ["w1/control-plane:names", "w1/dns:removed"] {
            #expect(try #require(done.firstIndex(of: late)) > api, "\(done)")
        }
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        try await site.berth("destroy", "w1", "--yes", exits: 0)
    }

    /// While the workspace's API does not answer nobody can tell whether the new name does.
    @Test func whatCannotBeAskedKeepsItsOldName() async throws {
        let site = try await site()
        try await site.sandbox("fault", "add", "silent-tenant", "--match", "object=k8s-w-w1/w1")
        let plan = try await site.berth("plan", exits: 7)
        #expect(!plan.words.contains("goes, once the new name answers"), "\(plan.words)")
        try await site.berth("apply", "--yes", exits: 7)
        #expect(try await names(site).contains(Self.old))
        #expect(try hasOldRecord(site))
        try await site.sandbox("fault", "clear")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await names(site) == #"["\#(Self.new)"]"#)
        #expect(try hasOldRecord(site) == false)
    }

    /// The old name stays whole for as long as the new one does not answer, and goes with the next plan once it does.
    @Test func whatDoesNotAnswerTakesNothingAway() async throws {
        let site = try await site()
        try site.workplace.edit("templates/tenant-control-plane.yaml") {
            $0.replacing("- ${workspace.host}", with: "- elsewhere.example.com")
        }
        try await site.berth("apply", "--yes", exits: 6)
        #expect(try await names(site).contains(Self.old))
        #expect(try await answers(Self.old, site))
        #expect(try await answers(Self.new, site) == false)
        #expect(try hasOldRecord(site))

        try site.workplace.edit("templates/tenant-control-plane.yaml") {
            $0.replacing("- elsewhere.example.com", with: "- ${workspace.host}")
        }
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await names(site) == #"["\#(Self.new)"]"#)
        #expect(try await answers(Self.new, site))
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }
}
