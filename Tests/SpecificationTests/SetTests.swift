import Diagnostics
import Document
import Testing

@testable import Specification

/// Faults that lie between files, and what loading does with several.
struct SetTests {
    @Test func idsAreUniqueAcrossFiles() {
        var fixture = Fixture()
        fixture["specs/workspaces/other.yml"] = """
            apiVersion: berth.dev/v1alpha1
            kind: Workspace
            metadata: {name: other}
            spec: {id: shop, computeProviderType: hetzner_cloud, kubernetes: {version: v1.35.2}}
            """
        let findings = fixture.findings()
        // The file that is called like the id is the original; both are named.
        #expect(
            findings.map(\.message) == [
                "two workspaces have the id `shop`: this one and the one at specs/workspaces/shop.yaml:3:18"
            ])
        #expect(findings.first?.location?.description == "specs/workspaces/other.yml:4:12")
    }

    /// A key that cannot be read does not hide what is wrong beside it, whichever check finds that.
    @Test func everythingWrongIsShownAtOnce() {
        var fixture = Fixture()
        fixture[Fixture.workspace].replace("v1.35.2", with: "v9.9.9")
        fixture[Fixture.workspace].replace("managed: true", with: "managed: maybe")
        fixture[Fixture.workspace].replace("spec:\n", with: "spec:\n  nonsense: 1\n  region: [a]\n")
        let messages = fixture.findings().map(\.message)
        for part in ["v9.9.9", "`spec.network.managed` must be", "unknown key `nonsense`", "`spec.region` must be"] {
            #expect(messages.contains { $0.contains(part) }, "\(part): \(messages)")
        }
        #expect(messages.count == 4, "\(messages)")
    }

    struct Tolerated: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var file: String
        var text: String
        var tolerance: SpecificationLoader.Tolerance
        /// The workspaces that are left; nil where nothing is tolerated.
        var left: [String]?
    }

    private static let other = "specs/workspaces/other.yaml"
    private static let copy = """
        apiVersion: berth.dev/v1alpha1
        kind: Workspace
        metadata: {name: other}
        spec: {id: shop, computeProviderType: hetzner_cloud, kubernetes: {version: v1.35.2}}
        """

    @Test(arguments: [
        Tolerated(
            testDescription: "broken YAML of another workspace", file: other, text: "a: [", tolerance: .workspaces,
            left: ["shop"]),
        Tolerated(
            testDescription: "an inactive version", file: other,
            text: copy.replacing("id: shop, ", with: "").replacing("v1.35.2", with: "v0.1.0"), tolerance: .workspaces,
            left: ["shop"]),
        Tolerated(
            testDescription: "an id that stands twice", file: other, text: copy, tolerance: .workspaces, left: []),
        Tolerated(
            testDescription: "the fleet", file: other, text: "a: [", tolerance: .nothing),
        Tolerated(
            testDescription: "a faulty application", file: Fixture.application, text: "a: [", tolerance: .workspaces),
        Tolerated(
            testDescription: "a faulty application, to read the state", file: Fixture.application, text: "a: [",
            tolerance: .allButEstate, left: ["shop"]),
        Tolerated(
            testDescription: "a faulty estate", file: Fixture.estate, text: "a: [", tolerance: .allButEstate),
    ])
    func whatIsToleratedIsToldAndLeftOut(_ test: Tolerated) throws {
        var fixture = Fixture()
        fixture[test.file] = test.text
        let loader = SpecificationLoader(source: fixture, version: "0.1.0")
        guard let left = test.left else {
            #expect(throws: DiagnosticsError.self) { try loader.load(tolerating: test.tolerance) }
            return
        }
        let set = try loader.load(tolerating: test.tolerance)
        #expect(!set.faults.isEmpty && set.faults.allSatisfy { $0.severity == .error })
        #expect(set.workspaces.map(\.id) == left)
    }

    @Test func circlesAreFoundOnceWithTheWay() {
        var fixture = Fixture()
        fixture[Fixture.application] += "  dependsOn: [api]\n"
        for (name, dependency) in [("api", "store"), ("store", "web")] {
            let folder = "templates/applications/\(name)"
            fixture["\(folder)/application.yaml"] =
                fixture[Fixture.application].replacing("web", with: name).replacing("[api]", with: "[\(dependency)]")
            fixture["\(folder)/1.10/revision.yaml"] = fixture[Fixture.revision]
            fixture["\(folder)/1.10/manifests/a.yaml"] = fixture[Fixture.manifest]
        }
        fixture[Fixture.workspace] += "    - name: api\n    - name: store\n"
        let findings = fixture.findings()
        #expect(
            findings.map(\.message) == ["applications depend on each other in a circle: api -> store -> web -> api"])
        #expect(findings.first?.location?.description == "templates/applications/api/application.yaml:6:15")
    }

    @Test func dependenciesMustBeThere() {
        var fixture = Fixture()
        fixture[Fixture.application] += "  dependsOn: [quota]\n"
        #expect(fixture.findings().isEmpty)
        fixture[Fixture.workspace] += "  exclude: [quota]\n"
        let findings = fixture.findings()
        #expect(findings.map(\.message) == ["`web` depends on `quota`, which the workspace `shop` does not get"])
        #expect(findings.first?.location?.description == "specs/workspaces/shop.yaml:9:7")
    }

    @Test func sharedApplicationsTakeNoValuesOfOneWorkspace() {
        var fixture = Fixture()
        fixture[Fixture.prerequisite].replace("scope: workspace", with: "scope: managementCluster")
        fixture[Fixture.workspace] += "    - {name: quota, revision: 1}\n"
        let findings = fixture.findings()
        #expect(
            findings.map(\.message) == ["`quota` is shared by all workspaces of a cluster, none can give it revision"])
    }

    @Test func severalProvidersMustBeChosenFrom() {
        var fixture = Fixture()
        fixture[Fixture.estate].replace(
            "  dns:", with: "    - {name: hetzner-2, type: hetzner_cloud, token: {env: OTHER}}\n  dns:")
        let findings = fixture.findings()
        #expect(findings.map(\.message) == ["the estate has several compute providers of type hetzner_cloud"])
        #expect(findings.first?.notes == ["choose with `computeProvider:` from hetzner, hetzner-2"])
        fixture[Fixture.workspace].replace("  network:", with: "  computeProvider: hetzner-2\n  network:")
        #expect(fixture.findings().isEmpty)
    }

    @Test func allFaultsOfAllFilesAreNamedAtOnce() {
        var fixture = Fixture()
        fixture[Fixture.workspace].replace("network", with: "netwrok")
        fixture[Fixture.estate].replace("issuer", with: "isuer")
        fixture[Fixture.manifest].replace("kind: Deployment", with: "kin: Deployment")
        fixture[Fixture.quota].replace("v1", with: "@v1")
        let findings = fixture.findings()
        #expect(
            findings.map { $0.location?.description } == [
                "specs/estate.yaml:7:3", "specs/estate.yaml:7:10", "specs/workspaces/shop.yaml:7:3",
                "templates/applications/quota/1/manifests/quota.yaml:1:13",
                "templates/applications/web/1.10/manifests/web.yaml:1:1",
            ])
    }

    @Test func withoutAnEstateThereIsAHint() {
        var fixture = Fixture()
        fixture.files[Fixture.estate] = nil
        #expect(fixture.findings().map(\.message) == ["there is no estate"])
        fixture[Fixture.estate] = "# later\n"
        #expect(fixture.findings().map(\.message) == ["the file holds no document"])
    }

    /// A file that was cut, or commented out, takes no workspace away; who wants it gone removes the file.
    @Test(arguments: ["", "# later\n", "---\n"])
    func aFileOfAWorkspaceHoldsOne(_ text: String) {
        var fixture = Fixture()
        fixture[Fixture.workspace] = text
        #expect(
            fixture.findings().map { "\($0.location?.description ?? ""): \($0.message)" }
                .contains { $0.hasPrefix(Fixture.workspace) })
    }

    /// What stands in a default is text; a reference in it would come out as it is written.
    @Test func aDefaultRefersToNothing() {
        let failure = #expect(throws: TemplateText.Failure.self) { try TemplateText("x${values.a:=${values.b}}") }
        #expect(failure?.message.contains("cannot hold another reference") == true)
    }

    @Test func filesOfOneDocumentHoldOne() {
        var fixture = Fixture()
        fixture[Fixture.prerequisite] = "# nothing yet\n"
        fixture[Fixture.estate] += "---\n" + fixture[Fixture.estate]
        let findings = fixture.findings()
        #expect(
            findings.map { "\($0.location?.description ?? ""): \($0.message)" } == [
                "specs/estate.yaml:16:1: the file holds more than one document",
                "templates/applications/quota/application.yaml: the file holds no document",
            ])
    }

    @Test func secretsThatAreWrittenOutAreNotRepeated() {
        var fixture = Fixture()
        fixture[Fixture.estate].replace("{env: HCLOUD_TOKEN}", with: "hunter2-hunter2")
        fixture[Fixture.workspace].replace("  network:", with: "  integration: {apiKey: {env: pa55-word}}\n  network:")
        fixture[Fixture.estate].replace(
            "  dns:", with: "    - {name: b, type: hetzner_cloud, token: {value: c0rrect-horse}}\n  dns:")
        let source = fixture
        let renderer = DiagnosticRenderer { source[$0] }
        let text = renderer.render(fixture.findings())
        #expect(text.contains("is a secret that is written out"))
        #expect(!text.contains("hunter2"))
        #expect(!text.contains("pa55"))
        #expect(text.contains("unknown key `value`"))
        #expect(!text.contains("c0rrect"))
    }

    @Test func digestsFollowContentNotSpelling() throws {
        let before = try SpecificationLoader(source: Fixture(), version: "1").load()
        var fixture = Fixture()
        fixture[Fixture.workspace].replace("apiVersion", with: "# a comment\napiVersion")
        fixture[Fixture.manifest] += "# a comment\n"
        let after = try SpecificationLoader(source: fixture, version: "1").load()
        #expect(before.workspaces.first?.digest == after.workspaces.first?.digest)
        let revisions = [before, after].map { $0.application(named: "web")?.revision(named: "1.10")?.digest }
        #expect(revisions[0] != revisions[1])
    }

    @Test func theEstateCanComeFromElsewhere() throws {
        var branch = Fixture()
        branch[Fixture.estate].replace("env: HCLOUD_TOKEN", with: "env: STOLEN")
        let set = try SpecificationLoader(source: branch, estateSource: Fixture(), version: "1").load()
        #expect(set.estate.computeProviders.first?.token.source == .environment("HCLOUD_TOKEN"))
    }
}
