import Document
import TestSupport
import Testing

/// One uid is one item, in whatever version it is written, listed or recorded.
struct IdentityTests {
    @Test func aVersionIsAnAttributeOfOneItem() async throws {
        let site = try await Site.project()
        try site.application("one", in: .tenant, manifests: Self.autoscaler("one", version: "v1"))
        try site.application("two", in: .tenant, manifests: Self.autoscaler("two", version: "v2"))
        try site.application(
            "widgets", in: .tenant, manifests: Self.definition + "\n---\n" + Self.widget(version: "v1beta1"))
        try await site.berth("apply", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)

        let tenant = try await site.inside("w1")
        let widget = try await tenant.uid("widget", "db")
        let autoscalers = try await [tenant.uid("hpa", "one"), tenant.uid("hpa", "two")]
        try site.application("two", "1.1.0", in: .tenant, manifests: Self.autoscaler("two", version: "v1"))
        try site.application(
            "widgets", "1.1.0", in: .tenant, manifests: Self.definition + "\n---\n" + Self.widget(version: "v1"))
        let plan = try await site.berth("plan", "--detailed-exitcode", exits: 2)
        #expect(plan.output.contains(#"~ apiVersion: "shop.example.com/v1beta1" → "shop.example.com/v1""#))
        #expect(plan.output.contains(" 0 objects to create") && plan.output.contains(" 0 to delete"), "\(plan.output)")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await tenant.uid("widget", "db") == widget)
        #expect(try await [tenant.uid("hpa", "one"), tenant.uid("hpa", "two")] == autoscalers)

        let before = try await site.requests().count
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        let lists = try await site.lists(since: before)
        #expect(lists.contains { $0.contains("/shop.example.com/v1/") && $0.hasSuffix("/widgets") }, "\(lists)")
        #expect(lists.contains { $0.contains("/autoscaling/v1/") }, "\(lists)")
        #expect(!lists.contains { $0.contains("/v1beta1/") || $0.contains("/autoscaling/v2/") }, "\(lists)")
    }

    @Test func recordedKindsAreNarrowedWithTheLastObject() async throws {
        let site = try await Site.project()
        for name in ["one", "two"] {
            try site.application(name, in: .tenant, manifests: Self.autoscaler(name, version: "v2"))
        }
        try await site.berth("apply", "--yes", exits: 0)
        func record() async throws -> String {
            try await site.cluster()(
                "get", "namespace", "k8s-w-w1", "-o", #"jsonpath={.metadata.annotations.berth\.dev/tenant-kinds}"#)
        }
        #expect(try await record().contains("HorizontalPodAutoscaler"))
        try site.removeApplication("one")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await record().contains("HorizontalPodAutoscaler"), "one is left")
        try site.removeApplication("two")
        try await site.berth("apply", "--yes", exits: 0)
        let narrowed = try await record()
        #expect(!narrowed.contains("HorizontalPodAutoscaler") && narrowed.contains("ClusterRoleBinding"))
        let before = try await site.requests().count
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        let lists = try await site.lists(since: before)
        #expect(!lists.isEmpty && !lists.contains { $0.contains("horizontalpodautoscalers") }, "\(lists)")
    }

    private static func autoscaler(_ name: String, version: String) -> String {
        """
        apiVersion: autoscaling/\(version)
        kind: HorizontalPodAutoscaler
        metadata: {name: \(name), namespace: default}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: \(name)}
          minReplicas: 1
          maxReplicas: 3
        """
    }

    private static func widget(version: String) -> String {
        """
        apiVersion: shop.example.com/\(version)
        kind: Widget
        metadata: {name: db, namespace: default}
        spec: {size: 3}
        """
    }

    private static let definition = Manifests.definition(
        "Widget", versions: ["v1beta1", "v1"], schema: "{type: object, x-kubernetes-preserve-unknown-fields: true}")
}
