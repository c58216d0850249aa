extension StyledLine {
    /// A row of a table: each cell fitted to the width of its column, two spaces between columns.
    static func row(_ cells: [String], widths: [Int], styles: [TextStyle]) -> StyledLine {
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
