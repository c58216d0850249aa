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
        /// Whether what is there is what is wanted with what the server puts in by itself.
        package var isCompleted = false

        /// Whether the values are the same, written in whatever way.
        package var isEqual: Bool {
            switch (desired, observed) {
            case (nil, nil): true
            case _ where isCompleted: true
            // An empty map or list asks only that there be one, unless it is one value: others may have put something into it.
            case (.object(let object)?, .object?) where object.isEmpty && isOwned && !isWhole: true
            case (.array(let array)?, .array?) where array.isEmpty && isOwned && !isWhole: true
            case (let desired?, let observed?):
                desired.isCanonicallyEqual(to: observed, at: path, hasQuantities: hasQuantities)
            default: false
            }
        }
    }

    /// A list that is merged item by item and whose items stand in another order than the specification has them in, or one of
    /// them twice: of variables, and of containers that prepare others, the order says what they do.
    package struct Arrangement: Sendable {
        package var path: Path
        /// Those of the specification, in its order.
        fileprivate var items: [Path.Component]
        fileprivate var kind: ItemKind

        /// The names of the items that both objects have, as they stand in each; nil where that is the same.
        package func change(from old: Value, to new: Value) -> (old: Value, new: Value)? {
            let (before, after) = (found(in: old), found(in: new))
            let shared = Set(before).intersection(after)
            func names(_ found: [Path.Component]) -> Value {
                .array(found.filter(shared.contains).map { .string($0.name) })
            }
            let (was, becomes) = (names(before), names(after))
            return was == becomes ? nil : (was, becomes)
        }

        /// Whether somebody made it so of what was applied last, and the specification has it as it was then.
        func isDrift(from applied: Value, to observed: Value) -> Bool {
            let known = found(in: applied)
            let shared = Set(known)
            return known == items.filter(shared.contains) && known != found(in: observed).filter(shared.contains)
        }

        /// The items that stand in an object, in its order.
        private func found(in object: Value) -> [Path.Component] {
            let known = Set(items)
            let names = items.first.map(\.keyNames) ?? []
            return (object[path]?.array ?? []).compactMap { item in
                let keys = item.itemKeys(names, of: kind)
                if keys.count == names.count { return known.contains(.item(keys)) ? .item(keys) : nil }
                let fitting = keys.isEmpty ? [] : items.filter { $0.hasKeys(keys) }
                return fitting.count == 1 ? fitting.first : nil
            }
        }
    }

    package private(set) var leaves: [Leaf] = []
    package private(set) var rearranged: [Arrangement] = []
    /// The items in lists of the specification that it does not have.
    private(set) var strangers: [Path] = []
    /// Whether something could not be paired for certain.
    package private(set) var isDoubtful = false

    private let hasQuantities: Bool
    private let kind: ItemKind
    private let object: Value

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
        kind = ItemKind(apiVersion: desired["apiVersion"]?.string ?? "", kind: desired["kind"]?.string ?? "")
        hasQuantities = kind.hasQuantities
        object = observed
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
                    hasQuantities: hasQuantities,
                    isCompleted: fields.isLeaf && observed.map { isCompleted($0, of: desired, at: path) } ?? false))
            // What Berth owns below a map or list that is wanted empty goes.
            if desired.isEmptyContainer, !fields.isLeaf {
                for node in fields.own.sortedNodes {
                    remove(observed?.child(node.component), node, path.appending(node.component))
                }
            }
            // The server may store an empty map or list as absent, or with defaults in it.
            if desired.isEmptyContainer, observed == nil { isDoubtful = true }
        }
    }

    /// Whether what is there is what is wanted, with what the server puts in by itself.
    private func isCompleted(_ observed: Value, of desired: Value, at path: Path) -> Bool {
        guard observed != desired, observed.completes(desired, at: path, of: kind) else {
            return false
        }
        let defaults = ServerDefaults(group: kind.group, kind: kind.kind)
        return Value.differences(from: desired, to: observed).allSatisfy { difference in
            // An empty map has something in it now. What is not there says nothing, and may be stored all the same.
            guard let new = difference.new else { return observed[difference.path] != nil }
            // What both have is in another spelling.
            guard difference.old?.isEmptyContainer ?? true else { return true }
            return defaults.isDefault(new, at: path.appending(difference.path), in: object)
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
        var inOrder: [Path.Component] = []
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
            inOrder.append(component)
            let position = existing.firstIndex { $0.matches(component) }
            if let position { positions.append(position) }
            compare(item, position.map { existing[$0] }, fields.child(component), path.appending(component))
        }
        let isDoubled =
            existing.count > positions.count
            && Set(existing.indices).subtracting(positions).contains { other in
                inOrder.contains { existing[other].matches($0) }
            }
        // The server may or may not move them, and keeps only one of those that stand twice.
        if isDoubled || positions != positions.sorted() {
            isDoubtful = true
            rearranged.append(Arrangement(path: path, items: inOrder, kind: kind))
        }
        if existing.count > positions.count {
            strangers += components.filter { component in
                component.isItem && !wanted.contains(component) && existing.contains { $0.matches(component) }
            }.map { path.appending($0) }
        }
        for node in fields.own.sortedNodes where node.component.isItem && !wanted.contains(node.component) {
            remove(existing.first { $0.matches(node.component) }, node, path.appending(node.component))
        }
    }

    /// The item that a desired one is. Keys that it leaves out have their defaults; where those are not known, any value, if only
    /// one recorded item fits.
    private mutating func component(of item: Value, among components: [Path.Component]) -> Path.Component? {
        guard let names = components.first(where: \.isItem)?.keyNames else { return nil }
        let keys = item.itemKeys(names, of: kind)
        if keys.count == names.count { return .item(keys) }
        let fitting = components.filter { $0.hasKeys(keys) }
        if fitting.count == 1 { return fitting.first }
        isDoubtful = true
        return fitting.first ?? (keys.isEmpty ? nil : .item(keys))
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

    fileprivate var keyNames: [String] {
        if case .item(let keys) = self { keys.map(\.name) } else { [] }
    }

    /// Whether these are among the keys of an item.
    fileprivate func hasKeys(_ some: [Path.ItemKey]) -> Bool {
        if case .item(let keys) = self { some.allSatisfy(keys.contains) } else { false }
    }

    /// What its keys say, for a reader: `web`, `53/UDP`.
    fileprivate var name: String {
        guard case .item(let keys) = self else { return "" }
        return keys.map { $0.value.string ?? $0.value.compactJSON }.joined(separator: "/")
    }

    fileprivate var isMember: Bool { if case .member = self { true } else { false } }
}

extension Value {
    fileprivate func matches(_ component: Path.Component) -> Bool {
        guard case .item(let keys) = component else { return false }
        return keys.allSatisfy { self[$0.name] == $0.value }
    }

    fileprivate func child(_ component: Path.Component) -> Value? { self[Path([component])] }
}
