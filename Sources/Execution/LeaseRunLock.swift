import Kubernetes
import Planning
import Resources
import Synchronization

/// Locks the groups of a plan by Leases on the estate's lock cluster.
///
/// A run renews one Lease, its own, however many groups it has; the Lease of a group names the run. Locks are taken by one
/// run at a time, which holds the estate's Lease meanwhile: of runs that want the same groups the first takes all of them,
/// and the others find it in their way. A killed run's locks are free once its Lease stayed unchanged for its term.
package actor LeaseRunLock: RunLock {
    let store: any LeaseStore
    let names: LeaseName
    let holder: String
    /// The Lease of this run.
    nonisolated let lease: String
    let durationSeconds: Int64
    let tell: @Sendable (String) -> Void
    /// Nil where room is not looked at.
    let room: ClusterRoom?
    let clock: LockClock
    nonisolated let term: Mutex<RunTerm>

    var watch = LeaseWatch()
    /// The run's own Lease as it was written last; nil before and after the run.
    var own: LeaseRecord?
    /// The Leases of the groups as they were written, by group.
    var held: [String: LeaseRecord] = [:]
    /// The kinds that clusters share when the plan is done, by group, where that is known.
    var remaining: [String: Set<String>] = [:]
    /// The Leases of dead runs that this one took groups from, or goes on for.
    var overtaken: [String: LeaseRecord] = [:]
    var renewal: Task<Void, Never>?

    /// How long a run stands in line while others take their locks.
    private static let longestQueue: Duration = .seconds(300)
    /// How many Leases are written at once.
    static let concurrency = 16

    /// `run` names the run, and `actor` says who runs it and where, for others who find it in their way. `room` says whether
    /// clusters can take what the plan places on them. `tell` is told what it waits for and what fails without stopping the
    /// run. Throws where the estate's name is none.
    package init(
        _ store: any LeaseStore, estate: String, run: String, actor: String, durationSeconds: Int64 = 30,
        room: ClusterRoom? = nil, tell: @escaping @Sendable (String) -> Void
    ) throws(UnlockablePlanError) {
        try self.init(
            store, estate: estate, run: run, actor: actor, durationSeconds: durationSeconds, room: room, clock: .system,
            suffix: String(UInt64.random(in: .min ... .max), radix: 16), tell: tell)
    }

    init(
        _ store: any LeaseStore, estate: String, run: String, actor: String, durationSeconds: Int64 = 30,
        room: ClusterRoom? = nil, clock: LockClock, suffix: String, tell: @escaping @Sendable (String) -> Void
    ) throws(UnlockablePlanError) {
        guard let names = LeaseName(estate: estate) else { throw .estate(estate) }
        self.store = store
        self.names = names
        self.durationSeconds = durationSeconds
        self.room = room
        self.clock = clock
        self.tell = tell
        lease = names.name(ofRun: run, suffix: suffix)
        holder = "\(actor), run \(run)-\(suffix)"
        term = Mutex(RunTerm(lease: lease, duration: .seconds(durationSeconds)))
    }

    /// The labels that the Leases of an estate carry beside the one that marks them as Berth's.
    package static func labels(estate: String) -> [String: String] { [Item.Mark.estateLabel: estate] }

    package nonisolated func checkHeld() throws(RunLockLoss) {
        if let loss = term.withLock({ $0.check(at: clock.now()) }) { throw loss }
    }

    package func acquire(for plan: Plan, interruption: Interruption) async throws {
        let claims = try claims(for: plan)
        guard !claims.isEmpty else { return }
        remaining = plan.remainingKinds
        let (table, looked) = try await look()
        do {
            if case .refuse(let error) = decision(on: claims, in: table, looked: looked) { throw error }
            try await begin(interruption)
            while try await !take(claims, interruption) { try check(interruption) }
            try checkHeld()
        } catch {
            overtaken = [:]
            await release(destroyed: [], finished: false)
            if let error = error as? RunLockError, error.cause == .refused(.carriedOut) {
                try await removeRuns(of: claims.first?.claim.plan)
            }
            throw error
        }
    }

    /// All Leases, and when they were asked for.
    func look() async throws(KubernetesError) -> (table: LockTable, looked: Duration) {
        let looked = clock.now()
        let table = LockTable(try await store.list(), names: names)
        for (name, record) in table.records { watch.note(name, record, at: clock.now()) }
        return (table, looked)
    }

    private func decision(on claims: [GroupClaim], in table: LockTable, looked: Duration) -> LockDecision {
        LockDecision(claims, in: table, watch: watch, looked: looked, now: .now)
    }

    /// Tries to take all locks; false where it had to wait and must look again.
    private func take(_ claims: [GroupClaim], _ interruption: Interruption) async throws -> Bool {
        let (table, looked) = try await look()
        switch decision(on: claims, in: table, looked: looked) {
        case .refuse(let error): throw error
        case .wait(let holder, let group, let left):
            tell("\(group) is held by \(holder.text): whether that still runs shows within \(left.roundedUp.words)")
            try await wait(for: holder.lease, interruption)
            return false
        case .take: break
        }
        try await enter(interruption)
        do {
            let isTaken = try await takeInside(claims)
            await leave()
            return isTaken
        } catch {
            await leave()
            throw error
        }
    }

    /// Takes all locks or none, as the only run that takes any.
    private func takeInside(_ claims: [GroupClaim]) async throws -> Bool {
        let (table, looked) = try await look()
        switch decision(on: claims, in: table, looked: looked) {
        case .refuse(let error): throw error
        case .wait: return false
        case .take(let granted):
            try await room?.check(claims, in: table, by: watch, looked: looked)
            let plan = claims.first?.claim.plan
            // Before the first group: a run that is killed from here on can be gone on with.
            try await rewriteOwn { $0.plan = plan }
            noteOvertaken(claims, in: table, looked: looked)
            return try await write(granted)
        }
    }

    /// Writes the Leases of all groups; gives back those that were written where another write came between.
    private func write(_ records: [String: LeaseRecord]) async throws -> Bool {
        let sorted = records.sorted { $0.key < $1.key }
        let (store, names) = (store, names)
        let outcomes = await sorted.concurrentPairs(limit: Self.concurrency) {
            group, record -> Result<LeaseRecord?, KubernetesError> in
            do throws(KubernetesError) {
                return .success(try await store.put(record, to: names.name(of: group) ?? ""))
            } catch {
                return .failure(error)
            }
        }
        var failure: KubernetesError?
        for ((group, _), outcome) in outcomes {
            switch outcome {
            case .success(let record): held[group] = record
            case .failure(let error): failure = failure ?? error
            }
        }
        if let failure { throw failure }
        guard held.count == records.count else {
            await freeGroups()
            return false
        }
        return true
    }

    private func noteOvertaken(_ claims: [GroupClaim], in table: LockTable, looked: Duration) {
        let groups = Set(claims.map(\.group))
        for group in groups {
            guard let name = table.record(of: group).runLease, let record = table.records[name] else { continue }
            overtaken[name] = record
        }
        for (name, record) in table.runs where record.plan == claims.first?.claim.plan { overtaken[name] = record }
        overtaken = overtaken.filter { watch.standing(of: $0.key, at: looked) == .expired }
    }

    /// Stands in line for the estate's Lease.
    private func enter(_ interruption: Interruption) async throws {
        let start = clock.now()
        while true {
            try check(interruption)
            let looked = clock.now()
            let record = try await store.read(names.ofEstate)
            watch.note(names.ofEstate, record, at: clock.now())
            if let record, let other = record.holder, other != holder, try await isHeld(record, looked: looked) {
                let waiting = LockTable.Holder(text: other, since: record.acquired, lease: record.runLease ?? "")
                guard clock.now() - start < Self.longestQueue else { throw RunLockError(group: nil, .heldBy(waiting)) }
                try await clock.sleep(.milliseconds(100))
                continue
            }
            var wanted = record ?? LeaseRecord()
            (wanted.holder, wanted.runLease) = (holder, lease)
            (wanted.acquired, wanted.renewed) = (.now, .now)
            wanted.durationSeconds = durationSeconds
            wanted.labels.merge(Self.labels(estate: names.estate)) { $1 }
            if try await store.put(wanted, to: names.ofEstate) != nil { return }
        }
    }

    /// Whether the run that a Lease names may still go on.
    private func isHeld(_ record: LeaseRecord, looked: Duration) async throws -> Bool {
        guard let run = record.runLease else { return watch.standing(of: names.ofEstate, at: looked) != .expired }
        guard names.isRun(run) else { return false }
        let asked = clock.now()
        let keeper = try await store.read(run)
        watch.note(run, keeper, at: clock.now())
        return keeper?.holder == record.holder && watch.standing(of: run, at: asked) != .expired
    }

    /// Lets the next run take its locks. Where that fails, it finds out by this run's own Lease.
    private func leave() async {
        do {
            for _ in 0..<8 {
                guard let record = try await store.read(names.ofEstate), record.holder == holder else { return }
                if try await store.put(record.released(now: .now), to: names.ofEstate) != nil { return }
            }
        } catch {
            tell("could not end the lock \(names.ofEstate): \(error)")
        }
    }

    /// Watches a Lease until it shows whether its holder runs.
    func wait(for lease: String, _ interruption: Interruption) async throws {
        while true {
            try check(interruption)
            try await clock.sleep(.milliseconds(500))
            let looked = clock.now()
            let record = try await store.read(lease)
            watch.note(lease, record, at: clock.now())
            guard case .undecided = watch.standing(of: lease, at: looked) else { return }
        }
    }

    private func check(_ interruption: Interruption) throws {
        try checkHeld()
        if interruption.isRequested { throw CancellationError() }
    }

    /// What the run brings for each group of which a step writes or waits, or which it records.
    private func claims(for plan: Plan) throws -> [GroupClaim] {
        let groups = Dictionary(plan.groups.map { ($0.name, $0) }) { first, _ in first }
        let busy = plan.touchedGroups.sorted()
        let digest = busy.isEmpty ? "" : plan.digest.description
        let places = plan.newPlaces
        let destroyed = plan.destroyedGroups
        return try busy.map { name in
            guard names.name(of: name) != nil else {
                throw UnlockablePlanError(group: name, reason: "is neither a workspace's id nor cluster/NAME")
            }
            guard let group = groups[name] else {
                throw UnlockablePlanError(group: name, reason: "has steps and is not among the plan's groups")
            }
            guard let epoch = group.epoch else { throw RunLockError(group: name, .noEpoch) }
            return GroupClaim(
                group: name,
                claim: LeaseClaim(
                    holder: holder, runLease: lease, durationSeconds: durationSeconds, epoch: epoch, plan: digest,
                    ends: destroyed.contains(name), kinds: plan.sharedKinds(of: name), place: places[name],
                    labels: Self.labels(estate: names.estate)))
        }
    }
}

extension Plan {
    /// The cluster of each workspace that it makes.
    fileprivate var newPlaces: [String: String] {
        let new = Set(steps.filter { $0.kind == .namespace && $0.action == .create }.map(\.address.group))
        return groups.reduce(into: [:]) { places, group in
            if new.contains(group.name) { places[group.name] = group.cluster }
        }
    }

    /// The kinds that clusters share when the plan is done, by group; without what the plan itself makes they are not known.
    fileprivate var remainingKinds: [String: Set<String>] {
        Dictionary(
            groups.compactMap { group in
                group.sharedKinds.map { (group.name, Set($0.map(\.text)).union(sharedKinds(of: group.name))) }
            }
        ) { $0.union($1) }
    }

    /// The kinds that a group has or gets where its workspaces share them; nothing of a workspace, whose namespace records
    /// them.
    fileprivate func sharedKinds(of group: String) -> Set<String> {
        guard ResourceAddress.Scope(group: group).cluster != nil else { return [] }
        let changes = steps.filter { $0.address.group == group }.flatMap(\.changes)
        return Set(changes.filter { $0.item != nil || $0.isSettled }.map(\.key.itemKind.text))
    }
}
