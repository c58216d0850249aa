import Document
import Kubernetes

extension ApprovalComparison {
    /// Compares a list, paired as the record of ownership says.
    mutating func compare(list node: Node) {
        if !node.isWhole, let names = node.structure.itemKeyNames {
            descend(node) { $0.compare(associative: node, KeyedItems(names)) }
        } else if !node.isWhole, node.structure.hasMembers {
            descend(node) { $0.compare(set: node) }
        } else if let desired = node.desired?.array, !desired.isEmpty {
            compare(atomic: node, desired)
        } else {
            judgeOther(node)
        }
    }

    private mutating func compare(associative node: Node, _ keyed: KeyedItems) {
        let desired = node.desired?.array ?? []
        let before = node.before?.array ?? []
        let after = node.after?.array ?? []
        var old = keyed.positions(in: before)
        var seen: Set<Path.Component> = []
        for pair in keyed.pairs(desired, after) {
            seen.insert(pair.component)
            compare(
                node.child(
                    pair.component, source: pair.desired.map { .index($0) }, desired: pair.desired.map { desired[$0] },
                    before: old.take(pair.component).map { before[$0] }, after: pair.after.map { after[$0] }))
        }
        for item in before {
            let component = keyed.component(of: item)
            guard seen.insert(component).inserted else { continue }
            compare(node.child(component, desired: nil, before: item, after: nil))
        }
        for component in node.changes.listComponents where !seen.contains(component) {
            compare(node.child(component, desired: nil, before: nil, after: nil))
        }
    }

    private mutating func compare(set node: Node) {
        let desired = node.desired?.array ?? []
        let before = node.before?.array ?? []
        let after = node.after?.array ?? []
        let old = Set(before)
        let new = Set(after)
        var positions: [Value: Int] = [:]
        for (index, value) in desired.enumerated() where positions[value] == nil { positions[value] = index }
        var seen: Set<Value> = []
        let shown = node.changes.listComponents.compactMap { if case .member(let value) = $0 { value } else { nil } }
        for value in desired + after + before + shown where seen.insert(value).inserted {
            let index = positions[value]
            compare(
                node.child(
                    .member(value), source: index.map { .index($0) }, desired: index.map { _ in value },
                    before: old.contains(value) ? value : nil, after: new.contains(value) ? value : nil))
        }
    }

    /// An atomic list has the desired items in their order, filled with defaults, and behind them at most items that
    /// are defaults themselves.
    private mutating func compare(atomic node: Node, _ desired: [Value]) {
        let after = node.after?.array ?? []
        var isFilled = after.count >= desired.count && (!desired.allSatisfy(\.isScalar) || after.starts(with: desired))
        descend(node) { comparison in
            isFilled =
                isFilled
                && after[min(desired.count, after.count)...].allSatisfy { item in
                    comparison.isDefault(item, node.child(.index(0), desired: nil, before: nil, after: item))
                }
            guard isFilled else { return }
            for index in desired.indices {
                comparison.compare(
                    node.child(.index(index), desired: desired[index], before: nil, after: after[index]))
            }
        }
        if !isFilled { report(node.after == nil ? .missing : .other, node, node.desired, node.after) }
    }
}

/// The items of an associative list, found by their keys in time linear in the list.
struct KeyedItems {
    struct Pair {
        var component: Path.Component
        /// The positions of the item in both lists.
        var desired: Int?
        var after: Int?
    }

    /// Positions by component, those of equal keys in order.
    struct Positions {
        private var positions: [Path.Component: (all: [Int], taken: Int)] = [:]

        mutating func add(_ position: Int, _ component: Path.Component) {
            positions[component, default: ([], 0)].all.append(position)
        }

        /// Takes the first position that is left.
        mutating func take(_ component: Path.Component) -> Int? {
            guard let (all, taken) = positions[component], taken < all.count else { return nil }
            positions[component]?.taken += 1
            return all[taken]
        }
    }

    private let names: [String]

    /// - Parameter names: The names of the keys, sorted.
    init(_ names: [String]) { self.names = names }

    /// The component of an item; keys it does not have are left out.
    func component(of item: Value) -> Path.Component {
        component(of: item, names)
    }

    private func component(of item: Value, _ names: [String]) -> Path.Component {
        .item(names.compactMap { name in item[name].map { Path.ItemKey(name, $0) } })
    }

    func positions(in items: [Value]) -> Positions {
        var result = Positions()
        for (position, item) in items.enumerated() { result.add(position, component(of: item)) }
        return result
    }

    /// The desired items with those that came out for them, then the others that came out.
    ///
    /// A desired item that leaves out a key, which the server fills in, is the first one of its other keys that no other
    /// desired item names in full.
    func pairs(_ desired: [Value], _ after: [Value]) -> [Pair] {
        var full = positions(in: after)
        var isTaken = [Bool](repeating: false, count: after.count)
        var result = desired.indices.map { Pair(component: component(of: desired[$0]), desired: $0) }
        for index in result.indices {
            result[index].after = full.take(result[index].component)
            if let position = result[index].after { isTaken[position] = true }
        }
        // By the names of the keys that an item has.
        var partial: [[String]: Positions] = [:]
        for index in result.indices where result[index].after == nil {
            let own = names.filter { desired[index][$0] != nil }
            guard own.count < names.count, !own.isEmpty else { continue }
            if partial[own] == nil {
                var positions = Positions()
                for (position, item) in after.enumerated() where !isTaken[position] {
                    positions.add(position, component(of: item, own))
                }
                partial[own] = positions
            }
            while let position = partial[own]?.take(result[index].component) {
                guard !isTaken[position] else { continue }
                isTaken[position] = true
                result[index].after = position
                result[index].component = component(of: after[position])
                break
            }
        }
        for position in after.indices where !isTaken[position] {
            result.append(Pair(component: component(of: after[position]), after: position))
        }
        return result
    }
}
