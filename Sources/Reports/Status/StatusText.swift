import Resources
import State

/// The workspaces as they were recorded last, a line each.
package struct StatusText: Sendable {
    package var layout: TextLayout

    package init(_ layout: TextLayout = TextLayout()) {
        self.layout = layout
    }

    /// The table, by name, shared parts of clusters last, a line end after each line.
    package func render(_ snapshots: [Snapshot]) -> String {
        var page = TextPage(layout)
        let entries = snapshots.map(StatusEntry.init).sorted()
        guard !entries.isEmpty else {
            page.add("No workspace is recorded.")
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
        page.add(row(titles, widths, styles: titles.map { _ in .bold }))
        for (entry, cells) in zip(entries, rows) {
            page.add(row(cells, widths, styles: [.plain, entry.style, .plain, .plain, .deferred]))
            if let cause = entry.cause { page.add(prose: cause, .failure, indent: 4) }
            for address in entry.deferred {
                page.add(prose: "… \(address.name) is deferred", .deferred, indent: 4)
            }
            for failure in entry.failures { page.add(prose: failure, .failure, indent: 4) }
        }
        return page.text
    }

    private func row(_ cells: [String], _ widths: [Int], styles: [TextStyle]) -> StyledLine {
        var line = StyledLine()
        var start = 0
        for (cell, (width, style)) in zip(cells, zip(widths, styles)) {
            line.pad(to: start)
            line.append(cell.fitted(to: width), style)
            start += width + 2
        }
        return line
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
