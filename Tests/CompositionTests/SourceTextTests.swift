import Diagnostics
import Document
import Resources
import Specification
import TestSupport
import Testing
import YAML

@testable import Composition

/// Scalars that are put into text stand there as they are spelled in the file that they come from.
struct SourceTextTests {
    /// Plain scalars that YAML or JSON reads as something else than their text.
    static let spellings = [
        "1.10", "1234e5", "0123", "0x1F", "0b11", "0o17", "1_000", "yes", "No", "on", "TRUE", ".5", "5.", "+1", "-0",
        "1e3", "12345678901234567890", "123456789012345678901234567890", "1e400", "2024-01-02", "12:30:45", "007",
        "1.0", "08", "v1.10", "-1.50e-07", "true",
    ]

    @Test(arguments: spellings)
    func aDefaultOfTheRevisionKeepsItsSpelling(_ text: String) throws {
        let result = try filled("repo:${values.tag}", defaults: "{tag: \(text)}")
        #expect(result == .success("repo:\(text)"))
    }

    @Test(arguments: spellings)
    func aValueOfTheWorkspaceKeepsItsSpelling(_ text: String) throws {
        let result = try filled(
            "repo:${values.image.tag}", defaults: "{image: {tag: 1.1}}", own: "{image: {tag: \(text)}}")
        #expect(result == .success("repo:\(text)"))
    }

    @Test(arguments: spellings + ["~", "null", "[1.10]", "1.10:2"])
    func aDefaultOfTheReferenceKeepsItsSpelling(_ text: String) throws {
        #expect(try filled("repo:${values.absent:=\(text)}") == .success(.string("repo:\(text)")))
        #expect(try filled("${values.absent:=\(text)}", isQuoted: true) == .success(.string(text)))
    }

    @Test(arguments: spellings)
    func aQuotedReferenceIsText(_ text: String) throws {
        #expect(try filled("${values.tag}", defaults: "{tag: \(text)}", isQuoted: true) == .success(.string(text)))
    }

    @Test(arguments: spellings)
    func valuesThatReferToValuesKeepTheirSpelling(_ text: String) throws {
        let defaults = "{image: \"web:${values.tag}\", same: '${values.tag}', tag: \(text)}"
        #expect(try filled("${values.image}!", defaults: defaults) == .success("web:\(text)!"))
        #expect(try filled("${values.same}!", defaults: defaults) == .success("\(text)!"))
        #expect(
            try filled(
                "${values.twice}!", defaults: "{once: \(text)}", own: "{tag: 1}", block: ["twice": "values.once"])
                == .success("\(text)!"))
    }

    @Test func anAnchorKeepsTheSpellingOfWhatItNames() throws {
        #expect(try filled("v${values.b}", defaults: "{a: &v 1.10, b: *v}") == .success("v1.10"))
        #expect(try filled("v${values.b.x}", defaults: "{a: &v {x: 1.10}, b: {<<: *v}}") == .success("v1.10"))
    }

    struct Typed: Sendable {
        var text: String
        var value: Value
    }

    @Test(arguments: [
        Typed(text: "80", value: 80), Typed(text: "0x1F", value: 31), Typed(text: "1.10", value: .number(1.1)),
        Typed(text: "yes", value: true), Typed(text: "[1, a]", value: [1, "a"]), Typed(text: "{b: 1}", value: ["b": 1]),
        Typed(text: "'80'", value: "80"),
    ])
    func aReferenceThatIsTheWholeScalarKeepsTheType(_ test: Typed) throws {
        #expect(try filled("${values.x}", defaults: "{x: \(test.text)}") == .success(test.value))
    }

    @Test func referencesInValuesAreFilled() throws {
        #expect(
            try filled("${values.host}", own: "{host: \"web.${workspace.id}.example.com\"}")
                == .success("web.w.example.com"))
        #expect(
            try filled("${values.config}", defaults: "{config: {a: \"${values.b}-x\", c: [\"${values.b}\"]}, b: 1.10}")
                == .success(["a": "1.10-x", "c": ["1.10"]]))
        #expect(try filled("${values.x}", defaults: "{x: \"$${HOME} $$ $5\"}") == .success("${HOME} $$ $5"))
        #expect(try filled("${values.x.z}", defaults: "{b: {z: 7}}", block: ["x": "values.b"]) == .success(7))
    }

    struct Refusal: Sendable {
        var text: String
        var defaults: String
        var place: String
        var says: [String]
    }

    @Test(arguments: [
        Refusal(
            text: "${values.a}", defaults: "{a: \"${values.b}\", b: \"${values.a}\"}", place: "revision.yaml",
            says: ["refers to itself", "values.a -> values.b -> values.a"]),
        Refusal(text: "${values.a}", defaults: "{a: \"x${values.a}\"}", place: "revision.yaml", says: ["itself"]),
        Refusal(
            text: "x", defaults: "{a: \"${values.nothing}\"}", place: "revision.yaml",
            says: ["values.nothing", "`$${` stands for a literal `${`"]),
        Refusal(text: "x", defaults: "{a: \"${FOO:-bar}\"}", place: "revision.yaml", says: ["$${"]),
        Refusal(text: "x", defaults: "{a: \"${open\"}", place: "revision.yaml", says: ["$${"]),
        Refusal(text: "x", defaults: "{a: {\"${workspace.id}\": 1}}", place: "revision.yaml", says: ["key"]),
        Refusal(text: "x${values.a}", defaults: "{a: ~}", place: "web.yaml", says: ["null", "quotation marks"]),
        Refusal(text: "x${values.a}", defaults: "{a: [1]}", place: "web.yaml", says: ["list"]),
        Refusal(text: "${values.nothing}", defaults: "{}", place: "web.yaml", says: ["`$${` stands for a literal"]),
        Refusal(text: "${secrets.apiKey}", defaults: "{}", place: "web.yaml", says: ["does not exist"]),
        Refusal(text: "x", defaults: "{a: \"${secrets.hcloudToken}\"}", place: "revision.yaml", says: ["exist"]),
    ])
    func whatCannotBeFilledIsRefused(_ test: Refusal) throws {
        guard case .failure(let error) = try filled(test.text, defaults: test.defaults) else {
            Issue.record("it was filled")
            return
        }
        let text = "\(error)"
        #expect(text.contains("\(test.place):"), "\(text)")
        for word in test.says { #expect(text.contains(word), "\(text)") }
    }

    struct Misplaced: Sendable {
        var manifest: String
        var value: String
        var says: [String]
    }

    private static func manifest(_ apiVersion: String, _ kind: String, _ rest: String) -> String {
        "apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: x}\n\(rest)\n"
    }

    @Test(arguments: [
        Misplaced(
            manifest: manifest("v1", "ConfigMap", "data:\n  tag: ${values.x}"), value: "1.10",
            says: [
                "web.yaml:5:8", "`data.tag` must be a string, not a number",
                "in quotation marks to mean a string: \"${values.x}\"",
                "revision.yaml:2:15",
            ]),
        Misplaced(
            manifest: manifest("v1", "Secret", "stringData:\n  pin: ${values.x}"), value: "012345",
            says: ["`stringData.pin` must be a string"]),
        Misplaced(
            manifest: "apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: x\n  labels:\n    a: ${values.x}\n",
            value: "yes", says: ["`metadata.labels.a` must be a string, not a boolean"]
        ),
        Misplaced(
            manifest: manifest("v1", "Pod", "spec:\n  containers:\n    - args:\n        - ${values.x}"), value: "80",
            says: ["`spec.containers[0].args[0]` must be a string, not an integer"]),
        Misplaced(
            manifest: manifest("v1", "Pod", "spec:\n  containers:\n    - env:\n        - value: ${values.x}"),
            value: "on",
            says: ["`spec.containers[0].env[0].value` must be a string"]),
        Misplaced(
            manifest: manifest("v1", "ConfigMap", "data: ${values.x}"), value: "{a: 1.10}",
            says: ["`data.a` must be a string", "revision.yaml:2:19"]),
        Misplaced(
            manifest: manifest("apps/v1", "Deployment", "spec:\n  replicas: ${values.x}"), value: "'3'",
            says: ["`spec.replicas` must be an integer, not a string", "revision.yaml:2:15"]),
        Misplaced(
            manifest: manifest(
                "v1", "Pod", "spec:\n  containers:\n    - resources:\n        limits:\n          cpu: ${values.x}"),
            value: "10e9223372036854775807", says: ["limits.cpu` must be a quantity"]),
    ])
    func whatTheServerWantsAsTextIsRefusedAsAnythingElse(_ test: Misplaced) throws {
        guard case .failure(let error) = try filled("", defaults: "{x: \(test.value)}", manifest: test.manifest) else {
            Issue.record("it was taken")
            return
        }
        for word in test.says { #expect("\(error)".contains(word), "\(error)") }
        #expect(error.diagnostics.count == 1)
    }

    @Test func theSameInQuotationMarksIsTaken() throws {
        for value in ["1.10", "yes", "012345"] {
            let manifest = Self.manifest("v1", "ConfigMap", "data:\n  tag: \"${values.x}\"")
            #expect(
                try filled("", defaults: "{x: \(value)}", manifest: manifest) == .success(["tag": .string(value)]))
        }
    }

    /// What becomes of one scalar of a manifest of a custom kind, whose fields nothing is known about.
    private func filled(
        _ text: String, defaults: String = "{}", own: String = "{}", block: [String: String] = [:],
        isQuoted: Bool = false, manifest: String? = nil
    ) throws -> Result<Value, DiagnosticsError> {
        let references = block.map { "\n    \($0.key): ${\($0.value)}" }.joined()
        let members = defaults.dropFirst().dropLast()
        let values = block.isEmpty ? " \(defaults)" : references + (members.isEmpty ? "" : "\n    <<: {\(members)}")
        let revision = try document("spec:\n  values:\(values)\n", "revision.yaml")
        let spec = try document("spec: {applications: [{name: app, values: \(own)}]}", "w.yaml")
        let scalar = isQuoted || text.contains(": ") ? "\"\(text)\"" : text
        let manifest = try document(
            manifest ?? "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: x}\nfield: \(scalar)\n", "web.yaml")
        var application = Samples.application("app", manifests: [])
        application.revisions = [
            ApplicationRevision(
                application: "app", revision: "1.0.0", defaults: revision.value["spec"]?["values"]?.object ?? [:],
                manifests: [TemplateDocument(file: "web.yaml", value: manifest.value, marks: manifest.marks)],
                marks: revision.marks)
        ]
        var workspace = Samples.workspace("w")
        workspace.applications = [
            Workspace.ApplicationRequest(
                name: "app", values: spec.value["spec"]?["applications"]?[0]?["values"]?.object ?? [:],
                declaredAt: Samples.place)
        ]
        workspace.marks = spec.marks
        let set = SpecificationSet(
            estate: Samples.estate([Samples.cluster("fsn1-a")]), workspaces: [workspace], catalog: [application],
            templates: Samples.templates)
        do {
            let graph = try Composer.compose(set, facts: PlacementFacts()).graph
            let address = try #require(ResourceAddress("w/application/app"))
            return .success(
                try #require(graph[address]?.items.first?.desired[manifest.value["field"] == nil ? "data" : "field"]))
        } catch let error as DiagnosticsError {
            return .failure(error)
        }
    }

    private func document(_ text: String, _ file: String) throws -> YAMLDocument {
        try #require(try YAML.parse(Array(text.utf8), file: file).first)
    }
}

extension Result where Failure == DiagnosticsError, Success == Value {
    fileprivate static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.success(let one), .success(let other)): one == other
        case (.failure(let one), .failure(let other)): one.diagnostics == other.diagnostics
        default: false
        }
    }
}
