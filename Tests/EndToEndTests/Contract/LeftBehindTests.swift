import Document
import Foundation
import TestSupport
import Testing

/// A destruction leaves nothing that costs money, and nothing that was shared, whatever was lost before.
struct LeftBehindTests {
    private static let service = """
        {apiVersion: v1, kind: Service, metadata: {name: lb, namespace: default},
         spec: {type: LoadBalancer, selector: {a: b}, ports: [{port: 80}]}}
        """

    @Test func whatCostsMoneyGoesOrHoldsItUp() async throws {
        let site = try await Site.project()
        try site.application("lb", in: .tenant, manifests: Self.service)
        try await site.berth("apply", "--yes", exits: 0)

        // Cut out of the plan file, it is not left behind.
        try await site.berth("destroy", "w1", "--out", "plan.json", exits: 0)
        try site.edit(plan: "plan.json") { plan in
            let cut: Value = "w1/application/lb"
            plan.steps = plan.steps.filter { $0["address"] != cut }
            for index in plan.steps.indices {
                let edges = plan.steps[index]["dependencies"]?.array ?? []
                plan.steps[index]["dependencies"] = .array(edges.filter { $0 != cut })
            }
        }
        let stale = try await site.berth("apply", "edited.json", "--yes", exits: 3)
        #expect(stale.words.contains("it costs money and would be left behind"), "\(stale.words)")

        // Made anew from its own manifest it is nobody's to delete by itself, and holds the tenant up.
        let tenant = try await site.inside("w1")
        var object = try Value(json: Array(try await tenant("get", "service", "lb", "-o", "json").utf8))
        for name in ["uid", "resourceVersion", "creationTimestamp", "managedFields"] {
            object[Path([.key("metadata"), .key(name)])] = nil
        }
        for path in [["status"], ["spec", "clusterIP"], ["spec", "clusterIPs"]] as [Path] { object[path] = nil }
        try await tenant("delete", "service", "lb")
        try await tenant.write(object.compactJSON, "create")
        try await tenant.write(
            """
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: vol}
            spec:
              capacity: {storage: 10Gi}
              accessModes: [ReadWriteOnce]
              persistentVolumeReclaimPolicy: Delete
              csi: {driver: csi.example.com, volumeHandle: "1"}
            """, "create")
        let refused = try await site.berth("destroy", "w1", "--yes", exits: 5)
        #expect(
            refused.words.contains(
                "takes along 2 objects that Berth did not make: PersistentVolume vol, Service default/lb"),
            "\(refused.words)")
        let before = try await site.requests().count
        try await site.berth("destroy", "w1", "--yes", "--allow", "cascade", exits: 0)
        let deletions = try await site.requests().dropFirst(before).filter { $0["method"] == "DELETE" }
            .compactMap { $0["path"]?.string }
        let plane = try #require(deletions.firstIndex { $0.hasSuffix("/tenantcontrolplanes/w1") })
        for billed in ["/services/lb", "/persistentvolumes/vol"] {
            #expect(try #require(deletions.firstIndex { $0.hasSuffix(billed) }, "\(deletions)") < plane)
        }
    }

    @Test func whatIsSharedIsFoundWhenCatalogAndStateAreGone() async throws {
        let site = try await Site.project()
        let shared = """
            \(Manifests.configMap("s", #"a: "1""#))
            ---
            {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: shcr}, rules: []}
            """
        try site.application("base", manifests: "{apiVersion: v1, kind: Namespace, metadata: {name: shared}}")
        try site.application(
            "user", more: "dependsOn: [base]", "protected: true",
            manifests: Manifests.configMap("precious", namespace: "shared", #"a: "1""#))
        try site.application("sh", manifests: shared)
        try await site.berth("apply", "--yes", exits: 0)
        try site.removeApplication("sh")
        try site.removeApplication("user")
        for isLost in [false, true] {
            if isLost { try site.workplace.remove("state") }
            let plan = try await site.berth("plan", exits: 0)
            #expect(plan.words.contains("cluster/m1/application/sh is orphaned"), "\(plan.words)")
            #expect(plan.words.contains("ClusterRole.rbac.authorization.k8s.io shcr"), "\(plan.words)")
            // What lies in the namespace of another is asked for its protection.
            let refused = try await site.berth("destroy", "--all", "--yes", exits: 5)
            #expect(refused.words.contains("is protected: ConfigMap shared/precious says so"), "\(refused.words)")
        }
        let cluster = site.cluster()
        try await cluster("-n", "shared", "annotate", "configmap", "precious", "berth.dev/protected-")
        try await site.berth("destroy", "--all", "--yes", exits: 0)
        let left = try await cluster(
            "get", "configmaps,clusterroles,namespaces", "-A", "-l", "app.kubernetes.io/managed-by=berth", "-o", "name")
        #expect(left.split(separator: "\n").allSatisfy { $0.hasSuffix("/berth-system") }, "\(left)")
    }
}
