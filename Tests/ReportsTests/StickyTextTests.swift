import Planning
import Reports
import Testing

/// What stands in the one comment of a pipeline, and in the issues about drift.
struct StickyTextTests {
    private struct NoEstate: Error {}

    @Test func theReportKeepsItsMarkerAndGetsNotesAndALink() throws {
        let report = PlanMarkdown().render(SamplePlan.full)
        let link = try #require(LinkBase("https://ci.example.com/run/1/"))
        let text = try StickyText(report: report, notes: ["Applied. @all <b>"], link: link) { throw NoEstate() }
        let lines = text.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(text.marker == PlanMarkdown.marker(estate: SamplePlan.full.estate) && lines[0] == text.marker)
        #expect(lines[1] == "> **Note:** Applied. &#64;&#8288;all &lt;b&gt;" && lines[2].isEmpty)
        #expect(
            text.text.hasSuffix("\n[Every object with its difference, as a page](<https://ci.example.com/run/1>)\n"))
        #expect(text.text.contains(report.drop { !$0.isNewline }.dropFirst()))
    }

    @Test func aTextWithoutAMarkerGetsThatOfTheEstate() {
        let text = StickyText(report: "", notes: ["There is no plan."], link: nil) { "prod" }
        #expect(text.text == "<!-- berth-plan:prod -->\n> **Note:** There is no plan.\n\n")
        #expect(StickyText(report: "> <!-- berth-plan:x -->", notes: [], link: nil) { "prod" }.marker.contains("prod"))
    }

    /// Two estates in one repository have two comments, and no name ends the marker.
    @Test(arguments: [("a-b", "ab"), ("a--b", "a-b"), ("a--b", "a-_b"), ("a---b", "a--b")])
    func noTwoEstatesHaveOneMarker(_ one: String, _ other: String) {
        let marker = PlanMarkdown.marker(estate: one)
        #expect(marker != PlanMarkdown.marker(estate: other) || other.contains("_"))
        #expect(!marker.dropFirst(4).dropLast(3).contains("--"))
    }

    @Test func aMarkerHoldsNothingThatEndsIt() {
        #expect(PlanMarkdown.marker(estate: "x --><script>") == "<!-- berth-plan:x-_script -->")
    }

    @Test func eachWorkspaceHasAnIssueOfItsOwn() throws {
        let issues = DriftIssues(SamplePlan.full, link: LinkBase("https://ci.example.com/run/1"))
        var texts: [String] = []
        for group in issues.groups {
            guard case .drifted(let title, let text) = issues.finding(group) else { continue }
            texts.append("# \(title)\n\n\(text)")
            #expect(
                text.hasPrefix("\(issues.marker(of: group))\n") && issues.marker(of: group).hasPrefix(issues.prefix))
        }
        try expectGolden(texts.joined(separator: "\n"), "drift-issues.md")
        #expect(!texts.isEmpty)
    }

    @Test func whatCouldNotBeLookedAtIsNotClean() {
        let clean = DriftIssues(SamplePlan.deferredOnly)
        #expect(clean.isWhole && !clean.groups.isEmpty)
        #expect(clean.groups.allSatisfy { clean.finding($0) == .clean })
        var plan = SamplePlan.deferredOnly
        let group = clean.groups[0]
        plan.unreachable = [Plan.Unreachable(place: .tenant(group), reason: "no route")]
        #expect(DriftIssues(plan).finding(group) == .unknown && !DriftIssues(plan).isWhole)
        plan = SamplePlan.deferredOnly
        plan.steps[0].action = .unknown
        #expect(DriftIssues(plan).finding(plan.steps[0].address.group) == .unknown)
        plan = SamplePlan.deferredOnly
        plan.problems = [Plan.Problem(kind: .invalid, address: plan.steps[0].address, message: "no room")]
        #expect(DriftIssues(plan).finding(plan.steps[0].address.group) == .unknown)
        plan = SamplePlan.deferredOnly
        plan.leftovers.part = "payments"
        #expect(!DriftIssues(plan).isWhole)
        plan.leftovers.orphans = ["gone"]
        #expect(DriftIssues(plan).finding("gone") == .unknown)
    }
}
