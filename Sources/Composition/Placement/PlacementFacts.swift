import Resources
import Specification

/// What the world says about where workspaces are: made by the observer, so that placement stays a pure function.
package struct PlacementFacts: Sendable, Hashable {
    /// The cluster on which each workspace was found, or else was last known to be.
    package var placed: [String: String]
    /// The cluster on which the namespace of a workspace, found nowhere else, carries a mark that nothing proves: choosing
    /// another would make it twice.
    package var claimed: [String: String] = [:]
    /// How many workspaces of the estate each cluster holds, those without a specification included.
    package var counts: [String: Int]
    /// The clusters that did not answer, with the reason.
    package var unreachable: [String: String]
    /// What is recorded on the namespaces of the workspaces that were found.
    package var records: [String: RecordedKinds] = [:]
    /// The kind of each workspace that was found, by the name of its namespace.
    package var namespaceKinds: [String: Workspace.Kind] = [:]
    /// The workspaces that were found on several clusters, with these, sorted.
    package var duplicates: [String: [String]] = [:]
    /// Those of the duplicates that the state knows on a cluster that the estate does not name any more, with this one.
    package var unnamed: [String: String] = [:]

    package init(
        placed: [String: String] = [:], counts: [String: Int] = [:], unreachable: [String: String] = [:]
    ) {
        self.placed = placed
        self.counts = counts
        self.unreachable = unreachable
    }

    /// What is wrong with where a workspace is, and what to do; nil where it is in one place.
    package func duplicate(_ workspace: String) -> (message: String, hint: String)? {
        guard let clusters = duplicates[workspace] else { return nil }
        if let cluster = unnamed[workspace], let other = clusters.first(where: { $0 != cluster }) {
            return (
                "workspace \(workspace) was found on \(other), and the state knows it on \(cluster), which the estate does "
                    + "not name any more",
                "name \(cluster) in managementClusters again; if it is \(other) under another name, call that \(cluster)"
            )
        }
        return (
            "workspace \(workspace) exists more than once: on \(clusters.joined(separator: " and "))",
            "find out which one people use, and remove the other by hand: Berth touches neither before"
        )
    }
}
