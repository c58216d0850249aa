import Document
import Kubernetes
import Resources

/// The walk over the desired object, the one before a write and the one after it, side by side; once over each.
struct ApprovalComparison {
    /// What stands at one place of the three objects, and what is known of the place.
    struct Node {
        /// As the server would pair it.
        var path = Path.root
        /// The place in the desired object, list items by index: insertions are told so.
        var source = Path.root
        var desired: Value?
        var before: Value?
        var after: Value?
        var structure: FieldSet
        /// Whether somebody owns the place as a whole: a scalar, or an atomic list or map.
        var isWhole = false
        var changes: ApprovedChanges
        var defaults: ServerDefaults.Cursor

        /// The node below a component.
        func child(
            _ component: Path.Component, source: Path.Component? = nil, desired: Value?, before: Value?, after: Value?
        ) -> Node {
            let below = structure.subset(below: component)
            return Node(
                path: path.appending(component), source: self.source.appending(source ?? component),
                desired: desired, before: before, after: after, structure: below,
                isWhole: isWhole || structure.isMember(component) && below.isEmpty,
                changes: changes.below(component), defaults: defaults.below(component))
        }
    }

    let item: Item
    /// Whether leaves that are not desired are compared.
    let comparesOthers: Bool
    private(set) var differences: [ApprovalDifference] = []
    /// What stands above the node, from the object itself.
    private var beforeAncestors: [Value] = []
    private var afterAncestors: [Value] = []

    init(item: Item, comparesOthers: Bool) {
        self.item = item
        self.comparesOthers = comparesOthers
    }

    mutating func compare(_ place: Node) {
        guard !place.path.isServerOwned else { return }
        var node = place
        // Nothing was asked for, and nothing is there.
        if let desired = node.desired, desired == .null || desired.isEmptyContainer,
            node.after == nil || node.after == .null || node.after?.isEmptyContainer == true
        {
            return
        }
        // Servers keep no nulls, but older ones write some (`creationTimestamp: null`).
        if node.desired == .null { node.desired = nil }
        if node.before == .null { node.before = nil }
        if node.after == .null { node.after = nil }
        if let approved = node.changes.server, approved.isSensitive || isSame(approved.new, node.after, node) { return }
        // What is owned as a whole, or shown as changed as a whole, is what was desired and defaults; an empty map or list
        // asks only that there be one.
        if let desired = node.desired, !desired.isEmptyContainer, node.isWhole || node.changes.own != nil {
            node.before = nil
        }
        // With the last of its leaves an item goes, and all that others had put into it.
        if node.desired == nil, node.after == nil, node.changes.onlyRemoves { return }

        let values = [node.desired, node.before, node.after].compactMap(\.self)
        let isShown = values.isEmpty && !node.changes.keys.isEmpty
        if isShown || values.contains(where: \.isFullObject), values.allSatisfy({ $0.object != nil }) {
            compare(members: node)
        } else if values.contains(where: \.isFullArray), values.allSatisfy({ $0.array != nil }) {
            compare(list: node)
        } else if let desired = node.desired {
            judge(desired, node)
        } else {
            judgeOther(node)
        }
    }

    private mutating func compare(members node: Node) {
        if node.desired == nil, node.before == nil, let after = node.after,
            node.defaults.allowsWhole(after, key: node.path.last, ancestors: afterAncestors)
        {
            return
        }
        var keys: [String] = []
        var seen: Set<String> = []
        for key in [node.desired, node.after, node.before].flatMap({ $0?.object?.keys ?? [] }) + node.changes.keys
        where seen.insert(key).inserted {
            keys.append(key)
        }
        descend(node) { comparison in
            for key in keys {
                comparison.compare(
                    node.child(
                        .key(key), desired: node.desired?[key], before: node.before?[key], after: node.after?[key]))
            }
        }
    }

    mutating func descend(_ node: Node, _ body: (inout ApprovalComparison) -> Void) {
        beforeAncestors.append(node.before ?? .null)
        afterAncestors.append(node.after ?? .null)
        body(&self)
        beforeAncestors.removeLast()
        afterAncestors.removeLast()
    }
}

// MARK: Leaves

extension ApprovalComparison {
    /// Judges a leaf that is desired.
    mutating func judge(_ desired: Value, _ node: Node) {
        guard let after = node.after else {
            if !desired.isStoredAsAbsent(at: node.path, in: item.key.group) { report(.missing, node, desired, nil) }
            return
        }
        if isSame(desired, after, node) { return }
        // What Go cannot tell from not set is filled in like it.
        if desired.isUnset(at: node.path), isDefault(after, node) { return }
        report(.other, node, desired, after)
    }

    /// Judges a leaf that nobody asked for, or that is to be removed.
    mutating func judgeOther(_ node: Node) {
        if let approved = node.changes.own ?? node.changes.server {
            if isSame(approved.isSensitive ? nil : approved.new, node.after, node) { return }
            if let after = node.after, isDefault(after, node) { return }
            let kind: ApprovalDifference.Kind =
                node.after == nil ? .missing : approved.isSensitive || approved.new == nil ? .kept : .other
            report(kind, node, approved.new, node.after)
            return
        }
        guard comparesOthers, node.before != node.after, !node.path.isMark, !isIdentity(node) else { return }
        let wasDefault =
            node.before.map { node.defaults.allows($0, key: node.path.last, ancestors: beforeAncestors) } ?? true
        if wasDefault, node.after.map({ isDefault($0, node) }) ?? true { return }
        report(node.before == nil ? .added : node.after == nil ? .removed : .changed, node, node.before, node.after)
    }

    /// Whether this is the name or namespace that the request had.
    private func isIdentity(_ node: Node) -> Bool {
        switch node.path {
        case ["metadata", "name"]: node.after?.string == item.key.name
        case ["metadata", "namespace"]: node.after?.string == item.key.namespace
        default: false
        }
    }

    /// Whether the server alone may have put a value at the node.
    func isDefault(_ value: Value, _ node: Node) -> Bool {
        node.defaults.allows(value, key: node.path.last, ancestors: afterAncestors)
    }

    /// Whether two values are stored as the same thing.
    func isSame(_ approved: Value?, _ found: Value?, _ node: Node) -> Bool {
        guard let approved, let found else { return (approved ?? .null) == (found ?? .null) }
        if approved.isCanonicallyEqual(to: found, at: node.path, hasQuantities: item.key.itemKind.hasQuantities) {
            return true
        }
        // The server writes the microseconds of a Lease's times.
        guard item.key.group == "coordination.k8s.io", let one = approved.string.flatMap({ Timestamp($0) }) else {
            return false
        }
        return found.string.flatMap { Timestamp($0) } == one
    }

    mutating func report(
        _ kind: ApprovalDifference.Kind, _ node: Node, _ approved: Value?, _ found: Value?
    ) {
        let isSensitive =
            item.isSensitive(node.path) || item.isSensitive(node.source) || item.mayHoldSecret(node.path)
            || node.changes.own?.isSensitive == true
        differences.append(
            ApprovalDifference(
                kind: kind, path: node.path, approved: approved, found: found, isSensitive: isSensitive))
    }
}

extension Item {
    /// True where others may have put a Secret's values, such as the annotation of client-side apply.
    fileprivate func mayHoldSecret(_ path: Path) -> Bool {
        isSecret && path.hasPrefix(["metadata", "annotations"]) && !path.isMark
    }
}
