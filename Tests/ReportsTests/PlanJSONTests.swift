import Document
import Planning
import Reports
import Resources
import Testing

struct PlanJSONTests {
    /// Counting objects gives what the summary says, which counts what is stored or recorded, too.
    @Test(arguments: [SamplePlan.full, SamplePlan.pruning, SamplePlan.deferredOnly])
    func theSummaryCountsWhatIsListed(_ plan: Plan) throws {
        let value = try Value(json: PlanJSON().render(plan))
        let actions = (value["resource_changes"]?.array ?? []).compactMap { $0["action"]?.string }
        for action in [Action.create, .update, .replace, .delete, .defer, .unknown] {
            let count = Int64(actions.count { $0 == action.rawValue })
            #expect(value["summary"]?["objects"]?[action.rawValue] == .integer(count), "\(action)")
        }
    }

    @Test func hasTheDocumentedShape() throws {
        let text = PlanJSON().render(SamplePlan.full)
        try expectGolden(text, "plan.json")
        let value = try Value(json: Array(text.utf8))
        #expect(value["format_version"] == "2.1")
        let steps = try #require(value["steps"]?.array)
        #expect(steps.compactMap { $0["address"]?.string } == SamplePlan.full.steps.map(\.address.description))
        let changes = try #require(value["resource_changes"]?.array)
        #expect(
            changes.count == SamplePlan.full.steps.map { $0.changes.count + ($0.isObjectItself ? 1 : 0) }.reduce(0, +))
        #expect(Set(changes.map { "\($0["place"] ?? "") \($0["address"] ?? "")" }).count == changes.count)
        #expect(value["summary"]?["create"] == 8)
        #expect(value["summary"]?["sentence"]?.string == PlanSummary(SamplePlan.full).sentence)
    }

    /// What is left alone, and where a plan goes back to, is told to programs as it is to people.
    @Test func tellsWhatIsLeftAndWhereAPlanGoesBackTo() throws {
        var plan = SamplePlan.full
        plan.leftovers.sharedOrphans = [ResourceAddress(cluster: "m", "application/x")]
        plan.rollback = Plan.Rollback(workspace: "w", revision: "1a2b", commit: "3c4d")
        let value = try Value(json: PlanJSON().render(plan))
        #expect(value["shared_orphans"] == ["cluster/m/application/x"])
        #expect(value["rollback"] == ["workspace": "w", "revision": "1a2b", "commit": "3c4d"])
        let plain = try Value(json: PlanJSON().render(SamplePlan.full))
        #expect(plain["shared_orphans"] == [] && plain["rollback"] == nil)
    }

    struct Deletion: Sendable {
        var purpose = Plan.Purpose.apply
        var isTakenAway = false
        var code: String
    }

    /// A workspace that goes as a whole need not be unspecified: it may be wanted elsewhere.
    @Test(arguments: [
        Deletion(code: "unspecified"), Deletion(isTakenAway: true, code: "taken-away"),
        Deletion(purpose: .destroy, code: "destroy"),
    ])
    func saysWhyWhatIsDeletedGoes(_ test: Deletion) throws {
        var group = Plan.Group(name: "w", cluster: "m")
        group.isTakenAway = test.isTakenAway
        let step = Step(
            address: ResourceAddress(workspace: "w", "namespace"), kind: .namespace, action: .delete)
        let plan = Plan(estate: "e", purpose: test.purpose, steps: [step], groups: [group])
        let value = try Value(json: PlanJSON().render(plan))
        #expect(value["steps"]?[0]?["reason"]?["codes"] == [.string(test.code)])
    }

    /// A key of a Secret that comes, goes or changes: it is told which, and nothing of the values.
    @Test(
        arguments: [
            (nil, "sesame", "+", "added"), ("sesame", nil, "-", "removed"), ("sesame", "sesame", "~", "changed"),
            // As plans of an older Berth have it.
            (nil, nil, "~", "changed"),
        ] as [(Value?, Value?, String, String)])
    func sensitiveLeavesComeAndGo(_ old: Value?, _ new: Value?, _ symbol: String, _ word: String) throws {
        let key = ItemKey(place: .management("m"), apiVersion: "v1", kind: "Secret", namespace: "n", name: "s")
        var step = Step(
            address: ResourceAddress(workspace: "w", "namespace"), kind: .namespace, action: .update)
        let leaf = LeafChange(path: ["data", "k"], old: old, new: new, reason: .drift, isSensitive: true)
        step.changes = [ItemChange(key: key, action: .update, leaves: [leaf])]
        let group = Plan.Group(name: "w", cluster: "m")
        let plan = Plan(estate: "e", purpose: .apply, steps: [step], groups: [group])
        let words = "data.k: (sensitive, \(word))"
        #expect(PlanText(TextLayout(isVerbose: true)).render(plan).contains("\(symbol) \(words)"))
        let sign = symbol == "~" ? "!" : symbol
        #expect(PlanMarkdown().render(plan).contains("\(sign) \(words)"))
        #expect(PlanHTML().render(plan).contains("\(sign) \(words)"))
        let json = PlanJSON().render(plan)
        let shown = try #require(try Value(json: json)["resource_changes"]?[0]?["leaves"]?[0])
        let isKnown = old != nil || new != nil
        #expect(shown["before_sensitive"] == (isKnown ? .bool(old != nil) : nil))
        #expect(shown["after_sensitive"] == (isKnown ? .bool(new != nil) : nil))
        // Drift reads in the direction of time.
        let drifted = word == "added" ? "removed" : word == "removed" ? "added" : word
        for text in [
            DriftText().render(plan), DriftMarkdown().render(plan), DriftHTML().render(plan),
            FindingsSARIF(version: "0").render(driftIn: plan), DriftJUnit().render(plan),
        ] { #expect(text.contains("(sensitive, \(drifted))") && !text.contains("sesame"), "\(text)") }
        #expect(!json.contains("sesame") && !PlanHTML().render(plan).contains("sesame"))
    }

    @Test func leavesSensitiveValuesOut() {
        var plan = SamplePlan.full
        for step in plan.steps.indices {
            for change in plan.steps[step].changes.indices {
                for leaf in plan.steps[step].changes[change].leaves.indices {
                    plan.steps[step].changes[change].leaves[leaf].old = "sesame-old"
                    plan.steps[step].changes[change].leaves[leaf].new = "sesame-new"
                    plan.steps[step].changes[change].leaves[leaf].isSensitive = true
                }
            }
        }
        let reports = [
            PlanJSON().render(plan), PlanText(TextLayout(isVerbose: true)).render(plan), PlanMarkdown().render(plan),
            DriftText().render(plan), DriftJSON().render(plan), DriftMarkdown().render(plan),
        ]
        for report in reports { #expect(!report.contains("sesame")) }
        #expect(reports[1].contains("(sensitive, changed)"))
    }
}
