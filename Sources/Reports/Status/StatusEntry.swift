import Document
import Resources
import State

/// What the status of a workspace is made of.
struct StatusEntry: Comparable {
    let group: String
    let phase: Snapshot.Phase
    let cause: String?
    let cluster: String?
    /// The Kubernetes version of its control plane.
    let version: String?
    let isProtected: Bool
    let deferred: [ResourceAddress]
    /// The run that holds its lock.
    let run: RunsInProgress.Run?
    /// The kinds of the objects that it holds.
    let kinds: [String]
    let deployments: [(address: ResourceAddress, record: DeploymentRecord)]

    /// Those that were recorded, and those that a first run is about to make, sorted.
    static func entries(_ snapshots: [Snapshot], _ runs: RunsInProgress) -> [StatusEntry] {
        let recorded = Set(snapshots.map(\.group))
        let begun = runs.runs.keys.filter { !recorded.contains($0) }.map { Snapshot(group: $0, phase: .provisioning) }
        return (snapshots + begun).map { StatusEntry($0, run: runs.runs[$0.group]) }.sorted()
    }

    init(_ snapshot: Snapshot, run: RunsInProgress.Run? = nil) {
        self.run = run
        group = snapshot.group
        phase = snapshot.phase
        cause = snapshot.cause
        cluster = snapshot.cluster
        isProtected = snapshot.isProtected
        deferred = snapshot.deferred.sorted()
        deployments = snapshot.deployments.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        kinds = snapshot.items.keys.map(\.kind)
        let plane = snapshot.items.sorted { $0.key < $1.key }.first { $0.key.kind == "TenantControlPlane" }
        version = plane?.value.applied["spec"]?["kubernetes"]?["version"]?.string
    }

    /// Installs that failed, in words.
    var failures: [String] {
        deployments.compactMap { address, record in
            guard record.state == .failed else { return nil }
            return "\(address.name) \(record.deployment.revision) failed\(record.lastError.map { ": \($0)" } ?? "")"
        }
    }

    private var rank: Int { ResourceAddress.Scope(group: group).cluster == nil ? 0 : 1 }

    static func < (left: StatusEntry, right: StatusEntry) -> Bool {
        (left.rank, left.group) < (right.rank, right.group)
    }

    static func == (left: StatusEntry, right: StatusEntry) -> Bool {
        left.group == right.group
    }
}
