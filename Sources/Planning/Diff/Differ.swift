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
    private let isAsApplied: Bool
    /// Whether the state says what was applied last.
    private let isRecorded: Bool
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
        // Who applied a field beside Berth, and with the same value, changed nothing.
        let isShared = leaves.contains { $0.isOwned && ownership.isApplied($0.path) }
        return !isShared && known.allSatisfy { lastApplied($0) != nil } ? .drift : .conflict
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

    /// The leaves that a write would change and that these changes do not show: none in a plan that shows all it does.
    package func unshown(in shown: [LeafChange]) -> [Path] {
        let paths = Dictionary(shown.map { ($0.path, $0) }) { first, _ in first }
        return comparison.leaves.compactMap { leaf in
            guard !leaf.path.isMark, !leaf.isEqual, let desired = leaf.desired, !desired.isEmptyContainer else {
                return nil
            }
            guard let change = paths[leaf.path] else { return isKeptByServer(leaf) ? nil : leaf.path }
            let isShown =
                change.isSensitive || [.ownership, .server].contains(change.reason)
                || change.new?.completes(desired, at: leaf.path, hasQuantities: leaf.hasQuantities) == true
            return isShown ? nil : leaf.path
        }
    }

    /// Whether a server may leave a leaf as it is though it is wanted otherwise: a zero, which most fields store as absent, what the
    /// server completed, and what is wanted no more and has a default, or other owners. It is asked (`ServerQuestions`).
    func isKeptByServer(_ leaf: Comparison.Leaf) -> Bool {
        guard let desired = leaf.desired else { return true }
        guard let observed = leaf.observed else { return desired.isStoredAsAbsent(at: leaf.path, in: item.key.group) }
        return observed.completes(desired, at: leaf.path, hasQuantities: leaf.hasQuantities)
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
            if given.completes(desired, at: leaf.path, hasQuantities: leaf.hasQuantities) {
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

    /// What somebody else put into the object beside what the specification has, and a refusal may be for: an item of a list in which
    /// it names a field, or else a member beside such a field. Nil where there is none.
    ///
    /// Whether the refusal is really for its sake nobody can tell; that the server takes the object without it a dry run says.
    func stranger(behind refusal: Refusal) -> FieldConflict? {
        // What is immutable is so for its own sake, whoever made it so.
        guard observation.value["immutable"] != true else { return nil }
        let fields = (refusal.fields ?? []).map(\.fieldKeys)
        let items = comparison.strangers.filter { stranger in
            fields.contains { $0.starts(with: stranger.parent.keys) }
        }
        let found =
            items.max { ($0.components.count, $1) < ($1.components.count, $0) } ?? memberOfOthers(beside: fields)
        guard let found else { return nil }
        let others = ownership.managers(of: found).filter { $0 != Item.Mark.manager }
        return others.isEmpty ? nil : FieldConflict(path: found, manager: others.joined(separator: ", "))
    }

    private func memberOfOthers(beside fields: [[String]]) -> Path? {
        let wanted = comparison.wantedPaths
        let defaults = ServerDefaults(group: item.key.group, kind: item.key.kind)
        return ownership.leavesOfOthers(in: observation.value).first { path in
            guard fields.contains(where: { path.keys.starts(with: $0.dropLast()) }),
                !wanted.contains(where: { $0.hasPrefix(path) || path.hasPrefix($0) }),
                let value = observation.value[path]
            else { return false }
            return !defaults.isDefault(value, at: path, in: observation.value)
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

    func reason(of leaf: Comparison.Leaf, _ forced: Set<Path>) -> LeafChange.Reason {
        if !item.key.isKubernetes {
            // Without a record of ownership, what was applied last is all there is to tell drift by. What is not known yet
            // has not drifted.
            if let insertion = item.insertions[leaf.path], leaf.desired == insertion.placeholder { return .spec }
            guard let last = lastApplied(leaf.path) else { return .spec }
            return last == specified(leaf.path) ? .drift : .spec
        }
        if leaf.isOwned, isWrittenInOurName(leaf) { return .drift }
        guard leaf.desired != nil else { return .spec }
        if !leaf.isOwned, lastApplied(leaf.path) != nil { return .drift }
        let isForced = forced.contains { leaf.path.hasPrefix($0) || $0.hasPrefix(leaf.path) }
        return isForced && claim(on: leaf.path) == .conflict ? .forced : .spec
    }

    /// Why the items of a list come to stand otherwise.
    func reason(of list: Comparison.Arrangement) -> LeafChange.Reason {
        applied.map { list.isDrift(from: $0, to: observation.value) } ?? false ? .drift : .spec
    }

    /// What the specification has at a path that the server knows.
    private func specified(_ path: Path) -> Value? { item.desired.specified(at: path, of: item.key.itemKind) }

    /// What Berth applied last at a path that the server knows; nil where it applied nothing, or nothing is known of it.
    private func lastApplied(_ path: Path) -> Value? { applied?.specified(at: path, of: item.key.itemKind) }

    /// Whether somebody wrote a leaf under Berth's own name, by the mark of what was applied: it still says that the specification
    /// is as it was then.
    private func isWrittenInOurName(_ leaf: Comparison.Leaf) -> Bool {
        guard isAsApplied, isRecorded, !leaf.isEqual else { return false }
        // What is put in later has no value yet that could be another one.
        guard !item.insertions.values.contains(where: { $0.placeholder == leaf.desired }) else { return false }
        // A zero is stored as absent by most fields.
        if leaf.observed == nil, leaf.desired?.isStoredAsAbsent(at: leaf.path, in: item.key.group) == true {
            return false
        }
        let specified = specified(leaf.path)
        return specified == leaf.desired && lastApplied(leaf.path) == specified
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
                path: leaf.path, old: nil, new: isHidden ? LeafChange.hidden : leaf.value, reason: .spec,
                isSensitive: isHidden)
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
            return [Item.Mark.addressAnnotation, Item.Mark.itemAnnotation].contains(name) || isBookkeeping
        default: return false
        }
    }

    /// True for what Berth keeps on an object for itself and writes as it needs: no reader's business, and nothing that
    /// must stay as it was seen.
    package var isBookkeeping: Bool {
        guard components.count == 3, components[0] == .key("metadata"), components[1] == .key("annotations"),
            case .key(let name) = components[2]
        else { return false }
        return name == Item.Mark.appliedAnnotation || RecordedKinds.annotations.contains(name)
            || name == Observation.lastAppliedByClient
    }
}

extension Path {
    /// The members that lead there, lists passed over.
    fileprivate var keys: [String] { components.compactMap { if case .key(let key) = $0 { key } else { nil } } }
}

extension String {
    /// The members that lead to a field as servers name it, lists passed over: `spec.ports[0].name`.
    fileprivate var fieldKeys: [String] {
        var depth = 0
        let plain = filter { character in
            if character == "[" { depth += 1 }
            defer { if character == "]" { depth -= 1 } }
            return depth <= 0
        }
        return plain.split(separator: ".").map(String.init)
    }
}

extension Observation {
    /// Where `kubectl apply` keeps what it was given last, secrets included; it goes when the object is taken over.
    fileprivate static let lastAppliedByClient = "kubectl.kubernetes.io/last-applied-configuration"

    /// What it holds; nil where there is none that can be read.
    fileprivate var lastAppliedByClient: Value? {
        annotation(Self.lastAppliedByClient).flatMap { try? Value(json: $0) }
    }
}
