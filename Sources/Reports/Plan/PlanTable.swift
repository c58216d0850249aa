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
    /// How wide names may be, and how narrow they must never get.
    private static let room = (least: 24, most: 60)
    /// On how many lines the names of a row stand.
    private static let mostLines = 2
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
        let isWhole = page.layout.isVerbose
        let rest = isWhole ? [] : rows.dropFirst(Self.manyRows)
        let titles = actions.map { $0.countedAs.replacing("to ", with: "") }
        let columns = titles.indices.map { max(titles[$0].columns, totals[$0].grouped.columns) }
        let room = min(
            max(page.layout.width - columns.reduce(0) { $0 + $1 + 2 }, Self.room.least), Self.room.most)
        var lines = rows.prefix(rows.count - rest.count).map { row in
            (Self.label(row, room: room, isWhole: isWhole), row.counts.map { $0 * row.names.count })
        }
        if !rest.isEmpty {
            let count = rest.reduce(0) { $0 + $1.names.count }
            let counts = actions.indices.map { column in rest.reduce(0) { $0 + $1.names.count * $1.counts[column] } }
            lines.append((["\(count.grouped) more"], counts))
            page.cut(.rows, count)
        }
        lines.append((["together"], totals))
        let width = (lines.flatMap(\.0) + ["OBJECTS"]).map(\.columns).max() ?? 0
        page.add(row("OBJECTS", titles, width, columns) { _ in .bold })
        for (index, (label, counts)) in lines.enumerated() {
            let cells = counts.map { $0 > 0 ? $0.grouped : "" }
            let isTotal = index == lines.count - 1
            page.add(row(label[0], cells, width, columns, isTotal ? .bold : .plain) { actions[$0].style })
            for name in label.dropFirst() { page.add(name) }
        }
    }

    /// A label and numbers below their titles, to the right.
    private func row(
        _ label: String, _ cells: [String], _ width: Int, _ columns: [Int], _ style: TextStyle = .bold,
        cell: (Int) -> TextStyle
    ) -> StyledLine {
        var line = StyledLine()
        line.append(label, style)
        line.pad(to: width)
        for (index, text) in cells.enumerated() {
            line.pad(to: line.columns + 2 + columns[index] - text.columns)
            line.append(text, cell(index))
        }
        return line
    }

    /// The names of a row in lines, each whole: `analytics, payments`, or `30: w01, w02 and 28 more`, all of which have been named
    /// before.
    private static func label(_ row: Row, room: Int, isWhole: Bool) -> [String] {
        let all = row.names.joined(separator: ", ").wrapped(to: room)
        guard all.count > mostLines, !isWhole else { return all }
        let count = "\(row.names.count.grouped): "
        let shown = row.names.countFitting(mostLines, of: room - count.columns)
        return "\(count)\(row.names.listed(most: shown))".wrapped(to: room)
    }
}
