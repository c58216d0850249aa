import Document

extension Value {
    /// The value with a configuration laid over it: what the configuration does not name stays.
    ///
    /// Source: structured-merge-diff `typed.mergingWalker` with the rule "keep the right-hand side".
    func merging(_ configuration: Value, as type: SchemaType) throws(ListItemError) -> Value {
        try Self.merge(self, configuration, type) ?? .null
    }

    private static func merge(_ old: Value?, _ new: Value?, _ type: SchemaType) throws(ListItemError) -> Value? {
        guard let old, let new else { return new ?? old }
        switch Atom(type, for: new) {
        case .scalar: return new
        case .map(let map):
            let (before, after) = (old.object ?? [:], new.object ?? [:])
            if map.isAtomic || (before.isEmpty && after.isEmpty) { return new }
            return .object(try merge(before, after, map))
        case .list(let list):
            let (before, after) = (old.array ?? [], new.array ?? [])
            if list.ownership == .atomic || (before.isEmpty && after.isEmpty) { return new }
            return .array(try merge(before, after, list))
        }
    }

    private static func merge(_ old: Object, _ new: Object, _ map: MapType) throws(ListItemError) -> Object {
        var result = old
        for (key, value) in new {
            result[key] = try merge(old[key], value, map.type(of: key) ?? .untyped)
        }
        return result
    }

    /// Merges two lists by the keys of their items. Items of both stand in the new order; an item that only the old
    /// list has keeps its place before the shared item that followed it.
    private static func merge(_ old: [Value], _ new: [Value], _ list: ListType) throws(ListItemError) -> [Value] {
        let ours = try ListIndex(old, list, label: "lhs")
        let theirs = try ListIndex(new, list, label: "rhs")
        var shared = theirs.components.filter { ours.items[$0] != nil }[...]
        var merged: Set<Path.Component> = []
        var result: [Value] = []
        var (left, right) = (0, 0)

        func append(_ old: Value?, _ new: Value?) throws(ListItemError) {
            if let item = try merge(old, new, list.element) { result.append(item) }
        }

        while left < ours.components.count || right < theirs.components.count {
            if left < ours.components.count, right < theirs.components.count {
                let component = ours.components[left]
                if component == theirs.components[right] {
                    merged.insert(component)
                    try append(ours.single(component), theirs.single(component))
                    (left, right) = (left + 1, right + 1)
                    shared = shared.dropFirst()
                    continue
                }
                if theirs.items[component] != nil, let next = shared.first, next != component {
                    // Shared, but another shared item comes first in the new order.
                    left += 1
                    continue
                }
            }
            if left < ours.components.count {
                let component = ours.components[left]
                if theirs.items[component] == nil {
                    try append(old[left], nil)
                    left += 1
                    continue
                }
                if merged.contains(component) { left += 1 }
            }
            if right < theirs.components.count {
                let component = theirs.components[right]
                merged.insert(component)
                try append(ours.single(component), theirs.single(component))
                right += 1
                if shared.first == component { shared = shared.dropFirst() }
            }
        }
        return result
    }
}

/// The items of a list by what tells them apart.
private struct ListIndex {
    var components: [Path.Component] = []
    var items: [Path.Component: [Value]] = [:]

    init(_ list: [Value], _ type: ListType, label: String) throws(ListItemError) {
        components.reserveCapacity(list.count)
        for (index, item) in list.enumerated() {
            let component: Path.Component
            do {
                component = try type.component(of: item)
            } catch {
                throw ListItemError(message: "\(label): element \(index): \(error.message)")
            }
            components.append(component)
            items[component, default: []].append(item)
        }
    }

    /// The one item of that key; nil for duplicates, which are not merged with anything.
    func single(_ component: Path.Component) -> Value? {
        guard let found = items[component], found.count == 1 else { return nil }
        return found[0]
    }
}
