import Diagnostics
import Document
import Testing

@testable import Specification

/// What is wrong with manifests and values, found without a cluster.
struct ManifestFindingTests {
    private static let secret = """
        apiVersion: v1
        kind: Secret
        metadata: {name: creds}
        stringData:
          pin: 012345
          tag: 1.10
          commit: 1234e5
          flag: on
          big: 12345678901234567890
          hex: 0x1F
          good: "012345"
          none: ~
        """

    @Test func secretsWithPlainNumbersAreRefusedAndNotRepeated() {
        var fixture = Fixture()
        fixture[Fixture.manifest] = Self.secret
        let findings = fixture.findings()
        #expect(findings.map { $0.location?.line } == [5, 6, 7, 8, 9, 10])
        #expect(findings.allSatisfy { $0.message.contains("must be a string") && $0.isSensitive })
        #expect(findings.allSatisfy { $0.notes == ["put it in quotation marks to mean a string"] })
        let source = fixture
        let text = DiagnosticRenderer { source[$0] }.render(findings)
        for value in ["012345", "1.10:", "1234e5", "0x1F"] { #expect(!text.contains("\(value)\n"), "\(text)") }
    }

    @Test func aKindOfTheCatalogIsSuggested() {
        var fixture = Fixture()
        fixture[Fixture.manifest] = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.example.com}
            spec:
              group: example.com
              scope: Namespaced
              names: {kind: Widget, plural: widgets}
              versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
            ---
            apiVersion: example.com/v1
            kind: Wigdet
            metadata: {name: x}
            """
        let findings = fixture.findings()
        #expect(findings.map(\.message) == ["the catalog defines no kind `Wigdet` of example.com"])
        #expect(findings.first?.notes == ["did you mean `Widget`?"])
    }

    @Test func fieldsOfNewerVersionsAreWarnings() throws {
        var fixture = Fixture()
        fixture[Fixture.manifest] += "  newField: 1\n"
        #expect(fixture.findings().map(\.message) == ["unknown field `newField` in `spec`"])
        fixture[Fixture.estate].replace("{version: v1.34.5,", with: "{version: v1.99.0,")
        #expect(fixture.findings().isEmpty)
        #expect(try fixture.warnings().map(\.message) == ["unknown field `newField` in `spec`"])
    }

    struct ValueCase: Sendable {
        var values: String
        /// `line:column: message` of the warning, and its note; nil: none.
        var warning: String?
        var note = ""
    }

    @Test(arguments: [
        ValueCase(values: "{replicas: 2}", warning: nil),
        ValueCase(
            values: "{replcias: 2}", warning: "11:26: `replcias` of `web` is not known and has no effect",
            note: "`replicas`"),
        ValueCase(values: "{config: {any: [1]}, image: {tag: x}}", warning: nil),
        ValueCase(
            values: "{image: {tga: x}}", warning: "11:29: `image.tga` of `web` is not known and has no effect",
            note: "`image.tag`"),
        ValueCase(values: "{args: [a, b, c]}", warning: nil),
        ValueCase(values: "{extra: [a, b]}", warning: "11:23: `extra` of `web` is not known and has no effect"),
        ValueCase(values: "{prefix: x}", warning: nil),
    ])
    func unknownValuesAreWarnings(_ test: ValueCase) throws {
        var fixture = Fixture()
        fixture[Fixture.revision] = """
            apiVersion: berth.dev/v1alpha1
            kind: ApplicationRevision
            metadata: {name: 1.10}
            spec: {values: {replicas: 1, args: [], name: "${values.prefix:=x}"}}
            """
        fixture[Fixture.manifest] += """
              template:
                metadata: {annotations: "${values.config:={}}"}
                spec: {containers: [{name: a, image: "web:${values.image.tag:=1}"}]}
            """
        fixture[Fixture.manifest].replace("\"${values.config:={}}\"", with: "{a: \"b${values.config.any:=x}\"}")
        fixture[Fixture.workspace].replace("{replicas: 2}", with: test.values)
        let warnings = try fixture.warnings()
        #expect(
            warnings.map { "\($0.location?.line ?? 0):\($0.location?.column ?? 0): \($0.message)" }
                == [test.warning].compactMap(\.self))
        #expect(warnings.allSatisfy { $0.severity == .warning && $0.notes.joined().contains(test.note) })
    }

    @Test func filesInSubfoldersAreRead() throws {
        var fixture = Fixture()
        let other = fixture[Fixture.workspace].replacing("name: shop", with: "name: other")
        fixture["specs/workspaces/team/a/other.yaml"] = other
        fixture["specs/workspaces/third.YAML"] = other
        fixture["specs/workspaces/.hidden/x.yaml"] = "no: spec"
        let set = try SpecificationLoader(source: fixture, version: "1").load()
        #expect(set.workspaces.map(\.id) == ["other", "shop"])
        #expect(
            set.warnings.map { "\($0.location?.description ?? ""): \($0.message)" } == [
                "specs/workspaces/third.YAML: the file is not read"
            ])
        fixture["specs/workspaces/fourth.yaml/spec.yaml"] = other
        #expect(
            fixture.findings().map(\.message)
                == ["the file is not read", "this is a folder and is called like a file"].sorted { $0 > $1 })
    }

    /// A pattern over which engines that go back take longer than anybody waits, and a text that does not match it.
    @Test func patternsTakeNoTime() {
        var fixture = Fixture()
        fixture[Fixture.workspace].replace(
            "replicas: 2", with: "size: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")
        #expect(fixture.findings().map(\.message) == ["`size` of `web` must match the pattern ^([a-z0-9]+-?)+$"])
    }
}
