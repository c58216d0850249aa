extension TextPage {
    /// Adds a row of a table, two spaces between columns: what is wider than its column goes on below, and nothing is cut.
    mutating func add(row cells: [String], widths: [Int], styles: [TextStyle]) {
        let columns = zip(cells, widths).map { $0.wrapped(to: max($1, 2)) }
        for index in 0..<(columns.map(\.count).max() ?? 0) {
            var line = StyledLine()
            var start = 0
            for (cell, (width, style)) in zip(columns, zip(widths, styles)) {
                line.pad(to: start)
                if index < cell.count { line.append(cell[index], style) }
                start += width + 2
            }
            add(line)
        }
    }
}
