import Diagnostics
import Document
import Execution
import Foundation
import Planning
import Resources
import Testing

@testable import Reports

/// The forms for programs beside JSON.
struct MachineFormatTests {
    private static let sarif = FindingsSARIF(version: "0.1.0")

    @Test func everyFormIsRecorded() throws {
        let plan = SamplePlan.full
        try expectGolden(Self.sarif.render(driftIn: plan), "drift.sarif")
        try expectGolden(Self.sarif.render(plan), "plan.sarif")
        try expectGolden(FindingsCodeQuality().render(driftIn: plan), "drift.codequality.json")
        try expectGolden(DriftJUnit().render(plan), "drift.junit.xml")
        try expectGolden(PlanGitLab().render(plan), "plan.gitlab.json")
        let metrics = Metrics(time: 1_795_410_061.25, duration: 3.5)
        try expectGolden(metrics.text(of: plan), "plan.metrics.txt")
        try expectGolden(metrics.text(ofDriftIn: plan), "drift.metrics.txt")
        let result = RunResult(
            status: .partlyApplied, outcomes: [plan.steps[1].address: .done, plan.steps[2].address: .failed("x")])
        try expectGolden(metrics.text(of: result, plan: plan), "run.metrics.txt")
    }

    private static func results(_ plan: Plan) throws -> [Value] {
        let log = try Value(json: sarif.render(driftIn: plan))
        return log["runs"]?[0]?["results"]?.array ?? []
    }

    /// What SARIF 2.1.0 and code scanning ask of a log.
    @Test func theLogIsWhatScanningTakes() throws {
        let log = try Value(json: Self.sarif.render(driftIn: SamplePlan.full))
        #expect(log["version"] == "2.1.0" && log["runs"]?.array?.count == 1)
        let driver = try #require(log["runs"]?[0]?["tool"]?["driver"])
        let rules = driver["rules"]?.array?.compactMap { $0["id"]?.string } ?? []
        #expect(rules == rules.sorted() && Set(rules).count == rules.count && !rules.isEmpty)
        let results = try Self.results(SamplePlan.full)
        for result in results {
            let index = try #require(result["ruleIndex"]?.integer)
            #expect(result["ruleId"]?.string == rules[Int(index)])
            #expect(["error", "warning", "note", "none"].contains(result["level"]?.string ?? ""))
            #expect(result["message"]?["text"]?.string?.isEmpty == false)
            let place = try #require(result["locations"]?[0]?["physicalLocation"])
            let uri = try #require(place["artifactLocation"]?["uri"]?.string)
            #expect(!uri.hasPrefix("/") && !uri.contains(" ") && !uri.contains(":"))
            #expect((place["region"]?["startLine"]?.integer ?? 1) > 0)
        }
        #expect(Set(results.map { $0["partialFingerprints"] }).count == results.count)
    }

    /// The same finding keeps its fingerprint when values, times and lines move, and another one has another.
    @Test func fingerprintsAreStable() throws {
        func prints(_ plan: Plan) throws -> [Value?] {
            try Self.results(plan).map { $0["partialFingerprints"]?["berth/v1"] }
        }
        var moved = SamplePlan.full
        for step in moved.steps.indices {
            moved.steps[step].location?.line += 40
            for change in moved.steps[step].changes.indices {
                for leaf in moved.steps[step].changes[change].leaves.indices {
                    guard moved.steps[step].changes[change].leaves[leaf].reason == .drift else { continue }
                    moved.steps[step].changes[change].leaves[leaf].old = "something else"
                    moved.steps[step].changes[change].leaves[leaf].author?.time = "2030-01-01T00:00:00Z"
                    moved.steps[step].changes[change].leaves[leaf].author?.manager = "somebody"
                }
            }
        }
        #expect(try prints(moved) == prints(SamplePlan.full))
        var other = SamplePlan.full
        let step = try #require(other.steps.firstIndex { $0.address.description == "analytics/namespace" })
        other.steps[step].changes[0].leaves[0].path = ["metadata", "labels", "other"]
        #expect(try prints(other) != prints(SamplePlan.full))
    }

    /// What an apply does not set back, or only anew, is said wherever the change is.
    @Test(arguments: [Plan.Problem.Kind.irreversible, .immutable])
    func whatCannotBeSetBackIsSaid(_ kind: Plan.Problem.Kind) throws {
        var plan = SamplePlan.full
        let step = try #require(plan.steps.firstIndex { $0.address.description == "analytics/namespace" })
        let item = plan.steps[step].changes[0].key
        plan.problems.append(Plan.Problem(kind: kind, item: item, message: "m", hint: "write v1.34.5 into its spec"))
        let words =
            kind == .irreversible
            ? "; cannot be set back: write v1.34.5 into its spec"
            : "; cannot be set back in place: it has to be made anew"
        for text in [
            Self.sarif.render(driftIn: plan), FindingsCodeQuality().render(driftIn: plan), DriftJUnit().render(plan),
            WorkflowAnnotations(environment: ["GITHUB_ACTIONS": "true"]).text(ofDriftIn: plan),
        ] {
            // Of this change, and of no other.
            let lines = text.split(separator: "\n").filter { $0.contains(words) }
            #expect(!lines.isEmpty && lines.allSatisfy { $0.contains("\(item.shortName) in ") }, "\(text)")
        }
        // It is the same finding all the same.
        func prints(_ plan: Plan) throws -> [Value?] { try Self.results(plan).map { $0["partialFingerprints"] } }
        #expect(try prints(plan) == prints(SamplePlan.full))
    }

    /// Nothing that others call something ends a command of the runner, or begins one.
    @Test func annotationsCannotBeForged() {
        let nasty = "a\n::error::b%0A::set-output name=x::y, line=3:\r\u{85}"
        let location = SourceLocation(file: "specs/a,b:c%.yaml", line: 3, column: 5)
        let text = WorkflowAnnotations(environment: ["GITHUB_ACTIONS": "true"]).text(of: [.error(nasty, at: location)])
        #expect(text.split(separator: "\n").count == 1)
        #expect(text.hasPrefix("::error file=specs/a%2Cb%3Ac%25.yaml,line=3,col=5,title=berth::a%0A: :error::b%250A"))
        let other = WorkflowAnnotations(environment: ["GITHUB_ACTIONS": "true"]).text(of: [.error("a ##[error]b")])
        #expect(!other.contains("##["))
        #expect(WorkflowAnnotations(environment: [:]).text(of: [.error(nasty)]).isEmpty)
        #expect(WorkflowAnnotations(environment: ["GITHUB_ACTIONS": "false"]).text(of: [.error(nasty)]).isEmpty)
    }

    /// Neither a link nor a placeholder is made of what others call things.
    @Test(arguments: [
        (#"see [here](https://evil.example.com) \ {0}"#, #"see \[here\](https://evil.example.com) \\ {{0}}"#),
        (#"containers[0] is {"a": 1} \"#, #"containers[0] is {{"a": 1}} \"#),
    ])
    func messagesOfSARIFArePlainText(_ message: String, _ expected: String) throws {
        let log = try Value(json: FindingsSARIF(version: "1").render([.error(message)]))
        #expect(log["runs"]?[0]?["results"]?[0]?["message"]?["text"]?.string == expected)
    }

    @Test func aReplacementIsADeletionAndACreation() throws {
        var plan = SamplePlan.deferredOnly
        plan.steps[0].action = .replace
        let counts = try Value(json: PlanGitLab().render(plan))
        #expect(counts == ["create": 1, "update": 0, "delete": 1])
    }
}

/// What policies are written against.
struct BeforeAfterTests {
    private static func change(_ change: ItemChange) throws -> Value {
        let step = Step(
            address: ResourceAddress(workspace: "w", "application/a"), kind: .application, action: change.action,
            changes: [change])
        let plan = Plan(estate: "e", purpose: .apply, steps: [step], groups: [])
        return try #require(try Value(json: PlanJSON().render(plan))["resource_changes"]?[0]?["change"])
    }

    private static func key(_ kind: String) -> ItemKey {
        ItemKey(place: .tenant("w"), apiVersion: "v1", kind: kind, namespace: "n", name: "x")
    }

    private static func item(_ kind: String, _ more: (String, Value)..., insertions: [Path: Insertion] = [:]) -> Item {
        var desired: Value = [
            "apiVersion": "v1", "kind": .string(kind), "metadata": ["name": "x", "namespace": "n"],
        ]
        for (name, value) in more { desired[name] = value }
        return Item(key: key(kind), desired: desired, insertions: insertions)
    }

    @Test func anUpdateHasBothSides() throws {
        let item = Self.item("ConfigMap", ("data", ["a": "new", "c": "same"]))
        let change = try Self.change(
            ItemChange(
                key: item.key, action: .update, item: item,
                leaves: [
                    LeafChange(path: ["data", "a"], old: "old", new: "new", reason: .drift),
                    LeafChange(path: ["data", "b"], old: "gone", new: nil, reason: .spec),
                    LeafChange(path: ["data", "c"], old: nil, new: "same", reason: .spec),
                ]))
        #expect(change["actions"] == ["update"])
        #expect(change["before"]?["data"] == ["a": "old", "b": "gone"])
        #expect(change["after"]?["data"] == ["a": "new", "c": "same"])
    }

    @Test(arguments: [(Action.create, true, false), (.delete, false, true), (.replace, false, false)])
    func whatComesHasNoBeforeAndWhatGoesNoAfter(_ action: Action, _ noBefore: Bool, _ noAfter: Bool) throws {
        let item = Self.item("ConfigMap")
        let change = try Self.change(ItemChange(key: item.key, action: action, item: action == .delete ? nil : item))
        #expect((change["before"] == .null) == noBefore && (change["after"] == .null) == noAfter)
        #expect(change[noAfter ? "before" : "after"]?["metadata"]?["name"] == "x")
    }

    /// Whatever a Secret holds, and whatever is inserted from one elsewhere.
    @Test func nothingSecretIsInIt() throws {
        let secret = Self.item("Secret", ("data", ["token": "c2VzYW1l"]), ("stringData", ["b": "sesame"]))
        let text = try Self.change(
            ItemChange(
                key: secret.key, action: .update, item: secret,
                leaves: [LeafChange(path: ["data", "old"], old: "sesame", new: nil, reason: .spec, isSensitive: true)]))
        #expect(!"\(text)".contains("sesame") && !"\(text)".contains("c2VzYW1l"))
        #expect(text["after"]?["data"] == ["token": "(sensitive)"] && text["after_sensitive"]?["data"] == true)
        #expect(text["before"]?["data"] == ["old": "(sensitive)", "token": "(sensitive)"])
        let path: Path = ["spec", "password"]
        let other = Self.item(
            "Widget", ("spec", ["password": "sesame", "id": "sesame"]),
            insertions: [
                path: Insertion([.secret(SecretReference(.environment("X")))]),
                ["spec", "id"]: Insertion([.reference(Reference(ResourceAddress(workspace: "w", "network"), "id"))]),
            ])
        let change = try Self.change(ItemChange(key: other.key, action: .create, item: other))
        #expect(change["after"]?["spec"] == ["password": "(sensitive)", "id": .null])
        #expect(change["after_sensitive"] == ["spec": ["password": true]])
        #expect(change["after_unknown"] == ["spec": ["id": true]])
    }

    /// Programs compare codes: each action has one, from what is done and not from its words.
    @Test func reasonsHaveCodes() throws {
        let value = try Value(json: PlanJSON().render(SamplePlan.full))
        var codes: [String: Value] = [:]
        for step in value["steps"]?.array ?? [] { codes[step["address"]?.string ?? ""] = step["reason"]?["codes"] }
        #expect(codes["payments/namespace"] == ["new"])
        #expect(codes["analytics/namespace"] == ["drift"])
        #expect(codes["analytics/control-plane"] == ["specification", "drift", "server"])
        #expect(codes["analytics/application/workspace-guardrails"] == ["removed-outside"])
        #expect(codes["analytics/application/old-dashboard"] == ["unspecified"])
        #expect(codes["payments/api"] == ["gate"] && codes["payments/application/ingress-nginx"] == ["deferred"])
        #expect(
            codes["legacy/integration/load-balancer"] == ["unknown"] && codes["legacy/namespace"] == ["as-specified"])
    }

    /// Forges know files by where they lie in the repository, whatever folder berth was run in.
    @Test(arguments: [
        (".", "/r", "specs/a.yaml", "specs/a.yaml"), (".", "/r/infra", "specs/a.yaml", "infra/specs/a.yaml"),
        ("infra", "/r", "infra/specs/a.yaml", "infra/specs/a.yaml"),
        ("..", "/r/infra/specs", "../specs/a.yaml", "infra/specs/a.yaml"),
        (".", "/elsewhere", "specs/a.yaml", "specs/a.yaml"), (".", "/r", "/abs/a.yaml", "/abs/a.yaml"),
        (".", "/r", "../../a.yaml", "../../a.yaml"), (".", "/r/infra", nil, "infra/specs/estate.yaml"),
        ("infra", "/r", nil, "infra/specs/estate.yaml"), ("..", "/r/infra/specs", nil, "infra/specs/estate.yaml"),
    ])
    func pathsBeginAtTheTop(root: String, folder: String, file: String?, expected: String) {
        let places = FindingPlaces(folder: folder, top: "/r", root: root)
        let place = places.place(of: file.map { SourceLocation(file: $0, line: 3) })
        #expect(place.file == expected && place.line == (file == nil ? 0 : 3))
    }
}
