import Diagnostics
import Resources
import Specification

/// What the world says about where workspaces are: made by the observer, so that placement stays a pure function.
package struct PlacementFacts: Sendable, Hashable {
    /// The cluster on which each workspace was found, or else was last known to be.
    package var placed: [String: String]
    /// The cluster on which the namespace of a workspace, found nowhere else, carries a mark that nothing proves: choosing
    /// another would make it twice.
    package var claimed: [String: String] = [:]
    /// The cluster on which a run that has the lock of a workspace has room for it, where the workspace is not there yet.
    package var reserved: [String: String] = [:]
    /// How many workspaces of the estate each cluster holds, those without a specification included.
    package var counts: [String: Int]
    /// The clusters that did not answer, with the reason.
    package var unreachable: [String: Explanation]
    /// What is recorded on the namespaces of the workspaces that were found.
    package var records: [String: RecordedKinds] = [:]
    /// The kind of each workspace that was found, by the name of its namespace.
    package var namespaceKinds: [String: Workspace.Kind] = [:]
    /// The workspaces of which it is not certain where they are.
    package var conflicts: [String: Conflict] = [:]
    /// The workspaces that are nowhere and most likely others by another id, to which nobody agreed.
    package var renamings: [String: Renaming] = [:]

    /// Why it is not certain where a workspace is; nothing of it is touched before that is settled.
    package enum Conflict: Sendable, Hashable {
        /// It was found on several clusters, sorted.
        case several([String])
        /// It was found on one cluster, and the state knows it on another, which the estate may not name any more.
        case moved(found: String, recorded: String, isNamed: Bool)
    }

    /// The workspaces that were found on a cluster.
    package func found(on cluster: String) -> Set<String> {
        // Of those that only the state knows there is no record.
        Set(placed.filter { $0.value == cluster && records[$0.key] != nil }.keys)
    }

    /// Takes in what runs have reserved of the clusters that are `named`: a workspace that was found needs no room any more.
    package mutating func add(reservations: [String: String], on named: Set<String>) {
        for (workspace, cluster) in reservations
        where placed[workspace] == nil && claimed[workspace] == nil && named.contains(cluster) {
            reserved[workspace] = cluster
        }
    }

    package init(
        placed: [String: String] = [:], counts: [String: Int] = [:], unreachable: [String: Explanation] = [:]
    ) {
        self.placed = placed
        self.counts = counts
        self.unreachable = unreachable
    }
}

extension PlacementFacts.Conflict {
    /// What is wrong with where the workspace is, and what to do.
    package func explanation(of workspace: String) -> (message: String, hint: String) {
        switch self {
        case .several(let clusters):
            return (
                "workspace \(workspace) exists more than once: on \(clusters.joined(separator: " and "))",
                "find out which one people use, and remove the other by hand: Berth touches neither before"
            )
        case .moved(let found, let recorded, isNamed: false):
            return (
                "workspace \(workspace) was found on \(found), and the state knows it on \(recorded), which the estate "
                    + "does not name any more",
                "name \(recorded) in managementClusters again; if it is \(found) under another name, call that \(recorded)"
            )
        case .moved(let found, let recorded, isNamed: true):
            return (
                "workspace \(workspace) was found on \(found), and the state knows it on \(recorded)",
                "see that the kubeconfigs of \(found) and \(recorded) lead to the right clusters, and that the state is "
                    + "the newest one"
            )
        }
    }
}

extension PlacementFacts {
    /// Each workspace that is not `placed` is put where it might be, so that no cluster is too full or too inactive for it: to fill
    /// its templates where nobody asks the world.
    package init(anywhereIn specification: SpecificationSet, placed: [String: String] = [:]) {
        self.init()
        for workspace in specification.workspaces {
            let fitting = specification.estate.managementClusters.first {
                $0.role == (workspace.kind == .root ? .root : .pool)
                    && ($0.computeProviderType == nil || $0.computeProviderType == workspace.computeProviderType)
            }
            self.placed[workspace.id] = placed[workspace.id] ?? workspace.managementCluster ?? fitting?.name
        }
    }
}
