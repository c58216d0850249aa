import Diagnostics
import Document
import Planning

/// The lines that show one leaf of an item to a reader at a terminal.
struct LeafText {
    let layout: TextLayout
    let indent: Int
    /// Whether the whole item is new.
    let isNew: Bool
    /// How many lines of a long value are shown.
    private var limit: Int { layout.isVerbose ? .max : 12 }
    /// How many columns of each of its lines are shown: as many on a narrow terminal as on a wide one.
    private var lineLimit: Int { layout.isVerbose ? .max : 160 }

    init(_ layout: TextLayout, indent: Int, isNew: Bool = false) {
        self.layout = layout
        self.indent = indent
        self.isNew = isNew
    }

    /// `words` stand in place of values that are not shown.
    func lines(of leaf: LeafChange, words: LeafWords.Values? = nil) -> [StyledLine] {
        var lines = body(of: leaf, words)
        guard let note = leaf.note else { return lines }
        let gap = 2
        if lines.count == 1, lines[0].columns + gap + note.columns + 2 <= layout.width {
            lines[0].append("  # \(note)", .dim)
        } else {
            lines += note.wrapped(to: layout.width - indent - 4).map { part in
                var line = StyledLine(indent: indent + 2)
                line.append("# \(part)", .dim)
                return line
            }
        }
        return lines
    }

    /// Whether lines of a leaf leave out a part of a long value.
    func cuts(_ leaf: LeafChange, in lines: [StyledLine]) -> Bool {
        guard !layout.isVerbose else { return false }
        let length = (leaf.old?.shown.utf8.count ?? 0) + (leaf.new?.shown.utf8.count ?? 0)
        // What fits on its line is whole.
        guard lines.count > 1 || length + leaf.path.description.utf8.count > layout.width - indent - 8 else {
            return false
        }
        let whole = LeafText(
            TextLayout(width: layout.width, usesColor: layout.usesColor, isVerbose: true), indent: indent, isNew: isNew)
        return whole.lines(of: leaf) != lines
    }

    private func body(of leaf: LeafChange, _ words: LeafWords.Values?) -> [StyledLine] {
        if leaf.isSensitive { return [head(of: leaf, value: leaf.sensitiveWords(isNew: isNew))] }
        if let words { return self.words(words, of: leaf) }
        switch (leaf.old, leaf.new) {
        case (let old?, let new?) where old == new: return value(new, of: leaf)
        case (let old?, let new?): return change(from: old, to: new, of: leaf)
        case (nil, let new?): return value(new, of: leaf)
        case (let old?, nil): return value(old, of: leaf)
        case (nil, nil): return [head(of: leaf, value: "")]
        }
    }

    /// A leaf with one value: it comes, goes or stays.
    private func value(_ value: Value, of leaf: LeafChange) -> [StyledLine] {
        let path = leaf.path.description
        let room = layout.width - indent - 4 - path.columns
        if !value.isMultiline, room >= value.shown.columns { return [head(of: leaf, value: value.shown)] }
        let lines = value.lines
        var result = [head(of: leaf, value: value.isMultiline ? "\(lines.count.counted("line"))" : "")]
        let shown = min(lines.count, layout.isVerbose ? .max : 3)
        result += lines.prefix(shown).flatMap { continuation($0, leaf.action.symbol, leaf.action.style) }
        if shown < lines.count { result.append(remark("… \((lines.count - shown).counted("more line"))")) }
        return result
    }

    /// A leaf with words in place of one of its values, or both.
    private func words(_ words: LeafWords.Values, of leaf: LeafChange) -> [StyledLine] {
        let old = words.old ?? leaf.old?.shown
        let new = words.new ?? leaf.new?.shown
        let line = head(of: leaf, value: [old, new].compactMap(\.self).joined(separator: " → "))
        guard line.columns > layout.width else { return [line] }
        return [head(of: leaf, value: "")] + (old.map { continuation($0, "-", .delete) } ?? [])
            + (new.map { continuation($0, "+", .create) } ?? [])
    }

    private func change(from old: Value, to new: Value, of leaf: LeafChange) -> [StyledLine] {
        let line = head(of: leaf, value: "\(old.shown) → \(new.shown)")
        let isShort = !old.isMultiline && !new.isMultiline
        if isShort, line.columns <= layout.width { return [line] }
        var result = [head(of: leaf, value: "")]
        if old.lines.count == 1, new.lines.count == 1 {
            return result + pair(old.lines[0], new.lines[0])
        }
        let difference = LineDifference(from: old.lines, to: new.lines).lines
        var shown = 0
        for line in difference {
            guard shown < limit else {
                result.append(remark("… \((difference.count - shown).counted("more line")) of the difference"))
                break
            }
            shown += 1
            switch line {
            case .removed(let text): result += continuation(text, "-", .delete)
            case .added(let text): result += continuation(text, "+", .create)
            case .unchanged(let count): result.append(remark("… \(count.counted("unchanged line"))"))
            }
        }
        return result
    }

    /// Two long values of one line each begin shortly before they differ, so that the difference is not cut off.
    private func pair(_ old: String, _ new: String) -> [StyledLine] {
        let common = zip(old, new).prefix { $0 == $1 }.count
        let skipped = common > 40 && !layout.isVerbose ? common - 16 : 0
        return [(old, "-", TextStyle.delete), (new, "+", .create)].flatMap { text, symbol, style in
            let part = skipped > 0 ? "…\(text.dropFirst(skipped))" : text
            return continuation(part, symbol, style, length: text.count)
        }
    }

    /// The path and a value; the path is never cut, since it is what a reader searches for.
    private func head(of leaf: LeafChange, value: String) -> StyledLine {
        var line = StyledLine(indent: indent)
        line.append("\(leaf.action.symbol) ", leaf.action.style)
        line.append(leaf.path.description)
        if !value.isEmpty { line.append(": \(value)", leaf.action == .none ? .dim : .plain) }
        return line
    }

    /// A line of a value, cut where it is very long, on as many lines of the report as it takes.
    private func continuation(
        _ text: String, _ symbol: String, _ style: TextStyle, length: Int? = nil
    ) -> [StyledLine] {
        text.sanitized.cut(to: lineLimit, length: length).chunks(of: layout.width - indent - 6).enumerated().map {
            index, part in
            var line = StyledLine(indent: indent + 4)
            line.append("\(index == 0 ? symbol : " ") \(part)", style)
            return line
        }
    }

    private func remark(_ text: String) -> StyledLine {
        var line = StyledLine(indent: indent + 4)
        line.append(text, .dim)
        return line
    }
}
