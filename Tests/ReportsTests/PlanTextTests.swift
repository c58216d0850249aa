import Document
import Planning
import Reports
import Resources
import Testing

struct PlanTextTests {
    @Test(arguments: [80, 120, 200])
    func showsEverythingThatChanges(_ width: Int) throws {
        let text = PlanText(TextLayout(width: width)).render(SamplePlan.full)
        try expectGolden(text, "plan-\(width).txt")
        #expect(text.split(separator: "\n").allSatisfy { String($0).columns <= width })
    }

    @Test func showsAllLeavesWhenAsked() throws {
        try expectGolden(PlanText(TextLayout(width: 120, isVerbose: true)).render(SamplePlan.full), "plan-verbose.txt")
    }

    @Test func coloursAreTheOnlyDifference() throws {
        let colored = PlanText(TextLayout(width: 100, usesColor: true)).render(SamplePlan.full)
        let plain = PlanText(TextLayout(width: 100)).render(SamplePlan.full)
        #expect(colored != plain)
        #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
    }
}

struct PlanSummaryTests {
    private func plan(_ actions: [Action], purpose: Plan.Purpose = .apply) -> Plan {
        Plan(
            estate: "e", purpose: purpose,
            steps: actions.enumerated().map { index, action in
                Step(
                    address: ResourceAddress(workspace: "w", "application/a\(index)"), kind: .application,
                    action: action, reason: "waits for a worker node")
            }, groups: [])
    }

    @Test func countsSteps() {
        #expect(
            PlanSummary(plan([.create, .create, .update, .defer, .none])).sentence
                == "Plan: 2 to create, 1 to update, 0 to delete, 1 deferred.")
        #expect(
            PlanSummary(plan([.replace])).sentence == "Plan: 0 to create, 0 to update, 1 to replace, 0 to delete.")
        #expect(PlanSummary(plan([.delete], purpose: .destroy)).sentence == "Plan to destroy: 1 to delete.")
    }

    @Test func saysWhenThereIsNothingToDo() {
        let none = "No changes. The world is as the specifications say."
        #expect(PlanSummary(plan([.none])).sentence == none)
        #expect(PlanSummary(plan([.none, .defer])).sentence == none + " (1 deferred)")
        #expect(PlanSummary(plan([.unknown])).sentence == "No changes in what could be reached (1 unknown).")
        #expect(PlanSummary(plan([], purpose: .destroy)).sentence == "Nothing to destroy.")
    }

    @Test func namesWhatIsDeferredWhenNothingElseChanges() {
        let text = PlanText().render(SamplePlan.deferredOnly)
        #expect(text.contains("The world is as the specifications say. (1 deferred)"))
        #expect(text.contains("payments/application/ingress-nginx: waits for a worker node"))
    }
}
