extension String {
    /// The candidate that is most likely meant, or nil where none is near: for "did you mean …?".
    ///
    /// Near means at most a third of the letters changed, added, dropped or swapped with their neighbour, or else the
    /// beginning of one candidate alone.
    package func nearest(among candidates: some Sequence<String>) -> String? {
        var best: (distance: Int, candidate: String)?
        for candidate in candidates.sorted() {
            let distance = editDistance(to: candidate)
            guard distance <= max(1, Swift.max(count, candidate.count) / 3) else { continue }
            if distance < (best?.distance ?? .max) { best = (distance, candidate) }
        }
        if let best { return best.candidate }
        let continued = count < 3 ? [] : Set(candidates.filter { $0.lowercased().hasPrefix(lowercased()) })
        return continued.count == 1 ? continued.first : nil
    }

    /// Optimal string alignment distance, letter case ignored.
    private func editDistance(to other: String) -> Int {
        let source = Array(lowercased())
        let target = Array(other.lowercased())
        guard !source.isEmpty, !target.isEmpty else { return Swift.max(source.count, target.count) }
        var rows = Array(repeating: Array(repeating: 0, count: target.count + 1), count: source.count + 1)
        for row in 0...source.count { rows[row][0] = row }
        for column in 0...target.count { rows[0][column] = column }
        for row in 1...source.count {
            for column in 1...target.count {
                let cost = source[row - 1] == target[column - 1] ? 0 : 1
                var least = Swift.min(
                    rows[row - 1][column] + 1, rows[row][column - 1] + 1, rows[row - 1][column - 1] + cost)
                if row > 1, column > 1, source[row - 1] == target[column - 2], source[row - 2] == target[column - 1] {
                    least = Swift.min(least, rows[row - 2][column - 2] + 1)
                }
                rows[row][column] = least
            }
        }
        return rows[source.count][target.count]
    }
}
