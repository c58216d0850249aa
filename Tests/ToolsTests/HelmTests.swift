import Foundation
import TestSupport
import Testing

@testable import Tools

struct HelmTests {
    struct VersionCase: Sendable {
        var printed: String
        var version: String?
        var isUsable: Bool
    }

    @Test(arguments: [
        VersionCase(printed: "v4.2.3+g43e8b7f\n", version: "4.2.3", isUsable: true),
        VersionCase(printed: "v3.14.0+gc309b6f", version: "3.14.0", isUsable: true),
        VersionCase(printed: "v3.8.0", version: "3.8.0", isUsable: true),
        VersionCase(printed: "v3.7.2+g663a896", version: "3.7.2", isUsable: false),
        VersionCase(printed: "v3.18.0-rc.1+gabc", version: "3.18.0", isUsable: true),
        VersionCase(
            printed: "WARNING: Kubernetes configuration file is group-readable\nv3.9.4+gdbc6d8e", version: "3.9.4",
            isUsable: true),
        VersionCase(printed: "Client: v2.17.0+ga690bad", version: "2.17.0", isUsable: false),
        VersionCase(printed: "", version: nil, isUsable: false),
        VersionCase(printed: "helm 4", version: nil, isUsable: false),
        VersionCase(printed: "v99999999999999999999.1.1", version: nil, isUsable: false),
    ])
    func readsVersions(_ test: VersionCase) {
        let version = HelmVersion(printed: test.printed)
        #expect(version?.description == test.version)
        #expect((version.map { $0 >= .oldest } ?? false) == test.isUsable)
    }

    struct ComplaintCase: Sendable {
        var text: String
        var file: String?
        var line: Int?
        var column: Int?
        var message: String
    }

    @Test(arguments: [
        ComplaintCase(
            text:
                "Error: execution error at (probe/templates/b.yaml:4:11): give me a name; Use --debug flag to render out invalid YAML",
            file: "probe/templates/b.yaml", line: 4, column: 11,
            message: "execution error at (probe/templates/b.yaml:4:11): give me a name"),
        ComplaintCase(
            text:
                "Error: probe/charts/db/templates/b.yaml:4:18; executing \"probe/templates/b.yaml\" at <.Values.x.y>:; nil pointer evaluating interface {}.y",
            file: "probe/charts/db/templates/b.yaml", line: 4, column: 18,
            message:
                "probe/charts/db/templates/b.yaml:4:18; executing \"probe/templates/b.yaml\" at <.Values.x.y>:; nil pointer evaluating interface {}.y"
        ),
        ComplaintCase(
            text:
                "Error: template: web/templates/x.yaml:7:9: executing \"web/templates/x.yaml\" at <fail>: error calling fail: no",
            file: "web/templates/x.yaml", line: 7, column: 9,
            message:
                "template: web/templates/x.yaml:7:9: executing \"web/templates/x.yaml\" at <fail>: error calling fail: no"
        ),
        ComplaintCase(
            text: "Error: YAML parse error on probe/templates/b.yaml: error converting YAML to JSON",
            file: "probe/templates/b.yaml",
            line: nil, column: nil, message: "YAML parse error on probe/templates/b.yaml: error converting YAML to JSON"
        ),
        ComplaintCase(
            text: "Error: Chart.yaml file is missing", file: nil, line: nil, column: nil,
            message: "Chart.yaml file is missing"),
    ])
    func readsComplaints(_ test: ComplaintCase) {
        let complaint = HelmComplaint(test.text)
        #expect(complaint.file == test.file)
        #expect(complaint.line == test.line)
        #expect(complaint.column == test.column)
        #expect(complaint.message == test.message)
    }

    @Test(arguments: [("v2.17.0", "too old"), ("nonsense", "does not say its version")])
    func refusesWhatItCannotUse(_ printed: String, _ reason: String) async throws {
        let folder = try TemporaryFolder()
        let program = try folder.write("#!/bin/sh\necho '\(printed)'\n", to: "helm")
        try #require(chmod(program, 0o700) == 0)
        let error = try await #require(throws: ToolError.self) {
            try await Helm(program: program, home: folder.path)
        }
        #expect(error.description.contains(reason))
        #expect(error.description.contains("https://helm.sh"))
    }

    @Test func saysWhereToGetIt() async throws {
        let folder = try TemporaryFolder()
        let error = try await #require(throws: ToolError.self) {
            try await Helm(program: folder.path("absent"), home: folder.path)
        }
        #expect(error.description.contains("is not installed; get helm 3.8"))
    }

    @Test func seesNothingOfThisProcess() async throws {
        let folder = try TemporaryFolder()
        setenv("BERTH_TEST_TOKEN", "planted-4711", 1)
        let program = try folder.write(
            "#!/bin/sh\n[ \"$1\" = version ] && { echo v4.0.0; exit; }\nenv; cat\n", to: "helm")
        try #require(chmod(program, 0o700) == 0)
        let helm = try await Helm(program: program, home: folder.path)
        let output = try await helm.template(
            chart: "c", release: "r", namespace: "n", values: Array("{}".utf8), kubeVersion: "v1.35.0", purpose: "test")
        let text = String(decoding: output, as: UTF8.self)
        #expect(!text.contains("planted-4711"))
        #expect(text.contains("HOME=\(folder.path)"))
        #expect(text.hasSuffix("{}"))
    }
}
