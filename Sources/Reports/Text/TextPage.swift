/// The lines of a report as they are put together.
struct TextPage {
    let layout: TextLayout
    private var lines: [String] = []
    /// What was left out so far.
    private(set) var cuts: [Cut: Int] = [:]

    /// What a report leaves out where it is not asked for everything; its end says how much.
    enum Cut: CaseIterable {
        case fields, marks, values, differing, workspaces
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
