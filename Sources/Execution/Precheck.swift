import Document
import Planning
import Resources
import State

/// Holds a plan against the world before the first write: every precondition, and that what is written is what was shown.
///
/// What the plan wants already is accepted, so that an interrupted run of the same plan goes on where it stopped.
struct Precheck: Sendable {
    let plan: Plan
    let world: World
    let resolver: InsertionResolver
    let backends: any BackendProvider
    let vault: SecretVault

    /// The last change of each item that the plan writes, with the resource that it is of.
    private let last: [ItemKey: (address: ResourceAddress, change: ItemChange)]

    init(
        plan: Plan, world: World, resolver: InsertionResolver, backends: any BackendProvider, vault: SecretVault
    ) {
        self.plan = plan
        self.world = world
        self.resolver = resolver
        self.backends = backends
        self.vault = vault
        last = Dictionary(
            plan.steps.filter(\.runs).flatMap { step in
                step.changes.filter(\.action.isChange).map { ($0.key, (address: step.resource, change: $0)) }
            }
        ) { $1 }
    }

    struct Result: Sendable {
        var differences: [StalePlanError.Difference] = []
        /// Items that are in the wanted state already.
        var done: Set<ItemKey> = []
        /// Items that the plan writes more than once, and that are as the first of those writes leaves them.
        var begun: Set<ItemKey> = []
    }

    func check() async throws -> Result {
        var result = Result()
        checkOutputs(&result)
        checkUnchanged(&result)
        checkWhole(&result)
        checkVanished(&result)
        try await checkStored(&result)
        try await checkBilled(&result)
        // What an earlier step of the plan writes is judged when its turn comes.
        var written: Set<ItemKey> = []
        let first = plan.steps.filter { $0.runs && !isPassed($0) }.flatMap { step in
            step.changes.filter { $0.action.isChange }.map { (change: $0, step: step) }
        }.filter { written.insert($0.change.key).inserted }
        for part in try await first.concurrentMap(limit: Self.limit, { try await check($0.change, $0.step) }) {
            result.differences += part.differences
            result.done.formUnion(part.done)
            result.begun.formUnion(part.begun)
        }
        return result
    }

    /// Whether an earlier run of the plan brought a control plane to the version of a step on the way.
    private func isPassed(_ step: Step) -> Bool {
        step.changes.first.map { step.isPassed(by: world.observations[$0.key]) } ?? false
    }

    /// How many items are tried on their servers at once.
    private static let limit = 16

    /// The outputs of resources that stay as they are must be those that the plan was made with.
    private func checkOutputs(_ result: inout Result) {
        for (reference, value) in plan.outputs.sorted(by: { $0.key.description < $1.key.description }) {
            let now = world.output(reference)
            guard now != value else { continue }
            result.differences.append(
                .init(
                    address: reference.address,
                    message: "its \(reference.output) was \(value.plain) and is \(now?.plain ?? "not known") now"))
        }
    }

    /// What is encrypted anew must be stored, for whom the plan saw, and the recipients must be those that it showed.
    private func checkStored(_ result: inout Result) async throws {
        for step in plan.steps.filter(\.runs) {
            guard case .encryptAnew(let change)? = step.gate, let workspace = step.address.workspace,
                let name = step.address.storedSecret
            else { continue }
            let message: String
            if change.recipients != vault.recipients {
                message = "the recipients are not those that the plan was made for"
            } else if let stored = try await vault.stored(workspace: workspace, name: name) {
                let now = RecipientChange(from: stored.record?.recipients, to: vault.recipients)
                // An interrupted run of this plan may have done it.
                if now == nil || now == change { continue }
                message = "it is encrypted for others than the plan saw"
            } else {
                message = "it is not stored any more"
            }
            result.differences.append(.init(address: step.address, message: message))
        }
    }

    /// What stays as it is and is recorded for the first time must be Berth's, and the one that was seen: the state says
    /// later whose it is.
    private func checkUnchanged(_ result: inout Result) {
        for (step, change) in plan.newlyRecorded({ world.applied($0)?.uid }) {
            if let reason = world.unknownReason(of: change.key) {
                result.differences.append(
                    .init(
                        address: step.address, item: change.key, message: "it cannot be looked at now: \(reason)"))
                continue
            }
            let observation = world.observations[change.key]
            if observation?.uid == change.precondition?.uid,
                observation.map({ world.verdict(on: $0).address }) == step.resource
            {
                continue
            }
            result.differences.append(
                .init(address: step.address, item: change.key, message: "it is not what the plan saw any more"))
        }
    }

    private func check(_ change: ItemChange, _ step: Step) async throws -> Result {
        var result = Result()
        try await check(change, step, &result)
        return result
    }

    private func check(_ change: ItemChange, _ step: Step, _ result: inout Result) async throws {
        func stale(_ message: String) {
            result.differences.append(.init(address: step.address, item: change.key, message: message))
        }
        if let reason = world.unknownReason(of: change.key) {
            return stale("it cannot be looked at now: \(reason)")
        }
        let observation = world.observations[change.key]
        if change.action == .delete, observation == nil {
            guard isGone(change.key) else {
                return stale("the tenant does not answer now, so that it cannot be deleted there")
            }
            result.done.insert(change.key)
            return
        }
        var resolved: InsertionResolver.Resolved?
        if let item = change.item {
            do {
                resolved = try await resolver.resolve(item, observed: observation)
            } catch let error as CancellationError {
                throw error
            } catch {
                // A secret that cannot be had fails the step that needs it, when its turn comes, and nobody else's.
                return
            }
            let isOpen = resolved?.open.isEmpty == false
            if change.verification == .server, isOpen || world.absentReason(of: change.key.place) != nil {
                return stale("the plan says that the server was asked about it, and it cannot be asked")
            }
        }
        let violations = change.violations(
            by: observation, verdict: observation.map { world.verdict(on: $0) }, wanted: resolved?.body)
        // What is otherwise than it was seen may be what an interrupted run of this plan left: then the server is asked, too.
        // What is to go before it is made anew is not what this plan made.
        let isOld = observation?.uid.map { change.remade.precondition?.presence == .terminating(uid: $0) } ?? false
        if let observation, !isOld, let last = last[change.key] {
            if try await isDone(last.change, of: last.address, observation, asksServer: !violations.isEmpty) {
                result.done.insert(change.key)
                return
            }
            if last.change != change, !violations.isEmpty,
                try await isDone(change, of: step.resource, observation, asksServer: true)
            {
                result.begun.insert(change.key)
                return
            }
        }
        for violation in violations { stale(violation.description) }
        guard violations.isEmpty, let observation else { return }
        if change.takesAway, let precondition = change.precondition,
            let path = precondition.gap(to: Precondition(deleting: observation, owner: precondition.owner))
        {
            stale("the plan does not say how \(path) must be")
        }
        if let replacement = change.replacement, let item = change.item, let body = resolved?.body,
            !Differ(item: item, body: body, observation: observation, applied: world.applied(item.key)?.applied)
                .shows(replacement)
        {
            stale("the plan shows otherwise what the new one has")
        }
        guard change.action == .update, let item = change.item, let resolved else { return }
        let differ = Differ(
            item: item, body: resolved.body, observation: observation, applied: world.applied(item.key)?.applied,
            adopted: change.precondition?.adopted)
        if let misstatement = differ.misstatement(of: change, at: step) { return stale("\(misstatement)") }
        let dryRun = DryRun(
            by: try await backends.backend(for: change.key.place), placeholders: resolved.placeholders)
        if let path = try await differ.contradiction(of: change, by: dryRun) {
            stale("\(path) would be written otherwise than the plan shows it")
        }
        if Exemptions.applied(change.exemptions, to: item, observation) != item {
            stale("what is left to others would be written")
        }
    }

    /// Whether an item that is not seen is certainly gone: its tenant is, or answers.
    private func isGone(_ key: ItemKey) -> Bool {
        guard case .tenant(let workspace) = key.place, world.absentReason(of: key.place) != nil else { return true }
        return world.locations[workspace].map { world.observations[$0.controlPlane] == nil } ?? true
    }

    /// Whether an item is as the last step of the plan that writes it leaves it.
    private func isDone(
        _ change: ItemChange, of address: ResourceAddress, _ observation: Observation, asksServer: Bool
    ) async throws -> Bool {
        guard change.action != .delete, let item = change.item, !observation.isBeingDeleted,
            world.verdict(on: observation).address == address
        else { return false }
        let resolved = try await resolver.resolve(item, observed: observation)
        guard resolved.open.isEmpty else { return false }
        let differ = Differ(item: item, body: resolved.body, observation: observation, applied: nil)
        if differ.isSame { return true }
        guard asksServer else { return false }
        let backend = try await backends.backend(for: change.key.place)
        return try await differ.isAsWanted(by: DryRun(by: backend, placeholders: resolved.placeholders))
    }
}

extension Plan {
    /// What stays as it is, would be recorded by a run, and stands in the state otherwise or not at all.
    func newlyRecorded(_ known: (ItemKey) -> String?) -> [(step: Step, change: ItemChange)] {
        let groups = touchedGroups
        return steps.filter { groups.contains($0.address.group) }.flatMap { step in
            step.changes.filter { change in
                guard change.action == .none, change.item != nil, let uid = change.precondition?.uid else {
                    return false
                }
                return known(change.key) != uid
            }.map { (step, $0) }
        }
    }
}

extension Differ {
    /// The first place at which a write of a change would do something else than the plan shows, where only the server knows; nil
    /// where there is none.
    func contradiction(of change: ItemChange, by dryRun: DryRun) async throws -> Path? {
        let questions = questions(on: change)
        guard !questions.isEmpty else { return nil }
        let write = Write(
            key: change.key, body: body, observed: observation, forced: change.forced, reclaimed: change.reclaimed,
            adopts: change.precondition?.adopted != nil)
        guard case .accepted(let result) = try await dryRun.preview(write) else { return questions.paths.min() }
        return questions.contradiction(in: result)
    }

    /// Whether an item is as wanted already; where the comparison says otherwise a dry run decides, since servers may keep
    /// what was written in another form.
    func isAsWanted(by dryRun: DryRun) async throws -> Bool {
        if isSame { return true }
        guard !changesMarks, !observation.isBeingDeleted else { return false }
        let write = Write(key: item.key, body: body, observed: observation)
        guard case .accepted(let result) = try await dryRun.preview(write) else { return false }
        return isSettled(by: result)
    }
}
