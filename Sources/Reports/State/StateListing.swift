import Document
import Kubernetes
import Resources
import State

/// What the state has on record: its workspaces and clusters, or the objects of one of them.
package struct StateListing: Sendable {
    private let snapshots: [Snapshot]
    private let changes: [String: StateCommit]

    /// `changes` are the newest commits of the snapshots, by path.
    package init(_ snapshots: [Snapshot], changes: [String: StateCommit]) {
        self.snapshots = snapshots.sorted { $0.group < $1.group }
        self.changes = changes
    }

    private func change(of snapshot: Snapshot) -> StateCommit? { changes[Snapshot.path(group: snapshot.group)] }

    /// A line for each workspace and cluster.
    package func text(_ layout: TextLayout) -> String {
        var page = TextPage(layout)
        guard !snapshots.isEmpty else {
            page.add("Nothing is recorded.")
            return page.text
        }
        let titles = ["GROUP", "STATE", "OBJECTS", "REVISION", "CHANGED", "BY"]
        let rows = snapshots.map { snapshot in
            let change = change(of: snapshot)
            return [
                snapshot.group, snapshot.phase.rawValue, snapshot.items.count.grouped, change?.revision.short ?? "-",
                change?.timeText ?? "-", change?.note.actor ?? "-",
            ]
        }
        var widths = titles.indices.map { column in ([titles] + rows).map { $0[column].columns }.max() ?? 0 }
        // Names of groups and of actors share what the rest leaves.
        let rest = layout.width - widths[1...4].reduce(0) { $0 + $1 + 2 } - 2
        widths[0] = min(widths[0], max(rest - 10, 12))
        widths[5] = min(widths[5], max(rest - widths[0], 10))
        page.add(row: titles, widths: widths, styles: titles.map { _ in .bold })
        for cells in rows { page.add(row: cells, widths: widths, styles: cells.map { _ in .plain }) }
        return page.text
    }

    /// The objects of one workspace or cluster, by address, as they were recorded.
    package func objects(_ layout: TextLayout) -> String {
        var page = TextPage(layout)
        for snapshot in snapshots {
            for (address, items) in Dictionary(grouping: snapshot.items, by: \.value.address).sorted(by: {
                $0.key < $1.key
            }
            ) {
                page.add("\(address)", .bold)
                for (key, item) in items.sorted(by: { $0.key < $1.key }) {
                    page.add("\(key) in \(key.place.description)\(item.uid.map { "  \($0)" } ?? "")", indent: 2)
                }
            }
        }
        return page.text
    }

    /// For programs; `format_version` as in `PlanJSON`.
    package func json() -> String {
        let value: Value = [
            "format_version": .string(PlanJSON.formatVersion),
            "groups": .array(
                snapshots.map { snapshot in
                    var value: Value = [
                        "name": .string(snapshot.group), "state": .string(snapshot.phase.rawValue),
                        "protected": .bool(snapshot.isProtected),
                        "objects": .array(
                            snapshot.items.sorted { $0.key < $1.key }.map { key, item in
                                var value: Value = ["address": .string(item.address.description), "item": key.json]
                                value["uid"] = item.uid.map(Value.string)
                                return value
                            }),
                    ]
                    value["cluster"] = snapshot.cluster.map(Value.string)
                    value["changed"] = change(of: snapshot)?.value
                    return value
                }),
        ]
        return String(decoding: value.json(.pretty), as: UTF8.self)
    }
}

extension StateCommit {
    /// When it was made, in RFC 3339.
    package var timeText: String {
        Timestamp(microseconds: note.time.multipliedReportingOverflow(by: 1_000_000).0).toSeconds
    }

    /// For programs.
    package var value: Value {
        var result: Value = [
            "commit": .string(revision.description), "time": .string(timeText), "subject": .string(note.subject),
            "actor": .string(note.actor),
        ]
        result["run"] = note.run.map(Value.string)
        result["plan"] = note.plan.map(Value.string)
        result["spec_commit"] = note.specCommit.map(Value.string)
        return result
    }
}
