import Document
import Planning
import Reports
import Testing

struct PlanJSONTests {
    @Test func hasTheDocumentedShape() throws {
        let text = PlanJSON().render(SamplePlan.full)
        try expectGolden(text, "plan.json")
        let value = try Value(json: Array(text.utf8))
        #expect(value["format_version"] == "2.0")
        let steps = try #require(value["steps"]?.array)
        #expect(steps.compactMap { $0["address"]?.string } == SamplePlan.full.steps.map(\.address.description))
        let changes = try #require(value["resource_changes"]?.array)
        #expect(changes.count == SamplePlan.full.steps.map(\.changes.count).reduce(0, +))
        #expect(Set(changes.map { "\($0["place"] ?? "") \($0["address"] ?? "")" }).count == changes.count)
        #expect(value["summary"]?["create"] == 8)
        #expect(value["summary"]?["sentence"]?.string == PlanSummary(SamplePlan.full).sentence)
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
