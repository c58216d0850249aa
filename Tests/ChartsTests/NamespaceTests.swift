import Composition
import Resources
import Specification
import TestSupport
import Testing

@testable import Charts

extension HelmSuite {
    struct NamespaceTests {
        private static let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"

        private func holders(of namespace: String, in fixture: ChartFixture) async throws -> [String] {
            try await fixture.composed().graph.resources.filter {
                $0.items.contains { $0.key.kind == "Namespace" && $0.key.name == namespace }
            }.map(\.address.description)
        }

        @Test func isMadeWhereTheChartExpectsIt() async throws {
            let fixture = try ChartFixture(
                ["templates/a.yaml": ChartFixture.configMap("a")], helm: HelmSettings(namespace: "shop"))
            #expect(try await holders(of: "shop", in: fixture) == ["w/integration/namespace-shop"])
            let graph = try await fixture.composed().graph
            let web = try #require(graph[ResourceAddress(workspace: "w", "application/web")])
            #expect(web.items.first?.key.namespace == "shop")
            #expect(web.dependencies.contains(ResourceAddress(workspace: "w", "integration/namespace-shop")))
            #expect(web.release == HelmRelease(name: "web", namespace: "shop"))
        }

        @Test func isNotMadeTwice() async throws {
            let own = try ChartFixture(
                ["templates/a.yaml": ChartFixture.configMap("a"), "templates/n.yaml": Self.namespace],
                helm: HelmSettings(namespace: "shop"))
            #expect(try await holders(of: "shop", in: own) == ["w/application/web"])
            var shared = try ChartFixture(
                ["templates/a.yaml": ChartFixture.configMap("a")], helm: HelmSettings(namespace: "shop"),
                more: [
                    Samples.application(
                        "db", helm: HelmSettings(namespace: "shop"),
                        chart: try Samples.chart(["templates/a.yaml": ChartFixture.configMap("db")], named: "db"))
                ])
            shared.workspaces = [Samples.workspace("w", applications: ["web", "db"])]
            #expect(try await holders(of: "shop", in: shared) == ["w/integration/namespace-shop"])
            shared.catalog.append(
                Samples.application(
                    "base", manifests: [["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "shop"]]]))
            shared.workspaces = [Samples.workspace("w", applications: ["web", "db", "base"])]
            #expect(try await holders(of: "shop", in: shared) == ["w/application/base"])
            let graph = try await shared.composed().graph
            let db = try #require(graph[ResourceAddress(workspace: "w", "application/db")])
            #expect(db.dependencies.contains(ResourceAddress(workspace: "w", "application/base")))
        }

        /// Hooks that are run before the chart's objects are written need it before them.
        @Test(arguments: [true, false], [true, false])
        func standsBeforeTheHooksInIt(_ isChartsOwn: Bool, _ isShared: Bool) async throws {
            let hook =
                "apiVersion: batch/v1\nkind: Job\nmetadata: {name: h, annotations: {helm.sh/hook: pre-install}}\n"
            var files = ["templates/a.yaml": ChartFixture.configMap("a"), "templates/h.yaml": hook]
            if isChartsOwn { files["templates/n.yaml"] = Self.namespace }
            let fixture = try ChartFixture(
                files, helm: HelmSettings(namespace: "shop"),
                rules: isShared
                    ? DeploymentRules(phase: .prerequisite, scope: .managementCluster) : DeploymentRules())
            let graph = try await fixture.composed().graph
            let maker = try #require(
                graph.resources.first { $0.items.contains { $0.key.kind == "Namespace" && $0.key.name == "shop" } })
            let expected = isShared ? "cluster/fsn1-a/application/web:namespace" : "w/integration/namespace-shop"
            #expect(maker.address.description == expected)
            #expect(
                maker.items.map { $0.desired["metadata"]?["annotations"]?["berth.dev/address"] } == [.string(expected)])
            let web = graph.resources.filter { ($0.address.hookedChart ?? $0.address).name == "application/web" }
            #expect(web.count == 2 && web.allSatisfy { $0.dependencies.contains(maker.address) })
            #expect(!web.flatMap(\.items).contains { $0.key.kind == "Namespace" })
            #expect(maker.dependencies.isDisjoint(with: web.map(\.address)))
        }

        @Test(arguments: ["default", "kube-system"])
        func standsAlready(_ name: String) async throws {
            let fixture = try ChartFixture(
                ["templates/a.yaml": ChartFixture.configMap("a")], helm: HelmSettings(namespace: name))
            #expect(try await holders(of: name, in: fixture).isEmpty)
            #expect(try await fixture.items().first?.key.namespace == name)
        }

        @Test func ofWhatAClusterSharesBelongsToTheApplication() async throws {
            let fixture = try ChartFixture(
                ["templates/a.yaml": ChartFixture.configMap("a")], helm: HelmSettings(namespace: "shop"),
                rules: DeploymentRules(phase: .prerequisite, scope: .managementCluster))
            #expect(try await holders(of: "shop", in: fixture) == ["cluster/fsn1-a/application/web"])
        }

        struct ScopeCase: Sendable {
            var template: String
            var fault: String?
        }

        @Test(arguments: [
            ScopeCase(template: ChartFixture.configMap("a"), fault: nil),
            ScopeCase(template: ChartFixture.configMap("a", namespace: "other"), fault: "leaves the scope"),
            ScopeCase(
                template:
                    "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a}\nrules: []\n",
                fault: "leaves the scope"),
        ])
        func prerequisitesOfAWorkspaceKeepToIt(_ test: ScopeCase) async throws {
            let fixture = try ChartFixture(
                ["templates/a.yaml": test.template], rules: DeploymentRules(phase: .prerequisite))
            let faults = try await fixture.faults()
            #expect(faults.count == (test.fault == nil ? 0 : 1))
            if let fault = test.fault {
                #expect(faults.first?.message.contains(fault) == true)
                #expect(faults.first?.location?.file.hasSuffix("chart/templates/a.yaml") == true)
            } else {
                #expect(try await fixture.items().first?.key.namespace == "k8s-w-w")
            }
        }
    }
}
