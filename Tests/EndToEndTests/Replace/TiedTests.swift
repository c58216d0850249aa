import Document
import Foundation
import TestSupport
import Testing

/// What others tied by `ownerReferences` to an object that a plan deletes is told before the cluster collects it.
struct TiedTests {
    private func tie(_ name: String, to owner: String, by cluster: ClusterSession) async throws {
        let uid = try await cluster.uid("configmap/\(owner)")
        try await cluster.write(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: \(name)
              namespace: k8s-w-w1
              ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: \(owner), uid: \(uid)}]

            """, "create")
    }

    @Test func itIsToldWhereItsOwnerGoesOrIsMadeAnew() async throws {
        let site = try await ReplaceTests.site()
        let cluster = site.cluster(namespace: "k8s-w-w1")
        func manifests(_ value: String) -> String {
            Manifests.configMap("old", namespace: "${workspace.namespace}", #"a: "\#(value)""#) + "\nimmutable: true\n"
        }
        try site.application("app", in: .namespace, manifests: manifests("1"))
        try await site.berth("apply", "--yes", exits: 0)
        try await tie("tied", to: "old", by: cluster)
        let quiet = try await site.requests().count
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        #expect(try await site.lists(since: quiet).contains { $0.contains("/k8s-w-w1/") } == false, "nothing goes")

        try site.application("app", "2.0.0", in: .namespace, manifests: manifests("2"))
        let anew = try await site.berth("plan", exits: 0)
        #expect(
            anew.words.contains("loses what is tied to it by ownerReferences: Secret k8s-w-w1/tied"), "\(anew.words)")
        try site.removeApplication("app")
        let removal = try await site.berth("plan", exits: 0)
        #expect(
            removal.words.contains("takes along what is tied to it by ownerReferences: Secret k8s-w-w1/tied"),
            "\(removal.words)")
        try await site.berth("apply", "--yes", exits: 0)
        try await eventually("the cluster collects it") {
            try await cluster("get", "secret", "tied", "--ignore-not-found", "-o", "name").isEmpty
        }
    }
}
