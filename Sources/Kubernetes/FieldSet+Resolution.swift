import Document

extension FieldSet {
    /// Every element that the tree has, with what stands there, in the order of the set.
    ///
    /// Items are found by the keys the set names, so no schema is needed; an element that the tree has not got
    /// (removed since, or a key left to its default) is not among them.
    package func values(in tree: Value) -> [(path: Path, value: Value)] {
        var result: [(Path, Value)] = []
        collectValues(in: tree, at: .root, into: &result)
        return result
    }

    /// The elements that the tree has not got, in the order of the set.
    package func missing(in tree: Value) -> [Path] {
        let present = FieldSet(values(in: tree).map(\.path))
        return difference(present).paths
    }

    /// What of a value the set has: members, and items of lists in the order of the set.
    package func projection(of value: Value) -> Value? {
        switch value {
        case .object(let object):
            var result: Object = [:]
            for (key, member) in object {
                let below = subset(below: .key(key))
                if below.isEmpty {
                    if isMember(.key(key)) { result[key] = member }
                } else {
                    result[key] = below.projection(of: member)
                }
            }
            return .object(result)
        case .array(let items):
            return .array(
                sortedNodes.flatMap { component, node in
                    items.filter { Value.array([$0])[Path([component])] != nil }.compactMap { item in
                        node.children.isEmpty ? item : node.children.projection(of: item)
                    }
                })
        default: return value
        }
    }

    private func collectValues(in tree: Value, at path: Path, into result: inout [(Path, Value)]) {
        for (component, node) in sortedNodes {
            guard let value = tree[Path([component])] else { continue }
            let place = path.appending(component)
            if node.isMember { result.append((place, value)) }
            node.children.collectValues(in: value, at: place, into: &result)
        }
    }
}

extension Path {
    /// The path as the server writes it into the causes of a conflict:
    /// `.spec.containers[name="web"].image`, `.metadata.finalizers[="example.com/a"]`.
    package var causeField: String {
        components.map { component in
            switch component {
            case .key(let name): ".\(name)"
            case .index(let index): "[\(index)]"
            case .item(let keys):
                "[" + keys.map { "\($0.name)=\($0.value.compactJSON)" }.joined(separator: ",") + "]"
            case .member(let value): "[=\(value.compactJSON)]"
            }
        }
        .joined()
    }
}
