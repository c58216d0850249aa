import Document
import Planning
import Reports
import Testing

struct DriftTests {
    @Test(arguments: [80, 160])
    func showsWhoChangedWhat(_ width: Int) throws {
        let text = DriftText(TextLayout(width: width)).render(SamplePlan.full)
        try expectGolden(text, "drift-\(width).txt")
        #expect(text.contains("changed by kubectl-edit at 2026-11-23T04:11:02Z"))
        // The version was changed by the specification.
        #expect(!text.contains("v1.35.2"))
        #expect(text.split(separator: "\n").allSatisfy { String($0).columns <= width })
    }

    @Test func countsFieldsAndRemovals() {
        let report = DriftReport(SamplePlan.full)
        #expect(
            report.sentence
                == "Drift: 2 fields of 2 objects were changed, 1 object was removed and 1 change is contested.")
        #expect(report.contested.map(\.kind) == [.conflict])
        #expect(DriftReport(SamplePlan.deferredOnly).sentence == "No drift.")
        #expect(!DriftReport(SamplePlan.deferredOnly).hasDrift)
    }

    @Test func whatCouldNotBeLookedAtMayHaveDrifted() {
        var plan = SamplePlan.deferredOnly
        plan.steps[0].action = .unknown
        #expect(DriftReport(plan).isPartial)
        #expect(DriftReport(plan).sentence == "No drift in what could be read.")
    }

    @Test func hasTheDocumentedShape() throws {
        let text = DriftJSON().render(SamplePlan.full)
        try expectGolden(text, "drift.json")
        let value = try Value(json: Array(text.utf8))
        #expect(value["has_drift"] == true)
        #expect(value["drift"]?.array?.compactMap { $0["change"]?.string } == ["changed", "removed", "changed"])
    }

    @Test func isShownInComments() throws {
        try expectGolden(DriftMarkdown().render(SamplePlan.full), "drift.md")
    }
}
