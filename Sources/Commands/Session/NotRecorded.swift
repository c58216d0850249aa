import Diagnostics
import Resources

/// The state knows nothing of a workspace that exists, or did.
struct NotRecorded: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}

extension Session {
    /// Throws where a name is neither that of a workspace, specified or recorded, nor of a cluster (`cluster/NAME`): a wrong
    /// command line, whatever the command.
    func checkKnown(_ name: String) throws(UsageError) {
        let clusters = estate.managementClusters.map { ResourceAddress.Scope.cluster($0.name).group }
        let known = Set(project.specification.workspaces.map(\.id)).union(snapshots.keys).union(clusters)
        guard !known.contains(name) else { return }
        let hint = name.nearest(among: known).map { "; did you mean \($0)?" } ?? ""
        throw UsageError("no workspace \(name) is specified or recorded\(hint)".sanitized)
    }

    /// What to say where nothing is recorded of a name, at `revision` of the state or at all; throws where nobody knows the name.
    func notRecorded(_ name: String, at revision: String? = nil) throws(UsageError) -> NotRecorded {
        if revision == nil { try checkKnown(name) }
        let when = revision.map { " at \($0)" } ?? ""
        return NotRecorded(
            "nothing is recorded of \(name)\(when)\(revision == nil ? "; `berth apply` records it" : "")".sanitized)
    }
}
