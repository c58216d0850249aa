import Document
import Planning

/// The lines of an item in a `diff` fence, where forges colour what begins with `+` and `-`.
enum LeafMarkdown {
    /// Longer values are cut, so that one of them does not fill the comment.
    private static let width = 160
    private static let foldLimit = 20

    static func lines(of change: ItemChange) -> [String] {
        let leaves = change.leavesToRead
        let isFolded = change.action == .create && leaves.count > foldLimit + 1
        let shown = isFolded ? Array(leaves.prefix(foldLimit)) : leaves
        let lines = shown.flatMap { Self.lines(of: $0, isNew: change.action == .create) }
        return isFolded ? lines + ["  … and \(leaves.count - foldLimit) more"] : lines
    }

    static func lines(of leaf: LeafChange, isNew: Bool = false) -> [String] {
        let note = leaf.note.map { ["  # \($0)"] } ?? []
        if leaf.isSensitive {
            return [isNew ? "+ \(leaf.path): (sensitive)" : "! \(leaf.path): (sensitive, changed)"] + note
        }
        switch (leaf.old, leaf.new) {
        case (let old?, let new?) where old == new: return ["  \(leaf.path): \(cut(new.shown))"] + note
        case (let old?, let new?) where old.lines.count > 1 || new.lines.count > 1:
            let difference = LineDifference(from: old.lines, to: new.lines).lines.prefix(foldLimit)
            return ["! \(leaf.path)"]
                + difference.map { line in
                    switch line {
                    case .removed(let text): "-   \(cut(text))"
                    case .added(let text): "+   \(cut(text))"
                    case .unchanged(let count): "    … \(count.counted("unchanged line"))"
                    }
                } + note
        case (let old, let new):
            let before = old.map { ["- \(leaf.path): \(cut($0.shown))"] } ?? []
            return before + (new.map { ["+ \(leaf.path): \(cut($0.shown))"] } ?? []) + note
        }
    }

    private static func cut(_ text: String) -> String { text.cut(to: width) }
}
