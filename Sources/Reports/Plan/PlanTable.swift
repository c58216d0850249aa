import Planning
import Resources

/// How many objects of each workspace are created, changed and so on: one table in the unit of the summary.
struct PlanTable {
    /// A line: workspaces with the same numbers.
    private struct Row {
        var names: [String]
        var counts: [Int]
    }

    private static let manyRows = 12
    private let actions: [Action]
    private let rows: [Row]
    private let totals: [Int]

    init(_ outline: PlanOutline) {
        let sections = outline.sections
        let actions = Action.shown.filter { action in action != .wait && sections.contains { $0.count(action) > 0 } }
        self.actions = actions
        var rows: [Row] = []
        var positions: [[Int]: Int] = [:]
        for section in sections {
            let counts = actions.map(section.count)
            guard counts.contains(where: { $0 > 0 }) else { continue }
            if let position = positions[counts] {
                rows[position].names.append(section.group.name)
            } else {
                positions[counts] = rows.count
                rows.append(Row(names: [section.group.name], counts: counts))
            }
        }
        self.rows = rows
        totals = actions.indices.map { column in
            rows.reduce(0) { $0 + $1.names.count * $1.counts[column] }
        }
    }

    /// Nothing where one workspace is all there is.
    func write(to page: inout TextPage) {
        guard rows.reduce(0, { $0 + $1.names.count }) > 1 else { return }
        page.separate()
        let shown = rows.prefix(Self.manyRows)
        var lines = shown.map { row in (Self.label(row), row.counts.map { $0 * row.names.count }) }
        let rest = rows.dropFirst(Self.manyRows)
        if !rest.isEmpty {
            let count = rest.reduce(0) { $0 + $1.names.count }
            lines.append(
                (
                    "\(count.grouped) more",
                    actions.indices.map { column in rest.reduce(0) { $0 + $1.names.count * $1.counts[column] } }
                ))
            page.cut(.workspaces, count)
        }
        lines.append(("together", totals))
        let titles = ["OBJECTS"] + actions.map { $0.countedAs.replacing("to ", with: "") }
        let cells = lines.map { [$0.0] + $0.1.map { $0 > 0 ? $0.grouped : "" } }
        let widths = titles.indices.map { column in ([titles] + cells).map { $0[column].columns }.max() ?? 0 }
        for (index, row) in ([titles] + cells).enumerated() {
            var line = StyledLine()
            let style: TextStyle = index == 0 || index == cells.count ? .bold : .plain
            line.append(row[0], style)
            line.pad(to: widths[0])
            for column in row.indices.dropFirst() {
                line.pad(to: line.columns + 2 + widths[column] - row[column].columns)
                line.append(row[column], index == 0 ? .bold : actions[column - 1].style)
            }
            page.add(line)
        }
    }

    /// `payments`, `analytics, payments`, `30 workspaces: w01, w02, …`.
    private static func label(_ row: Row) -> String {
        let names = row.names.joined(separator: ", ")
        guard row.names.count > 2 || names.columns > room else { return names }
        guard row.names.count > 1 else { return names.fitted(to: room) }
        return "\(row.names.count.grouped): \(names)".fitted(to: room)
    }

    /// What names may take of a line.
    private static let room = 26
}
