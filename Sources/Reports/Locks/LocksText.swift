import Diagnostics
import Execution
import Kubernetes

/// The locks of an estate, a line each.
package struct LocksText: Sendable {
    package var layout: TextLayout

    package init(_ layout: TextLayout = TextLayout()) {
        self.layout = layout
    }

    /// The table, by group, a line end after each line; `now` is the time by this machine's clock, for the age of locks.
    package func render(_ survey: LockSurvey, now: Timestamp) -> String {
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
        page.add(row: titles, widths: widths, styles: titles.map { _ in .bold })
        for (group, cells) in zip(table.groups, rows) {
            let holder = survey.table.holder(of: group)
            let style: TextStyle = holder.map { survey.isAlive($0) ? .wait : .failure } ?? .plain
            page.add(row: cells, widths: widths, styles: [.plain, style, .plain, .dim])
            if let holder {
                let since = holder.sinceText.map { ", since \($0)" } ?? ""
                page.add(prose: "\(holder.text)\(since)\(Self.times(of: holder, survey, now))", style, indent: 4)
            }
        }
        return page.text
    }

    /// `, for 5 min; ends at 2026-11-23T04:57:38Z unless it is renewed`.
    private static func times(of holder: LockTable.Holder, _ survey: LockSurvey, _ now: Timestamp) -> String {
        let age = holder.since.map { ", for \(Duration.seconds(max(0, $0.seconds(until: now))).words)" } ?? ""
        guard let expiry = survey.expiry(of: holder) else { return age }
        let verb = expiry < now && !survey.isAlive(holder) ? "ended" : "ends"
        return "\(age); \(verb) at \(expiry.toSeconds)\(verb == "ends" ? " unless it is renewed" : "")"
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
