import Document
import Kubernetes
import Resources

/// Says leaf by leaf what a write would change and why; a pure function of what was seen and what the server answered.
package struct Differ: Sendable {
    /// The desired item as the specification has it, leaves of insertions as placeholders.
    package let item: Item
    /// The same with everything put in that is known: what is compared and sent.
    package let body: Value
    package let observation: Observation
    /// What Berth applied last, with placeholders; nil where nothing is known of it.
    package let applied: Value?
    package let ownership: Ownership
    package let comparison: Comparison

    package init(item: Item, body: Value, observation: Observation, applied: Value?) {
        self.item = item
        self.body = body
        self.observation = observation
        ownership = Ownership(of: observation.value)
        comparison = Comparison(
            desired: body, observed: observation.value, ownership: item.key.apiVersion.isEmpty ? nil : ownership)
        // With the state lost, the digest on the object still says whether the specification is the one applied last: then
        // whatever differs was changed by somebody else.
        let digest = item.desired["metadata"]?["annotations"]?[Item.Mark.appliedAnnotation]
        let isAsApplied = digest != nil && digest?.string == observation.annotation(Item.Mark.appliedAnnotation)
        self.applied = applied ?? (isAsApplied ? item.desired : nil)
    }

    /// True where nothing has to be written and nothing has to be asked.
    package var isSame: Bool {
        comparison.isSame && !observation.isBeingDeleted
    }

    /// The leaves as the reviewer sees them: what apply holds the world against before it writes.
    package var seen: ItemChange.Seen {
        let isSecret = item.isSecret
        return ItemChange.Seen(
            uid: observation.uid, version: observation.version,
            leaves: isSecret
                ? []
                : comparison.leaves.filter { !isSensitive($0.path) }.map { leaf in
                    SeenLeaf(path: leaf.path, value: leaf.observed, managers: ownership.managers(of: leaf.path))
                })
    }

    /// How a field that others own came to be theirs.
    package enum Claim: Sendable, Hashable {
        /// Berth had applied it, and somebody changed it: it is set back.
        case drift
        /// Berth never applied it: the operator has to say.
        case conflict
    }

    /// Whether Berth may take a field from others.
    package func claim(on path: Path) -> Claim {
        // A conflict may be reported at an element that holds the leaves, or the other way round.
        let leaves = comparison.leaves.filter { $0.path.hasPrefix(path) || path.hasPrefix($0.path) }
        let known = leaves.isEmpty ? [path] : leaves.map(\.path)
        return known.allSatisfy { applied?[$0] != nil } ? .drift : .conflict
    }

    /// Whether marks are missing or say something else than they shall: written, though they are not listed.
    package var changesMarks: Bool {
        comparison.leaves.contains { $0.path.isMark && !($0.isEqual && $0.isOwned) }
    }

    /// The marks that are written, for the reader of a change that has nothing else in it.
    package var marks: [LeafChange] {
        comparison.leaves.filter { $0.path.isMark && !($0.isEqual && $0.isOwned) }
            .map { shown($0.path, $0.observed, $0.desired, reason(of: $0, []), ownership.author(of: $0.path)) }
    }

    /// What the specification asks for, where the server could not say what it would make of it.
    package var wanted: [LeafChange] {
        comparison.leaves.filter { !$0.path.isMark && !($0.isEqual && $0.isOwned) }
            .map { shown($0.path, $0.observed, $0.desired, reason(of: $0, [])) }
    }

    /// Whether a server's answer says that a write would change nothing.
    package func isSettled(by result: Value) -> Bool {
        !changesMarks && changes(to: result, forced: []).isEmpty && Ownership(of: result).own == ownership.own
    }

    /// What changes between what was seen and what the server says the write gives.
    package func changes(to result: Value, forced: Set<Path>) -> [LeafChange] {
        var changes: [LeafChange] = []
        for leaf in comparison.leaves where !leaf.path.isMark {
            if let change = change(of: leaf, result, forced) { changes.append(change) }
        }
        let structure = ownership.structure.union(Ownership(of: result).structure)
        let consequences = Value.differences(from: observation.value, to: result, structure: structure)
        for difference in consequences where !difference.path.isMark {
            let isCovered = comparison.leaves.contains {
                $0.path.hasPrefix(difference.path) || difference.path.hasPrefix($0.path)
            }
            if !isCovered { changes.append(shown(difference.path, difference.old, difference.new, .server)) }
        }
        return changes.sorted { $0.path < $1.path }
    }

    private func change(of leaf: Comparison.Leaf, _ result: Value, _ forced: Set<Path>) -> LeafChange? {
        let new = leaf.desired == nil ? result[leaf.path] : leaf.desired
        // The server may know the desired value in another spelling, or with its own defaults in it.
        let stays = result[leaf.path] == leaf.observed
        if leaf.isEqual || stays {
            let isOwnershipOnly = leaf.desired != nil && !leaf.isOwned && leaf.observed != nil
            return isOwnershipOnly ? shown(leaf.path, leaf.observed, leaf.observed, .ownership) : nil
        }
        let reason = reason(of: leaf, forced)
        let author = reason == .spec ? nil : ownership.author(of: leaf.path)
        return shown(leaf.path, leaf.observed, new, reason, author)
    }

    private func reason(of leaf: Comparison.Leaf, _ forced: Set<Path>) -> LeafChange.Reason {
        if item.key.apiVersion.isEmpty {
            // Without a record of ownership, what was applied last is all there is to tell drift by.
            guard let last = applied?[leaf.path] else { return .spec }
            return last == item.desired[leaf.path] ? .drift : .spec
        }
        guard leaf.desired != nil, !leaf.isOwned else { return .spec }
        if applied?[leaf.path] != nil { return .drift }
        return forced.contains { leaf.path.hasPrefix($0) || $0.hasPrefix(leaf.path) } ? .forced : .spec
    }

    private func shown(
        _ path: Path, _ old: Value?, _ new: Value?, _ reason: LeafChange.Reason, _ author: LeafChange.Author? = nil
    ) -> LeafChange {
        let isHidden = isSensitive(path)
        return LeafChange(
            path: path, old: isHidden ? nil : old, new: isHidden ? nil : new, reason: reason, isSensitive: isHidden,
            author: author)
    }

    private func isSensitive(_ path: Path) -> Bool { item.isSensitive(path) }
}

extension Item {
    /// True for a Kubernetes Secret, whose values are never shown.
    package var isSecret: Bool { key.kind == "Secret" && key.group.isEmpty }

    /// True where a leaf's value must not be shown, logged or stored.
    package func isSensitive(_ path: Path) -> Bool {
        if isSecret, path.components.first == .key("data") || path.components.first == .key("stringData") {
            return true
        }
        return insertions.contains { $0.value.isSensitive && ($0.key.hasPrefix(path) || path.hasPrefix($0.key)) }
    }

    /// The leaves of an item that does not exist yet, as a reader of the plan sees them.
    package var newLeaves: [LeafChange] {
        desired.leaves.filter { leaf in
            guard !leaf.path.isMark else { return false }
            switch leaf.path.components {
            case [.key("apiVersion")], [.key("kind")]: return false
            case [.key("metadata"), .key("name")], [.key("metadata"), .key("namespace")]: return false
            default: return true
            }
        }.map { leaf in
            let isHidden = isSensitive(leaf.path)
            return LeafChange(
                path: leaf.path, old: nil, new: isHidden ? .null : leaf.value, reason: .spec, isSensitive: isHidden)
        }
    }
}

extension Path {
    /// True for Berth's own marks, which say nothing to a reader.
    package var isMark: Bool {
        guard components.count == 3, components[0] == .key("metadata"), case .key(let name) = components[2] else {
            return false
        }
        switch components[1] {
        case .key("labels"):
            return [Item.Mark.managedByLabel, Item.Mark.estateLabel, Item.Mark.workspaceLabel].contains(name)
        case .key("annotations"):
            return [
                Item.Mark.addressAnnotation, Item.Mark.appliedAnnotation, Item.Mark.kindsAnnotation,
                Item.Mark.tenantKindsAnnotation,
            ].contains(name)
        default: return false
        }
    }
}
