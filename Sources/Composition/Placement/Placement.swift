import Diagnostics
import Specification

/// Chooses the management cluster of each workspace: sticky once chosen, otherwise the emptiest that fits.
struct Placement {
    let estate: Estate
    let facts: PlacementFacts
    private var counts: [String: Int]

    init(estate: Estate, facts: PlacementFacts) {
        self.estate = estate
        self.facts = facts
        counts = facts.reserved.values.reduce(into: facts.counts) { $0[$1, default: 0] += 1 }
    }

    /// Where a workspace belongs.
    enum Choice: Sendable, Hashable {
        case cluster(String)
        /// A cluster that might hold it did not answer, so that choosing another could make it twice.
        case unknown(cluster: String)
    }

    /// The cluster of a workspace; throws a capacity error that names every cluster and why it was not taken.
    mutating func cluster(for workspace: Workspace) throws(DiagnosticsError) -> Choice {
        if let (message, hint) = facts.conflicts[workspace.id]?.explanation(of: workspace.id) {
            throw DiagnosticsError([
                .error(message, at: workspace.marks.keyLocation(of: ["spec"]), notes: hint)
            ])
        }
        if let placed = facts.placed[workspace.id] ?? facts.claimed[workspace.id] ?? facts.reserved[workspace.id] {
            return .cluster(try kept(placed, workspace))
        }
        if let renaming = facts.renamings[workspace.id] {
            throw DiagnosticsError([
                .error(renaming.explanation, at: workspace.idLocation, notes: renaming.hint)
            ])
        }
        try checkVersion(of: workspace)
        let verdicts = estate.managementClusters.sorted { $0.name < $1.name }.map { ($0, refusal(of: $0, workspace)) }
        let fitting = verdicts.filter { $0.1 == nil }.map(\.0)
        if let silent = fitting.first(where: { facts.unreachable[$0.name] != nil }) {
            return .unknown(cluster: silent.name)
        }
        let chosen = fitting.min { (load(of: $0), $0.name) < (load(of: $1), $1.name) }
        guard let chosen else {
            throw DiagnosticsError([
                Diagnostic(
                    .error, "no management cluster has room for workspace \(workspace.id)",
                    at: workspace.marks.keyLocation(of: ["spec"]),
                    notes: verdicts.map { "\($0.0.name): \($0.1 ?? "")" }
                        + ["add or activate a management cluster in the estate, or change what the workspace asks for"])
            ])
        }
        counts[chosen.name, default: 0] += 1
        return .cluster(chosen.name)
    }

    /// A version that is not active any more is kept by who has it, and given to nobody else.
    private func checkVersion(of workspace: Workspace) throws(DiagnosticsError) {
        let version = workspace.kubernetes.version
        guard estate.kubernetesVersions.contains(where: { $0.version == version && !$0.isActive }) else { return }
        let active = estate.kubernetesVersions.filter(\.isActive).map(\.version).joined(separator: ", ")
        throw DiagnosticsError([
            .error(
                "the Kubernetes version `\(version)` is not active, and workspace \(workspace.id) does not run it yet",
                at: workspace.marks.location(of: ["spec", "kubernetes", "version"]), notes: "active are \(active)")
        ])
    }

    private func kept(_ placed: String, _ workspace: Workspace) throws(DiagnosticsError) -> String {
        let pin = workspace.managementCluster
        if let pin, pin != placed {
            throw DiagnosticsError([
                .error(
                    "workspace \(workspace.id) runs on \(placed), and is to be on \(pin): that is a new, empty API there, and "
                        + "nothing in the datastore on \(placed) comes along",
                    at: workspace.marks.location(of: ["spec", "managementCluster"]),
                    notes:
                        "write managementCluster: \(placed), or plan with --allow relocate, which takes the workspace away on "
                        + "\(placed); the next apply makes it anew on \(pin)"
                )
            ])
        }
        guard estate.managementCluster(named: placed) != nil else {
            throw DiagnosticsError([
                .error(
                    "workspace \(workspace.id) runs on \(placed), which the estate does not name any more",
                    at: estate.marks.keyLocation(of: ["spec", "managementClusters"]),
                    notes: "add \(placed) again (active: false keeps new workspaces away)")
            ])
        }
        return placed
    }

    /// Why a cluster cannot take a new workspace; nil where it can.
    private func refusal(of cluster: ManagementCluster, _ workspace: Workspace) -> String? {
        if let pin = workspace.managementCluster, pin != cluster.name { return "the workspace is pinned to \(pin)" }
        switch (workspace.kind, cluster.role) {
        case (.root, .pool): return "it is a pool, and root workspaces go to root clusters"
        case (.standard, .root): return "it is a root cluster, and standard workspaces go to pools"
        default: break
        }
        if workspace.kind == .standard, let wanted = workspace.computeProviderType,
            let offered = cluster.computeProviderType, wanted != offered
        {
            return "it serves \(offered.rawValue), not \(wanted.rawValue)"
        }
        if let region = workspace.region, cluster.region != region {
            return "it is in \(cluster.region.map { "region \($0)" } ?? "no region"), not in \(region)"
        }
        if !cluster.isActive { return "it is not active" }
        if let capacity = cluster.capacity, counts[cluster.name, default: 0] >= capacity {
            let reserved = facts.reserved.values.count { $0 == cluster.name }
            let note = reserved > 0 ? ", \(reserved) of them reserved by runs in progress" : ""
            return "it is full (\(counts[cluster.name, default: 0]) of \(capacity)\(note))"
        }
        return nil
    }

    /// How full a cluster is: the share of its capacity, or the bare count where it has none.
    private func load(of cluster: ManagementCluster) -> Double {
        let count = Double(counts[cluster.name, default: 0])
        return count / Double(max(cluster.capacity ?? 1_000, 1))
    }
}
