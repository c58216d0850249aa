import Document
import Planning
import Resources
import State

/// Keeps what a run does: a snapshot a group, committed when the group is done, and a record of the run.
actor RunRecorder {
    /// What stands in the trailers of every commit of a run.
    struct Identity: Sendable {
        var run: String
        var actor: String
        var specCommit: String?
    }

    private let repository: StateRepository
    private let plan: Plan
    private let planDigest: String
    private let steps: [String: [Step]]
    private let identity: Identity
    private let clock: RunClock
    private let lateFailure: Snapshot.Phase
    private var snapshots: [String: Snapshot]
    /// Encrypted files that go into the commit of a group.
    private var attachments: [String: [String: StateChange]] = [:]
    private(set) var commits: [String] = []

    init(
        _ repository: StateRepository, plan: Plan, identity: Identity, clock: RunClock, snapshots: [String: Snapshot],
        lateFailure: Snapshot.Phase = .error
    ) {
        self.repository = repository
        self.plan = plan
        planDigest = plan.digest.description
        steps = plan.stepsByGroup
        self.identity = identity
        self.clock = clock
        self.snapshots = snapshots
        self.lateFailure = lateFailure
    }

    /// Commits the intent before the first write, so that a killed run leaves a trace.
    func begin() async throws {
        try await commitRun(status: "started", outcomes: [:], subject: "Begin \(plan.purpose.rawValue) of \(scope)")
    }

    /// Records the item as applied.
    func applied(_ change: ItemChange, uid: String?, at address: ResourceAddress) {
        guard let item = change.item else { return }
        update(address.group) {
            $0.items[change.key] = Snapshot.RecordedItem(address: address, uid: uid, applied: item.desired)
        }
    }

    /// Forgets an item that is gone.
    func removed(_ key: ItemKey, at address: ResourceAddress) {
        update(address.group) { $0.items[key] = nil }
    }

    /// Records how an application install goes.
    func deployment(
        _ deployment: Deployment, at address: ResourceAddress, _ state: DeploymentRecord.State, error: String? = nil
    ) {
        let now = clock.timestamp()
        update(address.group) { snapshot in
            var record = snapshot.deployments[address] ?? DeploymentRecord(deployment: deployment, state: .pending)
            if state == .installing { record.started = now }
            record.deployment = deployment
            record.finished = state == .installed || state == .failed ? now : nil
            record.state = state
            record.lastError = error
            snapshot.deployments[address] = record
        }
    }

    /// Forgets the install of an application that was removed.
    func deploymentRemoved(at address: ResourceAddress) {
        update(address.group) { $0.deployments[address] = nil }
    }

    func kubeconfig(_ source: Snapshot.KubeconfigSource, files: [String: StateChange], group: String) {
        attachments[group, default: [:]].merge(files) { $1 }
        update(group) { $0.kubeconfig = source }
    }

    /// Makes a commit of its own.
    func commit(_ changes: [String: StateChange], subject: String) async throws {
        if let revision = try await repository.commit(changes, note: note(subject)) { commits.append("\(revision)") }
    }

    /// Commits the snapshot of a group that is done, or of which the run can do no more.
    func finish(_ group: Plan.Group, outcomes: [ResourceAddress: StepOutcome]) async throws {
        let failures = outcomes.sorted { $0.key < $1.key }.compactMap { address, outcome -> String? in
            if case .failed(let reason) = outcome { "\(address.name): \(reason)" } else { nil }
        }
        let isWhole = outcomes.values.allSatisfy(\.isSuccess)
        let steps = steps[group.name] ?? []
        if plan.purpose == .destroy, isWhole, steps.allSatisfy(\.runs) {
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
            snapshot.deferred = steps.filter { $0.action == .defer }.map(\.address)
            snapshot.cause = failures.isEmpty ? nil : failures.joined(separator: "; ")
            snapshot.phase = phase(of: group, outcomes, hasFailures: !failures.isEmpty) ?? snapshot.phase
        }
        guard let snapshot = snapshots[group.name] else { return }
        var changes = attachments[group.name] ?? [:]
        changes[Snapshot.path(group: group.name)] = .write(snapshot.json)
        let verb = plan.purpose == .destroy ? "Destroy" : "Apply"
        let ending = failures.isEmpty ? (isWhole ? "" : " in part") : " with errors"
        try await commit(changes, subject: "\(verb) \(group.name)\(ending)")
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
            return isLate && plan.purpose == .apply ? lateFailure : .error
        }
        let isWhole = outcomes.values.allSatisfy(\.isSuccess)
        if plan.purpose == .destroy { return isWhole ? nil : .deleting }
        guard group.namespace != nil else { return isWhole ? .active : .provisioning }
        let isConcluded = steps[group.name, default: []].contains { step in
            step.kind == .active && (step.action == .none || outcomes[step.address]?.isSuccess == true)
        }
        if isConcluded { return .active }
        return isWhole ? nil : .provisioning
    }

    /// Records how the run ended.
    func end(_ result: RunResult) async throws {
        try await commitRun(
            status: result.status.rawValue, outcomes: result.outcomes,
            subject: "End \(plan.purpose.rawValue) of \(scope): \(result.status.rawValue)")
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
        try await commit(
            Dictionary(uniqueKeysWithValues: files.map { ($0, StateChange.delete) }), subject: "Destroy \(group)")
    }

    private func update(_ group: String, _ change: (inout Snapshot) -> Void) {
        var snapshot = snapshots[group] ?? Snapshot(group: group)
        change(&snapshot)
        snapshots[group] = snapshot
    }

    private func note(_ subject: String) -> CommitNote {
        CommitNote(
            subject: subject, actor: identity.actor, time: clock.seconds(), plan: planDigest,
            run: identity.run, specCommit: identity.specCommit)
    }

    private func commitRun(
        status: String, outcomes: [ResourceAddress: StepOutcome], subject: String
    ) async throws {
        var record: Value = [
            "version": 1, "run": .string(identity.run), "plan": .string(planDigest),
            "purpose": .string(plan.purpose.rawValue), "actor": .string(identity.actor), "status": .string(status),
            "groups": .array(plan.groups.map { .string($0.name) }), "time": .string(clock.timestamp()),
        ]
        if !outcomes.isEmpty {
            record["steps"] = .object(Object(outcomes.map { ($0.key.description, .string($0.value.text)) }))
        }
        try await commit(["runs/\(identity.run).json": .write(record.json(.pretty))], subject: subject)
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
