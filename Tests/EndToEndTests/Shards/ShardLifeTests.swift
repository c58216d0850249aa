import Document
import TestSupport
import Testing

/// What a workspace lives through, where the estate is planned and applied in shards: other names, and what was made by hand.
struct ShardLifeTests {
    private static let names = ["w1", "w2", "w3", "w4"]

    /// A site with workspaces in both of two shards.
    private func site() async throws -> Site {
        let site = try await Site.project {
            $0.replacing("  oidc:", with: "  timeouts: {controlPlane: 2m, api: 2m}\n  oidc:")
        }
        for name in Self.names { try site.workspace(name) }
        #expect(Set(Self.names.map { ShardTests().shard(of: $0, among: 2) }) == [1, 2])
        return site
    }

    private func shard(of name: String) -> Int { ShardTests().shard(of: name, among: 2) }

    /// Plans of both shards in files, and both put together.
    private func planned(_ site: Site) async throws -> Program.Outcome {
        for number in [1, 2] {
            try await site.berth("plan", "--shard", "\(number)/2", "--out", "\(number).plan", exits: 0)
        }
        let whole = try Value(json: try await site.berth("plan", "--json", exits: 0).output)
        let merged = try Value(json: try await site.berth("merge", "1.plan", "2.plan", "--json", exits: 0).output)
        #expect(merged["summary"] == whole["summary"])
        return try await site.berth("merge", "1.plan", "2.plan", exits: 0)
    }

    /// The status of each shard's apply, both at once.
    private func applied(_ site: Site) async throws -> [Int32] {
        async let one = site.workplace.berth(["apply", "1.plan", "--yes"])
        async let two = site.workplace.berth(["apply", "2.plan", "--yes"])
        let outcomes = try await [one, two]
        for outcome in outcomes where outcome.status != 0 { Issue.record("\(outcome.output)\(outcome.errors)") }
        return outcomes.map(\.status)
    }

    private func certificateNames(_ name: String, _ site: Site) async throws -> String {
        try await site.cluster(namespace: "k8s-w-\(name)")(
            "get", "tenantcontrolplane", name, "-o", "jsonpath={.spec.networkProfile.certSANs}")
    }

    @Test func eachShardGivesItsWorkspacesTheirOtherNames() async throws {
        let site = try await site()
        try await site.berth("apply", "--yes", exits: 0)
        try site.workplace.edit("specs/estate.yaml") {
            $0.replacing("managementDomain: cloud.example.com", with: "managementDomain: new.cloud.example.com")
        }
        let merged = try await planned(site)
        #expect(merged.words.contains("goes, once the new name answers"), "\(merged.words)")
        // One goes ahead: nothing of the other is touched, and its plan still holds.
        try await site.berth("apply", "1.plan", "--yes", exits: 0)
        for name in Self.names {
            let isDone = shard(of: name) == 1
            let names = try await certificateNames(name, site)
            #expect(names == #"["\#(name).k8s.\#(isDone ? "new." : "")cloud.example.com"]"#)
        }
        try await site.berth("plan", "--shard", "1/2", "--detailed-exitcode", exits: 0)
        // Killed when the certificates of one of its workspaces are for both names.
        let victim = try #require(Self.names.first { shard(of: $0) == 2 })
        let status = try await site.killing(
            ["apply", "2.plan", "--yes"], .after, "method=PATCH,path=/tenantcontrolplanes/\(victim)")
        #expect(status != 0)
        try await site.resuming("apply", "2.plan", "--yes")
        for name in Self.names {
            #expect(try await certificateNames(name, site) == #"["\#(name).k8s.new.cloud.example.com"]"#)
        }
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    @Test func whatIsSharedAndWasMadeByHandIsTakenOverOnce() async throws {
        let site = try await site()
        let manifest = Manifests.configMap("shared", #"a: "b""#)
        try await site.cluster()("apply", "-f", try site.folder.write(manifest, to: "by-hand.yaml"))
        let uid = try await site.cluster().uid("configmap/shared")
        try site.application("shared", manifests: manifest)
        // Each shard needs it, so that none goes on, and both are told the same once.
        for number in [1, 2] {
            try await site.berth("plan", "--shard", "\(number)/2", "--out", "\(number).plan", exits: 1)
        }
        let refused = try await site.berth("merge", "1.plan", "2.plan", exits: 1)
        #expect(
            refused.words.components(separatedBy: "exists and was not made by Berth").count == 2, "\(refused.words)")
        try site.workplace.edit("templates/applications/shared/application.yaml") { $0 + "  adopt: true\n" }
        let merged = try await planned(site)
        #expect(merged.words.components(separatedBy: "takes over what Berth did not make").count == 2)
        #expect(try await applied(site) == [0, 0])
        #expect(try await site.cluster().uid("configmap/shared") == uid)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        try await site.berth("drift", exits: 0)
    }

    /// An import is of no shard; the plans of shards that were made before it are stale, where they are about the same.
    @Test func anImportMakesThePlanOfItsShardStale() async throws {
        let site = try await site()
        try await site.berth("apply", "--yes", exits: 0)
        let manifest = Manifests.configMap("web", namespace: "${workspace.namespace}", #"a: "b""#)
        for name in Self.names {
            let byHand = manifest.replacing("${workspace.namespace}", with: "k8s-w-\(name)")
            try await site.cluster()("apply", "-f", try site.folder.write(byHand, to: "by-hand.yaml"))
        }
        try site.application("web", in: .namespace, more: "adopt: true", manifests: manifest)
        _ = try await planned(site)
        let mine = try #require(Self.names.first { shard(of: $0) == 1 })
        try await site.berth("import", "\(mine)/application/web", "--yes", exits: 0)
        let stale = try await site.berth("apply", "1.plan", "--yes", exits: 3)
        #expect(stale.words.contains("stale"), "\(stale.words)")
        try await site.berth("apply", "2.plan", "--yes", exits: 0)
        try await site.berth("apply", "--shard", "1/2", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }
}
