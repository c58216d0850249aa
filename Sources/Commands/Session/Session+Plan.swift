import Backends
import Diagnostics
import Execution
import Kubernetes
import Planning
import Resources
import State

extension Session {
    /// Plans what makes the world as the specification says, or the part that was asked for.
    func plan(_ options: Planner.Options) async throws -> Plan {
        try checkRecipients()
        if let warning = store.strangeIdentity() { warn(warning) }
        return try await plan(options) { try await $0.plan() }
    }

    /// Plans the way back for workspaces.
    func destroyPlan(
        _ workspaces: Set<String>, includesShared: Bool, _ options: Planner.Options
    ) async throws -> Plan {
        try await plan(options) { planner in
            try await planner.destroy(workspaces, includesShared: includesShared)
        }
    }

    /// Throws where what a run has to store could not be: the estate names no recipients, or none that can be used.
    func checkRecipients() throws(DiagnosticsError) {
        if let missing = EstateRecipients.missing(in: project.specification) { throw DiagnosticsError([missing]) }
        try store.checkRecipients()
    }

    /// All workspaces of the estate: specified, recorded, or found on a management cluster.
    func allWorkspaces() async -> Set<String> {
        let observer = Observer(estate: estate, backends: backends(secrets(repository)))
        let found = await observer.placementFacts(snapshots: snapshots).placed.keys
        let recorded = snapshots.keys.filter { ResourceAddress.Scope(group: $0).cluster == nil }
        return Set(found).union(recorded).union(project.specification.workspaces.map(\.id))
    }

    private func plan(_ options: Planner.Options, _ make: (Planner) async throws -> Plan) async throws -> Plan {
        try recorded?.checkReadable()
        // Read before the world is looked at: a run that comes between makes the plan stale.
        var locks: LockTable?
        var silence: Explanation?
        do {
            locks = try await lockTable()
        } catch {
            guard error.leavesUnknown else { throw error }
            silence = error.explained
        }
        let secrets = secrets(repository)
        let stored = repository.map { StoredSecrets(of: store.vault($0)) } ?? StoredSecrets()
        var options = options
        if let locks {
            for cluster in estate.managementClusters {
                options.sharedKinds[cluster.name] = locks.sharedKinds(of: cluster.name)
            }
            options.reservations = locks.reservations
        }
        let planner = Planner(
            specification: project.specification, backends: backends(secrets), secrets: secrets, snapshots: snapshots,
            stored: stored, charts: charts, options: options)
        var plan = try await line.during {
            outlook()
        } _: {
            try await make(planner)
        }
        if let locks {
            for index in plan.groups.indices { plan.groups[index].epoch = locks.epoch(of: plan.groups[index].name) }
        }
        plan.part?.hasOldState = freshness.isStale
        if let base = project.base?.recorded(project.specification) {
            plan.base = base
            plan.remarks.insert(base.remark, at: 0)
        }
        plan.stateRevision = "\(recorded?.revision ?? StateRevision.empty)"
        // Questions that a signal ended are no answers.
        try Task.checkCancellation()
        if let silence { plan.note(silence, of: estate.lockCluster) }
        if freshness.isStale {
            let fact = freshness.isDiverged ? "has another history than the one here" : "could not be read"
            plan.remarks.append("the state at the remote \(fact): what is recorded may be old")
        }
        return plan
    }
}

extension Plan {
    /// Without the lock cluster a plan can only be looked at.
    fileprivate mutating func note(_ silence: Explanation, of cluster: String) {
        remarks.insert("this plan cannot be applied: the lock cluster \(cluster) could not be read", at: 0)
        guard !unreachable.contains(where: { $0.place == .management(cluster) }) else { return }
        unreachable.append(Unreachable(place: .management(cluster), reason: silence.cause, hint: silence.advice))
        unreachable.sort { $0.place.description < $1.place.description }
    }
}

extension Error {
    /// Whether it says that nothing is known about a place, rather than that something is wrong there.
    fileprivate var leavesUnknown: Bool {
        switch self {
        case let error as BackendError: [.unreachable, .unauthorized, .invalidAnswer, .timeout].contains(error.reason)
        case let error as KubernetesError: error.isUnreachable || error.isUnauthorized || error.isWithoutCredentials
        default: false
        }
    }
}
