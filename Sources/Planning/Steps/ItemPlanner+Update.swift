import Document
import Kubernetes
import Resources
import State

/// Plans an item that exists: as it is by its own record, or else as the server says a write would leave it.
extension ItemPlanner {
    /// `owner` is whose it is now: the resource, unless it had another address when it was written.
    func update(
        _ specified: Item, _ observation: Observation, of address: ResourceAddress,
        adopted: OwnershipVerdict.Origin? = nil, owner: ResourceAddress? = nil
    ) async throws -> Outcome {
        let exempt = exemptions.of(specified, at: address, observation)
        let item = Exemptions.applied(exempt, to: specified, observation)
        let resolved = try await resolve(item, observation)
        let differ = Differ(
            item: item, body: resolved.body, observation: observation, applied: world.applied(item.key)?.applied,
            adopted: adopted)
        let unchanged = ItemChange(
            key: item.key, action: .none, item: item,
            precondition: observation.uid.map { Precondition(.present(uid: $0), owner: address) }, exemptions: exempt)
        if resolved.open.isEmpty, differ.isSame, adopted == nil {
            return verifiesAll && item.key.isKubernetes
                ? try await verified(unchanged, differ, resolved, address) : Outcome(change: unchanged)
        }
        var change = ItemChange(
            key: item.key, action: .update, item: item,
            precondition: differ.precondition(owner: owner ?? address, adopted: adopted),
            reclaimed: differ.reclaimed, exemptions: exempt)
        guard resolved.open.isEmpty else {
            // What a silent tenant would say is not known, and no reason to change anything.
            if let silence = item.references.compactMap({ silence(behind: $0) }).first {
                return Outcome(unknown: item.key, silence)
            }
            change.leaves = differ.wanted
            change.verification = .deferred("it holds values that are known after apply")
            let backend = try await backends.backend(for: item.key.place)
            if case .refused(let reason) = try await backend.prospect(of: item.key) {
                return Outcome(
                    change: change, problems: [ItemProblem(item, address).rejected(Refusal(reason), isChange: true)])
            }
            return Outcome(change: change)
        }
        if let fault = SecretContents(item: item, body: resolved.body).fault { throw UnusableValue(fault) }
        let outcome = try await previewed(change, differ, resolved, address)
        return outcome.change.action == .none ? Outcome(change: unchanged) : outcome
    }

    /// An item that is right by its own record, tried on the server: that must say the same, save for what admission does
    /// otherwise now than when the item was applied, which is told and not changed.
    private func verified(
        _ unchanged: ItemChange, _ differ: Differ, _ resolved: InsertionResolver.Resolved, _ address: ResourceAddress
    ) async throws -> Outcome {
        let backend = try await backends.backend(for: unchanged.key.place)
        let write = Write(key: unchanged.key, body: resolved.body, observed: differ.observation)
        var outcome = Outcome(change: unchanged)
        switch try await DryRun(by: backend, placeholders: resolved.placeholders).preview(write) {
        case .accepted(let result) where differ.isSettled(by: result): break
        case .accepted(let result):
            let leaves = differ.changes(to: result, forced: [])
            guard leaves.allSatisfy({ $0.reason == .server }) else {
                return try await doubted(unchanged, differ, resolved, address)
            }
            outcome.remark = AdmissionChange(key: unchanged.key, address: address).remark(on: leaves)
        case .rejected(let refusal):
            outcome.remark = AdmissionChange(key: unchanged.key, address: address).remark(on: refusal)
        case .unverifiable: break
        case .exists, .conflicts: return try await doubted(unchanged, differ, resolved, address)
        }
        return outcome
    }

    /// What was right a moment ago and is not by the server: somebody changed it in between.
    private func doubted(
        _ unchanged: ItemChange, _ differ: Differ, _ resolved: InsertionResolver.Resolved, _ address: ResourceAddress
    ) async throws -> Outcome {
        var change = unchanged
        change.action = .update
        change.precondition = differ.precondition(owner: address)
        let outcome = try await previewed(change, differ, resolved, address)
        return outcome.change.action == .none ? Outcome(change: unchanged) : outcome
    }

    /// The change as the server says it would be.
    private func previewed(
        _ planned: ItemChange, _ differ: Differ, _ resolved: InsertionResolver.Resolved, _ address: ResourceAddress
    ) async throws -> Outcome {
        var change = planned
        let problem = ItemProblem(differ.item, address)
        let backend = try await backends.backend(for: change.key.place)
        let dryRun = DryRun(by: backend, placeholders: resolved.placeholders)
        let adopts = change.precondition?.adopted != nil
        var write = Write(key: change.key, body: resolved.body, observed: differ.observation, adopts: adopts)
        var preview = try await dryRun.preview(write)
        if case .conflicts(let conflicts) = preview {
            let contested = conflicts.filter { differ.claim(on: $0.path) == .conflict }
            guard contested.isEmpty || forcesConflicts || adopts else {
                return Outcome(change: change, problems: contested.map { problem.conflict($0, differ) })
            }
            change.forced = Set(conflicts.map(\.path))
            write.forced = change.forced
            preview = try await dryRun.preview(write)
        }
        switch preview {
        case .accepted(let result):
            change.leaves = differ.changes(to: result, forced: change.forced)
            change.verification = .server
            if change.forced.isEmpty, !adopts, differ.isSettled(by: result) {
                change.action = .none
            } else if change.leaves.isEmpty {
                change.leaves = differ.marks
            }
        case .unverifiable(let reason):
            change.leaves = differ.wanted
            change.verification = .deferred(reason)
        case .exists:
            return Outcome(
                change: ItemChange(
                    key: change.key, action: .unknown, unknownReason: "it was made anew while the plan was made"))
        case .conflicts(let others):
            return Outcome(change: change, problems: others.map { problem.conflict($0, differ) })
        case .rejected(let refusal):
            change.leaves = differ.wanted
            if let reason = reasonToTryLater(refusal, of: change.key) {
                change.verification = .deferred(reason)
                return Outcome(change: change)
            }
            return Outcome(
                change: change, problems: [problem.rejected(refusal, isChange: true)], refusal: refusal,
                stranger: differ.stranger(behind: refusal))
        }
        return Outcome(change: change)
    }

    private func silence(behind reference: Reference) -> Silence? {
        reference.address.workspace.flatMap { world.silence(at: .tenant($0)) }
    }
}
