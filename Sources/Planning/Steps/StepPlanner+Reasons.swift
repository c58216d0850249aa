import Diagnostics
import Document
import Resources
import State

/// Why a step is in a plan.
extension StepPlanner {
    /// From whom something is taken over; nil where nothing is.
    private func adoption(_ changes: [ItemChange]) -> String? {
        let origins = Set(changes.compactMap(\.precondition?.adopted))
        guard !origins.isEmpty else { return nil }
        let words = origins.map { origin in
            switch origin {
            case .unmarked: "what Berth did not make"
            case .estate(let name): "from estate \(name)"
            }
        }
        return "takes over \(words.sorted().joined(separator: ", and "))"
    }

    /// What the state has to learn of an install of which all objects are right; nil where it knows.
    private func unrecorded(_ draft: Draft) -> String? {
        let resource = draft.resource
        guard let deployment = resource.deployment else { return nil }
        guard let record = world.snapshots[resource.address.group]?.deployments[resource.address] else {
            if let former = recordedFormer(resource) { return "moved from \(former)" }
            return deployment.removalHooks.isEmpty ? nil : "the hooks of its removal are not on record"
        }
        if record.state == .removing { return "its removal did not finish" }
        if let former = recordedFormer(resource) { return "moved from \(former)" }
        guard record.state == .installed, record.deployment != deployment else { return nil }
        let (was, now) = (record.deployment.revision, deployment.revision)
        guard was != now else { return "the hooks of its removal changed" }
        let isThere = UnrecordedWork(world: world).extent(in: draft.changes, of: resource.address) != nil
        return isThere
            ? "revision \(now) is there, and the state has \(was): the run that brought it is not on record"
            : "revision \(was) → \(now), with the same objects"
    }

    /// The address it had when the state recorded its install last, where it has another now.
    private func recordedFormer(_ resource: Resource) -> ResourceAddress? {
        resource.formerly.first { world.snapshots[$0.group]?.deployments[$0] != nil }
    }

    /// From which address its objects come, where that is another one now.
    private func movedFrom(_ draft: Draft) -> ResourceAddress? {
        let owners = Set(draft.changes.filter { $0.action == .update }.compactMap(\.precondition?.owner))
        return draft.resource.formerly.first(where: owners.contains)
    }

    /// `revision 1.2.0 → 1.3.0`, where the state knows another one installed, with what the world says of that.
    func revisionChange(_ draft: Draft) -> String? {
        guard let change = revisionChange(draft.resource) else { return nil }
        return switch UnrecordedWork(world: world).extent(in: draft.changes, of: draft.resource.address) {
        case .begun: "\(change), begun by a run that is not on record"
        case .other: "\(change), and a run that is not on record wrote something else since"
        case nil: change
        }
    }

    func revisionChange(_ resource: Resource) -> String? {
        guard let deployment = resource.deployment else { return nil }
        let addresses = [resource.address] + resource.formerly
        let records = addresses.compactMap { world.snapshots[$0.group]?.deployments[$0] }
        guard let was = records.first?.deployment.revision, was != deployment.revision else { return nil }
        return "revision \(was) → \(deployment.revision)"
    }

    private static let unfinished = "the last install did not finish"
    private func halfReplaced(_ changes: [ItemChange]) -> String? {
        let open = changes.filter(isHalfReplaced)
        guard !open.isEmpty else { return nil }
        let isThere = open.contains { world.observations[$0.key] != nil }
        return "its replacement did not finish: the old object is \(isThere ? "still being deleted" : "gone")"
    }

    /// Whether a run was ended between the deletion of an object and its making anew.
    private func isHalfReplaced(_ change: ItemChange) -> Bool {
        change.action == .create && world.applied(change.key)?.isBeingReplaced == true
    }

    /// Which objects are made anew; nil where none is.
    private func replacement(_ changes: [ItemChange]) -> String? {
        let replaced = changes.filter { $0.replacement != nil }
        let names = replaced.map { "\($0.key.kind) \($0.key.name)" }
        guard !names.isEmpty else { return nil }
        let haveFailed = replaced.allSatisfy { world.observations[$0.key].flatMap(FinishedJob.failure) != nil }
        return "\(names.listed(most: 1)) \(haveFailed ? "failed for good" : "cannot be changed in place")"
    }

    /// That secrets have another value than their objects, where that is all; nil where the specification changed, too.
    private func renewal(_ changes: [ItemChange]) -> String? {
        world.renewedSecrets(in: changes).map { names in
            names.isEmpty
                ? "the value of its secret changed"
                : "the stored value of \(names.joined(separator: ", ")) is not the one in use: a rotation did not finish, or "
                    + "an older state was put back"
        }
    }

    /// What is done with a resource, and why in the reader's words.
    func action(of draft: Draft) -> (Action, String) {
        let changes = draft.changes
        let actions = Set(changes.map(\.action)).subtracting([.none])
        let isUnfinished = world.isUnfinished(draft.resource.address)
        guard !actions.isEmpty else {
            if isUnfinished { return (.update, Self.unfinished) }
            if let reason = unrecorded(draft) { return (.update, reason) }
            return (draft.unreadiness == nil ? .none : .wait, "")
        }
        if let reason = replacement(changes) {
            return (.replace, [revisionChange(draft), reason].compactMap(\.self).joined(separator: ": "))
        }
        if let reason = adoption(changes) { return (.update, reason) }
        if let former = movedFrom(draft) {
            return (
                .update,
                (["moved from \(former)"] + [revisionChange(draft)].compactMap(\.self)).joined(separator: ", ")
            )
        }
        if actions == [.create], changes.allSatisfy({ $0.action == .create }) {
            let wasThere = changes.contains(where: \.wasRemoved)
            if wasThere { return (.create, "drift: it was removed outside of Berth") }
            if let reason = halfReplaced(changes) { return (.create, reason) }
            let wasMade = isUnfinished && changes.contains { world.applied($0.key) != nil }
            return (.create, wasMade ? Self.unfinished : "new")
        }
        let leaves = changes.filter { !$0.wasRemoved }.flatMap(\.leaves)
        let hasDrift = leaves.contains { $0.reason == .drift } || changes.contains(where: \.wasRemoved)
        let hasSpec =
            changes.contains { $0.action == .create && !$0.wasRemoved }
            || leaves.contains { $0.reason == .spec || $0.reason == .forced }
        let isTakenBack = isUnfinished && changes.contains { $0.action == .create && world.applied($0.key) != nil }
        if let reason = halfReplaced(changes) { return (.update, reason) }
        let changed = revisionChange(draft) ?? renewal(changes) ?? "the specification changed"
        switch (hasDrift, hasSpec) {
        case (false, true) where isTakenBack: return (.update, Self.unfinished)
        case (true, false): return (.update, "drift")
        case (true, true): return (.update, "\(changed), and drift")
        case (false, true): return (.update, changed)
        case (false, false): return (.update, "ownership and marks")
        }
    }
}
