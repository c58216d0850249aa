/// The lines of a report as they are put together.
struct TextPage {
    let layout: TextLayout
    private var lines: [String] = []
    /// What was left out so far.
    private(set) var cuts: [Cut: Int] = [:]

    /// What a report leaves out where it is not asked for everything; its end says how much.
    enum Cut: CaseIterable {
        case fields, marks, values, differing, workspaces, names, rows, companions, details
    }

    init(_ layout: TextLayout) {
        self.layout = layout
    }

    mutating func add(_ line: StyledLine) {
        lines.append(line.text(usesColor: layout.usesColor))
    }

    mutating func add(_ text: String, _ style: TextStyle = .plain, indent: Int = 0) {
        var line = StyledLine(indent: indent)
        line.append(text, style)
        add(line)
    }

    /// Prose, broken between words.
    mutating func add(prose text: String, _ style: TextStyle = .plain, indent: Int = 0, mark: String = "") {
        let start = indent + mark.columns
        for (index, part) in text.wrapped(to: layout.width - start).enumerated() {
            var line = StyledLine(indent: indent)
            if index == 0 { line.append(mark, style) }
            line.pad(to: start)
            line.append(part, style)
            add(line)
        }
    }

    /// Names, each whole, on as many lines as are given; of more the first ones, and how many there are. All of them where the
    /// page is verbose.
    mutating func add(
        names: [String], lines: Int, _ style: TextStyle = .plain, indent: Int = 0, mark: String = ""
    ) {
        let room = layout.width - indent - mark.columns
        let shown = layout.isVerbose ? names.count : names.countFitting(lines, of: room)
        add(prose: names.listed(most: shown), style, indent: indent, mark: mark)
        cut(.names, names.count - shown)
    }

    /// Counts something that is left out.
    mutating func cut(_ what: Cut, _ count: Int = 1) {
        if count > 0 { cuts[what, default: 0] += count }
    }

    /// An empty line, unless one stands there already or nothing does.
    mutating func separate() {
        if let last = lines.last, !last.isEmpty { lines.append("") }
    }

    /// Everything, a line end after each line.
    var text: String {
        lines.map { "\($0)\n" }.joined()
    }
}

extension TextPage.Cut {
    /// `214 fields of objects`.
    func counted(_ count: Int) -> String {
        switch self {
        case .fields: "\(count.counted("field")) of objects"
        case .marks: "\(count.counted("mark")) of Berth's own"
        case .values: "the whole of \(count.counted("long value"))"
        case .differing: "\(count.counted("value")) that \(count == 1 ? "differs" : "differ") between workspaces"
        case .workspaces: "\(count.counted("workspace")) in which the same happens"
        case .names: count.counted("name")
        case .rows: "the numbers of \(count.counted("workspace"))"
        case .companions: "\(count.counted("object")) that \(count == 1 ? "goes" : "go") along with others"
        case .details: "all that servers said of \(count.counted("finding"))"
        }
    }
}

extension TextPage {
    /// Says what was left out and how to see it; nothing where all is there.
    mutating func addCuts(_ command: String) {
        let parts = Cut.allCases.compactMap { cut in cuts[cut].map { cut.counted($0) } }
        guard !parts.isEmpty else { return }
        add(prose: "Not shown: \(parts.joined(separator: ", ")). `\(command)` shows everything.", .dim)
    }
}

extension [String] {
    /// How many of the names, separated by commas, stand on so many lines: all of them, or as many as leave room to say how many
    /// there are more; at least one.
    func countFitting(_ lines: Int, of columns: Int) -> Int {
        var (line, used) = (1, 0)
        for (index, name) in enumerated() {
            let width = Swift.min(name.columns, columns) + (index < count - 1 ? 1 : 0)
            let isLast = index == count - 1
            if used > 0, used + 1 + width > columns { (line, used) = (line + 1, 0) }
            used += (used > 0 ? 1 : 0) + width
            // What follows on the last line: ` and 1,234 more`.
            let reserve = isLast || line < lines ? 0 : 16
            if line > lines || used + reserve > columns && line == lines { return Swift.max(index, 1) }
        }
        return count
    }
}
