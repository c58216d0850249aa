import Diagnostics
import Document
import Planning
import Reports
import Resources
import Testing

/// What is made anew, as a reviewer reads it.
struct ReplaceReportTests {
    private static let address = ResourceAddress(workspace: "payments", "application/shop")

    private static func change(
        _ apiVersion: String, _ kind: String, _ name: String, _ brief: String, _ message: String, _ losses: [String],
        _ leaves: [LeafChange]
    ) -> ItemChange {
        let key = ItemKey(
            place: .tenant("payments"), apiVersion: apiVersion, kind: kind, namespace: "shop", name: name)
        let item = Item(key: key, desired: ["spec": ["a": "1", "b": "2"]])
        var change = ItemChange(
            key: key, action: .replace, item: item, precondition: Precondition(.present(uid: "u"), owner: address),
            leaves: item.newLeaves, verification: .server)
        change.replacement = Replacement(brief: brief, message: message, losses: losses, leaves: leaves)
        return change
    }

    static let plan: Plan = {
        let pods = "all its pods at once: nothing answers until the new ones are ready"
        let step = Step(
            address: address, kind: .application, action: .replace,
            reason: "PersistentVolumeClaim data and 1 more cannot be changed in place",
            changes: [
                change(
                    "v1", "PersistentVolumeClaim", "data",
                    "spec: spec is immutable after creation except resources.requests and volumeAttributesClassName for "
                        + "bound claims",
                    "PersistentVolumeClaim \"data\" is invalid: spec: Forbidden: spec is immutable after creation except "
                        + "resources.requests and volumeAttributesClassName for bound claims\n@@ -10,7 +10,7 @@\n }\n (422)",
                    ["the volume pvc-7 (1Gi) with all that is on it", "what others set in it: kubectl-edit"],
                    [LeafChange(path: ["spec", "storageClassName"], old: "slow", new: "fast", reason: .spec)]),
                change(
                    "apps/v1", "Deployment", "web", "spec.selector: field is immutable",
                    "Deployment.apps \"web\" is invalid: spec.selector: Invalid value: "
                        + "{\"matchLabels\":{\"app\":\"b\"}}: field is immutable (422)", [pods],
                    [
                        LeafChange(
                            path: ["spec", "selector"], old: ["matchLabels": ["app": "a"]],
                            new: ["matchLabels": ["app": "b"]], reason: .spec),
                        LeafChange(
                            path: ["spec", "replicas"], old: 7, new: 2, reason: .drift,
                            author: .init(manager: "kubectl-scale", time: "2026-11-23T04:11:02Z")),
                    ]),
            ], location: SourceLocation(file: "templates/applications/shop/application.yaml", line: 6, column: 3))
        var plan = Plan(
            estate: "loopback", purpose: .apply, steps: [step],
            groups: [Plan.Group(name: "payments", cluster: "fsn1-a")])
        plan.replacements = [address]
        var problem = Plan.Problem(
            kind: .immutable, address: ResourceAddress(workspace: "payments", "application/mail"),
            message:
                "tenant payments does not change Service mail/smtp in place: spec.clusterIPs[0]: may not change once set",
            hint: "set it back, or plan with --replace payments/application/mail, which deletes it and makes it anew")
        problem.detail =
            "Service \"smtp\" is invalid: spec.clusterIPs[0]: Invalid value: [\"10.96.0.77\"]: may not change once set (422)"
        plan.problems = [problem]
        return plan
    }()

    @Test(arguments: [false, true]) func saysWhyAndWhatIsLost(_ isVerbose: Bool) throws {
        let text = PlanText(TextLayout(width: 120, isVerbose: isVerbose)).render(Self.plan)
        try expectGolden(text, isVerbose ? "replace-verbose.txt" : "replace.txt")
        #expect(text.contains("Invalid value") == isVerbose, "all that the server said is for those who ask")
        #expect(text.split(separator: "\n").allSatisfy { String($0).columns <= 120 })
    }

    @Test func commentsAndProgramsGetTheSame() throws {
        try expectGolden(PlanMarkdown().render(Self.plan), "replace.md")
        let json = PlanJSON().render(Self.plan)
        try expectGolden(json, "replace.json")
        let value = try Value(json: Array(json.utf8))
        #expect(value["replacements"] == ["payments/application/shop"])
        #expect(value["resource_changes"]?[0]?["change"]?["actions"] == ["delete", "create"])
        #expect(value["problems"]?[0]?["kind"] == "immutable")
    }

    @Test func driftThatCannotBeSetBackIsCounted() throws {
        let report = DriftReport(Self.plan)
        #expect(report.findings.map(\.needsReplacement) == [true])
        #expect(report.findings.first?.leaves.map(\.path) == [["spec", "replicas"]])
        #expect(DriftText(TextLayout(width: 120)).render(Self.plan).contains("it has to be made anew"))
        #expect(DriftMarkdown().render(Self.plan).contains("has to be made anew"))
    }
}
