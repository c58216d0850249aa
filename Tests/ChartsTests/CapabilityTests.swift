import Composition
import Document
import Resources
import Specification
import TestSupport
import Testing

@testable import Charts

extension HelmSuite {
    struct CapabilityTests {
        private static let tenant = Place.tenant("w")
        private static let asking = """
            {{ if .Capabilities.APIVersions.Has "monitoring.example.com/v1/ServiceMonitor" }}
            apiVersion: monitoring.example.com/v1
            kind: ServiceMonitor
            metadata: {name: m}
            {{ end }}

            """

        private static func definition(_ kind: String, group: String, scope: String = "Namespaced") -> Value {
            [
                "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                "metadata": ["name": .string("\(kind.lowercased())s.\(group)")],
                "spec": [
                    "group": .string(group), "scope": .string(scope),
                    "names": ["kind": .string(kind), "plural": .string("\(kind.lowercased())s")],
                    "versions": [
                        [
                            "name": "v1", "served": true, "storage": true,
                            "schema": ["openAPIV3Schema": ["type": "object"]],
                        ]
                    ],
                ],
            ]
        }

        private static func text(_ value: Value) -> String { String(decoding: value.json(.pretty), as: UTF8.self) }

        private static let served = ServedAPI(
            version: "v1.35.2",
            kinds: [
                KindVersion(group: "monitoring.example.com", version: "v1", kind: "ServiceMonitor", isNamespaced: true)
            ]
        )

        private func monitored(_ fixture: ChartFixture, targets: [Place: ServedAPI] = [:]) async throws -> Bool {
            try await fixture.items(targets: targets).contains { $0.key.kind == "ServiceMonitor" }
        }

        struct DefinedCase: Sendable {
            var what: String
            /// Templates of the application that defines the kind.
            var files: [String: String] = [:]
            var manifests: [Value] = []
            var dependsOn: [String]
            var isSeen: Bool
        }

        @Test(arguments: [
            DefinedCase(
                what: "manifests", manifests: [Self.definition("ServiceMonitor", group: "monitoring.example.com")],
                dependsOn: ["operator"], isSeen: true),
            DefinedCase(
                what: "manifests of what it does not depend on",
                manifests: [Self.definition("ServiceMonitor", group: "monitoring.example.com")], dependsOn: [],
                isSeen: false),
            DefinedCase(
                what: "crds/ of another chart",
                files: ["crds/a.json": Self.text(Self.definition("ServiceMonitor", group: "monitoring.example.com"))],
                dependsOn: ["operator"], isSeen: true),
            DefinedCase(
                what: "templates of another chart",
                files: [
                    "templates/a.yaml": """
                    apiVersion: apiextensions.k8s.io/v1
                    kind: CustomResourceDefinition
                    metadata: {name: servicemonitors.monitoring.example.com}
                    spec:
                      group: monitoring.example.com
                      scope: Namespaced
                      names: {kind: ServiceMonitor, plural: servicemonitors}
                      versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]

                    """
                ], dependsOn: ["operator"], isSeen: true),
        ])
        func rendersTheSameBeforeAndAfterAKindExists(_ test: DefinedCase) async throws {
            var fixture = try ChartFixture(["templates/a.yaml": Self.asking])
            fixture.catalog[0].dependsOn = test.dependsOn
            fixture.catalog.append(
                test.files.isEmpty
                    ? Samples.application("operator", manifests: test.manifests)
                    : Samples.application("operator", chart: try Samples.chart(test.files, named: "operator")))
            fixture.workspaces = [Samples.workspace("w", applications: ["web", "operator"])]
            #expect(try await monitored(fixture) == test.isSeen, "\(test.what), before")
            #expect(
                try await monitored(fixture, targets: [Self.tenant: Self.served]) == test.isSeen, "\(test.what), after")
        }

        @Test func seesItsOwnDefinitionsAndWhatTheTargetServes() async throws {
            let own = try ChartFixture([
                "templates/a.yaml": Self.asking,
                "crds/a.json": Self.text(Self.definition("ServiceMonitor", group: "monitoring.example.com")),
            ])
            #expect(try await monitored(own))
            #expect(try await monitored(own, targets: [Self.tenant: Self.served]))
            let others = try ChartFixture(["templates/a.yaml": Self.asking])
            #expect(try await !monitored(others))
            #expect(try await monitored(others, targets: [Self.tenant: Self.served]))
            let told = try ChartFixture(
                ["templates/a.yaml": Self.asking],
                helm: HelmSettings(apiVersions: ["monitoring.example.com/v1/ServiceMonitor"]))
            #expect(try await monitored(told))
        }

        @Test func hasTheVersionOfTheTarget() async throws {
            let version = ChartFixture.configMap("a", "v: {{ .Capabilities.KubeVersion.Version | quote }}")
            let tenant = try await ChartFixture(["templates/a.yaml": version]).items()
            #expect(tenant.first?.desired["data"]?["v"] == "v1.35.2")
            let shared = try ChartFixture(
                ["templates/a.yaml": version], rules: DeploymentRules(phase: .prerequisite, scope: .managementCluster))
            let graph = try await shared.composed(
                targets: [.management("fsn1-a"): ServedAPI(version: "v1.33.7-gke.100", kinds: [])]
            ).graph
            let items = try #require(graph[ResourceAddress(cluster: "fsn1-a", "application/web")]).items
            #expect(items.first?.desired["data"]?["v"] == "v1.33.7")
        }

        @Test func knowsTheKindsOfTheTargetsVersion() async throws {
            let template = ChartFixture.configMap(
                "a", "v: {{ .Capabilities.APIVersions.Has \"resource.k8s.io/v1/ResourceClaim\" | quote }}")
            var fixture = try ChartFixture(["templates/a.yaml": template])
            #expect(try await fixture.items().first?.desired["data"]?["v"] == "true")
            fixture.workspaces[0].kubernetes.version = "v1.33.1"
            #expect(try await fixture.items().first?.desired["data"]?["v"] == "false")
        }

        @Test func knowsTheScopeOfKindsThatOthersDefine() async throws {
            let template = "apiVersion: certs.example.com/v1\nkind: Issuer\nmetadata: {name: i}\n"
            var fixture = try ChartFixture(["templates/a.yaml": template])
            fixture.catalog.append(
                Samples.application(
                    "certs", manifests: [Self.definition("Issuer", group: "certs.example.com", scope: "Cluster")]))
            fixture.workspaces = [Samples.workspace("w", applications: ["web", "certs"])]
            #expect(try await fixture.items().first?.key.namespace == nil)
            let alone = try ChartFixture(["templates/a.yaml": template])
            let served = ServedAPI(
                version: "v1.35.2",
                kinds: [KindVersion(group: "certs.example.com", version: "v1", kind: "Issuer", isNamespaced: true)])
            #expect(try await alone.items(targets: [Self.tenant: served]).first?.key.namespace == "default")
        }

        /// Clusters with many definitions serve more kinds than one argument of a program holds.
        @Test func seesOneOfThousandsOfKinds() async throws {
            var served = Self.served
            for number in 0..<4_000 {
                served.kinds.insert(
                    KindVersion(
                        group: "cloud\(number % 50).example.com", version: "v1beta1", kind: "ManagedResource\(number)",
                        isNamespaced: true))
            }
            let fixture = try ChartFixture(["templates/a.yaml": Self.asking])
            #expect(try await monitored(fixture, targets: [Self.tenant: served]))
        }

        @Test func rendersOnceForAllWithTheSameValues() async throws {
            var fixture = try ChartFixture(["templates/a.yaml": ChartFixture.configMap("a")])
            fixture.workspaces = (0..<100).map { Samples.workspace("w\($0)", applications: ["web"]) }
            let specification = try fixture.specification
            var facts = PlacementFacts()
            for workspace in fixture.workspaces { facts.placed[workspace.id] = "fsn1-a" }
            let rendered = try await ChartRenderer(specification.estate, home: nil).rendered(
                specification, facts: facts)
            #expect(rendered.charts.count == 1)
            #expect(rendered.targets.isEmpty)
            let graph = try Composer.compose(specification, facts: facts, rendered: rendered).graph
            #expect(graph.resources.count { $0.address.application == "web" && $0.items.count == 1 } == 100)
        }
    }
}
