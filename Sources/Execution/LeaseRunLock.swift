import Kubernetes
import Planning
import Resources

/// Locks the groups of a plan, each by a Lease on the estate's lock cluster that is renewed while the run lasts.
///
/// A Lease that is not renewed ends by itself, so that a killed run leaves no lock behind.
package actor LeaseRunLock: RunLock {
    private let client: KubernetesClient
    private let estate: String
    private let holder: String
    private let durationSeconds: Int64
    private let warn: @Sendable (String) -> Void
    private var held: [String: LeaseLock] = [:]
    private var renewal: Task<Void, Never>?

    /// `holder` names the run to others who find it in their way; `warn` is told what does not stop the run.
    package init(
        _ client: KubernetesClient, estate: String, holder: String, durationSeconds: Int64 = 30,
        warn: @escaping @Sendable (String) -> Void
    ) {
        self.client = client
        self.estate = estate
        self.holder = holder
        self.durationSeconds = durationSeconds
        self.warn = warn
    }

    /// How often each group was locked for a run: what plans are made with.
    package func epochs() async throws -> [String: Int64] {
        let names = LeaseName(estate: estate)
        let records = try await records()
        return Dictionary(records.compactMap { name, record in names.group(of: name).map { ($0, record.epoch) } }) {
            $1
        }
    }

    /// Looks at all locks before it takes the first, so that a run that may not begin leaves them as they were.
    package func acquire(for plan: Plan) async throws {
        let busy = Set(plan.steps.filter { $0.action.isChange || $0.action == .wait }.map(\.address.group))
        let claims = plan.groups.filter { busy.contains($0.name) }.map { group in
            (group: group, name: LeaseName(estate: estate).name(of: group.name))
        }
        guard !claims.isEmpty else { return }
        let digest = plan.digest.description
        let records = try await records()
        let now = Timestamp.now
        var locks: [(group: String, lock: LeaseLock)] = []
        for (group, name) in claims {
            let claim = claim(on: group, plan, digest, hasLease: records[name] != nil)
            do throws(LeaseRefusal) {
                _ = try (records[name] ?? LeaseRecord()).granting(claim, now: now)
            } catch {
                throw RunLockError(group: group.name, error)
            }
            locks.append((group.name, LeaseLock(name, on: client, claim: claim)))
        }
        try await take(locks)
        renewal = Task { [durationSeconds] in
            while (try? await Task.sleep(for: .seconds(durationSeconds) / 3)) != nil { await self.renew() }
        }
    }

    package func release(destroyed: Set<String>, finished: Bool) async {
        renewal?.cancel()
        await renewal?.value
        renewal = nil
        for (group, lock) in held.sorted(by: { $0.key < $1.key }) {
            await warning("end the lock of \(group)") {
                if destroyed.contains(group) {
                    try await lock.remove()
                } else {
                    try await lock.release(isFinished: finished)
                }
            }
        }
        held = [:]
        guard !destroyed.isEmpty else { return }
        await warning("remove the namespace \(LeaseRecord.namespace)") {
            try await LeaseLock.removeEmptyNamespace(on: client)
        }
    }

    private func records() async throws(KubernetesError) -> [String: LeaseRecord] {
        try await LeaseLock.readAll(labelled: Item.Mark.selector(estate: estate), on: client)
    }

    /// What a run of the plan brings: the epoch that the plan saw, 0 for a group that was never locked.
    private func claim(on group: Plan.Group, _ plan: Plan, _ digest: String, hasLease: Bool) -> LeaseClaim {
        // A destruction that was interrupted has taken the Leases of what is gone away already.
        let epoch = plan.purpose == .destroy && !hasLease ? 0 : group.epoch ?? 0
        return LeaseClaim(
            holder: holder, durationSeconds: durationSeconds, epoch: epoch, plan: digest,
            labels: [Item.Mark.estateLabel: estate])
    }

    /// Takes all locks or none.
    private func take(_ locks: [(group: String, lock: LeaseLock)]) async throws {
        let outcomes = await locks.concurrentMap(limit: 8) { group, lock -> Result<Void, LeaseError> in
            do throws(LeaseError) {
                try await lock.acquire()
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        var failure: (any Error)?
        for ((group, lock), outcome) in zip(locks, outcomes) {
            switch outcome {
            case .success: held[group] = lock
            case .failure(let error): failure = failure ?? RunLockError.cause(of: error, group: group)
            }
        }
        guard let failure else { return }
        await release(destroyed: [], finished: false)
        throw failure
    }

    private func renew() async {
        for (group, lock) in held.sorted(by: { $0.key < $1.key }) {
            await warning("renew the lock of \(group)") { try await lock.renew() }
        }
    }

    /// The lock failing is no reason to leave a run half done: what fences writes are their own preconditions.
    private func warning(_ what: String, _ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            if !Task.isCancelled { warn("could not \(what): \(error)") }
        }
    }
}

/// How the Leases of an estate are called: `loopback.workspace.payments`, `loopback.cluster.fsn1-a`.
struct LeaseName: Sendable {
    /// Estates may share a lock cluster.
    let estate: String

    func name(of group: String) -> String {
        group.hasPrefix("cluster/")
            ? "\(estate).cluster.\(group.dropFirst("cluster/".count))" : "\(estate).workspace.\(group)"
    }

    /// Nil for what is no Lease of a group.
    func group(of name: String) -> String? {
        for (prefix, scope) in [("\(estate).workspace.", ""), ("\(estate).cluster.", "cluster/")]
        where name.hasPrefix(prefix) {
            return scope + name.dropFirst(prefix.count)
        }
        return nil
    }
}
