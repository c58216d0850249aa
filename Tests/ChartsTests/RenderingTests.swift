import Diagnostics
import Document
import Resources
import Specification
import TestSupport
import Testing
import Tools

@testable import Charts

extension HelmSuite {
    struct RenderingTests {
        struct ObjectsCase: Sendable {
            var what: String
            var files: [String: String]
            var keys: [String]
        }

        @Test(arguments: [
            ObjectsCase(
                what: "without metadata.namespace", files: ["templates/a.yaml": ChartFixture.configMap("a")],
                keys: ["ConfigMap default/a"]),
            ObjectsCase(
                what: "in another namespace",
                files: ["templates/a.yaml": ChartFixture.configMap("a", namespace: "kube-system")],
                keys: ["ConfigMap kube-system/a"]),
            ObjectsCase(
                what: "its own namespace",
                files: [
                    "templates/a.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n",
                    "templates/b.yaml": ChartFixture.configMap("b", namespace: "shop"),
                ], keys: ["Namespace shop", "ConfigMap shop/b"]),
            ObjectsCase(
                what: "a List",
                files: [
                    "templates/a.yaml": """
                    apiVersion: v1
                    kind: List
                    items:
                      - {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}
                      - apiVersion: v1
                        kind: ConfigMapList
                        items:
                          - {apiVersion: v1, kind: ConfigMap, metadata: {name: two}}

                    """
                ], keys: ["ConfigMap default/one", "ConfigMap default/two"]),
            ObjectsCase(
                what: "empty documents and notes",
                files: [
                    "templates/a.yaml": "---\n# nothing\n---\n\n---\n" + ChartFixture.configMap("a")
                        + "---\n{{ if false }}\na: b\n{{ end }}\n",
                    "templates/NOTES.txt": "Thank you for installing {{ .Chart.Name }}",
                    "templates/_helpers.tpl": "{{ define \"x\" }}{{ end }}",
                ], keys: ["ConfigMap default/a"]),
            ObjectsCase(
                what: "a chart without objects", files: ["templates/NOTES.txt": "none"], keys: []),
            ObjectsCase(
                what: "sub-charts with a condition",
                files: [
                    "Chart.yaml": """
                    apiVersion: v2
                    name: web
                    version: 1.2.3
                    dependencies:
                      - {name: db, version: 1.0.0, condition: db.enabled}
                      - {name: cache, version: 1.0.0, condition: cache.enabled}

                    """,
                    "values.yaml": "db: {enabled: true}\ncache: {enabled: false}\n",
                    "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
                    "charts/db/templates/a.yaml": ChartFixture.configMap("db"),
                    "charts/cache/Chart.yaml": "apiVersion: v2\nname: cache\nversion: 1.0.0\n",
                    "charts/cache/templates/a.yaml": ChartFixture.configMap("cache"),
                ], keys: ["ConfigMap default/db"]),
            ObjectsCase(
                what: "test hooks",
                files: [
                    "templates/a.yaml": ChartFixture.configMap("a"),
                    "templates/tests/t.yaml":
                        "apiVersion: v1\nkind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}\n",
                ], keys: ["ConfigMap default/a"]),
            ObjectsCase(
                what: "definitions come first",
                files: [
                    "crds/w.yaml": Self.definition,
                    "templates/a.yaml": "apiVersion: shop.example.com/v1\nkind: Widget\nmetadata: {name: a}\n",
                    "templates/b.yaml": ChartFixture.configMap("b"),
                ],
                keys: [
                    "CustomResourceDefinition.apiextensions.k8s.io widgets.shop.example.com", "ConfigMap default/b",
                    "Widget.shop.example.com default/a",
                ]),
            ObjectsCase(
                what: "an empty namespace",
                files: ["templates/a.yaml": ChartFixture.configMap("a", namespace: "\"{{ .Values.none }}\"")],
                keys: ["ConfigMap default/a"]),
            ObjectsCase(
                what: "comments that name a source",
                files: [
                    "templates/a.yaml":
                        "# Source: https://example.com/a\n" + ChartFixture.configMap("a")
                        + "# Source: https://example.com/b\n  # Source: web/c\n---\n"
                        + ChartFixture.configMap("b").replacing("metadata:", with: "# Source: web/other\nmetadata:")
                ], keys: ["ConfigMap default/a", "ConfigMap default/b"]),
            ObjectsCase(
                what: "text that looks like a reference",
                files: ["templates/a.yaml": ChartFixture.configMap("a", "run: echo ${values.x} $${y} ${z")],
                keys: ["ConfigMap default/a"]),
        ])
        func givesTheObjectsOfTheChart(_ test: ObjectsCase) async throws {
            let items = try await ChartFixture(test.files).items()
            #expect(items.map(\.key.description) == test.keys, "\(test.what)")
            #expect(
                items.allSatisfy { $0.desired["metadata"]?["annotations"]?["berth.dev/address"] == "w/application/web" }
            )
        }

        static let definition = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.shop.example.com}
            spec:
              group: shop.example.com
              scope: Namespaced
              names: {kind: Widget, plural: widgets}
              versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]

            """

        @Test func leavesTextsOfTheChartAlone() async throws {
            let items = try await ChartFixture([
                "templates/a.yaml": ChartFixture.configMap("a", "run: echo ${values.x} $${y}")
            ])
            .items()
            #expect(items.first?.desired["data"]?["run"] == "echo ${values.x} $${y}")
        }

        @Test func leavesDefinitionsOutWhereTheRevisionSaysSo() async throws {
            let files = ["crds/w.yaml": Self.definition, "templates/b.yaml": ChartFixture.configMap("b")]
            let items = try await ChartFixture(files, helm: HelmSettings(includesCRDs: false)).items()
            #expect(items.map(\.key.name) == ["b"])
        }

        struct FailureCase: Sendable {
            var what: String
            var files: [String: String]
            var message: String
            var place: String
            var note = ""
        }

        @Test(arguments: [
            FailureCase(
                what: "fail", files: ["templates/a.yaml": "a: b\nb: {{ fail \"no such tier\" }}\n"],
                message: "no such tier",
                place: "templates/applications/web/1.0.0/chart/templates/a.yaml:2:6"),
            FailureCase(
                what: "required",
                files: ["templates/a.yaml": ChartFixture.configMap("{{ required \"give a name\" .Values.n }}")],
                message: "give a name", place: "templates/applications/web/1.0.0/chart/templates/a.yaml:4:11"),
            FailureCase(
                what: "a nil pointer", files: ["templates/a.yaml": ChartFixture.configMap("{{ .Values.a.b }}")],
                message: "nil pointer", place: "templates/applications/web/1.0.0/chart/templates/a.yaml:4:18"),
            FailureCase(
                what: "no YAML", files: ["templates/a.yaml": "a: : b\n"], message: "YAML parse error",
                place: "templates/applications/web/1.0.0/chart/templates/a.yaml"),
            FailureCase(
                what: "a missing dependency",
                files: [
                    "Chart.yaml":
                        "apiVersion: v2\nname: web\nversion: 1.2.3\ndependencies: [{name: db, version: 1.0.0}]\n"
                ],
                message: "missing in charts/ directory: db", place: "templates/applications/web/1.0.0/chart/Chart.yaml"),
            FailureCase(
                what: "a random password",
                files: ["templates/a.yaml": ChartFixture.configMap("a", "password: {{ randAlphaNum 20 }}")],
                message: "renders differently each time: data.password of ConfigMap a",
                place: "templates/applications/web/1.0.0/chart/templates/a.yaml:6:13", note: "existingSecret"),
            FailureCase(
                what: "a certificate",
                files: [
                    "templates/a.yaml":
                        "{{ $ca := genCA \"x\" 1 }}\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {ca: {{ $ca.Cert | b64enc }}}\n"
                ], message: "data.ca of Secret a",
                place: "templates/applications/web/1.0.0/chart/templates/a.yaml:5:12",
                note: "existingSecret"),
            FailureCase(
                what: "the time",
                files: ["templates/a.yaml": ChartFixture.configMap("a", "t: {{ (now).UnixNano | quote }}")],
                message: "renders differently each time: data.t",
                place: "templates/applications/web/1.0.0/chart/templates/a.yaml:6:6"),
            FailureCase(
                what: "the day",
                files: [
                    "templates/a.yaml": ChartFixture.configMap("a", "t: {{ include \"web.day\" . | quote }}"),
                    "templates/_helpers.tpl":
                        "{{- define \"web.day\" }}{{ now | date \"2006-01-02\" }}{{ end }}\n",
                ],
                message: "renders differently each time: data.t",
                place: "templates/applications/web/1.0.0/chart/templates/a.yaml:6:6"),
            FailureCase(
                what: "a lookup that falls through",
                files: [
                    "templates/a.yaml": "{{ $s := lookup \"v1\" \"Secret\" \"default\" \"a\" }}\n"
                        + ChartFixture.configMap(
                            "a", "p: {{ if $s }}{{ $s.data.p }}{{ else }}{{ randAlphaNum 9 }}{{ end }}")
                ], message: "renders differently each time: data.p",
                place: "templates/applications/web/1.0.0/chart/templates/a.yaml:7:6"),
            FailureCase(
                what: "an object without a name",
                files: ["templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a-}\n"],
                message: "lacks apiVersion, kind or metadata.name",
                place: "templates/applications/web/1.0.0/chart/templates/a.yaml:1:1"),
            FailureCase(
                what: "the same object twice",
                files: [
                    "templates/a.yaml": ChartFixture.configMap("a"), "templates/b.yaml": ChartFixture.configMap("a"),
                ],
                message: "wants ConfigMap default/a twice",
                place: "templates/applications/web/1.0.0/chart/templates/b.yaml:1:1"),
            FailureCase(
                what: "a field that Kubernetes does not have",
                files: ["templates/a.yaml": "# a\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndate: {}\n"],
                message: "date", place: "templates/applications/web/1.0.0/chart/templates/a.yaml:5:1"),
        ])
        func saysWhatIsWrongWithItsPlace(_ test: FailureCase) async throws {
            let faults = try await ChartFixture(test.files).faults()
            let fault = try #require(faults.first, "\(test.what)")
            #expect(fault.message.contains(test.message), "\(fault.message)")
            #expect(fault.location?.description == test.place)
            #expect(test.note.isEmpty || fault.notes.joined().contains(test.note))
            #expect(faults.count == 1)
        }

        @Test func readsNothingOutsideOfItself() async throws {
            let folder = try TemporaryFolder()
            try folder.write("planted-4711", to: "secret.txt")
            let path = folder.path("secret.txt")
            let items = try await ChartFixture([
                "templates/a.yaml": ChartFixture.configMap(
                    "a",
                    "a: {{ .Files.Get \"\(path)\" | quote }}\n  b: {{ .Files.Get \"../../../../../../..\(path)\" | quote }}"
                )
            ]).items()
            #expect(items.first?.desired["data"] == ["a": "", "b": ""])
        }

        @Test func asksNobody() async throws {
            let items = try await ChartFixture([
                "templates/a.yaml": ChartFixture.configMap(
                    "a",
                    "a: {{ getHostByName \"localhost\" | quote }}\n  b: {{ lookup \"v1\" \"Namespace\" \"\" \"\" | toJson | quote }}"
                )
            ]).items()
            #expect(items.first?.desired["data"] == ["a": "", "b": "{}"])
        }

        @Test func boundsOutputAndTime() async throws {
            var fixture = try ChartFixture([
                "templates/a.yaml": ChartFixture.configMap("a", "a: {{ repeat 3000000 \"x\" }}")
            ])
            fixture.limits = Tool.Limits(output: 1 << 20)
            #expect(try await fixture.faults().first?.message.contains("wrote more than 1048576 bytes") == true)
            var slow = try ChartFixture([
                "templates/a.yaml": "{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}"
            ])
            slow.limits = Tool.Limits(time: .seconds(1))
            #expect(try await slow.faults().first?.message.contains("took longer than 1 s") == true)
        }

        @Test func takesAThousandObjectsAndLargeDefinitions() async throws {
            let template = """
                {{ range $i, $_ := until 1000 }}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: c{{ $i }}
                data: {number: "{{ $i }}"}
                {{ end }}
                """
            let description = String(repeating: "long ", count: 120_000)
            let definition = Self.definition.replacing(
                "type: object", with: "type: object, description: \"\(description)\"")
            let items = try await ChartFixture(["templates/a.yaml": template, "crds/w.yaml": definition]).items()
            #expect(items.count == 1001)
            #expect(Set(items.map(\.key)).count == 1001)
            let schema = items.first?.desired["spec"]?["versions"]?[0]?["schema"]?["openAPIV3Schema"]
            #expect(schema?["description"]?.string?.utf8.count == 600_000)
        }
    }
}
