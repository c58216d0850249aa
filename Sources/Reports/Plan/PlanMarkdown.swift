import Diagnostics
import Planning
import Resources

/// A plan for one comment on a pull request that is written anew with each run: counts, deletions first, details folded,
/// cut by whole objects where the forge's limit is reached.
package struct PlanMarkdown: Sendable {
    private let whole: String

    /// `whole` is the command that shows what does not fit in here.
    package init(whole: String = "berth plan --verbose") {
        self.whole = whole
    }

    /// The first line of the comment, by which a pipeline finds it again.
    package static func marker(estate: String) -> String {
        "<!-- berth-plan:\(MarkdownText.markerName(estate)) -->"
    }

    /// The comment; at most 65,000 characters.
    package func render(_ plan: Plan) -> String {
        let outline = PlanOutline(plan)
        let summary = PlanSummary(plan)
        var page = MarkdownPage()
        page.add("\(Self.marker(estate: plan.estate))\n")
        page.add(
            "### Berth: \(plan.purpose.rawValue) of \(MarkdownText.code(plan.estate))\n\n**\(MarkdownText.sentence(summary.sentence))**\n"
        )
        Self.addProblems(plan, to: &page)
        Self.add(Removals(outline), to: &page)
        Self.addTable(outline, to: &page)
        for block in PlanBlocks(outline).blocks { Self.add(block, to: &page) }
        let waves = WaveLines(plan)
        if let title = waves.title {
            page.add("\n\(title)\n" + waves.lines().map { "\n- \(MarkdownText.escaped($0))" }.joined() + "\n")
        }
        if !outline.sections.isEmpty {
            let legend = MarkdownText.escaped(Action.legend)
            page.add("<details><summary>symbols</summary>\n\n\(legend)\n\n</details>\n")
        }
        for silence in plan.unreachable {
            page.add(silence: silence)
        }
        for remark in plan.remarks { page.add("\nℹ️ \(MarkdownText.code(remark))\n") }
        return page.finished(whole)
    }

    private static func addProblems(_ plan: Plan, to page: inout MarkdownPage) {
        let (blocking, confined) = (plan.blockingProblems, plan.confinedProblems)
        add(blocking, "⛔ \(blocking.count.counted("problem")) to settle before this can be applied", to: &page)
        add(confined, "⚠️ \(confined.count.counted("problem")) to settle; what is named here is left out", to: &page)
    }

    private static func add(_ problems: [Plan.Problem], _ title: String, to page: inout MarkdownPage) {
        guard !problems.isEmpty else { return }
        page.add("\n#### \(title)\n\n")
        let lines = problems.grouped.map { problem, addresses in
            let others = addresses.count > 1 ? " \(addresses.others)" : ""
            let head = "\(problem.kind.rawValue) \(addresses.first ?? "")\(others)"
            return MarkdownText.fence(
                [head, "  \(problem.message)"] + (problem.hint.map { ["  → \($0)"] } ?? []), language: "text")
        }
        for line in lines { page.add(line, objects: 1) }
    }

    private static func add(_ removals: Removals, to page: inout MarkdownPage) {
        guard !removals.steps.isEmpty else { return }
        page.add("\n#### 🗑️ \(removals.verb) \(MarkdownText.escaped(removals.extent))\n\n")
        for step in removals.steps {
            let address = MarkdownText.code(step.address.description)
            if step.removals.isEmpty { page.add("- \(address)\n", objects: 1) }
            for change in step.removals {
                let verb = change.action == .replace && !removals.areReplacements ? " (replaced)" : ""
                let place = "\(address) in \(MarkdownText.code(change.key.place.description))"
                page.add("- \(MarkdownText.code(change.key.shortName))\(verb) of \(place)\n", objects: 1)
            }
        }
    }

    private static func addTable(_ outline: PlanOutline, to page: inout MarkdownPage) {
        guard !outline.sections.isEmpty else { return }
        let actions: [Action] = [.delete, .replace, .update, .create, .defer, .unknown]
        let steps = outline.sections.flatMap(\.steps)
        let shown = actions.filter { action in steps.contains { $0.objects[action] != nil } }
        guard !shown.isEmpty else { return }
        page.add("\n| workspace | \(shown.map(\.countedAs).joined(separator: " | ")) |\n")
        page.add("| --- | \(shown.map { _ in "---:" }.joined(separator: " | ")) |\n")
        let rows = outline.sections.map { section in
            (
                name: section.group.name,
                counts: shown.map { action in section.steps.reduce(0) { $0 + ($1.objects[action] ?? 0) } }
            )
        }
        let alike = Dictionary(grouping: rows.indices) { rows[$0].counts }
        for (index, row) in rows.enumerated() where alike[row.counts]?.first == index {
            let names = (alike[row.counts] ?? []).map { rows[$0].name }
            // Few are named in a line each.
            let groups = names.count > 2 ? [names] : names.map { [$0] }
            for group in groups {
                let cells = row.counts.map { $0 > 0 ? ($0 * group.count).grouped : "" }
                let title =
                    group.count > 1
                    ? "\(group.count.counted("workspace")): \(MarkdownText.code(group.listed(most: 4)))"
                    : MarkdownText.code(group[0])
                page.add("| \(title) | \(cells.joined(separator: " | ")) |\n")
            }
        }
    }

    /// A workspace, or what several have to do alike; nothing of it where there is no room behind its title.
    private static func add(_ block: PlanBlocks.Block, to page: inout MarkdownPage) {
        let names = block.groups.map { MarkdownText.code($0.name) }
        var title = "\n#### \(names.first ?? "")\n\n"
        if block.isShared {
            title = "\n#### \(block.groups.count.counted("workspace")), each\n\n\(listed(names))\n\n"
        }
        guard page.add(title, closing: 1000) else {
            return page.countCut(block.groups.count * block.steps.reduce(0) { $0 + $1.changes.count })
        }
        for step in block.steps { add(step, of: block.groups.count, block.words, to: &page) }
        for folded in block.folded { page.add("<p><b>?</b> \(MarkdownText.escaped(folded.sentence))</p>\n\n") }
    }

    /// Names, as many as leave room for what is done.
    private static func listed(_ names: [String]) -> String {
        var length = 0
        let shown = names.prefix { name in
            length += name.utf16.count + 2
            return length <= 8_000
        }
        return names.listed(most: max(shown.count, 1))
    }

    /// A step of so many workspaces, folded, with as many of its objects as there is room for.
    private static func add(_ step: Step, of workspaces: Int, _ words: LeafWords, to page: inout MarkdownPage) {
        let location =
            step.location.map { " · \(MarkdownText.code("\(SourceLocation(file: $0.file, line: $0.line))"))" } ?? ""
        let reason = step.reason.isEmpty ? "" : " — \(MarkdownText.escaped(step.reason))"
        let line = "<b>\(step.action.symbol)</b> \(MarkdownText.code(step.address.description))\(reason)\(location)"
        let changes = step.changes.filter { $0.action != .none }
        guard !changes.isEmpty else {
            page.add("<p>\(line)</p>\n\n")
            return
        }
        let end = "\n</details>\n\n"
        let start = "<details><summary>\(line)</summary>\n\n"
        guard page.add(start, closing: end.utf16.count + 200, objects: changes.count * workspaces) else { return }
        for change in changes {
            let action = step.action == .defer ? Action.defer : change.action
            var lines = ["# \(action.rawValue) \(change.key.description) in \(change.key.place.description)"]
            if let reason = change.deferral { lines.append("# not tried yet: \(reason)") }
            if let replacement = change.replacement {
                lines.append("# not in place: \(replacement.brief)")
                lines += replacement.losses.map { "! loses \($0)" }
            }
            lines += LeafDiff().lines(of: change, words: words)
            page.add(MarkdownText.fence(lines, language: "diff"), closing: end.utf16.count, objects: workspaces)
        }
        // Room for it was kept.
        page.add(end)
    }
}

extension MarkdownPage {
    /// What could not be read, why, and what to do about it.
    mutating func add(silence: Plan.Unreachable) {
        add("\n❔ \(MarkdownText.code(silence.subject)) could not be read\n\n")
        add(MarkdownText.fence([silence.reason] + (silence.hint.map { ["→ \($0)"] } ?? []), language: "text"))
    }
}
