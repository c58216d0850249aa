import Diagnostics
import Document
import Kubernetes
import Resources
import Specification
import State

/// Plans one item: nothing where it is certainly right, otherwise what the server says a write would do.
struct ItemPlanner: Sendable {
    let world: World
    let backends: any BackendProvider
    let resolver: InsertionResolver
    let exemptions: Exemptions
    /// Whether the operator approved taking fields from others.
    let forcesConflicts: Bool
    /// Whether the operator approved taking over what another estate keeps.
    var adoptsForeign = false
    /// The Kubernetes versions that control planes may have.
    var versions: [KubernetesVersionEntry] = []
    /// Whether what is right by its own record is tried on the server, too.
    let verifiesAll: Bool
    /// The namespaces that the plan makes: what goes into them is tried elsewhere.
    let newNamespaces: Set<ItemKey>
    /// The resources of which the operator wants to be made anew what cannot be changed in place.
    var replacements: Set<ResourceAddress> = []

    struct Outcome: Sendable {
        var change: ItemChange
        var problems: [Plan.Problem] = []
        /// What else it would entail, for the reader.
        var note: String?
        /// What the server would do otherwise now than when the item was applied, though nothing is to be done.
        var remark: String?
        /// The place that would have to answer, where that is why the change is unknown.
        var silentPlace: Place?
        /// Why the server does not take the change.
        var refusal: Refusal?
        /// What has to be written and be ready before the change, one after the other: versions on the way to another.
        var stages: [ItemChange] = []
    }

    /// What is to be done with an item. Never throws: what cannot be told now is unknown, and what cannot be resolved is a
    /// problem of its resource, so that neither stands in the way of others.
    ///
    /// `adopts`: the specification wants what exists under its names and is nobody's to be taken over. `replaces`: what the
    /// resource says of what cannot be changed in place. `formerly`: the addresses that the resource had before.
    func plan(
        _ item: Item, of address: ResourceAddress, adopts: Bool = false, replaces: ReplacePolicy? = nil,
        formerly: [ResourceAddress] = []
    ) async -> Outcome {
        await caught(item, address) {
            let outcome = try await planned(item, of: address, adopts: adopts, formerly: formerly)
            return try await replaced(outcome, item, of: address, replaces)
        }
    }

    /// The outcome for an item; where that cannot be told now, or not be had, an outcome that says so.
    func caught(_ item: Item, _ address: ResourceAddress, _ outcome: () async throws -> Outcome) async -> Outcome {
        do {
            return try await outcome()
        } catch let error as UnusableValue {
            return Outcome(
                change: ItemChange(
                    key: item.key, action: .unknown, item: item, unknownReason: error.diagnostic.message),
                problems: [Plan.Problem(error.diagnostic, address: address, item: item.key)])
        } catch {
            return Outcome(
                change: ItemChange(key: item.key, action: .unknown, unknownReason: error.explained.description))
        }
    }

    /// A secret or another value cannot be had, or is not what it is for.
    private struct UnusableValue: Error {
        var diagnostic: Diagnostic

        init(_ error: any Error) {
            diagnostic =
                (error as? DiagnosticsError)?.diagnostics.first
                ?? Diagnostic(
                    .error, error.explained.cause, at: nil, notes: [error.explained.advice].compactMap(\.self))
        }

        init(_ fault: String) { diagnostic = Diagnostic(.error, fault, at: nil) }
    }

    private func planned(
        _ item: Item, of address: ResourceAddress, adopts: Bool, formerly: [ResourceAddress]
    ) async throws -> Outcome {
        if let silence = world.silence(at: item.key.place) { return Outcome(unknown: item.key, silence) }
        if let reason = world.unknownReason(of: item.key) {
            return Outcome(change: ItemChange(key: item.key, action: .unknown, unknownReason: reason))
        }
        guard let observation = world.observations[item.key] else { return try await create(item, of: address) }
        let verdict = world.verdict(on: observation)
        if let former = verdict.address, formerly.contains(former), !observation.isBeingDeleted {
            return try await update(item, observation, of: address, owner: former)
        }
        guard verdict.address == address else {
            if adopts, let origin = verdict.origin, !observation.isBeingDeleted, allows(origin) {
                return try await update(item, observation, of: address, adopted: origin)
            }
            return Outcome(
                change: ItemChange(key: item.key, action: .unknown),
                problems: [ItemProblem(item, address).foreign(verdict, observation, adopts: adopts)])
        }
        if observation.isBeingDeleted, let uid = observation.uid {
            // A server takes a dry run for a change of what is still there.
            var outcome = try await create(
                item, of: address, deferral: "it is being deleted and is created anew when it is gone")
            outcome.change.precondition = Precondition(.terminating(uid: uid))
            return outcome
        }
        if let staged = try await upgraded(item, observation, of: address) { return staged }
        return try await update(item, observation, of: address)
    }

    private func allows(_ origin: OwnershipVerdict.Origin) -> Bool {
        if case .estate = origin { adoptsForeign } else { true }
    }

    /// `deferral`: why it cannot be tried on the server now.
    private func create(
        _ item: Item, of address: ResourceAddress, deferral: String? = nil
    ) async throws -> Outcome {
        var change = ItemChange(
            key: item.key, action: .create, item: item, precondition: Precondition(.absent), leaves: item.newLeaves)
        let recorded = world.applied(item.key)
        if FinishedJob.isDone(item, recorded: recorded) {
            change.action = .none
            change.leaves = []
            return Outcome(change: change)
        }
        // What went with the whole control plane is not listed one by one, and what Berth took back itself is not drift.
        change.wasRemoved =
            recorded?.isBeingReplaced == false && world.absentReason(of: item.key.place) == nil
            && !world.isUnfinished(address)
        // Values are resolved all the same, so that an absent secret is found before anything is written.
        let resolved = try await resolve(item, nil)
        if let fault = SecretContents(item: item, body: resolved.body).fault, resolved.open.isEmpty {
            throw UnusableValue(fault)
        }
        if let reason = deferral ?? world.absentReason(of: item.key.place) {
            change.verification = .deferred(reason)
            return Outcome(change: change)
        }
        let backend = try await backends.backend(for: item.key.place)
        var outcome = Outcome(change: change)
        switch try await backend.prospect(of: item.key) {
        case .open(let note): outcome.note = note
        case .refused(let reason):
            outcome.problems = [ItemProblem(item, address).rejected(Refusal(reason))]
            return outcome
        }
        guard resolved.open.isEmpty else {
            outcome.change.verification = .deferred("it holds values that are known after apply")
            return outcome
        }
        var write = Write(key: item.key, body: resolved.body, observed: nil)
        let isProbe = newNamespaces.contains { $0.place == item.key.place && $0.name == item.key.namespace }
        if isProbe {
            write.key.namespace = Self.probeNamespace
            write.body[["metadata", "namespace"]] = .string(Self.probeNamespace)
        }
        switch try await DryRun(by: backend, placeholders: resolved.placeholders).preview(write) {
        case .accepted(let result):
            change.verification = isProbe ? .probe : .server
            let schema = try await SchemaDefaults(ofCustom: item.key, from: backend)
            change.leaves += item.serverLeaves(body: write.body, result: result, schema: schema)
        case .unverifiable(let reason): change.verification = .deferred(reason)
        case .exists, .conflicts:
            // Before the first write it is looked at again, and the plan is stale if it is still there.
            change.verification = .deferred(
                isProbe ? "\(Self.probeNamespace) has one of that name" : "somebody made it just now")
        case .rejected(let refusal):
            outcome.problems = [ItemProblem(item, address).rejected(refusal)]
        }
        outcome.change = change
        return outcome
    }

    /// Exists in every cluster.
    private static let probeNamespace = "default"

    func resolve(_ item: Item, _ observation: Observation?) async throws -> InsertionResolver.Resolved {
        do {
            return try await resolver.resolve(item, observed: observation)
        } catch let error as CancellationError {
            throw error
        } catch let error as StateError where error.isUnopened {
            // Whether the item is right cannot be told: that is unknown, and no fault of the specification.
            throw error
        } catch {
            throw UnusableValue(error)
        }
    }

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
            return Outcome(
                change: change, problems: [problem.rejected(refusal, isChange: true)], refusal: refusal)
        }
        return Outcome(change: change)
    }

    private func silence(behind reference: Reference) -> Silence? {
        reference.address.workspace.flatMap { world.silence(at: .tenant($0)) }
    }
}

extension ItemPlanner.Outcome {
    fileprivate init(unknown key: ItemKey, _ silence: Silence) {
        self.init(
            change: ItemChange(key: key, action: .unknown, unknownReason: silence.reason), silentPlace: silence.place)
    }
}
