import Diagnostics
import Document
import Resources
import Specification
import TestSupport
import Testing

@testable import Composition

struct ComposerTests {
    private func compose(
        _ workspaces: [Workspace], _ catalog: [Application] = [], _ facts: PlacementFacts = PlacementFacts()
    ) throws -> ResourceGraph {
        let set = SpecificationSet(
            estate: Samples.estate([Samples.cluster("fsn1-a")]), workspaces: workspaces, catalog: catalog,
            templates: Samples.templates)
        return try Composer.compose(set, facts: facts).graph
    }

    private func resource(_ graph: ResourceGraph, _ text: String) throws -> Resource {
        let address = try #require(ResourceAddress(text))
        return try #require(graph[address])
    }

    @Test func everyStepHasItsResource() throws {
        let catalog = [
            Samples.application(
                "guard", rules: DeploymentRules(phase: .prerequisite), manifests: [Samples.configMap("guard")]),
            Samples.application(
                "shared", rules: DeploymentRules(phase: .prerequisite, scope: .managementCluster),
                manifests: [Samples.configMap("shared", namespace: "shared")]),
            Samples.application("app", dependsOn: ["guard"], manifests: [Samples.configMap("app")]),
        ]
        let graph = try compose(
            [Samples.workspace("w", network: true, applications: ["guard", "shared", "app"])], catalog)
        #expect(
            graph.resources.map(\.address.description) == [
                "w/network", "w/placement", "cluster/fsn1-a/application/shared", "w/namespace",
                "w/application/guard", "w/control-plane", "w/kubeconfig", "w/dns", "w/api",
                "w/integration/load-balancer", "w/rbac/admins", "w/secret/hcloud", "w/kubeconfig-store",
                "w/application/app", "w/active",
            ])
        let controlPlane = try resource(graph, "w/control-plane")
        #expect(
            controlPlane.dependencies.map(\.description).sorted() == [
                "cluster/fsn1-a/application/shared", "w/application/guard", "w/namespace",
            ])
        #expect(controlPlane.items.first?.desired[["spec", "controlPlane", "deployment", "replicas"]] == 3)
        let app = try resource(graph, "w/application/app")
        #expect(app.dependencies.map(\.name).sorted() == ["api", "application/guard"])
        #expect(app.items.first?.key.namespace == "default")
    }

    @Test func everyObjectIsMarked() throws {
        let graph = try compose([Samples.workspace("w", network: true)])
        for resource in graph.resources {
            for item in resource.items {
                let metadata = item.desired["metadata"]
                #expect(metadata?["labels"]?["app.kubernetes.io/managed-by"] == "berth")
                #expect(metadata?["labels"]?["berth.dev/estate"] == "loopback")
                #expect(metadata?["annotations"]?["berth.dev/address"]?.string == resource.address.description)
            }
        }
        let namespace = try resource(graph, "w/namespace").items.first?.desired
        #expect(
            namespace?["metadata"]?["annotations"]?["berth.dev/kinds"]
                == "kamaji.clastix.io/v1alpha1/TenantControlPlane,v1/Namespace")
        #expect(
            namespace?["metadata"]?["annotations"]?["berth.dev/tenant-kinds"]
                == "rbac.authorization.k8s.io/v1/ClusterRoleBinding,v1/Secret")
    }

    @Test func secretsAreDataAndNeverShown() throws {
        let secret = try resource(compose([Samples.workspace("w")]), "w/secret/hcloud").items.first
        #expect(secret?.desired["stringData"] == nil)
        #expect(secret?.desired["data"] == ["token": "(sensitive)"])
        let path = Path([.key("data"), .key("token")])
        #expect(secret?.insertions[path]?.isBase64 == true)
        let literal = try resource(compose([Samples.workspace("w")]), "w/integration/load-balancer").items.first
        #expect(literal?.desired["data"]?["workspace"] == "dw==")
    }

    @Test func prerequisitesStayInTheirNamespace() {
        let catalog = [
            Samples.application(
                "guard", rules: DeploymentRules(phase: .prerequisite),
                manifests: [Samples.configMap("guard", namespace: "kube-system")])
        ]
        #expect(throws: DiagnosticsError.self) {
            try compose([Samples.workspace("w", applications: ["guard"])], catalog)
        }
    }

    @Test func twoResourcesCannotWantTheSame() {
        let catalog = ["one", "two"].map { Samples.application($0, manifests: [Samples.configMap("same")]) }
        #expect(throws: DiagnosticsError.self) {
            try compose([Samples.workspace("w", applications: ["one", "two"])], catalog)
        }
    }

    @Test func recordedKindsAreKept() throws {
        let facts = PlacementFacts(kinds: ["w": [ItemKind(apiVersion: "v1", kind: "ConfigMap")]])
        let namespace = try resource(compose([Samples.workspace("w")], [], facts), "w/namespace").items.first?.desired
        #expect(
            namespace?["metadata"]?["annotations"]?["berth.dev/kinds"]
                == "kamaji.clastix.io/v1alpha1/TenantControlPlane,v1/ConfigMap,v1/Namespace")
    }
}
