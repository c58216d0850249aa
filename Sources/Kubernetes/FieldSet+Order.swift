import Document

extension FieldSet {
    /// The components at the top of the set in the order in which the server writes them: fields, items by key, set
    /// members, indices.
    package var sortedNodes: [(component: Path.Component, node: Node)] {
        nodes.map { (component: $0.key, node: $0.value) }.sorted { $0.component.precedes($1.component) }
    }

    /// Every element, in the order in which the server reports conflicts: those of a level before those below it.
    package var paths: [Path] {
        var result: [Path] = []
        collect(at: .root, into: &result)
        return result
    }

    private func collect(at path: Path, into result: inout [Path]) {
        let sorted = sortedNodes
        for (component, node) in sorted where node.isMember { result.append(path.appending(component)) }
        for (component, node) in sorted { node.children.collect(at: path.appending(component), into: &result) }
    }
}

extension Path.Component {
    /// The order of structured-merge-diff's `PathElement.Compare`.
    fileprivate func precedes(_ other: Path.Component) -> Bool {
        switch (self, other) {
        case (.key(let one), .key(let other)): one.precedesInBytes(other)
        case (.item(let one), .item(let other)): one.precedes(other)
        case (.member(let one), .member(let other)): one.compare(other) < 0
        case (.index(let one), .index(let other)): one < other
        default: rank < other.rank
        }
    }

    private var rank: Int {
        switch self {
        case .key: 0
        case .item: 1
        case .member: 2
        case .index: 3
        }
    }
}

extension [Path.ItemKey] {
    fileprivate func precedes(_ other: [Path.ItemKey]) -> Bool {
        for (one, other) in zip(self, other) {
            if one.name != other.name { return one.name.precedesInBytes(other.name) }
            let order = one.value.compare(other.value)
            if order != 0 { return order < 0 }
        }
        return count < other.count
    }
}

extension Value {
    /// Below, at or above 0: numbers before strings, booleans, lists, maps and null, each kind by its own order.
    fileprivate func compare(_ other: Value) -> Int {
        switch (self, other) {
        case (.integer(let one), .integer(let other)): one < other ? -1 : one > other ? 1 : 0
        case (.integer(let one), .number(let other)): Double(one) < other ? -1 : Double(one) > other ? 1 : 0
        case (.number(let one), .integer(let other)): one < Double(other) ? -1 : one > Double(other) ? 1 : 0
        case (.number(let one), .number(let other)): one < other ? -1 : one > other ? 1 : 0
        case (.string(let one), .string(let other)):
            one.hasSameBytes(as: other) ? 0 : one.precedesInBytes(other) ? -1 : 1
        case (.bool(let one), .bool(let other)): one == other ? 0 : other ? -1 : 1
        default: rank != other.rank ? rank - other.rank : compareText(other)
        }
    }

    /// Containers are no keys of lists in any schema; their canonical text orders them for definiteness' sake.
    private func compareText(_ other: Value) -> Int {
        let (one, other) = (json(.canonical), other.json(.canonical))
        return one == other ? 0 : one.lexicographicallyPrecedes(other) ? -1 : 1
    }

    private var rank: Int {
        switch self {
        case .integer, .number: 0
        case .string: 1
        case .bool: 2
        case .array: 3
        case .object: 4
        case .null: 5
        }
    }
}
