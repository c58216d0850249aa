import Kubernetes
import Resources
import State

/// The workspaces as they were recorded last, a line each.
package struct StatusText: Sendable {
    package var layout: TextLayout

    package init(_ layout: TextLayout = TextLayout()) {
        self.layout = layout
    }

    /// The table, by name, shared parts of clusters last, a line end after each line.
    ///
    /// `now` is how workspaces were found at `time`, where the world was asked.
    package func render(
        _ snapshots: [Snapshot], runs: RunsInProgress = .known([:]), now: [String: WorkspaceNow] = [:],
        time: Timestamp = Timestamp(microseconds: 0)
    ) -> String {
        var page = TextPage(layout)
        let entries = StatusEntry.entries(snapshots, runs)
        guard !entries.isEmpty else {
            page.add("No workspace is recorded.")
            addUnknown(runs, to: &page)
            return page.text
        }
        let titles = ["WORKSPACE", "STATE", "CLUSTER", "VERSION", "DEFERRED"]
        let rows = entries.map { entry in
            [
                entry.group, entry.phase.rawValue, entry.cluster ?? "-", entry.version ?? "-",
                entry.deferred.isEmpty ? "-" : entry.deferred.count.grouped,
            ]
        }
        var widths = titles.indices.map { column in ([titles] + rows).map { $0[column].columns }.max() ?? 0 }
        let rest = layout.width - widths.dropFirst().reduce(0) { $0 + $1 + 2 }
        widths[0] = min(widths[0], max(rest, 12))
        page.add(row: titles, widths: widths, styles: titles.map { _ in .bold })
        for (entry, cells) in zip(entries, rows) {
            page.add(row: cells, widths: widths, styles: [.plain, entry.style, .plain, .plain, .deferred])
            if let run = entry.run { page.add(prose: run.words, run.isAlive ? .wait : .failure, indent: 4, mark: "▸ ") }
            if let cause = entry.cause { page.add(prose: cause, .failure, indent: 4) }
            for address in entry.deferred {
                page.add(prose: "… \(address.name) is deferred", .deferred, indent: 4)
            }
            for failure in entry.failures { page.add(prose: failure, .failure, indent: 4) }
            guard let now = now[entry.group] else { continue }
            for line in now.lines(at: time) { page.add(prose: line.text, line.style, indent: 4) }
            for (address, record) in entry.deployments where record.state != .failed {
                page.add(
                    prose: "\(address.name) \(record.deployment.revision) \(record.state.rawValue)", .dim, indent: 4)
            }
        }
        addUnknown(runs, to: &page)
        return page.text
    }

    private func addUnknown(_ runs: RunsInProgress, to page: inout TextPage) {
        guard let reason = runs.unknownReason else { return }
        page.separate()
        page.add(prose: "whether runs are in progress is not known: \(reason)", .wait)
    }
}

extension StatusEntry {
    fileprivate var style: TextStyle {
        switch phase {
        case .active: .success
        case .provisioning: .wait
        case .error: .failure
        case .deleting, .markedForDeletion: .delete
        }
    }
}
