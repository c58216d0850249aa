import Document
import Planning
import Redaction
import Resources
import State

/// Keeps what a run does: a snapshot a group, handed in when the group is done, and a record of the run.
///
/// Commits are made in batches beside the run (`StateWriter`), and published beside both (`StatePublisher`): only what must be on
/// record before something is written is waited for.
actor RunRecorder {
    /// What stands in the trailers of every commit of a run.
    struct Identity: Sendable {
        var run: String
        var actor: String
        var specCommit: String?
    }

    private let repository: StateRepository
    private let plan: Plan
    private let steps: [String: [Step]]
    /// The groups that the plan takes away.
    private let destroyed: Set<String>
    let notes: RunNotes
    private let writer: StateWriter
    private let publisher: StatePublisher
    private let warn: @Sendable (String) -> Void
    private let secretUse: @Sendable (SecretReference) -> String?
    private let lateFailure: Snapshot.Phase
    private let sources: [String: Snapshot.Source]
    private var snapshots: [String: Snapshot]
    /// Encrypted files that go into the commit of a group.
    private var attachments: [String: [String: StateChange]] = [:]

    /// `recorded` is the state as it was read while the locks were held; `warn` is told what fails without stopping the run.
    init(
        _ repository: StateRepository, plan: Plan, identity: Identity, clock: RunClock, recorded: RecordedState,
        lateFailure: Snapshot.Phase = .error, sources: [String: Snapshot.Source] = [:],
        secretUse: @escaping @Sendable (SecretReference) -> String? = { _ in nil },
        warn: @escaping @Sendable (String) -> Void
    ) {
        self.repository = repository
        self.plan = plan
        steps = plan.stepsByGroup
        destroyed = plan.destroyedGroups
        snapshots = recorded.snapshots
        self.lateFailure = lateFailure
        self.sources = sources
        self.secretUse = secretUse
        self.warn = warn
        let notes = RunNotes(identity: identity, clock: clock, planDigest: plan.digest.description)
        let publisher = StatePublisher(
            publish: { try await repository.publish(note: notes.note(["Publish"])) },
            warn: { warn("the state is kept in \(repository.path) and not published yet: \($0)") })
        self.notes = notes
        self.publisher = publisher
        writer = StateWriter(
            base: recorded.revision,
            commit: { try await repository.commit($0, basedOn: $1, note: notes.note($2)) },
            hasCommitted: { await publisher.note() })
    }

    /// Puts the intent on record before the first write, so that a killed run leaves a trace.
    func begin() async throws {
        let ticket = await addRun(
            status: StateFile.begunRun, outcomes: [:], subject: "Begin \(purpose) of \(scope)")
        try await writer.recorded(ticket)
    }

    /// Records the item as applied.
    func applied(_ change: ItemChange, uid: String?, at address: ResourceAddress) {
        guard let item = change.item else { return }
        let secrets = Set(item.insertions.values.flatMap(\.secrets).compactMap(secretUse)).sorted()
        update(address.group) {
            $0.items[change.key] = Snapshot.RecordedItem(
                address: address, uid: uid, applied: item.desired, secrets: secrets)
        }
    }

    /// Forgets an item that is gone, unless it is made anew.
    func removed(_ key: ItemKey, at address: ResourceAddress) {
        update(address.group) { snapshot in
            if snapshot.items[key]?.isBeingReplaced != true { snapshot.items[key] = nil }
        }
    }

    /// Puts on record that items are deleted to be made anew, and returns once it is there: a run that ends in between
    /// leaves no riddle.
    func replaces(_ changes: [ItemChange], at address: ResourceAddress) async throws {
        update(address.group) { snapshot in
            for change in changes {
                let known = snapshot.items[change.key]
                var item = Snapshot.RecordedItem(
                    address: address, uid: change.precondition?.uid,
                    applied: known?.applied ?? change.item?.desired ?? [:], secrets: known?.secrets ?? [])
                item.isBeingReplaced = true
                snapshot.items[change.key] = item
                // What goes with a control plane nobody else took away.
                if let tenant = change.key.servedTenant {
                    snapshot.items = snapshot.items.filter { $0.key.place != tenant }
                }
            }
        }
        guard let snapshot = snapshots[address.group] else { return }
        let names = changes.map(\.key.description).joined(separator: " and ")
        let ticket = await writer.add(
            [Snapshot.path(group: address.group): .write(snapshot.json)],
            subject: "Replace \(changes.count > 2 ? "\(changes.count) objects" : names) of \(address)")
        try await writer.recorded(ticket)
    }

    func kubeconfig(_ source: Snapshot.KubeconfigSource, files: [String: StateChange], group: String) {
        attach(files, to: group)
        update(group) { $0.kubeconfig = source }
    }

    /// Takes changes that something waits for; see `recorded`.
    func keep(_ changes: [String: StateChange], subject: String) async -> StateWriter.Ticket {
        await writer.add(changes, subject: subject)
    }

    /// Keeps encrypted files for the commit of a group.
    func attach(_ files: [String: StateChange], to group: String) {
        attachments[group, default: [:]].merge(files) { $1 }
    }

    /// Returns once what was kept is on record; throws where it cannot be.
    func recorded(_ ticket: StateWriter.Ticket) async throws { try await writer.recorded(ticket) }

    /// Hands in the snapshot of a group that is done, or of which the run can do no more.
    func finish(_ group: Plan.Group, outcomes: [ResourceAddress: StepOutcome]) async throws {
        let stored = Set((steps[group.name] ?? []).filter { $0.kind == .storedSecret }.map(\.address))
        let steps = (steps[group.name] ?? []).filter { !stored.contains($0.address) }
        guard !steps.isEmpty else {
            // It says nothing of the workspace itself, which may have no specification any more.
            guard let files = attachments[group.name], !files.isEmpty else { return }
            await writer.add(files, subject: "Encrypt the secrets of \(group.name) anew")
            return
        }
        // How a workspace is does not depend on how its secrets are stored.
        let outcomes = outcomes.filter { !stored.contains($0.key) }
        let failures = outcomes.sorted { $0.key < $1.key }.compactMap { address, outcome -> String? in
            if case .failed(let reason) = outcome { "\(address.name): \(reason)" } else { nil }
        }
        let isWhole = outcomes.values.allSatisfy(\.isSuccess)
        if destroyed.contains(group.name), isWhole, steps.allSatisfy(\.runs) {
            try await forget(group.name)
            return
        }
        for change in steps.flatMap(\.changes) {
            // What was right before is recorded too, so that a lost state repository fills again.
            if change.action == .none, let address = change.item?.desired.markedAddress {
                applied(change, uid: change.precondition?.uid, at: address)
            }
        }
        update(group.name) { snapshot in
            for key in group.vanished { snapshot.items[key] = nil }
            snapshot.cluster = group.cluster
            snapshot.isProtected = group.isProtected
            if plan.purpose == .apply {
                snapshot.source = SourceRecord(files: sources[group.name]).source(after: steps, was: snapshot.source)
                let isOfAll = group.namespace == nil || steps.contains { $0.kind == .active }
                if isWhole, isOfAll { snapshot.isRecoveredInPart = false }
            }
            snapshot.deferred = steps.filter { $0.action == .defer }.map(\.address)
            let phase = phase(of: group, outcomes, hasFailures: !failures.isEmpty)
            if failures.isEmpty {
                snapshot.mend(steps.filter { outcomes[$0.address]?.isSuccess ?? ($0.action == .none) }.map(\.address))
            } else if destroyed.contains(group.name) {
                snapshot.failure = nil
            } else if phase == .error {
                snapshot.fail(outcomes.filter { !$0.value.isSuccess }.map(\.key))
            }
            if let phase { snapshot.phase = phase }
            if !failures.isEmpty {
                snapshot.cause = KnownSecrets.shared.redacting(failures.joined(separator: "; "))
            } else if snapshot.phase != .error {
                (snapshot.cause, snapshot.failure) = (nil, nil)
            }
        }
        guard let snapshot = snapshots[group.name] else { return }
        var changes = attachments[group.name] ?? [:]
        changes[Snapshot.path(group: group.name)] = .write(snapshot.json)
        let isRollback = plan.rollback != nil
        let verb = destroyed.contains(group.name) ? "Destroy" : isRollback ? "Roll back" : "Apply"
        let ending = failures.isEmpty ? (isWhole ? "" : " in part") : " with errors"
        await writer.add(changes, subject: "\(verb) \(group.name)\(ending)")
    }

    /// The phase that a group has come to; nil where a plan of some of its steps says nothing of it.
    private func phase(
        of group: Plan.Group, _ outcomes: [ResourceAddress: StepOutcome], hasFailures: Bool
    ) -> Snapshot.Phase? {
        if hasFailures {
            let isLate = steps[group.name, default: []].contains { step in
                guard case .failed? = outcomes[step.address] else { return false }
                return [.controlPlane, .kubeconfig, .api].contains(step.kind)
            }
            return isLate && !destroyed.contains(group.name) ? lateFailure : .error
        }
        let isWhole = outcomes.values.allSatisfy(\.isSuccess)
        if destroyed.contains(group.name) { return isWhole ? nil : .deleting }
        guard group.namespace != nil else { return isWhole ? .active : .provisioning }
        let isConcluded = steps[group.name, default: []].contains { step in
            step.kind == .active && (step.action == .none || outcomes[step.address]?.isSuccess == true)
        }
        if isConcluded { return .active }
        return isWhole ? nil : .provisioning
    }

    /// Commits all that was handed in; returns in words what could not be.
    func flush() async -> [String] {
        await writer.flush()
        return await writer.losses.map { "not on record: \($0.subject): \($0.reason)" }
    }

    /// Records how the run ended, and returns the run's commits, oldest first.
    ///
    /// What cannot be done here changes nothing about how the run ended: it is told.
    func end(_ result: RunResult) async -> [String] {
        let known = await writer.losses.count
        _ = await addRun(
            status: result.status.rawValue, outcomes: result.outcomes,
            subject: "End \(purpose) of \(scope): \(result.status.rawValue)")
        for loss in await flush().dropFirst(known) { warn(loss) }
        do {
            try await repository.tidy()
        } catch {
            warn("the state repository could not be tidied up: \(error)")
        }
        if let error = await publisher.finish() {
            warn("the state is kept in \(repository.path) and not published; the next apply does it: \(error)")
        }
        return await writer.commits.map(\.description)
    }

    private var purpose: String {
        if plan.imported != nil { return "import" }
        return plan.rollback == nil ? plan.purpose.rawValue : "rollback"
    }

    /// The workspaces that change, or else what clusters share.
    private var scope: String {
        let names = plan.groups.filter { steps[$0.name, default: []].contains(where: \.action.isChange) }
        let workspaces = names.filter { $0.namespace != nil }.map(\.name)
        let shown = workspaces.isEmpty ? names.map(\.name) : workspaces
        return shown.count > 3 ? "\(shown.count) workspaces" : shown.joined(separator: ", ")
    }

    private func forget(_ group: String) async throws {
        snapshots[group] = nil
        let path = Snapshot.path(group: group)
        let folder = String(path.dropLast("snapshot.json".count))
        let files = try await repository.list(folder)
        await writer.add(
            Dictionary(uniqueKeysWithValues: files.map { ($0, StateChange.delete) }), subject: "Destroy \(group)")
    }

    func update(_ group: String, _ change: (inout Snapshot) -> Void) {
        var snapshot = snapshots[group] ?? Snapshot(group: group)
        change(&snapshot)
        snapshots[group] = snapshot
    }

    private func addRun(
        status: String, outcomes: [ResourceAddress: StepOutcome], subject: String
    ) async -> StateWriter.Ticket {
        let identity = notes.identity
        var record: Value = [
            "version": 1, "run": .string(identity.run), "plan": .string(notes.planDigest),
            "purpose": .string(plan.purpose.rawValue), "actor": .string(identity.actor), "status": .string(status),
            "groups": .array(plan.groups.map { .string($0.name) }), "time": .string(notes.clock.timestamp()),
        ]
        if !outcomes.isEmpty {
            record["steps"] = .object(
                Object(outcomes.map { ($0.key.description, .string(KnownSecrets.shared.redacting($0.value.text))) }))
        }
        return await writer.add(["runs/\(identity.run).json": .write(record.json(.pretty))], subject: subject)
    }
}

extension StepOutcome {
    fileprivate var text: String {
        switch self {
        case .done: "done"
        case .alreadyDone: "done before"
        case .failed(let reason): "failed: \(reason)"
        case .skipped(let reason): "skipped: \(reason)"
        }
    }
}
