import Document
import Foundation
import TestSupport
import Testing

/// A kubeconfig or a name that leads elsewhere: Berth does not act there, and forgets nothing for it.
struct WrongTargetTests {
    @Test func aSecretWithTheKubeconfigOfAnotherTenant() async throws {
        let site = try await Site.project()
        for name in ["w1", "w2"] { try site.workspace(name) }
        try await site.berth("apply", "--yes", exits: 0)
        let other = try await site.inside("w2")
        try await other("create", "service", "loadbalancer", "team", "--tcp=80")
        try await site.sandbox("fault", "add", "pause-controllers")
        let cluster = site.cluster()
        let secret = try Value(
            json: await cluster("get", "secret", "w2-admin-kubeconfig", "-n", "k8s-w-w2", "-o", "json"))
        let patch: Value = ["data": try #require(secret["data"])]
        try await cluster(
            "patch", "secret", "w1-admin-kubeconfig", "-n", "k8s-w-w1", "--type=merge", "-p", patch.compactJSON)

        let plan = try await site.berth("plan", exits: 7)
        #expect(plan.words.contains("Secret k8s-w-w1/w1-admin-kubeconfig leads to \(site.network)"), "\(plan.output)")
        #expect(!plan.words.contains("carries the mark of"), "\(plan.output)")
        let destroy = try await site.berth("destroy", "w1", "--yes", exits: 5)
        #expect(destroy.words.contains("in the tenant w1 cannot be looked at"), "\(destroy.output)")
        // Whatever the operator agrees to: the other's API is not touched.
        try await site.sandbox("fault", "clear")
        try await site.berth("destroy", "w1", "--yes", "--allow", "cascade", exits: 7)
        #expect(try await other("get", "services", "-o", "name").contains("service/team"))
        try await site.berth("plan", "w2", "--detailed-exitcode", exits: 0)
    }

    @Test func aClusterAndAnEstateUnderAnotherName() async throws {
        let site = try await Site.project(clusters: ["m1", "m2"])
        try site.workspace("w1")
        try await site.berth("apply", "--yes", exits: 0)
        let name = ".sandbox/kubeconfig/m1.yaml"
        func text(_ name: String) throws -> String {
            try String(contentsOfFile: site.folder.path(name), encoding: .utf8)
        }
        let kubeconfig = try text(name)
        try site.folder.write(try text(".sandbox/kubeconfig/m2.yaml"), to: name)
        let elsewhere = try await site.berth("destroy", "w1", "--yes", exits: 5)
        #expect(elsewhere.words.contains("nor its namespace is on cluster m1, where the state knows them"))
        // The kubeconfigs of the two, exchanged.
        let other = ".sandbox/kubeconfig/m2.yaml"
        let otherKubeconfig = try text(other)
        try site.folder.write(kubeconfig, to: other)
        for arguments in [["plan"], ["apply", "--yes"], ["destroy", "w1", "--yes"]] {
            let exchanged = try await site.workplace.berth(arguments)
            #expect([1, 5].contains(exchanged.status), "\(exchanged.output)")
            #expect(exchanged.words.contains("was found on m2, and the state knows it on m1"), "\(exchanged.output)")
        }
        try site.folder.write(otherKubeconfig, to: other)
        try site.folder.write(kubeconfig, to: name)

        let estate = try text("specs/estate.yaml")
        try site.folder.write(estate.replacing("name: loopback", with: "name: other"), to: "specs/estate.yaml")
        let renamed = try await site.berth("destroy", "w1", "--yes", exits: 5)
        #expect(renamed.words.contains("was made for w1, and now it belongs to w1/namespace of estate loopback"))
        try site.folder.write(estate, to: "specs/estate.yaml")
        // Nothing was forgotten, and nothing is different.
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        try await site.berth("destroy", "w1", "--yes", exits: 0)
    }
}
