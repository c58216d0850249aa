import Planning
import Testing

@testable import Reports

/// What stands in the one comment of a pipeline, and in the issues about drift.
struct StickyTextTests {
    private struct NoEstate: Error {}

    @Test func theReportKeepsItsMarkerAndGetsNotesAndALink() async throws {
        let report = PlanMarkdown().render(SamplePlan.full)
        let link = try #require(LinkBase("https://ci.example.com/run/1/"))
        let text = try await StickyText(report: report, notes: ["Applied. @all <b>"], link: link) { throw NoEstate() }
        let lines = text.text().split(separator: "\n", omittingEmptySubsequences: false)
        #expect(text.marker == PlanMarkdown.marker(estate: SamplePlan.full.estate) && lines[0] == text.marker)
        #expect(lines[1] == "> **Note:** Applied. &#64;&#8288;all &lt;b&gt;" && lines[2].isEmpty)
        #expect(
            text.text().hasSuffix("\n[Every object with its difference, as a page](<https://ci.example.com/run/1>)\n"))
        #expect(text.text().contains(report.drop { !$0.isNewline }.dropFirst()))
    }

    @Test func aTextWithoutAMarkerGetsThatOfTheEstate() async {
        let text = await StickyText(report: nil, notes: ["There is no plan."], link: nil) { "prod" }
        #expect(text.text() == "<!-- berth-plan:prod -->\n> **Note:** There is no plan.\n\n")
        let quoted = await StickyText(report: "> <!-- berth-plan:x -->", notes: [], link: nil) { "prod" }
        #expect(quoted.marker.contains("prod"))
        // Where no name can be read, the comment is found again all the same.
        let nameless = await StickyText(report: "Faulty.", notes: [], link: nil) { "" }
        #expect(nameless.text() == "<!-- berth-plan: -->\nFaulty.")
    }

    /// What was found about drift has a comment of its own beside that of the plan.
    @Test func aPlanAndItsDriftHaveTwoComments() async {
        let drift = await StickyText(report: DriftMarkdown().render(SamplePlan.full), notes: [], link: nil) { "none" }
        let plan = await StickyText(report: PlanMarkdown().render(SamplePlan.full), notes: [], link: nil) { "none" }
        #expect(drift.marker == DriftMarkdown.marker(estate: SamplePlan.full.estate) && drift.marker != plan.marker)
        // Neither is the beginning of another, nor of what issues begin with.
        let prefix = DriftIssues(SamplePlan.full).prefix
        #expect(!drift.marker.hasPrefix(prefix) && !plan.marker.hasPrefix(prefix))
    }

    /// A note without a report stands above the one that is there, in place of what was said before.
    @Test(arguments: ["\n", "\r\n"]) func aNoteKeepsTheReport(_ lineEnd: String) async throws {
        let report = PlanMarkdown().render(SamplePlan.full)
        let link = try #require(LinkBase("https://ci.example.com/run/1"))
        let first = try await StickyText(report: report, notes: ["Old.", "Older."], link: link) { throw NoEstate() }
        let note = await StickyText(report: nil, notes: ["New."], link: nil) { SamplePlan.full.estate }
        let existing = first.text().replacing("\n", with: lineEnd)
        let plain = try await StickyText(report: report, notes: ["New."], link: link) { throw NoEstate() }
        #expect(note.marker == first.marker && note.text(existing: existing) == plain.text())
        // Another link takes the place of the one that was there, and the result is the same when it is done again.
        let other = try #require(LinkBase("https://ci.example.com/run/2"))
        let again = await StickyText(report: nil, notes: [], link: other) { SamplePlan.full.estate }
        let twice = again.text(existing: again.text(existing: existing))
        #expect(twice == (try await StickyText(report: report, notes: [], link: other) { throw NoEstate() }).text())
        #expect(note.text() == "\(note.marker)\n> **Note:** New.\n\n")
        // The lines of a note are lines, and go with it.
        let long = await StickyText(report: nil, notes: ["One.\r\nTwo <b>.\n"], link: nil) { SamplePlan.full.estate }
        #expect(long.text() == "\(note.marker)\n> **Note:** One.<br>Two &lt;b&gt;.\n\n")
        #expect(note.text(existing: long.text(existing: existing)) == note.text(existing: existing))
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
        plan.leftovers.part = nil
        plan.leftovers.changes = "the workspace changed since abc1234 (1 of 2)"
        #expect(!DriftIssues(plan).isWhole, "the others were not looked at")
        #expect(DriftReport(plan).sentence.hasSuffix(" Looked at: the workspace changed since abc1234 (1 of 2)."))
        plan.leftovers = Plan.Leftovers(part: "payments")
        #expect(DriftReport(plan).sentence.hasSuffix(" Looked at: payments."))
        plan.leftovers.orphans = ["gone"]
        #expect(DriftIssues(plan).finding("gone") == .unknown)
    }
}
