import Composition
import Document
import Resources
import Specification
import TestSupport
import Testing

@testable import Charts

extension HelmSuite {
    struct ChartValuesTests {
        private static let template = ChartFixture.configMap("a", "values: {{ .Values | toJson | quote }}")

        private func values(_ fixture: ChartFixture) async throws -> Value {
            let text = try #require(try await fixture.items().first?.desired["data"]?["values"]?.string)
            return try Value(json: text)
        }

        @Test func areTheApplicationsByDefault() async throws {
            let fixture = try ChartFixture(
                ["templates/a.yaml": Self.template, "values.yaml": "replicas: 1\nimage: {tag: a}\n"],
                values: ["image": ["tag": "b"], "name": "${workspace.id}"])
            #expect(try await values(fixture) == ["replicas": 1, "image": ["tag": "b"], "name": "w"])
        }

        @Test func areWhatTheRevisionMakesOfThem() async throws {
            let fixture = try ChartFixture(
                ["templates/a.yaml": Self.template, "values.yaml": "replicas: 1\nprobe: {path: /}\n"],
                helm: HelmSettings(
                    releaseName: "web-${workspace.id}",
                    values: ["replicas": "${values.size}", "host": "x.${workspace.host}", "probe": .null]),
                values: ["size": 3])
            #expect(try await values(fixture) == ["replicas": 3, "host": "x.w.k8s.cloud.example.com"])
            let graph = try await fixture.composed().graph
            #expect(graph[ResourceAddress(workspace: "w", "application/web")]?.release?.name == "web-w")
        }

        /// A null of the workspace's takes the revision's default away, and the chart's.
        @Test func takeDefaultsAwayByNull() async throws {
            var fixture = try ChartFixture(
                ["templates/a.yaml": Self.template, "values.yaml": "probe: {path: /}\nsize: {cpu: 1, memory: 2}\n"],
                values: ["probe": ["port": 80]])
            fixture.workspaces = [Samples.workspace("w", applications: ["web"])]
            fixture.workspaces[0].applications[0].values = ["probe": .null, "size": ["cpu": .null]]
            #expect(try await values(fixture) == ["size": ["memory": 2]])
        }

        @Test func cannotHoldWhatIsKnownLater() async throws {
            var mapped = try ChartFixture(
                ["templates/a.yaml": Self.template], helm: HelmSettings(values: ["net": "${network.id}"]))
            var plain = try ChartFixture(["templates/a.yaml": Self.template], values: ["net": "id ${network.id}"])
            for index in 0..<2 {
                var fixture = index == 0 ? mapped : plain
                fixture.workspaces = [Samples.workspace("w", network: true, applications: ["web"])]
                let faults = try await fixture.faults()
                #expect(
                    faults.first?.message == "`network.id` is known only after apply, and a chart is rendered before")
                #expect(faults.first?.notes.joined().contains("a Secret or ConfigMap") == true)
            }
            mapped.workspaces = []
            plain.workspaces = []
        }

        struct SchemaCase: Sendable {
            var values: Object
            var fault: String?
        }

        @Test(arguments: [
            SchemaCase(values: ["replicas": 2], fault: nil),
            SchemaCase(values: ["replicas": 2, "unknown": true], fault: nil),
            SchemaCase(
                values: ["replicas": "two"], fault: "`replicas` of the chart web must be of type integer, not string"),
            SchemaCase(values: ["replicas": 0], fault: "`replicas` of the chart web must be at least 1, not 0"),
            SchemaCase(
                values: ["replicas": 1, "port": 70000],
                fault: "`port` of the chart web must be at most 65535, not 70000"),
            SchemaCase(values: [:], fault: "`replicas` of the chart web is required"),
            SchemaCase(
                values: ["replicas": 1, "tier": "x"],
                fault: "`tier` of the chart web fits none of the forms that it may have"),
        ])
        func satisfyTheChartsSchema(_ test: SchemaCase) async throws {
            let schema = """
                {"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "required": ["replicas", "image"],
                 "definitions": {"port": {"type": "integer", "maximum": 65535}},
                 "properties": {"replicas": {"type": "integer", "minimum": 1}, "port": {"$ref": "#/definitions/port"},
                  "tier": {"oneOf": [{"const": "small"}, {"const": "large"}]}}}
                """
            let fixture = try ChartFixture(
                ["templates/a.yaml": Self.template, "values.yaml": "image: a\n", "values.schema.json": schema],
                values: test.values)
            let faults = try await fixture.faults()
            #expect(faults.first?.message == test.fault)
            #expect(faults.count == (test.fault == nil ? 0 : 1))
        }
    }
}
