import Reports
import Resources

/// The lines at the bottom of a terminal that show what is running.
struct LiveFrame {
    /// Never wider than the terminal, so that no line folds and the frame can be drawn over.
    let lines: [String]

    /// `elapsed` gives the seconds a step runs, and `total` those of the run.
    init(
        _ progress: RunProgress, elapsed: [ResourceAddress: Double], total: Double, columns: Int, rows: Int,
        usesColor: Bool
    ) {
        let running = progress.running.sorted { left, right in
            (elapsed[right.key] ?? 0, left.key) < (elapsed[left.key] ?? 0, right.key)
        }
        let room = max(min(rows - 3, 10), 1)
        let shown = running.count > room ? Array(running.prefix(room - 1)) : running
        let widest = shown.map { $0.key.description.columns }.max() ?? 0
        var lines = shown.map { address, step in
            var line = StyledLine()
            let time = (elapsed[address] ?? 0).asElapsed
            line.pad(to: 7 - time.columns)
            line.append("\(time) ", .dim)
            line.append("\(address)".fitted(to: columns - line.columns), .bold)
            if let note = step.note, line.columns + 12 < columns {
                line.pad(to: min(8 + widest, columns / 2), gap: 2)
                line.append("\(note.fitted(to: columns - line.columns - 1))", .wait)
            }
            return line.text(usesColor: usesColor)
        }
        if shown.count < running.count {
            var line = StyledLine(indent: 8)
            line.append("… and \(running.count - shown.count) more".fitted(to: columns - 8), .dim)
            lines.append(line.text(usesColor: usesColor))
        }
        var line = StyledLine()
        let time = total.asElapsed
        line.pad(to: 7 - time.columns)
        line.append("\(time) ", .dim)
        line.append(progress.counts.fitted(to: columns - line.columns), .bold)
        self.lines = lines + [line.text(usesColor: usesColor)]
    }
}
