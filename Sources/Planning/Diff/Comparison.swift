import Document
import Kubernetes
import Resources

/// The leaves of a desired object beside the observed ones, paired as the server would merge them.
///
/// Needs no schema: the keys of associative lists and the members of sets are those that the server recorded. What
/// cannot be paired for certain makes the comparison doubtful, and a dry run decides.
package struct Comparison: Sendable {
    /// A leaf that the specification has, or that Berth owns though the specification has it no more.
    package struct Leaf: Sendable, Hashable {
        package var path: Path
        /// Nil where the specification has it no more.
        package var desired: Value?
        /// Nil where it does not exist.
        package var observed: Value?
        /// Whether Berth owns it now.
        package var isOwned: Bool
        /// Whether it is owned as a whole: nobody owns anything below it.
        package var isWhole = false
        /// Whether quantities in it may be written in several ways.
        package var hasQuantities = false

        /// Whether the values are the same, written in whatever way.
        package var isEqual: Bool {
            switch (desired, observed) {
            case (nil, nil): true
            // An empty map asks only that there be one, unless it is one value: others may have put something into it.
            case (.object(let object)?, .object?) where object.isEmpty && isOwned && !isWhole: true
            case (let desired?, let observed?):
                desired.isCanonicallyEqual(to: observed, at: path, hasQuantities: hasQuantities)
            default: false
            }
        }
    }

    /// A list whose items stand in another order than the specification has them in: of variables and of containers that
    /// prepare others it says what they do.
    package struct Reordering: Sendable {
        package var path: Path
        fileprivate var items: [Path.Component]

        /// The names of the items that both objects have, in the order that they have in each; nil where that is the same.
        package func change(from old: Value, to new: Value) -> (old: Value, new: Value)? {
            let (before, after) = (places(in: old), places(in: new))
            func order(_ places: [Path.Component: Int]) -> [Path.Component] {
                items.filter { before[$0] != nil && after[$0] != nil }.sorted { (places[$0] ?? 0) < (places[$1] ?? 0) }
            }
            func names(_ items: [Path.Component]) -> Value { .array(items.map { .string($0.name) }) }
            let (was, becomes) = (order(before), order(after))
            return was == becomes ? nil : (names(was), names(becomes))
        }

        private func places(in object: Value) -> [Path.Component: Int] {
            let list = object[path]?.array ?? []
            return items.reduce(into: [:]) { places, item in places[item] = list.firstIndex { $0.matches(item) } }
        }
    }

    package private(set) var leaves: [Leaf] = []
    package private(set) var reordered: [Reordering] = []
    /// Whether something could not be paired for certain.
    package private(set) var isDoubtful = false

    private let hasQuantities: Bool

    /// The leaves that the specification has, at the paths that the server knows them by.
    var wantedPaths: Set<Path> { Set(leaves.lazy.filter { $0.desired != nil }.map(\.path)) }

    /// True where an apply would change nothing: every leaf is there, has its value and is owned by Berth.
    package var isSame: Bool {
        !isDoubtful && leaves.allSatisfy { $0.isOwned && $0.isEqual && $0.desired != nil }
    }

    /// Compares a desired object, references and secrets put in, with the observed one.
    ///
    /// Without a record of ownership (what is no Kubernetes object) everything that carries Berth's mark is Berth's.
    package init(desired: Value, observed: Value, ownership: FieldOwnership?) {
        hasQuantities =
            ItemKind(apiVersion: desired["apiVersion"]?.string ?? "", kind: desired["kind"]?.string ?? "").hasQuantities
        var wanted = desired
        for key in ["apiVersion", "kind"] { wanted[key] = nil }
        for key in ["name", "namespace"] { wanted[["metadata", key]] = nil }
        if wanted["metadata"]?.isEmptyContainer == true { wanted["metadata"] = nil }
        compare(
            wanted, observed,
            Fields(
                own: ownership?.own ?? FieldSet(), all: ownership?.structure ?? FieldSet(), isOwned: false,
                isLeaf: false, ownsAll: ownership == nil), .root)
        isDoubtful = isDoubtful || desired["apiVersion"] != observed["apiVersion"]
    }

    /// The ownership record at one node.
    private struct Fields {
        /// What Berth owns below the node.
        var own: FieldSet
        /// What anybody owns below it.
        var all: FieldSet
        /// Whether Berth owns the node itself.
        var isOwned: Bool
        /// Whether somebody owns the node and nobody anything below it: a scalar, or a list or map owned as a whole.
        var isLeaf: Bool
        var ownsAll: Bool

        func child(_ component: Path.Component) -> Fields {
            let below = all.subset(below: component)
            return Fields(
                own: own.subset(below: component), all: below, isOwned: ownsAll || own.isMember(component),
                isLeaf: all.isMember(component) && below.isEmpty, ownsAll: ownsAll)
        }
    }

    private mutating func compare(_ desired: Value, _ observed: Value?, _ fields: Fields, _ path: Path) {
        switch desired {
        case .object(let object) where !object.isEmpty && !fields.isLeaf:
            compare(members: object, observed, fields, path)
        case .array(let items) where !items.isEmpty && !fields.isLeaf:
            compare(items: items, observed?.array ?? [], observed, fields, path)
        default:
            leaves.append(
                Leaf(
                    path: path, desired: desired, observed: observed, isOwned: fields.isOwned, isWhole: fields.isLeaf,
                    hasQuantities: hasQuantities))
            // What Berth owns below a map that is wanted empty goes.
            if case .object = desired, !fields.isLeaf {
                for node in fields.own.sortedNodes {
                    guard case .key(let key) = node.component else { continue }
                    remove(observed?[key], node, path.appending(key: key))
                }
            }
            // The server may store an empty map or list as absent, or with defaults in it.
            if desired.isEmptyContainer, observed == nil { isDoubtful = true }
        }
    }

    private mutating func compare(members: Object, _ observed: Value?, _ fields: Fields, _ path: Path) {
        for (key, member) in members {
            compare(member, observed?[key], fields.child(.key(key)), path.appending(key: key))
        }
        for node in fields.own.sortedNodes {
            guard case .key(let key) = node.component, members[key] == nil else { continue }
            remove(observed?[key], node, path.appending(key: key))
        }
    }

    private mutating func compare(
        items: [Value], _ existing: [Value], _ observed: Value?, _ fields: Fields, _ path: Path
    ) {
        let components = fields.all.sortedNodes.map(\.component)
        if components.contains(where: \.isItem) {
            compare(associative: items, existing, components, fields, path)
        } else if components.contains(where: \.isMember) {
            compare(set: items, existing, fields, path)
        } else {
            // Nobody owns anything in it yet: a new list, or one that the server filled by itself.
            leaves.append(
                Leaf(
                    path: path, desired: .array(items), observed: observed, isOwned: false,
                    hasQuantities: hasQuantities))
        }
    }

    private mutating func compare(
        associative items: [Value], _ existing: [Value], _ components: [Path.Component], _ fields: Fields,
        _ path: Path
    ) {
        var positions: [Int] = []
        var wanted: Set<Path.Component> = []
        for item in items {
            guard let component = component(of: item, among: components) else {
                // A new item, or one whose keys the server completes by defaults.
                isDoubtful = true
                continue
            }
            guard wanted.insert(component).inserted else {
                isDoubtful = true
                continue
            }
            let position = existing.firstIndex { $0.matches(component) }
            if let position { positions.append(position) }
            compare(item, position.map { existing[$0] }, fields.child(component), path.appending(component))
        }
        // The server may or may not move them.
        if positions != positions.sorted() {
            isDoubtful = true
            reordered.append(Reordering(path: path, items: Array(wanted)))
        }
        for node in fields.own.sortedNodes where node.component.isItem && !wanted.contains(node.component) {
            remove(existing.first { $0.matches(node.component) }, node, path.appending(node.component))
        }
    }

    /// The recorded item that a desired one is; keys it leaves out may have any value if only one item fits.
    private mutating func component(of item: Value, among components: [Path.Component]) -> Path.Component? {
        let fitting = components.filter { component in
            guard case .item(let keys) = component else { return false }
            return keys.allSatisfy { item[$0.name] == nil || item[$0.name] == $0.value }
        }
        if fitting.count <= 1 {
            if let fitting = fitting.first { return fitting }
            guard case .item(let keys)? = components.first(where: \.isItem) else { return nil }
            let own = keys.compactMap { key in item[key.name].map { Path.ItemKey(key.name, $0) } }
            return own.count == keys.count ? .item(own) : nil
        }
        isDoubtful = true
        return fitting.first { $0.keysCount(in: item) == fitting.map { $0.keysCount(in: item) }.max() }
    }

    private mutating func compare(set items: [Value], _ existing: [Value], _ fields: Fields, _ path: Path) {
        for item in items {
            let component = Path.Component.member(item)
            leaves.append(
                Leaf(
                    path: path.appending(component), desired: item, observed: existing.contains(item) ? item : nil,
                    isOwned: fields.own.isMember(component)))
        }
        let positions = items.compactMap { existing.firstIndex(of: $0) }
        if positions != positions.sorted() { isDoubtful = true }
        for node in fields.own.sortedNodes {
            guard case .member(let value) = node.component, !items.contains(value) else { continue }
            remove(existing.contains(value) ? value : nil, node, path.appending(node.component))
        }
    }

    /// What Berth owns and the specification has no more.
    private mutating func remove(
        _ observed: Value?, _ node: (component: Path.Component, node: FieldSet.Node), _ path: Path
    ) {
        let below = node.node.children
        guard !below.isEmpty else {
            leaves.append(Leaf(path: path, desired: nil, observed: observed, isOwned: true))
            return
        }
        for child in below.sortedNodes {
            remove(observed?.child(child.component), child, path.appending(child.component))
        }
    }
}

extension Path.Component {
    fileprivate var isItem: Bool { if case .item = self { true } else { false } }
    /// What its keys say, for a reader: `web`, `53/UDP`.
    fileprivate var name: String {
        guard case .item(let keys) = self else { return "" }
        return keys.map { $0.value.string ?? $0.value.compactJSON }.joined(separator: "/")
    }

    fileprivate var isMember: Bool { if case .member = self { true } else { false } }

    /// How many of the keys an item names itself.
    fileprivate func keysCount(in item: Value) -> Int {
        guard case .item(let keys) = self else { return 0 }
        return keys.count { item[$0.name] == $0.value }
    }
}

extension Value {
    fileprivate func matches(_ component: Path.Component) -> Bool {
        guard case .item(let keys) = component else { return false }
        return keys.allSatisfy { self[$0.name] == $0.value }
    }

    fileprivate func child(_ component: Path.Component) -> Value? { self[Path([component])] }
}
