import Backends
import Diagnostics
import Execution
import Kubernetes
import Planning
import State

extension Session {
    /// Carries a plan out; with `keepsFailed` what a failed install made stays. The first SIGINT or SIGTERM lets what is under way finish.
    func run(
        _ plan: Plan, parallelism: Int, keepsFailed: Bool = false, report: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> RunResult {
        if let rollback = plan.rollback {
            try plan.checkRollback()
            let (earlier, _) = try await self.rolledBack(to: try await target(of: rollback))
            return try await earlier.carryOut(
                plan, parallelism: parallelism, keepsFailed: keepsFailed, report: report)
        }
        return try await carryOut(plan, parallelism: parallelism, keepsFailed: keepsFailed, report: report)
    }

    private func carryOut(
        _ plan: Plan, parallelism: Int, keepsFailed: Bool, report: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> RunResult {
        try freshness.checkWritable()
        try recorded?.checkReadable()
        let specification = project.specification
        try await audit(of: plan).check(plan)
        if plan.purpose == .apply { try checkRecipients() }
        let repository = try await store.opened()
        if plan.storesSecrets { try await store.vault(repository).checkEncryption() }
        let clock = clock
        // Written like all else that a run shows: nothing that a terminal does can hold it up.
        let tell: @Sendable (String) -> Void = { report(RunEvent(time: clock.timestamp(), kind: .notice($0))) }
        let secrets = secrets(repository) { tell($0.message) }
        let run = RunIdentity.runName(clock: clock)
        let backends = backends(secrets)
        let interruption = Interruption()
        let sources = specification.sources.mapValues { Snapshot.Source($0, commit: identity.specCommit) }
        /// The run of one part of the plan, which takes its own locks.
        let executor: @Sendable (Plan, Int, Int?, @escaping @Sendable (RunEvent) -> Void) async throws -> Executor = {
            plan, number, stopAfterFailures, report in
            let run = number == 0 ? run : "\(run)-\(number + 1)"
            return Executor(
                plan,
                in: Executor.Environment(
                    backends: backends, secrets: secrets,
                    observer: Observer(estate: estate, backends: backends, parallelism: parallelism),
                    repository: repository, vault: store.vault(repository), lock: try await lock(run: run, tell: tell),
                    refusals: { plan, world, snapshots in
                        PlanAudit(specification, snapshots: snapshots).refusals(of: plan, in: world)
                    },
                    protection: PlanAudit(specification, snapshots: snapshots).protection,
                    kubeconfigs: AdminKubeconfigWriter(),
                    recorded: { try await current(of: repository, tell: tell) }, clock: clock, secretUse: secrets.use,
                    generateSecret: { GeneratedSecret.make().exposed }, report: report),
                options: Executor.Options(
                    parallelism: parallelism, actor: identity.actor, run: run,
                    specCommit: identity.specCommit,
                    lateFailure: estate.onLateFailure == .deletion ? .markedForDeletion : .error,
                    keepsFailed: keepsFailed, stopAfterFailures: stopAfterFailures,
                    sources: sources),
                interruption: interruption)
        }
        guard !plan.waves.isEmpty else {
            let whole = try await executor(plan, 0, nil, report)
            return try await SignalWatch.shared.stopping(by: interruption.request) { try await whole.run() }
        }
        let waves = RolloutRun(
            plan,
            in: RolloutRun.Environment(
                carryOut: { part, number, limit in
                    try await executor(part, number, limit) { if !$0.isOfWholeRun { report($0) } }.run()
                }, check: { try await executor($0, 0, nil, { _ in }).check() },
                hasEnded: { part in
                    guard let revision = part.stateRevision.flatMap(StateRevision.init) else { return false }
                    return try await repository.hasEnded(
                        part.digest.description, as: RunResult.Status.applied.rawValue, since: revision)
                },
                obstacle: { try await obstacle(to: $0, of: plan, in: repository, backends, secrets, tell) },
                ready: { try await readiness(before: $0, in: repository) }, clock: clock, report: report),
            interruption: interruption)
        return try await SignalWatch.shared.stopping(by: interruption.request) { try await waves.run() }
    }

    /// What a plan is held against: the specification, with its charts rendered for the clusters as they are now.
    private func audit(of plan: Plan) async throws -> PlanAudit {
        let audit = PlanAudit(project.specification, snapshots: snapshots)
        guard plan.purpose == .apply else { return audit }
        let rendered = try await charts.rendered(
            project.specification, facts: audit.placementFacts(of: plan),
            selection: audit.composedGroups(of: plan),
            asking: backends(secrets(repository)))
        return PlanAudit(project.specification, snapshots: snapshots, rendered: rendered)
    }

    /// Publishes what earlier runs could not, where this one has nothing to do itself; that it fails is a warning.
    func publishKept() async {
        guard let repository, freshness.unpublished > 0, !freshness.isStale else { return }
        do {
            try await repository.publish(
                note: CommitNote(subject: "Publish", actor: identity.actor, time: clock.seconds()))
        } catch {
            warn(.warning("the state is kept in \(repository.path) and not published: \(error)"))
        }
    }

    /// The newest state, read again while the locks are held: what another run recorded before is in it.
    func current(
        of repository: StateRepository, tell: @Sendable (String) -> Void
    ) async throws -> RecordedState {
        // A remote that was silent a moment ago is not waited for again.
        if !freshness.isStale {
            let now = try await repository.refresh(
                note: CommitNote(subject: "Refresh", actor: identity.actor, time: clock.seconds()))
            try now.checkWritable()
            if let obstacle = now.obstacle {
                tell("the state may be older than what others published: \(obstacle.reason)")
            }
        }
        let recorded = try await repository.recorded()
        try recorded.checkReadable()
        return recorded
    }
}
