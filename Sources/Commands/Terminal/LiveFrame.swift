import Reports
import Resources

/// The lines at the bottom of a terminal that show what is running.
struct LiveFrame {
    /// Never wider than the terminal, so that no line folds and the frame can be drawn over.
    let lines: [String]

    /// `elapsed` gives the seconds a step runs, and `total` those of the run; `outlook` says what waits for the running steps.
    init(
        _ progress: RunProgress, _ outlook: RunOutlook, elapsed: [ResourceAddress: Double], total: Double, columns: Int,
        rows: Int, usesColor: Bool
    ) {
        let running = progress.running.sorted { left, right in
            (elapsed[right.key] ?? 0, left.key) < (elapsed[left.key] ?? 0, right.key)
        }
        let path = outlook.criticalPath(from: progress.running.keys)
        let room = max(min(rows - (path.count > 2 ? 4 : 3), 10), 1)
        let shown = running.count > room ? Array(running.prefix(room - 1)) : running
        let widest = shown.map { $0.key.description.columns }.max() ?? 0
        var lines = shown.map { address, step in
            var line = StyledLine()
            let time = (elapsed[address] ?? 0).asElapsed
            line.pad(to: 7 - time.columns)
            line.append("\(time) ", .dim)
            line.append("\(address)".fitted(to: columns - line.columns), .bold)
            let count = Self.waiting(outlook.count(waitingFor: address))
            if let note = step.note, line.columns + 12 < columns {
                line.pad(to: min(8 + widest, columns / 2), gap: 2)
                line.append("\(Self.cause(in: note, room: columns - line.columns - 1))", .wait)
            }
            // What it waits for is never cut for what waits for it.
            if !count.isEmpty, line.columns + count.columns + 1 < columns { line.append(" \(count)", .dim) }
            return line.text(usesColor: usesColor)
        }
        if shown.count < running.count {
            var line = StyledLine(indent: 8)
            line.append("… and \(running.count - shown.count) more".fitted(to: columns - 8), .dim)
            lines.append(line.text(usesColor: usesColor))
        }
        if path.count > 2 {
            var line = StyledLine(indent: 8)
            line.append("longest way: \(RunOutlook.text(of: path))".fitted(to: columns - 9), .dim)
            lines.append(line.text(usesColor: usesColor))
        }
        let time = total.asElapsed
        let indent = max(time.columns, 7) + 1
        // What holds a run up before its first step is told in full.
        let words =
            progress.started == nil
            ? Array(progress.counts.wrapped(to: max(columns - indent, 8)).prefix(max(rows - 2, 1)))
            : [progress.counts.fitted(to: columns - indent)]
        for (index, part) in words.enumerated() {
            var line = StyledLine()
            if index == 0 {
                line.pad(to: 7 - time.columns)
                line.append("\(time) ", .dim)
            }
            line.pad(to: indent)
            line.append(part.fitted(to: columns - indent), .bold)
            lines.append(line.text(usesColor: usesColor))
        }
        self.lines = lines
    }

    /// A note where it fits; otherwise the cause behind what it is of, which the address says, too.
    private static func cause(in note: String, room: Int) -> String {
        guard note.columns > room, let mark = note.firstRange(of: ": ") else { return note.fitted(to: room) }
        return String(note[mark.upperBound...]).fitted(to: room)
    }

    /// `(9 wait)`: how many steps wait for one that runs.
    private static func waiting(_ count: Int) -> String {
        switch count {
        case 0: ""
        case 1: "(1 waits)"
        case ...RunOutlook.mostCounted: "(\(count) wait)"
        default: "(\(RunOutlook.mostCounted)+ wait)"
        }
    }
}
