import Backends
import Diagnostics
import Execution
import Kubernetes
import Planning
import Reports
import Synchronization

extension Session {
    /// The lock of a run. `tell` is told what it waits for, and what fails without stopping the run.
    func lock(run: String, tell: @escaping @Sendable (String) -> Void) async throws -> LeaseRunLock {
        try LeaseRunLock(
            try await leases(), estate: estate.name, run: run, actor: "\(identity.actor) on \(RunIdentity.hostName)",
            durationSeconds: try RunIdentity.leaseSeconds(variable: ProcessEnvironment.variable), room: room, tell: tell
        )
    }

    /// The room on the management clusters, counted by the namespaces that are there.
    private var room: ClusterRoom {
        let observer = Observer(estate: estate, backends: backends(secrets(repository)))
        let snapshots = snapshots
        return ClusterRoom(
            capacities: estate.managementClusters.reduce(into: [:]) { $0[$1.name] = $1.capacity }
        ) { clusters in
            let facts = await observer.placementFacts(snapshots: snapshots, on: clusters)
            if let (cluster, silence) = facts.unreachable.min(by: { $0.key < $1.key }) {
                throw RoomUnknownError(cluster: cluster, reason: silence.description)
            }
            return Dictionary(uniqueKeysWithValues: clusters.map { ($0, facts.found(on: $0)) })
        }
    }

    /// The locks of the estate as they are now.
    func lockTable() async throws -> LockTable { try await .read(estate.name, from: try await leases()) }

    /// Who holds the locks, and who of them shows signs of life; a lock cluster that does not answer soon makes that unknown.
    func runsInProgress() async -> RunsInProgress {
        // What several wait for, as discovery, does not end with one of them: the answer is not waited for.
        let first = Mutex<CheckedContinuation<RunsInProgress, Never>?>(nil)
        let answer: @Sendable (RunsInProgress) -> Void = { runs in
            let continuation = first.withLock { first in
                defer { first = nil }
                return first
            }
            continuation?.resume(returning: runs)
        }
        return await withCheckedContinuation { continuation in
            first.withLock { $0 = continuation }
            let survey = Task {
                do {
                    answer(
                        RunsInProgress(
                            try await LockSurvey.make(of: estate.name, from: try await leases()), now: .now))
                } catch {
                    answer(.unknown(error.explained.description))
                }
            }
            Task {
                try? await Task.sleep(for: .seconds(8))
                answer(.unknown("the lock cluster \(estate.lockCluster) does not answer"))
                survey.cancel()
            }
        }
    }

    /// Takes away the locks that killed runs left, of groups that are gone and of those in which there is nothing to do. That this
    /// fails changes nothing about what the command came to, and is a warning; throws where the user interrupts it.
    func sweepLocks(gone: Set<String> = [], kept: Set<String> = []) async throws {
        guard !gone.isEmpty || !kept.isEmpty else { return }
        let interruption = Interruption()
        let lock = try await lock(run: RunIdentity.runName(clock: clock)) { StandardStreams.complain("\($0)\n") }
        do {
            try await SignalWatch.shared.stopping(by: interruption.request) {
                try await lock.sweep(gone: gone, kept: kept, interruption: interruption)
            }
        } catch  where !interruption.isRequested && !Task.isCancelled {
            warn(.warning("the locks that killed runs left could not be taken away: \(error)"))
        }
    }

    func leases() async throws -> ClusterLeases {
        ClusterLeases(
            on: try await clusters.cluster(estate.lockCluster).client, labels: LeaseRunLock.labels(estate: estate.name))
    }
}
