extension Value {
    /// Every scalar and every empty container with its path, list items by index, in the order of the tree.
    package var leaves: [(path: Path, value: Value)] {
        var result: [(path: Path, value: Value)] = []
        collectLeaves(at: .root, into: &result)
        return result
    }

    private func collectLeaves(at path: Path, into result: inout [(path: Path, value: Value)]) {
        switch self {
        case .object(let object) where !object.isEmpty:
            for (key, value) in object { value.collectLeaves(at: path.appending(key: key), into: &result) }
        case .array(let items) where !items.isEmpty:
            for (index, item) in items.enumerated() {
                item.collectLeaves(at: path.appending(index: index), into: &result)
            }
        default: result.append((path, self))
        }
    }

    /// What differs between two trees, leaf by leaf, list items by index, in the order of paths.
    package static func differences(from old: Value, to new: Value) -> [LeafDifference] {
        let before = Dictionary(old.leaves.map { ($0.path, $0.value) }, uniquingKeysWith: { $1 })
        let after = Dictionary(new.leaves.map { ($0.path, $0.value) }, uniquingKeysWith: { $1 })
        return Set(before.keys).union(after.keys).sorted().compactMap { path in
            before[path] == after[path] ? nil : LeafDifference(path: path, old: before[path], new: after[path])
        }
    }
}

/// A leaf that two trees do not agree on; nil where a tree has none there.
package struct LeafDifference: Sendable, Hashable {
    package var path: Path
    package var old: Value?
    package var new: Value?

    package init(path: Path, old: Value?, new: Value?) {
        self.path = path
        self.old = old
        self.new = new
    }
}
