import Document
import Resources

/// Plans one item: nothing where it is certainly right, otherwise what the server says a write would do.
struct ItemPlanner: Sendable {
    let estate: String
    let world: World
    let backends: any BackendProvider
    let resolver: InsertionResolver
    /// Whether the operator approved taking fields from others.
    let forcesConflicts: Bool
    /// The namespaces that the plan makes: what goes into them is tried elsewhere.
    let newNamespaces: Set<ItemKey>

    struct Outcome: Sendable {
        var change: ItemChange
        var problems: [Plan.Problem] = []
    }

    func plan(_ item: Item, of address: ResourceAddress) async throws -> Outcome {
        if world.silence(of: item.key.place) != nil {
            return Outcome(change: ItemChange(key: item.key, action: .unknown))
        }
        guard let observation = world.observations[item.key] else { return try await create(item, of: address) }
        guard observation.belongs(to: estate), observation.address == address else {
            return Outcome(
                change: ItemChange(key: item.key, action: .unknown),
                problems: [foreign(observation, address)])
        }
        if observation.isBeingDeleted {
            var outcome = try await create(item, of: address)
            outcome.change.seen = ItemChange.Seen(uid: observation.uid, version: observation.version)
            outcome.change.verification = .deferred("it is being deleted and is created anew when it is gone")
            return outcome
        }
        return try await update(item, observation, of: address)
    }

    private func create(_ item: Item, of address: ResourceAddress) async throws -> Outcome {
        var change = ItemChange(key: item.key, action: .create, item: item, leaves: item.newLeaves)
        change.wasRemoved = world.applied(item.key) != nil
        if let reason = world.absence(of: item.key.place) {
            change.verification = .deferred(reason)
            // Values are resolved all the same, so that an absent secret is found before anything is written.
            _ = try await resolver.resolve(item, observed: nil)
            return Outcome(change: change)
        }
        let resolved = try await resolver.resolve(item, observed: nil)
        guard resolved.open.isEmpty else {
            change.verification = .deferred("it holds values that are known after apply")
            return Outcome(change: change)
        }
        let backend = try await backends.backend(for: item.key.place)
        var write = Write(key: item.key, body: resolved.body, observed: nil)
        let isProbe = newNamespaces.contains { $0.place == item.key.place && $0.name == item.key.namespace }
        if isProbe {
            write.key.namespace = "default"
            write.body[["metadata", "namespace"]] = "default"
        }
        switch try await backend.preview(write) {
        case .accepted: change.verification = isProbe ? .probe : .server
        case .unverifiable(let reason): change.verification = .deferred(reason)
        case .conflicts: change.verification = .deferred("somebody made it just now")
        case .rejected(let reason):
            return Outcome(change: change, problems: [rejected(item, reason, of: address)])
        }
        return Outcome(change: change)
    }

    private func update(_ item: Item, _ observation: Observation, of address: ResourceAddress) async throws -> Outcome {
        let resolved = try await resolver.resolve(item, observed: observation)
        let differ = Differ(
            item: item, body: resolved.body, observation: observation, applied: world.applied(item.key)?.applied)
        if resolved.open.isEmpty, differ.isSame {
            return Outcome(change: ItemChange(key: item.key, action: .none, item: item, seen: differ.seen))
        }
        var change = ItemChange(key: item.key, action: .update, item: item, seen: differ.seen)
        guard resolved.open.isEmpty else {
            // What a silent tenant would say is not known, and no reason to change anything.
            if item.references.contains(where: { isSilent($0) }) {
                return Outcome(change: ItemChange(key: item.key, action: .unknown))
            }
            change.leaves = differ.wanted
            change.verification = .deferred("it holds values that are known after apply")
            return Outcome(change: change)
        }
        let backend = try await backends.backend(for: item.key.place)
        var write = Write(key: item.key, body: resolved.body, observed: observation)
        var preview = try await backend.preview(write)
        if case .conflicts(let conflicts) = preview {
            let contested = conflicts.filter { differ.claim(on: $0.path) == .conflict }
            guard contested.isEmpty || forcesConflicts else {
                return Outcome(change: change, problems: contested.map { conflict($0, item, differ, of: address) })
            }
            change.forced = Set(conflicts.map(\.path))
            write.forced = change.forced
            preview = try await backend.preview(write)
        }
        switch preview {
        case .accepted(let result):
            change.leaves = differ.changes(to: result, forced: change.forced)
            change.verification = .server
            if change.forced.isEmpty, differ.isSettled(by: result) {
                change.action = .none
            } else if change.leaves.isEmpty {
                change.leaves = differ.marks
            }
        case .unverifiable(let reason):
            change.leaves = differ.wanted
            change.verification = .deferred(reason)
        case .conflicts(let others):
            return Outcome(change: change, problems: others.map { conflict($0, item, differ, of: address) })
        case .rejected(let reason):
            change.leaves = differ.wanted
            return Outcome(change: change, problems: [rejected(item, reason, of: address)])
        }
        return Outcome(change: change)
    }

    private func isSilent(_ reference: Reference) -> Bool {
        reference.address.workspace.map { world.silence(of: .tenant($0)) != nil } ?? false
    }

    private func foreign(_ observation: Observation, _ address: ResourceAddress) -> Plan.Problem {
        let owner =
            observation.address.map { other in
                let estate = observation.label(Item.Mark.estateLabel) ?? "another estate"
                return "belongs to \(other) of estate \(estate)"
            } ?? "was not made by Berth"
        return Plan.Problem(
            kind: .foreign, address: address, item: observation.key,
            message: "\(observation.key) in \(observation.key.place.description) exists and \(owner)",
            hint: "rename or remove one of them; Berth never touches what it does not own")
    }

    private func rejected(_ item: Item, _ reason: String, of address: ResourceAddress) -> Plan.Problem {
        let isImmutable = reason.contains("immutable")
        return Plan.Problem(
            kind: .rejected, address: address, item: item.key,
            message: "\(item.key.place.description) refuses \(item.key): \(reason)",
            hint: isImmutable
                ? "it cannot be changed in place; set it back, or destroy and create it anew"
                : "change the specification or the template\(item.location.map { " at \($0)" } ?? "")")
    }

    private func conflict(
        _ conflict: FieldConflict, _ item: Item, _ differ: Differ, of address: ResourceAddress
    ) -> Plan.Problem {
        let observed = differ.observation.value[conflict.path]
        let shown = item.isSensitive(conflict.path) ? "(sensitive)" : observed?.compactJSON ?? "absent"
        let wanted =
            item.isSensitive(conflict.path) ? "(sensitive)" : item.desired[conflict.path]?.compactJSON ?? "absent"
        return Plan.Problem(
            kind: .conflict, address: address, item: item.key,
            message: "\(conflict.path) of \(item.key) is owned by \"\(conflict.manager)\" with \(shown); "
                + "the specification wants \(wanted)",
            hint: "leave it out of the specification, or take it over with --force-conflicts")
    }
}
