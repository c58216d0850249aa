/// The differences of two texts in hunks with three lines around each, as `diff -u` writes them, without file names.
enum UnifiedDiff {
    private static let context = 3

    private struct Line {
        var mark: Character
        var text: String
        /// How many lines of the old and of the new text come before this one.
        var old: Int
        var new: Int
    }

    static func text(from old: [String], to new: [String]) -> String {
        let lines = lines(from: old, to: new)
        let changed = lines.indices.filter { lines[$0].mark != " " }
        var hunks: [Range<Int>] = []
        for index in changed {
            let around = max(index - context, 0)..<min(index + context + 1, lines.count)
            if let last = hunks.last, last.upperBound >= around.lowerBound {
                hunks[hunks.count - 1] = last.lowerBound..<around.upperBound
            } else {
                hunks.append(around)
            }
        }
        return hunks.map { hunk(Array(lines[$0])) }.joined()
    }

    private static func lines(from old: [String], to new: [String]) -> [Line] {
        let changes = new.difference(from: old)
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in changes {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var result: [Line] = []
        var (oldIndex, newIndex) = (0, 0)
        while oldIndex < old.count || newIndex < new.count {
            if removed.contains(oldIndex) {
                result.append(Line(mark: "-", text: old[oldIndex], old: oldIndex, new: newIndex))
                oldIndex += 1
            } else if inserted.contains(newIndex) {
                result.append(Line(mark: "+", text: new[newIndex], old: oldIndex, new: newIndex))
                newIndex += 1
            } else {
                result.append(Line(mark: " ", text: old[oldIndex], old: oldIndex, new: newIndex))
                oldIndex += 1
                newIndex += 1
            }
        }
        return result
    }

    private static func hunk(_ lines: [Line]) -> String {
        let old = range(from: lines[0].old, count: lines.count { $0.mark != "+" })
        let new = range(from: lines[0].new, count: lines.count { $0.mark != "-" })
        return "@@ -\(old) +\(new) @@\n" + lines.map { "\($0.mark)\($0.text)\n" }.joined()
    }

    private static func range(from start: Int, count: Int) -> String {
        count == 1 ? "\(start + 1)" : "\(count == 0 ? start : start + 1),\(count)"
    }
}
