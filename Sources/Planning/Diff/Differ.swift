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
    package let ownership: FieldOwnership
    package let comparison: Comparison
    /// What Berth applied last and the server's record gives to nobody, or also to what was there before the record began:
    /// given back to Berth with the write. Of an item that is taken over what `kubectl` keeps of it.
    package let reclaimed: Set<Path>
    /// What `kubectl apply` was given last, at the paths that the server knows it by; nil where the item is not taken over, or
    /// nothing says so.
    private let givenByClient: Set<Path>?

    /// Whether the object says that the specification was applied to it as it is.
    let isAsApplied: Bool
    /// Whether the state says what was applied last.
    let isRecorded: Bool
    /// From whom the item is taken over; nil where it is not.
    private let adopted: OwnershipVerdict.Origin?

    package init(
        item: Item, body: Value, observation: Observation, applied: Value?,
        adopted: OwnershipVerdict.Origin? = nil
    ) {
        self.adopted = adopted
        let adopts = adopted != nil
        self.item = item
        self.body = body
        self.observation = observation
        let ownership = FieldOwnership(of: observation.value)
        self.ownership = ownership
        givenByClient =
            adopts
            ? observation.lastAppliedByClient.map {
                Comparison(desired: $0, observed: observation.value, ownership: ownership).wantedPaths
            } : nil
        comparison = Comparison(
            desired: body, observed: observation.value, ownership: item.key.isKubernetes ? ownership : nil)
        // With the state lost, the digest on the object still says whether the specification is the one applied last: then
        // whatever differs was changed by somebody else.
        let digest = item.desired["metadata"]?["annotations"]?[Item.Mark.appliedAnnotation]
        isRecorded = applied != nil
        isAsApplied =
            digest != nil && digest?.string == observation.annotation(Item.Mark.appliedAnnotation)
        self.applied = applied ?? (isAsApplied ? item.desired : nil)
        guard item.key.isKubernetes else {
            reclaimed = []
            return
        }
        reclaimed =
            adopts
            ? ownership.appliedByClient(in: observation.value).union(ownership.setByHand(among: comparison.wantedPaths))
            : ownership.lost(of: self.applied, in: observation.value)
    }

    /// True where nothing has to be written and nothing has to be asked.
    package var isSame: Bool {
        comparison.isSame && reclaimed.isEmpty && !observation.isBeingDeleted
            && (!item.key.isKubernetes || ownership.version.map { $0 == item.key.apiVersion } ?? false)
    }

    /// What must still hold when the change is carried out; `owner` is whose the item is.
    /// `adopted` is from whom it is taken over.
    package func precondition(
        owner: ResourceAddress, adopted: OwnershipVerdict.Origin? = nil
    ) -> Precondition {
        let isSecret = item.isSecret
        return Precondition(
            .present(uid: observation.uid ?? ""), version: isSecret ? observation.version : nil,
            leaves: isSecret
                ? []
                : comparison.leaves.filter { !isSensitive($0.path) && !$0.path.isBookkeeping }.map { leaf in
                    SeenLeaf(path: leaf.path, value: leaf.observed, managers: ownership.managers(of: leaf.path))
                } + reclaimedLeaves,
            owner: owner, adopted: adopted)
    }

    /// What goes since its record is given back: nothing that the specification has says how it was.
    private var reclaimedLeaves: [SeenLeaf] {
        let known = Set(comparison.leaves.map(\.path))
        return reclaimed.subtracting(known).filter { !isSensitive($0) && !$0.isBookkeeping && isLeaf($0) }
            .sorted().map { path in
                SeenLeaf(path: path, value: observation.value[path], managers: ownership.managers(of: path))
            }
    }

    /// Whether somebody gave a value, or it goes with an item of a list that the specification has no more.
    private func isWritten(_ path: Path, _ wanted: Set<Path>) -> Bool {
        guard let given = givenByClient else { return true }
        if given.contains(path) { return true }
        if item.isSecret, path.components.first == .key("data") {
            if given.contains(Path([.key("stringData")] + path.components.dropFirst())) { return true }
        }
        return path.components.indices.contains { index in
            guard case .item = path.components[index] else { return false }
            let item = Path(Array(path.components.prefix(through: index)))
            return !wanted.contains { $0.hasPrefix(item) }
        }
    }

    /// Whether nothing lies below: the record of ownership holds maps and items of lists beside what is in them.
    private func isLeaf(_ path: Path) -> Bool {
        switch observation.value[path] {
        case .object(let object): object.isEmpty
        case .array(let array): array.isEmpty || !reclaimed.contains { $0 != path && $0.hasPrefix(path) }
        default: true
        }
    }

    /// Whether marks are missing or say something else than they shall: written, though they are not listed.
    package var changesMarks: Bool {
        comparison.leaves.contains { $0.path.isMark && !($0.isEqual && $0.isOwned) }
    }

    /// The marks that are written, and the version where it moves, for the reader of a change that has nothing else in it.
    package var marks: [LeafChange] {
        let version = ownership.version.map(Value.string)
        let wanted = item.desired["apiVersion"]
        if item.key.isKubernetes, let version, let wanted, version != wanted {
            return [LeafChange(path: ["apiVersion"], old: version, new: wanted, reason: .spec)]
        }
        return comparison.leaves.filter { $0.path.isMark && !($0.isEqual && $0.isOwned) }
            .map { shown($0.path, $0.observed, $0.desired, reason(of: $0, []), ownership.author(of: $0.path)) }
    }

    /// What the specification asks for, where the server could not say what it would make of it.
    package var wanted: [LeafChange] {
        comparison.leaves.filter { !$0.path.isMark && !($0.isEqual && $0.isOwned) }
            .map { leaf in
                let reason = isTaken(leaf) && leaf.isEqual ? .ownership : reason(of: leaf, [])
                return shown(leaf.path, leaf.observed, leaf.desired, reason, formerOwner(of: leaf.path))
            } + removedByReclaiming
    }

    /// Whether a server's answer says that a write would change nothing.
    package func isSettled(by result: Value) -> Bool {
        let changes = changes(to: result, forced: [])
        return !changesMarks && reclaimed.isEmpty
            && changes.allSatisfy { change in
                // What is not shown is compared all the same.
                change.isSensitive
                    ? observation.value[change.path] == result[change.path] : change.old == change.new
            } && FieldOwnership(of: result).own == ownership.own
    }

    /// What changes between what was seen and what the server says the write gives.
    package func changes(to result: Value, forced: Set<Path>) -> [LeafChange] {
        var changes: [LeafChange] = []
        for leaf in comparison.leaves where !leaf.path.isBookkeeping {
            guard let change = change(of: leaf, result, forced) else { continue }
            // Berth's own marks say nothing to a reader, but that somebody took them away does.
            if !leaf.path.isMark || change.reason == .drift { changes.append(change) }
        }
        let removed = removedByReclaiming
        changes += removed
        let structure = ownership.structure.union(FieldOwnership(of: result).structure)
        let consequences = Value.differences(from: observation.value, to: result, structure: structure)
        for difference in consequences where !difference.path.isMark {
            let isCovered = comparison.leaves.contains { leaf in
                // An empty map says nothing of what is below it.
                let coversBelow = leaf.desired?.object?.isEmpty != true
                return leaf.path.hasPrefix(difference.path)
                    || (coversBelow && difference.path.hasPrefix(leaf.path))
            }
            let isRemoved = removed.contains {
                $0.path.hasPrefix(difference.path) || difference.path.hasPrefix($0.path)
            }
            if !isCovered, !isRemoved {
                changes.append(shown(difference.path, difference.old, difference.new, .server))
            }
        }
        changes += comparison.rearranged.compactMap { list in
            guard let order = list.change(from: observation.value, to: result) else { return nil }
            var change = shown(list.path, order.old, order.new, reason(of: list))
            change.isOrder = true
            return change
        }
        return changes.sorted { $0.path < $1.path }
    }

    /// What the specification has no more, and goes since the record of its ownership is given back. What nobody wrote, a
    /// default, the server puts in again.
    var removedByReclaiming: [LeafChange] {
        guard !reclaimed.isEmpty else { return [] }
        // An item of a list may be wanted without the keys that the server completes.
        let wanted = comparison.wantedPaths
        return reclaimed.filter { path in
            !wanted.contains(path) && specified(path) == nil && !path.isMark && isLeaf(path)
                && isWritten(path, wanted)
        }
        .map { shown($0, observation.value[$0], nil, .spec, formerOwner(of: $0)) }
    }

    private func change(of leaf: Comparison.Leaf, _ result: Value, _ forced: Set<Path>) -> LeafChange? {
        let new = leaf.desired == nil ? result[leaf.path] : leaf.desired
        // The server may know the desired value in another spelling, or with its own defaults in it.
        let stays = result[leaf.path] == leaf.observed
        if let desired = leaf.desired, let given = result[leaf.path], stays || given != leaf.desired,
            !desired.isEmptyContainer,
            !desired.isCanonicallyEqual(to: given, at: leaf.path, hasQuantities: leaf.hasQuantities)
        {
            if given.completes(desired, at: leaf.path, of: item.key.itemKind) {
                guard stays else { return changed(leaf, to: given, forced) }
                return isTaken(leaf) ? taken(leaf) : nil
            }
            // A policy makes something else of it: the reader sees what comes out.
            return shown(leaf.path, leaf.observed, given, .server)
        }
        if leaf.isEqual || stays { return isTaken(leaf) ? taken(leaf) : nil }
        return changed(leaf, to: new, forced)
    }

    private func changed(_ leaf: Comparison.Leaf, to new: Value?, _ forced: Set<Path>) -> LeafChange {
        let reason = reason(of: leaf, forced)
        let author = reason == .spec ? formerOwner(of: leaf.path) : ownership.author(of: leaf.path)
        return shown(leaf.path, leaf.observed, new, reason, author)
    }

    private func taken(_ leaf: Comparison.Leaf) -> LeafChange {
        shown(leaf.path, leaf.observed, leaf.observed, .ownership, formerOwner(of: leaf.path))
    }

    /// Whether a write makes Berth, or this estate, the owner of a leaf that is there.
    private func isTaken(_ leaf: Comparison.Leaf) -> Bool {
        guard leaf.desired != nil, leaf.observed != nil else { return false }
        guard leaf.isOwned else { return true }
        // Another estate's Berth goes by the same name, and what is no Kubernetes object has no record of owners.
        return switch adopted {
        case .estate: true
        case .unmarked: !item.key.isKubernetes
        case nil: false
        }
    }

    /// From whom a leaf of an item that is taken over comes; nil where nobody knows, and for every other item.
    private func formerOwner(of path: Path) -> LeafChange.Author? {
        switch adopted {
        case nil: nil
        case .estate(let name): LeafChange.Author(manager: "estate \(name)", time: nil)
        case .unmarked:
            ownership.author(of: path) ?? observation.keeper.map { LeafChange.Author(manager: $0, time: nil) }
        }
    }

    private func shown(
        _ path: Path, _ old: Value?, _ new: Value?, _ reason: LeafChange.Reason, _ author: LeafChange.Author? = nil
    ) -> LeafChange {
        let isHidden = isSensitive(path)
        return LeafChange(
            path: path, old: isHidden ? old.presence : old, new: isHidden ? new.presence : new, reason: reason,
            isSensitive: isHidden, author: author)
    }

    private func isSensitive(_ path: Path) -> Bool { item.isSensitive(path) }
}

extension Observation {
    /// Where `kubectl apply` keeps what it was given last, secrets included; it goes when the object is taken over.
    static let lastAppliedByClient = "kubectl.kubernetes.io/last-applied-configuration"

    /// What it holds; nil where there is none that can be read.
    fileprivate var lastAppliedByClient: Value? {
        annotation(Self.lastAppliedByClient).flatMap { try? Value(json: $0) }
    }
}
