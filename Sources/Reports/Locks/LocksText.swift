import Execution

/// The locks of an estate, a line each.
package struct LocksText: Sendable {
    package var layout: TextLayout

    package init(_ layout: TextLayout = TextLayout()) {
        self.layout = layout
    }

    /// The table, by group, a line end after each line.
    package func render(_ survey: LockSurvey) -> String {
        var page = TextPage(layout)
        let table = survey.table
        guard !table.groups.isEmpty else {
            page.add("Nothing is locked.")
            return page.text
        }
        let titles = ["GROUP", "STATE", "EPOCH", "LAST PLAN"]
        let rows = table.groups.map { group in
            [group, Self.state(of: group, survey), "\(table.epoch(of: group))", Self.plan(of: group, table)]
        }
        let widths = titles.indices.map { column in ([titles] + rows).map { $0[column].columns }.max() ?? 0 }
        page.add(.row(titles, widths: widths, styles: titles.map { _ in .bold }))
        for (group, cells) in zip(table.groups, rows) {
            let holder = survey.table.holder(of: group)
            let style: TextStyle = holder.map { survey.isAlive($0) ? .wait : .failure } ?? .plain
            page.add(.row(cells, widths: widths, styles: [.plain, style, .plain, .dim]))
            if let holder {
                page.add(prose: "\(holder.text)\(holder.sinceText.map { ", since \($0)" } ?? "")", style, indent: 4)
            }
        }
        return page.text
    }

    private static func state(of group: String, _ survey: LockSurvey) -> String {
        guard let holder = survey.table.holder(of: group) else { return "free" }
        return survey.isAlive(holder) ? "held" : "held, no sign of life"
    }

    private static func plan(of group: String, _ table: LockTable) -> String {
        func short(_ digest: String) -> String { String(digest.replacing("sha256:", with: "").prefix(12)) }
        if let begun = table.begunPlan(of: group) { return "\(short(begun)), not finished" }
        return table.finishedPlan(of: group).map { "\(short($0)), finished" } ?? "-"
    }
}
