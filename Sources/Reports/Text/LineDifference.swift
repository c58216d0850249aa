/// What is removed from and added to a list of lines, with the unchanged ones in between.
struct LineDifference {
    enum Line: Hashable {
        case removed(String)
        case added(String)
        /// So many lines that stay.
        case unchanged(Int)
    }

    let lines: [Line]
    /// Past this many lines the comparison would cost more than it tells.
    private static let limit = 400

    init(from old: [String], to new: [String]) {
        guard old.count <= Self.limit, new.count <= Self.limit else {
            lines = old.map(Line.removed) + new.map(Line.added)
            return
        }
        let difference = new.difference(from: old)
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var result: [Line] = []
        var (before, after, same) = (0, 0, 0)
        func flush() {
            if same > 0 { result.append(.unchanged(same)) }
            same = 0
        }
        while before < old.count || after < new.count {
            if removed.contains(before) {
                flush()
                result.append(.removed(old[before]))
                before += 1
            } else if added.contains(after) {
                flush()
                result.append(.added(new[after]))
                after += 1
            } else {
                same += 1
                before += 1
                after += 1
            }
        }
        flush()
        lines = result
    }
}
