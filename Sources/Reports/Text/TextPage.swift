/// The lines of a report as they are put together.
struct TextPage {
    let layout: TextLayout
    private var lines: [String] = []

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

    /// An empty line, unless one stands there already or nothing does.
    mutating func separate() {
        if let last = lines.last, !last.isEmpty { lines.append("") }
    }

    /// Everything, a line end after each line.
    var text: String {
        lines.map { "\($0)\n" }.joined()
    }
}
