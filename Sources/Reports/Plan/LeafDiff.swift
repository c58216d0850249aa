import Document
import Planning

/// The lines of an item as a `diff`, where what comes begins with `+`, what goes with `-`, a heading with `!`.
struct LeafDiff {
    /// Longer values are cut, so that one of them does not fill the report.
    var width = 160
    /// So many leaves of a new item, or lines of a value, are shown.
    var foldLimit = 20
    /// Whether a text of several lines that comes or goes is shown line by line.
    var splitsTexts = false

    /// `words` are what is said in place of values.
    func lines(of change: ItemChange, words: LeafWords = LeafWords()) -> [String] {
        let leaves = change.leavesToRead
        let isFolded = change.action == .create && leaves.count > foldLimit + 1
        let shown = isFolded ? Array(leaves.prefix(foldLimit)) : leaves
        let lines = shown.flatMap {
            self.lines(of: $0, isNew: change.action == .create, words: words.words(for: $0, of: change))
        }
        return isFolded ? lines + ["  … and \(leaves.count - foldLimit) more"] : lines
    }

    /// `words` stand in place of values that are not shown.
    func lines(of leaf: LeafChange, isNew: Bool = false, words: LeafWords.Values? = nil) -> [String] {
        let note = leaf.note.map { ["  # \($0)"] } ?? []
        if leaf.isSensitive {
            let sign =
                switch isNew ? .create : leaf.action {
                case .create: "+"
                case .delete: "-"
                case .update: "!"
                default: " "
                }
            return ["\(sign) \(leaf.path): \(leaf.sensitiveWords(isNew: isNew))"] + note
        }
        if let words {
            return side("-", leaf.old, words.old, leaf) + side("+", leaf.new, words.new, leaf) + note
        }
        switch (leaf.old, leaf.new) {
        case (let old?, let new?) where old == new: return ["  \(leaf.path): \(cut(new.shown))"] + note
        case (let old?, let new?) where old.lines.count > 1 || new.lines.count > 1:
            let difference = LineDifference(from: old.lines, to: new.lines).lines
            let rest = difference.count - foldLimit
            return ["! \(leaf.path)"]
                + difference.prefix(foldLimit).map { line in
                    switch line {
                    case .removed(let text): "-   \(cut(text))"
                    case .added(let text): "+   \(cut(text))"
                    case .unchanged(let count): "    … \(count.counted("unchanged line"))"
                    }
                } + (rest > 0 ? ["    … \(rest.counted("more line")) of the difference"] : []) + note
        case (let old, let new):
            return side("-", old, nil, leaf) + side("+", new, nil, leaf) + note
        }
    }

    /// What goes, or what comes: a value, or words in its place.
    private func side(_ sign: String, _ value: Value?, _ words: String?, _ leaf: LeafChange) -> [String] {
        if let words { return ["\(sign) \(leaf.path): \(words)"] }
        return value.map { whole($0, sign, leaf) } ?? []
    }

    /// A value that comes or goes.
    private func whole(_ value: Value, _ sign: String, _ leaf: LeafChange) -> [String] {
        guard splitsTexts, value.isMultiline else { return ["\(sign) \(leaf.path): \(cut(value.shown))"] }
        let lines = value.lines
        let rest = lines.count - foldLimit
        return ["\(sign) \(leaf.path):"] + lines.prefix(foldLimit).map { "\(sign)   \(cut($0))" }
            + (rest > 0 ? ["    … \(rest.counted("more line"))"] : [])
    }

    private func cut(_ text: String) -> String { text.cut(to: width) }
}
