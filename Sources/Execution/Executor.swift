import Document
import Planning
import Resources
import State

/// Carries a plan out, exactly: steps that do not depend on each other run at once, within and across workspaces.
package struct Executor: Sendable {
    package struct Options: Sendable {
        /// How many steps run at once.
        package var parallelism: Int
        package var actor: String
        /// A name for the run that sorts by time.
        package var run: String
        package var specCommit: String?
        package var pace: Pace
        /// The phase of a workspace whose control plane or API did not come up.
        package var lateFailure: Snapshot.Phase
        /// Whether what a failed install made stays, so that people can look at it.
        package var keepsFailed: Bool
        /// After so many groups have failed no further one begins; nil: all begin.
        package var stopAfterFailures: Int?
        /// What each workspace is applied from, where the whole of it is.
        package var sources: [String: Snapshot.Source]

        package init(
            parallelism: Int = 10, actor: String, run: String, specCommit: String? = nil, pace: Pace = Pace(),
            lateFailure: Snapshot.Phase = .error, keepsFailed: Bool = false,
            stopAfterFailures: Int? = nil, sources: [String: Snapshot.Source] = [:]
        ) {
            self.sources = sources
            self.parallelism = parallelism
            self.actor = actor
            self.run = run
            self.specCommit = specCommit
            self.pace = pace
            self.lateFailure = lateFailure
            self.keepsFailed = keepsFailed
            self.stopAfterFailures = stopAfterFailures
        }
    }

    /// What a run needs of the outside.
    package struct Environment: Sendable {
        package var backends: any BackendProvider
        package var secrets: any SecretSource
        package var observer: Observer
        package var repository: StateRepository
        package var vault: SecretVault
        package var lock: any RunLock
        /// What protection and guards refuse, whatever the plan says, given the snapshots as they are once the locks are held.
        package var refusals: @Sendable (Plan, World, [String: Snapshot]) -> [Plan.Problem]
        /// Who protects what would go along with a deletion.
        package var protection: @Sendable (Observation, World) -> String?
        package var kubeconfigs: any KubeconfigWriter
        /// Reads the newest state; called once the locks are held, so that no other run changes what is read.
        package var recorded: @Sendable () async throws -> RecordedState
        package var clock: RunClock
        /// How the state names the use of a workspace's own secret; nil for what it does not record.
        package var secretUse: @Sendable (SecretReference) -> String?
        /// Makes the value of a generated secret.
        package var generateSecret: @Sendable () -> [UInt8]
        package var report: @Sendable (RunEvent) -> Void

        package init(
            backends: any BackendProvider, secrets: any SecretSource, observer: Observer,
            repository: StateRepository, vault: SecretVault, lock: any RunLock,
            refusals: @escaping @Sendable (Plan, World, [String: Snapshot]) -> [Plan.Problem],
            protection: @escaping @Sendable (Observation, World) -> String?, kubeconfigs: any KubeconfigWriter,
            recorded: @escaping @Sendable () async throws -> RecordedState,
            clock: RunClock = RunClock(), secretUse: @escaping @Sendable (SecretReference) -> String? = { _ in nil },
            generateSecret: @escaping @Sendable () -> [UInt8], report: @escaping @Sendable (RunEvent) -> Void
        ) {
            self.backends = backends
            self.secrets = secrets
            self.observer = observer
            self.repository = repository
            self.vault = vault
            self.lock = lock
            self.refusals = refusals
            self.protection = protection
            self.kubeconfigs = kubeconfigs
            self.recorded = recorded
            self.clock = clock
            self.secretUse = secretUse
            self.generateSecret = generateSecret
            self.report = report
        }
    }

    private let plan: Plan
    private let planDigest: String
    private let environment: Environment
    private let options: Options
    private let interruption: Interruption

    package init(
        _ plan: Plan, in environment: Environment, options: Options, interruption: Interruption = Interruption()
    ) {
        self.plan = plan
        planDigest = plan.digest.description
        self.environment = environment
        self.options = options
        self.interruption = interruption
    }

    /// Locks, checks every precondition, carries out, records.
    ///
    /// Throws `PlanRefusedError`, `StalePlanError` and the errors of locks before anything is written; later failures are in
    /// the result. That the plan is one that Berth makes is for the caller to know (`PlanAudit`).
    package func run() async throws -> RunResult {
        try await environment.lock.acquire(for: plan, interruption: interruption)
        do {
            let (result, destroyed) = try await runLocked()
            await environment.lock.release(destroyed: destroyed, finished: result.status == .applied)
            return result
        } catch {
            await environment.lock.release(destroyed: [], finished: false)
            throw error
        }
    }

    /// Checks every precondition without locks, and writes nothing; throws as `run` does before it writes.
    package func check() async throws {
        _ = try await prepared(environment.recorded().snapshots)
    }

    /// What was seen right before the run, and what the check of it came to.
    private func prepared(
        _ snapshots: [String: Snapshot]
    ) async throws -> (world: World, secrets: any SecretSource, check: Precheck.Result) {
        let touched = plan.touchedGroups
        let world = await environment.observer.world(
            Observer.Question(
                items: observedItems(snapshots), wanted: wantedItems,
                tenants: plan.tenants.filter { touched.contains($0.workspace) }), snapshots: snapshots
        ).emptied(by: plan)
        let refusals = environment.refusals(plan, world, snapshots)
        guard refusals.isEmpty else { throw PlanRefusedError(problems: refusals) }
        let outputs = plan.outputs
        let secrets = secrets
        let check = try await Precheck(
            plan: plan, world: world,
            resolver: InsertionResolver(secrets: secrets, rotations: plan.rotations) {
                outputs[$0] ?? world.output($0)
            }, backends: environment.backends, vault: environment.vault
        ).check()
        guard check.differences.isEmpty else { throw StalePlanError(check.differences) }
        return (world, secrets, check)
    }

    private func runLocked() async throws -> (RunResult, destroyed: Set<String>) {
        let recorded = try await environment.recorded()
        try await checkIsNotCarriedOut()
        let (world, secrets, check) = try await prepared(recorded.snapshots)
        let (clock, report) = (environment.clock, environment.report)
        let recorder = RunRecorder(
            environment.repository, plan: plan,
            identity: .init(run: options.run, actor: options.actor, specCommit: options.specCommit),
            clock: clock, recorded: recorded, lateFailure: options.lateFailure, sources: options.sources,
            secretUse: environment.secretUse,
            warn: { report(RunEvent(time: clock.timestamp(), kind: .notice($0))) })
        try await recorder.begin()
        let context = RunContext(
            plan: plan, backends: environment.backends,
            secrets: RunSecrets(
                secrets, vault: environment.vault, recorder: recorder, rotations: (plan.rotations, planDigest),
                generate: environment.generateSecret),
            vault: environment.vault, recorder: recorder, outputs: RunOutputs(), interruption: interruption,
            clock: environment.clock, kubeconfigs: environment.kubeconfigs, lock: environment.lock, world: world,
            done: check.done, begun: check.begun, protection: environment.protection,
            pace: options.pace,
            slots: WorkSlots(options.parallelism, keepsWhileWaiting: options.stopAfterFailures != nil),
            deletedKeys: Set(plan.steps.flatMap(\.changes).filter { $0.action == .delete }.map(\.key)),
            keepsFailed: options.keepsFailed, report: environment.report)
        async let secretsAhead: Void = context.prepareSecrets()
        let outcomes = try await Schedule(
            plan, context: context, stopAfterFailures: options.stopAfterFailures
        ).run()
        await secretsAhead
        return try await conclude(outcomes, context)
    }

    /// The Leases say it first; where they were lost, or the estate's lock cluster is another now, the state still does.
    private func checkIsNotCarriedOut() async throws {
        guard let group = plan.touchedGroups.min(), let revision = plan.stateRevision.flatMap(StateRevision.init) else {
            return
        }
        let applied = RunResult.Status.applied.rawValue
        if try await environment.repository.hasEnded(planDigest, as: applied, since: revision) {
            throw RunLockError(group: group, .refused(.carriedOut))
        }
    }

    /// A secret that the plan gives a new value has none before; what an interrupted run of the plan made of it counts.
    private var secrets: any SecretSource {
        guard !plan.rotations.isEmpty else { return environment.secrets }
        let (vault, digest) = (environment.vault, planDigest)
        return RotatedSecrets(environment.secrets, rotations: plan.rotations) { rotation in
            try await vault.stored(workspace: rotation.workspace, name: rotation.name)?.record?.plan == digest
        }
    }

    private var wantedItems: Set<ItemKey> {
        Set(plan.steps.flatMap(\.changes).filter { $0.action != .delete }.map(\.key))
    }

    /// What is written, what the outputs come from that it is written with, what is recorded for the first time, and the
    /// namespaces, which may say that a workspace is protected.
    private func observedItems(_ snapshots: [String: Snapshot]) -> [ItemKey] {
        let sources = Set(plan.outputs.keys.map(\.address))
        let recorded = snapshots.values.reduce(into: [ItemKey: String]()) { result, snapshot in
            for (key, item) in snapshot.items { result[key] = item.uid }
        }
        return plan.steps.filter { $0.runs || sources.contains($0.address) }.flatMap(\.changes).map(\.key)
            + plan.tenants.map(\.namespaceItem) + plan.groups.flatMap(\.vanished)
            + plan.newlyRecorded { recorded[$0] }.map(\.change.key)
            // What is destroyed is forgotten, so that nothing of it may be left.
            + World.recordedKeys(of: plan.destroyedGroups, in: snapshots)
    }

    private func conclude(
        _ outcomes: [ResourceAddress: StepOutcome], _ context: RunContext
    ) async throws -> (RunResult, destroyed: Set<String>) {
        let lost = await context.recorder.flush()
        for loss in lost { context.report(.notice(loss)) }
        let isWhole = outcomes.values.allSatisfy(\.isSuccess) && lost.isEmpty
        let hasFailures = outcomes.values.contains { if case .failed = $0 { true } else { false } }
        // Without its lock a run does not conclude the plan, even where every step is done: the same plan goes on.
        let loss = context.lossReason
        let isInterrupted = interruption.isRequested && loss == nil && !hasFailures && lost.isEmpty
        let status: RunResult.Status =
            isWhole && loss == nil ? .applied : isInterrupted ? .interrupted : .partlyApplied
        var result = RunResult(status: status, outcomes: outcomes, reason: loss)
        result.unfinished = context.work.unfinished
        result.commits = await context.recorder.end(result)
        context.report(.runFinished(result))
        let going = plan.destroyedGroups
        guard !going.isEmpty, loss == nil else { return (result, []) }
        let destroyed = plan.stepsByGroup.filter { group, steps in
            going.contains(group) && steps.allSatisfy { outcomes[$0.address]?.isSuccess == true }
        }
        return (result, Set(destroyed.keys))
    }
}
