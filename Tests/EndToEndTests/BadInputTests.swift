import Foundation
import TestSupport
import Testing

/// What a user gets wrong: each with its place, the reason and a hint, exit 1, and nothing written.
struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        /// The file that is changed; made where it does not exist.
        var file: String
        var from: String = ""
        var to: String
        /// The file that is named with line and column.
        var place: String?
        var says: [String]

        var testDescription: String { name }
    }

    private static let payments = "specs/workspaces/payments.yaml"
    private static let controller = "templates/applications/datastore-monitor/2.3.1/manifests/monitor.yaml"
    private static let credentials = "templates/applications/datastore-monitor/2.3.1/manifests/credentials.yaml"
    private static let monitor = "templates/applications/datastore-monitor/application.yaml"

    static let cases = [
        Case(name: "unknown key", file: payments, from: "region:", to: "regoin:", says: ["regoin", "region"]),
        Case(name: "wrong type", file: payments, from: "managed: true", to: "managed: [1]", says: ["managed"]),
        Case(name: "missing key", file: payments, from: "    version: v1.35.2\n", to: "", says: ["version"]),
        Case(
            name: "duplicate key", file: payments, from: "  region: fsn1", to: "  region: fsn1\n  region: fsn1",
            says: ["region", "twice"]),
        Case(
            name: "duplicate id", file: "specs/workspaces/other.yaml",
            to:
                "apiVersion: berth.dev/v1alpha1\nkind: Workspace\nmetadata: {name: other}\nspec:\n  id: payments\n  computeProviderType: ionos_dcd\n  kubernetes: {version: v1.34.5}\n",
            says: ["payments", "specs/workspaces/payments.yaml:"]),
        Case(name: "bad id", file: payments, from: "spec:", to: "spec:\n  id: 1Payments", says: ["1Payments"]),
        Case(
            name: "long id", file: payments, from: "spec:", to: "spec:\n  id: \(String(repeating: "a", count: 58))",
            says: ["57"]),
        Case(name: "unknown version", file: payments, from: "v1.35.2", to: "v1.99.0", says: ["v1.99.0", "v1.35.2"]),
        Case(
            name: "unknown application", file: payments, from: "name: traffic-policies", to: "name: traffic-polices",
            says: ["traffic-polices", "traffic-policies"]),
        Case(name: "unknown revision", file: payments, from: "4.11.0", to: "4.12.0", says: ["4.12.0"]),
        Case(
            name: "prerequisite with workers", file: monitor, from: "rules:", to: "rules:\n    requiresWorkers: true",
            says: ["workers"]),
        Case(name: "literal secret", file: payments, from: "apiKey: generated", to: "apiKey: hunter2", says: ["env"]),
        Case(
            name: "the estate's secret", file: payments, from: "PAYMENTS_HCLOUD_TOKEN", to: "HCLOUD_TOKEN",
            says: ["may not use", "PAYMENTS_", "secretGrants: [{workspaces: [payments], env: [HCLOUD_TOKEN]}]"]),
        Case(
            name: "another's folder", file: payments, from: "{env: PAYMENTS_HCLOUD_TOKEN}",
            to: "{age: payments/../analytics/hcloud.age}",
            says: ["may not use", "this one is of the workspace analytics"]),
        Case(name: "broken YAML", file: payments, from: "spec:", to: "spec: [", says: []),
        Case(
            name: "template reference to nothing", file: "templates/namespace.yaml", from: "${workspace.namespace}",
            to: "${workspace.namspace}", place: "templates/namespace.yaml",
            says: ["workspace.namspace", "workspace.namespace"]),
        Case(
            name: "secret without quotation marks", file: credentials,
            to: "apiVersion: v1\nkind: Secret\nmetadata: {name: creds}\nstringData:\n  pin: 0117227\n",
            says: ["`stringData.pin` must be a string", "quotation marks"]),
        Case(
            name: "kind typo", file: controller, from: "kind: Deployment", to: "kind: Deploymnet",
            says: ["`Deployment`"]),
        Case(name: "unknown field", file: controller, from: "replicas:", to: "replcias:", says: ["`replicas`"]),
        Case(
            name: "number where text belongs", file: controller, from: "  labels:\n", to: "  labels:\n    v: 1.10\n",
            says: ["`metadata.labels.v` must be a string", "\"1.10\""]),
        Case(name: "unknown region", file: payments, from: "region: fsn1", to: "region: fsn7", says: ["fsn7", "fsn1"]),
        Case(
            name: "range without a network", file: payments, from: "managed: true", to: "managed: false", says: ["cidr"]
        ),
        Case(
            name: "quantity out of range", file: "templates/applications/datastore-monitor/2.3.1/manifests/limits.yaml",
            to:
                "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q}\nspec:\n  hard:\n    limits.cpu: \"10e9223372036854775807\"\n",
            says: ["exponent"]),
        Case(
            name: "YAML bomb", file: payments, from: "spec:",
            to:
                "x: &a [1,1,1,1,1,1,1,1,1,1]\ny: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nz: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nu: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\nv: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nw: [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\nspec:",
            says: []),
    ]

    @Test(arguments: cases)
    func isToldWhereAndWhy(_ test: Case) async throws {
        let workplace = try Workplace(environment: Site.planted)
        if test.from.isEmpty {
            try workplace.folder.write(test.to, to: test.file)
        } else {
            let before = try await Program("cat")(workplace.folder.path(test.file))
            try #require(before.contains(test.from), "the sample has no \(test.from)")
            try workplace.edit(test.file) { text in
                text.firstRange(of: test.from).map { text.replacingCharacters(in: $0, with: test.to) } ?? text
            }
        }
        let outcome = try await workplace.berth(["validate"])
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.contains(try Regex("\(test.place ?? test.file):[0-9]+:[0-9]+: error: ")), "\(outcome.errors)"
        )
        for word in test.says { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
        for secret in ["hunter2", "0117227"] { #expect(!outcome.errors.contains(secret)) }
        #expect(!FileManager.default.fileExists(atPath: workplace.folder.path("state")))
    }

    @Test func invalidUTF8AndHugeFiles() async throws {
        let workplace = try Workplace(environment: Site.planted)
        let file = workplace.folder.path("specs/workspaces/bad.yaml")
        try Data([0x6B, 0x3A, 0x20, 0xFF, 0xFE]).write(to: URL(filePath: file))
        var outcome = try await workplace.berth(["validate"])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("bad.yaml:1:4"), "\(outcome.errors)")
        try await Program("truncate")("-s", "100M", file)
        outcome = try await workplace.berth(["validate"])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("bad.yaml"), "\(outcome.errors)")
    }

    @Test func theSamplesAreValid() async throws {
        let outcome = try await Workplace(environment: Site.planted).berth(["validate"])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
}
