import Document
import Planning
import Reports
import Resources
import Testing

struct PlanMarkdownTests {
    @Test func foldsDetailsAndPutsDeletionsFirst() throws {
        let text = PlanMarkdown().render(SamplePlan.full)
        try expectGolden(text, "plan.md")
        #expect(text.hasPrefix("<!-- berth-plan:loopback -->\n"))
        let deletions = try #require(text.range(of: "Deletes 2 objects"))
        let details = try #require(text.range(of: "<details>"))
        #expect(deletions.lowerBound < details.lowerBound)
    }

    /// What a plan file says is left out may have been written by anybody.
    @Test func namesInItsSentenceDoNothing() {
        var plan = plan(steps: 1, items: 1, value: "x")
        plan.leftovers.orphans = ["<script>\u{1B}[31m", "a\n::error::b"]
        plan.leftovers.omissions = ["**--x** @everyone"]
        let sentence = PlanMarkdown().render(plan).split(separator: "\n").first { $0.hasPrefix("**") } ?? ""
        #expect(sentence.hasPrefix("**Plan: 1 object to create") && sentence.hasSuffix("**"), "\(sentence)")
        for part in ["<script", "\u{1B}", "::error", "**--x", "@everyone"] {
            #expect(!sentence.dropFirst(2).contains(part), "\(sentence)")
        }
    }

    /// A step for each of some workspaces, which differ in the namespace of their objects unless they are alike.
    private func plan(steps: Int, items: Int, value: String, areAlike: Bool = false) -> Plan {
        Plan(
            estate: "e", purpose: .apply,
            steps: (0..<steps).map { step in
                Step(
                    address: ResourceAddress(workspace: "w\(step)", "application/a"), kind: .application,
                    action: .create, reason: "new",
                    changes: (0..<items).map { item in
                        ItemChange(
                            key: ItemKey(
                                place: .tenant("w\(step)"), apiVersion: "v1", kind: "ConfigMap",
                                namespace: areAlike ? "n" : "n\(step)", name: "c\(item)"), action: .create,
                            leaves: [LeafChange(path: ["data", "key"], old: nil, new: .string(value), reason: .spec)])
                    })
            }, groups: [])
    }

    /// Two with the same numbers have a line each, by their own names.
    @Test func twoWorkspacesAlikeAreBothNamed() {
        let text = PlanMarkdown().render(plan(steps: 2, items: 1, value: "x"))
        #expect(text.contains("| <code>w0</code> | 1 |\n| <code>w1</code> | 1 |\n"), "\(text)")
    }

    @Test(arguments: [(40, 40), (1, 2000), (3000, 1)])
    func cutsByWholeObjects(_ steps: Int, _ items: Int) throws {
        let text = PlanMarkdown().render(plan(steps: steps, items: items, value: "x"))
        #expect(text.utf16.count <= 65_000)
        #expect(text.utf16.count > 40_000)
        func count(_ part: String) -> Int { text.components(separatedBy: part) - 1 }
        #expect(count("<details>") == count("</details>"))
        #expect(count("```diff\n") * 2 == count("```"))
        let shown = count("# create ConfigMap")
        let cut = try #require(text.firstMatch(of: /\*\*([0-9,]+) objects? did not fit/)?.output.1)
        #expect(shown + (Int(cut.replacing(",", with: "")) ?? 0) == steps * items)
    }

    /// What many workspaces have alike is told once, as in the text, and counted for all of them.
    @Test func whatIsAlikeStandsOnce() throws {
        let text = PlanMarkdown().render(plan(steps: 300, items: 20, value: "x", areAlike: true))
        #expect(text.components(separatedBy: "# create ConfigMap").count == 21)
        #expect(text.contains("#### 300 workspaces, each") && text.contains("| 6,000 |"), "\(text)")
        #expect(!text.contains("did not fit"))
    }

    @Test func textOfOthersStaysText() {
        let nasty = "```\n</details> @team <img src=x> **bold** #12"
        var plan = plan(steps: 1, items: 1, value: nasty)
        plan.steps[0].reason = "@team ``` <script>"
        plan.remarks = ["@everyone `x` <b>"]
        plan.problems = [Plan.Problem(kind: .rejected, message: "```\n@team </details>", hint: "````")]
        let text = PlanMarkdown().render(plan)
        let outside = text.replacing(/(`{3,})(diff|text)\n(?:.|\n)*?\n\1\n/, with: "")
        #expect(!outside.contains("@"))
        #expect(!outside.contains("```"))
        #expect(!outside.contains("<script>") && !outside.contains("<img"))
        #expect(outside.components(separatedBy: "</details>") == outside.components(separatedBy: "<details>"))
    }
}

extension String {
    /// The parts between occurrences of a separator, counted.
    fileprivate func components(separatedBy separator: String) -> Int {
        ranges(of: separator).count + 1
    }
}
