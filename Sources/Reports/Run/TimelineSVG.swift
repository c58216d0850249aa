import Resources

/// Draws when the steps of a run, or the workspaces in it, were on their way.
struct TimelineSVG {
    /// A line of the drawing.
    struct Row {
        var title: String
        var anchor: String
        /// The class of its colour.
        var style: String
        /// When it could have begun, where that is known.
        var ready: Double?
        var started: Double
        var finished: Double
        var retries: [Double] = []
        var isCritical = false
        /// What is said where the pointer rests.
        var note: String

        /// How long it took, where that can be seen.
        var length: String { finished - started < 0.05 ? "" : (finished - started).asElapsed }
    }

    private let start: Double
    private let length: Double
    private static let (labels, chart, row, top) = (290.0, 860.0, 22.0, 26.0)

    init(from start: Double, to end: Double) {
        self.start = start
        length = max(end - start, 0.001)
    }

    func markup(_ rows: [Row], label: String) -> Markup {
        let width = Self.labels + Self.chart + 70
        let height = Self.top + Double(rows.count) * Self.row + 10
        var result: Markup = """
            <svg role="group" aria-label="\(label)" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
            xmlns="http://www.w3.org/2000/svg">

            """
        for tick in ticks {
            let x = Self.labels + tick / length * Self.chart
            result += """
                <line class="grid" x1="\(x)" y1="\(Self.top)" x2="\(x)" y2="\(height - 8)"/>\
                <text class="quiet" x="\(x)" y="16">\(tick.asElapsed)</text>

                """
        }
        for (index, row) in rows.enumerated() { result += line(row, y: Self.top + Double(index) * Self.row) }
        return result + "</svg>\n"
    }

    private func line(_ row: Row, y: Double) -> Markup {
        let (from, to) = (place(row.started), place(row.finished))
        let waited: Markup =
            row.ready.map { ready in
                let begin = place(min(ready, row.started))
                return
                    "<rect class=\"idle\" x=\"\(begin)\" y=\"\(y + 9)\" width=\"\(max(from - begin, 0))\" height=\"4\"/>"
            } ?? ""
        let retries = row.retries.map { time -> Markup in
            "<rect class=\"retry\" x=\"\(place(time) - 1)\" y=\"\(y + 1)\" width=\"2\" height=\"20\"/>"
        }
        return """
            <a href="#\(row.anchor)"><g class="\(row.style)\(row.isCritical ? " hot" as Markup : "")"><title>\(row.note)</title>\
            <text x="6" y="\(y + 15)">\(row.title.fitted(to: 42))</text>\(waited)\
            <rect class="bar\(row.isCritical ? " box" as Markup : "")" x="\(from)" y="\(y + 4)" width="\(max(to - from, 2))" \
            height="14" rx="3"/>\(Markup(retries))\
            <text class="quiet" x="\(max(to, from + 2) + 6)" y="\(y + 15)">\(row.length)</text></g></a>

            """
    }

    private func place(_ time: Double) -> Double {
        Self.labels + min(max((time - start) / length, 0), 1) * Self.chart
    }

    /// At most nine round times.
    private var ticks: [Double] {
        let steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400]
        let step = steps.first { length / $0 <= 8 } ?? length / 8
        return Array(stride(from: 0, through: length, by: step))
    }
}
