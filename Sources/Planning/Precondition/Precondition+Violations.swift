import Document
import Resources

extension Precondition {
    /// One way in which the world is not as the reviewer saw it.
    package enum Violation: Sendable, Hashable, CustomStringConvertible {
        case exists
        case isGone
        case isBeingDeleted
        case isOther
        /// A Secret is in another version; its values are not compared.
        case changedSecret
        case leaf(Path, was: Value?, now: Value?, author: String?)
        case managers(Path, were: [String], now: [String])
        case owner(ResourceAddress, now: OwnershipVerdict)
        case isProtected
        /// Somebody else's objects would go along that were not there.
        case contents([ItemKey])

        package var description: String {
            switch self {
            case .exists: "it exists now, and did not when the plan was made"
            case .isGone: "it does not exist any more"
            case .isBeingDeleted: "it is being deleted"
            case .isOther: "it was deleted and made anew by somebody"
            case .changedSecret: "it was changed since; its values are secret and not compared"
            case .leaf(let path, let was, let now, let author):
                "\(path) was \(was.shown) and is \(now.shown) now\(author.map { " (changed by \($0))" } ?? "")"
            case .managers(let path, let were, let now):
                "\(path) belonged to \(were.listed) and belongs to \(now.listed) now"
            case .owner(let address, let now): "it is not \(address)'s any more to write: it \(now.words)"
            case .isProtected: "it is protected now"
            case .contents(let keys):
                "others made what would go along: \(keys.sorted().map(\.description).joined(separator: ", "))"
            }
        }
    }

    /// In which ways the item is not any more as it was seen.
    ///
    /// - Parameters:
    ///   - observation: the item as it is now; nil where it does not exist.
    ///   - verdict: whose it is now.
    ///   - wanted: the item as the change leaves it, for systems that are written in several requests: a leaf that has the
    ///     wanted value is what an interrupted run of the same plan left.
    ///   - isRemoval: whether the change deletes it.
    /// - Returns: what does not hold; empty where all does.
    package func violations(
        by observation: Observation?, verdict: OwnershipVerdict?, wanted: Value? = nil, isRemoval: Bool = false
    ) -> [Violation] {
        guard let observation else {
            if case .present = presence { return [.isGone] }
            return []
        }
        switch presence {
        case .absent: return isPart(observation, of: wanted, verdict) ? [] : [.exists]
        case .terminating(let uid): return observation.uid == uid ? [] : [.exists]
        case .present(let uid):
            guard observation.uid == uid else { return [.isOther] }
        }
        var result: [Violation] = []
        if observation.isBeingDeleted, !isRemoval { result.append(.isBeingDeleted) }
        if let owner, let verdict, !holds(verdict, owner, isRemoval) { result.append(.owner(owner, now: verdict)) }
        if isRemoval, observation.annotation(Item.Mark.protectedAnnotation) == "true" { result.append(.isProtected) }
        // A deletion that was asked for before moves the version itself.
        if let version, version != observation.version, !(isRemoval && observation.isBeingDeleted) {
            result.append(.changedSecret)
        }
        return result + leafViolations(by: observation, wanted: observation.key.isKubernetes ? nil : wanted)
    }

    private func holds(_ verdict: OwnershipVerdict, _ owner: ResourceAddress, _ isRemoval: Bool) -> Bool {
        if verdict.address == owner { return !isRemoval || verdict.allowsDeletion }
        return !isRemoval && adopted != nil && verdict.origin == adopted
    }

    /// What would go along now and was not approved.
    package func violations(byContents keys: [ItemKey]) -> [Violation] {
        let added = keys.filter { !contents.contains($0) }
        return added.isEmpty ? [] : [.contents(added)]
    }

    /// The first leaf that another precondition holds and this one does not: nil for what was made of the same item.
    package func gap(to other: Precondition) -> Path? {
        Set(other.leaves.map(\.path)).subtracting(leaves.map(\.path)).min()
    }

    private func leafViolations(by observation: Observation, wanted: Value?) -> [Violation] {
        let ownership = FieldOwnership(of: observation.value)
        return leaves.compactMap { leaf in
            let value = observation.value[leaf.path]
            if value != leaf.value {
                if let wanted, value == wanted[leaf.path] { return nil }
                return .leaf(
                    leaf.path, was: leaf.value, now: value, author: ownership.author(of: leaf.path)?.manager)
            }
            let managers = ownership.managers(of: leaf.path)
            // A run of this plan that was killed may have made a field Berth's own before it was written.
            return managers == leaf.managers || managers == [Item.Mark.manager]
                ? nil : .managers(leaf.path, were: leaf.managers, now: managers)
        }
    }

    /// Whether an item that was absent is a part of the wanted one, left by an interrupted run of the same plan: only where
    /// making it takes several requests.
    private func isPart(_ observation: Observation, of wanted: Value?, _ verdict: OwnershipVerdict?) -> Bool {
        guard !observation.key.isKubernetes, let wanted, let mark = wanted.markedAddress, verdict?.address == mark,
            !observation.isBeingDeleted
        else { return false }
        return (observation.value["spec"] ?? [:]).leaves.allSatisfy { leaf in
            wanted["spec"]?[leaf.path] == leaf.value || leaf.value.isEmptyContainer
        }
    }
}

extension Value {
    /// The address in the mark of a desired item.
    package var markedAddress: ResourceAddress? {
        self["metadata"]?["annotations"]?[Item.Mark.addressAnnotation]?.string.flatMap { ResourceAddress($0) }
    }
}

extension Value? {
    fileprivate var shown: String { self?.compactJSON ?? "absent" }
}

extension [String] {
    fileprivate var listed: String { isEmpty ? "nobody" : joined(separator: ", ") }
}
