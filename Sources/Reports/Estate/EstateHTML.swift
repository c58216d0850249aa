import Diagnostics
import Resources
import State

/// The whole estate as a page of its own for a browser, from what is recorded alone: workspaces with their versions and
/// applications, the last runs, and the history of each workspace.
package struct EstateHTML: Sendable {
    /// So many entries of the history are shown for each workspace.
    private static let ownHistory = 20
    private static let lastRuns = 25
    private static let manyGroups = 30

    package init() {}

    /// The document, with a line end at its end.
    package func render(_ report: EstateReport) -> String {
        let entries = StatusEntry.entries(report.snapshots, .known([:]))
        let workspaces = entries.filter { !$0.isShared }
        var page = HTMLPage(kind: "Estate", title: report.estate, sentence: Self.sentence(workspaces))
        page.add(
            tiles: Snapshot.Phase.shown.map { phase in
                (workspaces.count { $0.phase == phase }, phase.rawValue, phase.pageStyle)
            } + [(workspaces.count { !$0.deferred.isEmpty }, "with deferred work", "a-defer")])
        for reason in report.unreadable {
            page.body += FindingMarkup.finding("A record cannot be read", [reason], nil, isMild: false)
        }
        for entry in entries where entry.cause != nil || !entry.failures.isEmpty {
            page.body += FindingMarkup.finding(
                "\(entry.group) is \(entry.phase.rawValue)", [entry.cause].compactMap(\.self) + entry.failures, nil,
                isMild: entry.phase == .active)
        }
        page.add("Versions", id: "versions", Self.sums("Kubernetes", workspaces.map { $0.version ?? "unknown" }))
        page.add("Applications", id: "applications", Self.applications(entries))
        page.add("Last runs", id: "runs", Self.runs(Array(RecordedRun.runs(report.history).prefix(Self.lastRuns))))
        if !entries.isEmpty {
            page.beginList("Workspaces", id: "workspaces", count: entries.count)
            page.addTools(
                Snapshot.Phase.shown.filter { phase in entries.contains { $0.phase == phase } }
                    .map { ($0.rawValue, $0.rawValue) }, of: "workspaces")
            var histories: [String: [RecordedChange]] = [:]
            for change in report.history { for group in change.groups { histories[group, default: []].append(change) } }
            for (index, entry) in entries.enumerated() {
                page.body += Self.group(
                    entry, histories[entry.group] ?? [], report, id: "g\(index)",
                    isOpen: entries.count <= Self.manyGroups)
            }
            page.endList()
        }
        return page.text
    }

    private static func sentence(_ workspaces: [StatusEntry]) -> String {
        guard !workspaces.isEmpty else { return "No workspace is recorded." }
        let active = workspaces.count { $0.phase == .active }
        let clusters = Set(workspaces.compactMap(\.cluster)).count
        return
            "\(workspaces.count.counted("workspace")) on \(clusters.counted("cluster")), \(active.grouped) active, as last recorded."
    }

    /// How often each value comes.
    private static func sums(_ title: String, _ values: [String]) -> Markup {
        let counts = Dictionary(grouping: values, by: \.self).mapValues(\.count)
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        guard !counts.isEmpty else { return "" }
        let rows = counts.map { "<tr><td>\($0.key)</td><td class=\"n\">\($0.value.grouped)</td></tr>\n" as Markup }
        return """
            <div class="scroll slim" role="region" aria-label="\(title)" tabindex="0"><table><thead><tr>\
            <th scope="col">\(title)</th><th class="n" scope="col">workspaces</th></tr></thead>
            <tbody>\(Markup(rows))</tbody></table></div>

            """
    }

    private static func applications(_ entries: [StatusEntry]) -> Markup {
        let uses = entries.flatMap { entry in entry.deployments.map(\.record) }
        let counts = Dictionary(grouping: uses) { "\($0.deployment.application)\n\($0.deployment.revision)" }
            .sorted { $0.key < $1.key }
        guard !counts.isEmpty else { return "" }
        let rows = counts.map { _, records -> Markup in
            let failed = records.count { $0.state == .failed }
            return """
                <tr><td>\(records[0].deployment.application)</td><td>\(records[0].deployment.revision)</td>\
                <td class="n">\(records.count.grouped)</td><td class="n a-delete">\(failed > 0 ? failed.grouped : "")</td></tr>

                """
        }
        return """
            <div class="scroll slim" role="region" aria-label="Applications" tabindex="0"><table><thead><tr>\
            <th scope="col">application</th><th scope="col">revision</th><th class="n" scope="col">used</th>\
            <th class="n" scope="col">failed</th></tr></thead><tbody>\(Markup(rows))</tbody></table></div>

            """
    }

    private static func runs(_ runs: [RecordedRun]) -> Markup {
        guard !runs.isEmpty else { return "" }
        let rows = runs.map { run -> Markup in
            """
            <tr><td class="mono">\(EventTime.text(run.time))</td><td>\(run.subject)</td>\
            <td>\(run.groups.listed(most: 4))</td><td>\(run.actor)</td>\
            <td>\(run.status ?? "")</td><td class="mono">\(run.revision.short)</td></tr>

            """
        }
        return """
            <div class="scroll" role="region" aria-label="Last runs" tabindex="0"><table><thead><tr>\
            <th scope="col">when</th><th scope="col">what</th><th scope="col">of</th><th scope="col">who</th>\
            <th scope="col">how it ended</th><th scope="col">commit</th></tr></thead><tbody>\(Markup(rows))</tbody></table></div>

            """
    }

    private static func group(
        _ entry: StatusEntry, _ history: [RecordedChange], _ report: EstateReport, id: String, isOpen: Bool
    ) -> Markup {
        let style = entry.phase.pageStyle
        var about = entry.cluster.map { " on \($0)" } ?? ""
        if entry.isProtected { about += ", protected" }
        let last = history.first.map { "last change \(EstateReport.time(of: $0)) by \($0.commit.note.actor)" } ?? ""
        var lines: [Markup] = []
        if let cause = entry.cause { lines.append("<p class=\"a-delete\">\(cause)</p>") }
        for (address, record) in entry.deployments {
            let error = record.lastError.map { ": \($0)" } ?? ""
            lines.append(
                """
                <p><code>\(address.name)</code> \(record.deployment.revision) \
                <span class="\(record.state == .failed ? "a-delete" : "quiet")">\(record.state.rawValue)\(error)</span></p>
                """)
        }
        for address in entry.deferred { lines.append("<p class=\"a-defer\">… \(address.name) is deferred</p>") }
        let kinds = Dictionary(grouping: entry.kinds, by: \.self).mapValues(\.count).sorted { $0.key < $1.key }
        if !kinds.isEmpty {
            let list = kinds.map { "\($0.value.grouped) \($0.key)" }.joined(separator: ", ")
            lines.append("<p class=\"quiet\">holds \(list)</p>")
        }
        let shown = history.prefix(ownHistory).map { change -> Markup in
            let note = change.commit.note
            let status = change.status.map { ", \($0)" } ?? ""
            return """
                <li><span class="mono">\(EstateReport.time(of: change)) \(change.commit.revision.short)</span> \(note.subject) \
                <span class="quiet">\(note.actor)\(status)</span></li>

                """
        }
        let isCut = history.count > ownHistory || report.isHistoryCut
        let more: Markup = isCut ? "<p class=\"quiet\">All of it: <code>berth state log \(entry.group)</code></p>" : ""
        let list: Markup =
            shown.isEmpty
            ? ""
            : "<details class=\"object\"><summary>history (\(history.count.counted("change")))</summary><ul>\(Markup(shown))</ul>\(more)</details>"
        return """
            <details class="group" id="\(id)" data-name="\(entry.group)"\(isOpen ? " open" as Markup : "")><summary>\
            <h3>\(entry.group)</h3> <b class="\(style)">\(entry.phase.rawValue)</b><span class="quiet">\(about) \
            \(entry.version ?? "")</span></summary>
            <div class="in"><div class="step" id="\(id)-0" data-action="\(entry.phase.rawValue)">
            <p class="quiet">\(last)</p>\(Markup(lines))\(list)</div></div></details>

            """
    }
}

extension StatusEntry {
    /// Whether it is what the workspaces of a cluster share.
    fileprivate var isShared: Bool { ResourceAddress.Scope(group: group).cluster != nil }
}

extension Snapshot.Phase {
    /// What needs somebody first.
    fileprivate static let shown: [Snapshot.Phase] = [.error, .markedForDeletion, .deleting, .provisioning, .active]

    fileprivate var pageStyle: String {
        switch self {
        case .active: "a-create"
        case .provisioning: "a-wait"
        case .error: "a-delete"
        case .deleting, .markedForDeletion: "a-update"
        }
    }
}
