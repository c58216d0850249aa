import Diagnostics
import Document
import FoundationEssentials
import Testing

@testable import Specification

struct ChartLoadingTests {
    private static let folder = "templates/applications/web/1.10"

    private func fixture(helm: String = "{}", _ files: [String: String] = [:]) -> Fixture {
        var fixture = Fixture()
        fixture[Fixture.revision] =
            "apiVersion: berth.dev/v1alpha1\nkind: ApplicationRevision\nmetadata: {name: 1.10}\nspec:\n  helm: \(helm)\n"
        fixture.files[Fixture.manifest] = nil
        fixture["\(Self.folder)/chart/Chart.yaml"] = "apiVersion: v2\nname: web\nversion: 1.2.3\n"
        for (name, text) in files { fixture["\(Self.folder)/\(name)"] = text }
        return fixture
    }

    private func revision(_ fixture: Fixture) throws -> ApplicationRevision {
        let set = try SpecificationLoader(source: fixture, version: "0.1.0").load()
        return try #require(set.application(named: "web")?.revision(named: "1.10"))
    }

    @Test func readsTheChartBesideTheRevision() throws {
        let loaded = try revision(
            fixture([
                "chart/values.yaml": "a: 1\n", "chart/templates/a.yaml": "{{ .Values.a }}", "chart/.helmignore": "x",
                "chart/.git/config": "x",
            ]))
        #expect(loaded.chart?.name == "web")
        #expect(loaded.chart?.version == "1.2.3")
        #expect(loaded.chart?.defaults == ["a": 1])
        #expect(loaded.chart?.files.keys.sorted() == [".helmignore", "Chart.yaml", "templates/a.yaml", "values.yaml"])
        #expect(loaded.helm == HelmSettings())
        #expect(loaded.manifests.isEmpty)
    }

    @Test func takesManifestsBesideTheChartWhereTheyAreNamed() throws {
        var both = fixture(["manifests/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"])
        #expect(try revision(both).manifests.isEmpty)
        both[Fixture.revision] += "  manifests: [manifests]\n"
        #expect(try revision(both).manifests.count == 1)
    }

    @Test(arguments: ["chart/values.yaml", "chart/.helmignore", "chart/charts/db-1.tgz", "chart/templates/a.yaml"])
    func digestCoversEveryByte(_ name: String) throws {
        let digests = try ["a: 1", "a: 2"].map { text in try revision(fixture([name: text])).digest }
        #expect(digests[0] != digests[1])
    }

    /// Without a schema helm alone judges the values of a chart.
    @Test func leavesTheValuesOfTheChartToHelm() throws {
        #expect(try revision(fixture(["chart/values.yaml": "a: 1\na: 2\nyes: 1\n"])).chart?.defaults == [:])
    }

    /// Helm reads what the schema of a chart refers to.
    @Test(
        arguments: [
            (#"{"$ref": "file:///etc/passwd"}"#, "`file:///etc/passwd`"),
            (#"{"properties": {"a": {"items": [{"$ref": "../../secret.json#/x"}]}}}"#, "`../../secret.json#/x`"),
            (##"{"$id": "file:///etc/", "$ref": "#/a"}"##, "`file:///etc/`"),
            (#"{"$schema": "FILE:///x"}"#, "`FILE:///x`"),
            (##"{"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "#/$defs/a"}"##, nil),
            (#"{"$id": "https://example.com/a.json", "$ref": "b.json"}"#, nil), (#"{"properties": {"$ref": {}}}"#, nil),
            (#"{"$ref": "urn:x", "enum": ["file:///x"]}"#, nil),
        ] as [(String, String?)])
    func schemasStayInTheChart(_ schema: String, _ reference: String?) throws {
        for name in ["chart/values.schema.json", "chart/charts/db/values.schema.json"] {
            let fixture = fixture([name: schema])
            guard let reference else {
                #expect(try revision(fixture).chart != nil)
                continue
            }
            let error = #expect(throws: DiagnosticsError.self) { try revision(fixture) }
            let fault = try #require(error?.diagnostics.first)
            #expect(fault.message == "the schema of the values refers to \(reference), which is not in the chart")
            #expect(fault.location?.file == "\(Self.folder)/\(name)")
        }
    }

    struct FaultCase: Sendable {
        var what: String
        var helm = "{}"
        var files: [String: String] = [:]
        var message: String
        var place: String
    }

    @Test(arguments: [
        FaultCase(
            what: "a name that leads out of its folder",
            files: ["chart/Chart.yaml": "apiVersion: v2\nname: ../../evil\nversion: 1.2.3\n"],
            message: "`../../evil` cannot name a chart", place: "\(folder)/chart/Chart.yaml:2:7"),
        FaultCase(
            what: "no chart", helm: "{chart: other}",
            message: "there is no chart at `templates/applications/web/1.10/other`",
            place: "templates/applications/web/1.10/revision.yaml:5:17"),
        FaultCase(
            what: "a path that leaves", helm: "{chart: ../other}", message: "the path `../other` leaves the folder",
            place: "templates/applications/web/1.10/revision.yaml:5:17"),
        FaultCase(
            what: "no Chart.yaml", helm: "{chart: other}", files: ["other/values.yaml": "a: b"],
            message: "there is no Chart.yaml", place: "templates/applications/web/1.10/other"),
        FaultCase(
            what: "a library",
            files: ["chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.2.3\ntype: library\n"],
            message: "a library chart cannot be installed",
            place: "templates/applications/web/1.10/chart/Chart.yaml:4:7"),
        FaultCase(
            what: "no name", files: ["chart/Chart.yaml": "apiVersion: v2\n"], message: "the chart has no `name`",
            place: "templates/applications/web/1.10/chart/Chart.yaml:1:1"),
        FaultCase(
            what: "values that are no YAML",
            files: ["chart/values.yaml": "a: [\n", "chart/values.schema.json": "{}"], message: "",
            place: "templates/applications/web/1.10/chart/values.yaml:2:1"),
        FaultCase(
            what: "a release name", helm: "{releaseName: Web}", message: "must be a lower-case DNS label",
            place: "templates/applications/web/1.10/revision.yaml:5:23"),
        FaultCase(
            what: "an unknown key", helm: "{chartt: a}", message: "unknown key `chartt`",
            place: "templates/applications/web/1.10/revision.yaml:5:10"),
        FaultCase(
            what: "a secret", helm: "{values: {password: {env: PASSWORD}}}", message: "refers to a secret",
            place: "templates/applications/web/1.10/revision.yaml:5:29"),
        FaultCase(
            what: "no archive", helm: "{chart: c.tgz}", files: ["c.tgz": "nonsense"],
            message: "the chart's archive cannot be used: it is no gzip", place: "templates/applications/web/1.10/c.tgz"
        ),
    ])
    func reportsWhatIsWrong(_ test: FaultCase) {
        let findings = fixture(helm: test.helm, test.files).findings().filter { $0.severity == .error }
        #expect(findings.count == 1, "\(test.what): \(findings)")
        #expect(findings.first?.message.contains(test.message) == true || test.message.isEmpty)
        #expect(findings.first?.location?.description == test.place)
    }

    @Test func saysWhatOfASchemaIsNotChecked() throws {
        let warnings = try fixture([
            "chart/values.schema.json": "{\"properties\": {\"a\": {\"dependentRequired\": {}}}}"
        ]).warnings()
        #expect(
            warnings.first?.message == "`dependentRequired` at `properties.a.dependentRequired` is not checked by berth"
        )
        #expect(warnings.first?.location?.file == "templates/applications/web/1.10/chart/values.schema.json")
    }

    @Test func refusesLinks() throws {
        try Folder.temporary { folder in
            for (file, bytes) in fixture().files {
                let path = "\(folder)/\(file)"
                try FileManager.default.createDirectory(
                    atPath: String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]),
                    withIntermediateDirectories: true)
                try Folder.write(bytes, to: path)
            }
            let link = "\(folder)/\(Self.folder)/chart/secret.txt"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "Chart.yaml")
            let error = #expect(throws: DiagnosticsError.self) {
                try SpecificationLoader(folder: folder, version: "0.1.0").load()
            }
            #expect(error?.diagnostics.first?.message == "a chart cannot hold symbolic links")
            #expect(error?.diagnostics.first?.location?.file == link)
        }
    }
}
