import Document
import Kubernetes

/// Which fields two versions of an object do not agree on.
///
/// Source: structured-merge-diff `typed.Comparison`.
struct Comparison {
    var removed = FieldSet()
    var modified = FieldSet()
    var added = FieldSet()

    /// The fields that a writer who turned the one into the other takes over.
    var written: FieldSet { modified.union(added) }

    var isEmpty: Bool { removed.isEmpty && modified.isEmpty && added.isEmpty }

    init() {}

    /// Compares two values of one type, without the fields below `ignored`.
    init(from old: Value, to new: Value, as type: SchemaType, ignoring ignored: FieldSet = FieldSet()) {
        compareContents(old, new, type)
        guard !ignored.isEmpty else { return }
        removed = removed.recursiveDifference(ignored)
        modified = modified.recursiveDifference(ignored)
        added = added.recursiveDifference(ignored)
    }

    /// Compares what stands under one component and adds what differs there.
    private mutating func compare(_ old: Value?, _ new: Value?, _ type: SchemaType, at component: Path.Component) {
        if let old, let new, old == new { return }
        var below = Comparison()
        let isModifiedLeaf = below.compareContents(old, new, type)
        removed.setNode(FieldSet.Node(isMember: new == nil, children: below.removed), of: component)
        added.setNode(FieldSet.Node(isMember: old == nil, children: below.added), of: component)
        modified.setNode(FieldSet.Node(isMember: isModifiedLeaf, children: below.modified), of: component)
    }

    /// Compares below the values; says whether they are differing leaves themselves.
    @discardableResult
    private mutating func compareContents(_ old: Value?, _ new: Value?, _ type: SchemaType) -> Bool {
        let atoms = [old, new].compactMap { $0.map { Atom(type, for: $0) } }
        guard let first = atoms.first, let last = atoms.last else { return false }
        if first.hasShape(of: last) { return compareContents(old, new, last) }
        let before = compareContents(old, new, first)
        return compareContents(old, new, last) || before
    }

    private mutating func compareContents(_ old: Value?, _ new: Value?, _ atom: Atom) -> Bool {
        let differs = old != nil && new != nil && old != new
        switch atom {
        case .scalar: return differs
        case .map(let map):
            let (before, after) = (old?.object ?? [:], new?.object ?? [:])
            if map.isAtomic || (before.isEmpty && after.isEmpty) { return differs }
            compareMembers(before, after, map)
        case .list(let list):
            let (before, after) = (old?.array ?? [], new?.array ?? [])
            if list.ownership == .atomic || (before.isEmpty && after.isEmpty) { return differs }
            compareItems(before, after, list)
        }
        return false
    }

    private mutating func compareMembers(_ old: Object, _ new: Object, _ map: MapType) {
        for (key, value) in old {
            compare(value, new[key], map.type(of: key) ?? .untyped, at: .key(key))
        }
        for (key, value) in new where old[key] == nil {
            compare(nil, value, map.type(of: key) ?? .untyped, at: .key(key))
        }
    }

    /// Items are compared by their keys; their order is nobody's. Duplicates, which an update may bring, count as
    /// one atomic item.
    private mutating func compareItems(_ old: [Value], _ new: [Value], _ list: ListType) {
        let before = Dictionary(grouping: old, by: { try? list.component(of: $0) })
        let after = Dictionary(grouping: new, by: { try? list.component(of: $0) })
        for case let component? in Set(before.keys).union(after.keys) {
            let (ours, theirs) = (before[component] ?? [], after[component] ?? [])
            switch (ours.count, theirs.count) {
            case (0...1, 0...1): compare(ours.first, theirs.first, list.element, at: component)
            case (2..., 2...): if ours != theirs { modified.insert(component) }
            case (2..., _):
                if let item = theirs.first { compare(nil, item, list.element, at: component) }
                removed.insert(component)
            default:
                if let item = ours.first { compare(item, nil, list.element, at: component) }
                added.insert(component)
            }
        }
    }
}
