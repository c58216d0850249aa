import Document
import Foundation
import TestSupport
import Testing

/// What an unchanged fleet costs: one LIST a kind and place, one connection a tenant, and no program.
struct FleetTests {
    private static let workspaces = (1...6).map { "w\($0)" }

    private func site() async throws -> Site {
        let site = try await Site.project()
        for name in Self.workspaces { try site.workspace(name) }
        try site.application("pull", in: .tenant, manifests: Manifests.configMap("pull", #"a: "1""#))
        try await site.berth("apply", "--yes", exits: 0)
        // The first look at what a run made learns what the tenants serve.
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        return site
    }

    private func place(_ request: Value) -> String { request["cluster"]?.string ?? "" }

    @Test func aPlanWithoutChangesReadsEachKindOnce() async throws {
        let site = try await site()
        // Whoever starts it is found out.
        let bin = site.folder.path("bin")
        try site.folder.write("#!/bin/sh\necho \"$0\" >> \(site.folder.path("started"))\nexit 1\n", to: "bin/age")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(bin)/age")
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let berth = Workplace.program(environment: Site.planted.merging(["PATH": "\(bin):\(path)"]) { $1 })

        let before = try await site.requests().count
        let outcome = try await berth.outcome(
            ["plan", "--detailed-exitcode", "--explain-requests"], in: site.folder.path)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: site.folder.path("started")))
        let requests = try await site.requests().dropFirst(before)

        for name in Self.workspaces {
            let own = requests.filter { place($0).hasSuffix("/\(name)") || place($0) == name }
            let asked = own.map { "\($0["method"]?.string ?? "") \($0["path"]?.string ?? "")" }
            #expect(!asked.isEmpty)
            #expect(Set(asked).count == asked.count, "each kind once: \(asked)")
            #expect(own.allSatisfy { $0["query"]?.string?.contains("labelSelector=") == true }, "LISTs only: \(asked)")
            #expect(!asked.contains { $0.hasSuffix("/nodes") }, "nothing waits for workers")
        }
        let secrets = requests.filter {
            place($0) == "m1" && $0["method"] == "GET" && $0["path"]?.string?.contains("/secrets") == true
        }
        #expect(secrets.allSatisfy { $0["path"] == "/api/v1/secrets" }, "none is read by name: \(secrets)")
        #expect(outcome.errors.contains("  6 tenants: "), "\(outcome.errors)")
        #expect(outcome.errors.contains("Requests: \(requests.count)\n"), "\(outcome.errors) \(requests.count)")
    }

    /// What was remembered of a tenant is asked anew where something is missing in it, and a Secret that lost its label is
    /// found by its name.
    @Test func whatIsRememberedStandsInNobodysWay() async throws {
        let site = try await site()
        try site.application(
            "widgets", in: .tenant,
            manifests: Manifests.definition("Widget") + "\n---\n"
                + "{apiVersion: shop.example.com/v1, kind: Widget, metadata: {name: db, namespace: default}, spec: {a: 1}}"
        )
        let cluster = site.cluster(namespace: "k8s-w-w2")
        try await cluster("label", "secret", "w2-admin-kubeconfig", "kamaji.clastix.io/component-")
        try await site.berth("apply", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        let inside = try await site.inside("w3")
        try await inside("delete", "crd", "widgets.shop.example.com")
        let plan = try await site.berth("plan", "w3", "--detailed-exitcode", exits: 2)
        #expect(plan.output.contains("Widget"), "\(plan.output)")
        #expect(!plan.output.contains("unknown"), "\(plan.output)")
    }

    /// Every object is tried, and nothing is to be done.
    @Test func aFullVerificationAgrees() async throws {
        let site = try await site()
        let before = try await site.requests().count
        let plan = try await site.berth("plan", "--verify", "full", "--detailed-exitcode", exits: 0)
        #expect(!plan.output.contains("admission has changed"), "\(plan.output)")
        let tried = try await site.requests().dropFirst(before).filter {
            $0["query"]?.string?.contains("dryRun=All") == true
        }
        #expect(tried.count >= Self.workspaces.count * 4)
        #expect(tried.allSatisfy { $0["status"] == 200 })
    }
}
