import Composition
import Document
import Resources
import Specification

/// Whether the changes of a plan fit their steps, and say what is written.
extension PlanShape {
    func fault(of change: ItemChange, _ step: Step) -> String? {
        guard isPlaced(change.key, step) else { return "it does not lie where \(step.resource) can have something" }
        guard change.action.isChange else {
            return change.isSettled && change.action != .none ? "it is said to stay as it is, and is not" : nil
        }
        guard !change.isSettled else { return "it is said to stay as it is, and is not" }
        guard let precondition = change.precondition else { return "nothing says what must still hold" }
        if let fault = fault(inLeavesOf: change) ?? fault(ofWhatIsTaken: change) { return fault }
        if change.action == .delete { return fault(ofDeletion: change, precondition, step) }
        guard let item = change.item else { return "nothing says what it shall be" }
        if change.verification == .none, !step.isNarrowing { return "nothing says whether the server takes it" }
        switch (change.action, precondition.presence) {
        case (.create, .absent), (.create, .terminating), (.replace, .absent), (.replace, .terminating):
            guard change.replacement == nil else { return "it is to be made anew, and nothing is there" }
        case (.replace, .present) where change.replacement != nil:
            if let fault = fault(ofRemoval: change, precondition, step) { return fault }
        case (.update, .present):
            guard isPart(precondition.owner, of: step) else { return "it is not seen as a part of \(step.resource)" }
        default: return "what must still hold does not fit what is done"
        }
        return fault(of: item, change, step)
    }

    private func fault(ofDeletion change: ItemChange, _ precondition: Precondition, _ step: Step) -> String? {
        guard step.action == .delete else { return "it is deleted by a step that is not a deletion" }
        guard case .present = precondition.presence else { return "what must still hold does not fit a deletion" }
        return fault(ofRemoval: change, precondition, step)
    }

    private func fault(ofRemoval change: ItemChange, _ precondition: Precondition, _ step: Step) -> String? {
        // What is made anew may come from another name, as what is changed may.
        let isPart =
            change.replacement == nil
            ? precondition.owner == step.resource : isPart(precondition.owner, of: step)
        if !isBilled(change.key, step), !isPart {
            return "it is not seen as a part of \(step.resource)"
        }
        guard precondition.contents == Set(change.companions.map(\.key)) else {
            return "what may go along is not what is shown"
        }
        guard change.dependents == change.key.dependents else {
            return "what goes after it is not what Berth waits for"
        }
        return nil
    }

    private func isPart(_ owner: ResourceAddress?, of step: Step) -> Bool {
        owner.map { $0 == step.resource || step.formerly.contains($0) } ?? false
    }

    /// What a reviewer sees of each leaf is what was seen, and nothing is hidden that is not secret.
    private func fault(inLeavesOf change: ItemChange) -> String? {
        let seen = Dictionary((change.precondition?.leaves ?? []).map { ($0.path, $0) }) { first, _ in first }
        if change.isSensitive, case .present? = change.precondition?.presence, change.precondition?.version == nil {
            return "nothing says in which version it must be"
        }
        // Of what is made anew the leaves are those of the new object.
        for leaf in change.replacement?.leaves ?? change.leaves {
            let isSecret = change.item?.isSensitive(leaf.path) ?? change.isSensitive
            // Of a Secret the server may change more that is secret.
            guard leaf.isSensitive == isSecret || (leaf.reason == .server && change.isSensitive) else {
                return "\(leaf.path) is \(isSecret ? "secret and shown" : "hidden and not secret")"
            }
            guard !leaf.isToldByServer else { continue }
            if let seen = seen[leaf.path], !isSecret, seen.value != leaf.old {
                return "\(leaf.path) is shown otherwise than it must be"
            }
            if let exemption = change.exemptions.first(where: { leaf.path.hasPrefix($0.path) }) {
                return "\(leaf.path) is changed, and \(exemption.path) is left to others"
            }
        }
        return nil
    }

    /// What is taken from other managers, or given back to Berth, is shown.
    private func fault(ofWhatIsTaken change: ItemChange) -> String? {
        if change.action != .update, let path = change.forced.union(change.reclaimed).min() {
            return "\(path) is taken from others of what does not exist"
        }
        let shown = change.leaves.filter { !$0.isToldByServer }
        let hidden = change.forced.filter { path in
            !path.isMark && !shown.contains { $0.path.hasPrefix(path) || path.hasPrefix($0.path) }
        }
        if let path = hidden.min() { return "\(path) is taken from others and not shown" }
        // Of what is taken over, only the object itself says what somebody wrote and what are defaults (`Differ`).
        guard change.precondition?.adopted == nil else { return nil }
        let removed = change.reclaimed.filter { change.item?.desired[$0] == nil && !$0.isMark }
        if let path = removed.sorted().first(where: { path in !shown.contains { $0.path == path && $0.new == nil } }) {
            return "\(path) is removed and not shown"
        }
        return nil
    }

    /// The item is what its key and its step say, and every leaf of it is shown or was seen as it is.
    private func fault(of item: Item, _ change: ItemChange, _ step: Step) -> String? {
        let desired = item.desired
        guard desired["metadata"]?["name"]?.string == change.key.name,
            desired["metadata"]?["namespace"]?.string == change.key.namespace,
            !change.key.isKubernetes
                || (desired["apiVersion"]?.string == change.key.apiVersion
                    && desired["kind"]?.string == change.key.kind)
        else { return "what is written is another item" }
        guard desired.markedAddress == step.resource,
            desired["metadata"]?["labels"]?[Item.Mark.estateLabel]?.string == plan.estate,
            Item.Mark.isBound(desired, to: change.key)
        else { return "what is written does not carry the mark of \(step.resource)" }
        if change.action != .update {
            let shown = Set(change.leaves.filter { !$0.isToldByServer }.map { Shown($0) })
            return shown == Set(item.newLeaves.map { Shown($0) }) ? nil : "what is written is not what is shown"
        }
        // What stands in lists is paired when the world is looked at; values known later are not in the item yet.
        for leaf in change.leaves
        where !leaf.isToldByServer && !leaf.isSensitive && leaf.path.isOfMaps && item.insertions[leaf.path] == nil {
            guard let new = leaf.new else {
                if desired[leaf.path] != nil { return "\(leaf.path) is shown as removed and is written" }
                continue
            }
            // What is written no more may get a default from the server.
            guard let written = desired[leaf.path] else { continue }
            guard
                leaf.reason == .ownership
                    || new.completes(written, at: leaf.path, of: change.key.itemKind)
            else {
                return "\(leaf.path) is shown otherwise than it is written"
            }
        }
        return nil
    }

    /// A leaf as a reader sees it.
    private struct Shown: Hashable {
        var path: Path
        var new: Value?

        init(_ leaf: LeafChange) {
            path = leaf.path
            new = leaf.isSensitive ? nil : leaf.new
        }
    }

    /// Whether an item may be what costs money in a tenant and is not Berth's, which goes before it by consent.
    private func isBilled(_ key: ItemKey, _ step: Step) -> Bool {
        guard step.address.name == WorkspaceRemoval.billedName, destroyed.contains(step.address.group),
            plan.consents.contains(.cascade), case .tenant = key.place
        else { return false }
        return switch key.group {
        case "": ["Service", "PersistentVolumeClaim", "PersistentVolume", "Pod"].contains(key.kind)
        // A claim stays as long as a workload uses it.
        case "apps", "batch": true
        default: false
        }
    }

    private func isPlaced(_ key: ItemKey, _ step: Step) -> Bool {
        switch key.place {
        case .management(let cluster): guard groups[step.address.group]?.cluster == cluster else { return false }
        case .tenant(let id): guard step.address.workspace == id else { return false }
        case .provider(let name): guard estate.computeProvider(named: name) != nil else { return false }
        case .dns: break
        }
        return step.resource.canMark(key)
            || (step.action == .delete
                && (step.resource.isHeadOf(key) || isBilled(key, step)))
    }
}

extension Path {
    fileprivate var isOfMaps: Bool { components.allSatisfy { if case .key = $0 { true } else { false } } }
}

extension ResourceAddress {
    /// Whether an item of another name can still be this resource's by the uid that the state recorded: a network or a DNS
    /// record.
    fileprivate func isHeadOf(_ key: ItemKey) -> Bool {
        switch key.place {
        case .provider: name == "network"
        case .dns: name == "dns"
        default: false
        }
    }
}
