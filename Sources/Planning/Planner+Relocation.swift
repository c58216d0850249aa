import Composition
import Resources
import Specification

/// Workspaces that are to be elsewhere, or go by another id: that is a new API, and nothing in the old one comes along.
extension Planner {
    /// The chosen workspaces that run on another cluster than their specification pins them to, sorted.
    func relocations(_ facts: PlacementFacts) -> [String] {
        specification.workspaces.filter { workspace in
            guard options.selection.contains(workspace.id), facts.conflicts[workspace.id] == nil else { return false }
            return workspace.isElsewhere(than: facts.placed[workspace.id])
        }.map(\.id)
    }

    /// A workspace that comes while another goes may be that one by another id, which nothing tells. Which come is looked for in
    /// the whole estate: the one may be another shard's.
    func renamings(_ facts: PlacementFacts, going: [String], unknown: Set<String>) -> [Plan.Problem] {
        let new = specification.workspaces.map(\.id).filter {
            facts.placed[$0] == nil && facts.claimed[$0] == nil && !unknown.contains($0)
                && options.selection.mayMake($0)
        }
        guard !going.isEmpty, !new.isEmpty, !options.consents.contains(.relocate) else { return [] }
        let (old, added) = (going.joined(separator: ", "), new.sorted().joined(separator: ", "))
        return [
            Plan.Problem(
                kind: .refused, address: ResourceAddress(workspace: going[0], "namespace"),
                message:
                    "\(old) would be taken away while \(added) is made: where that is the same workspace by another id, "
                    + "its API is new and empty, and nothing of the old one comes along",
                hint:
                    "set the id back, apply the two changes one after the other, or plan with \(Consent.relocate.option)"
            )
        ]
    }
}

extension Workspace {
    /// Whether it is pinned to another cluster than the one that it is on; nil: it is nowhere yet.
    func isElsewhere(than cluster: String?) -> Bool {
        guard let cluster, let pin = managementCluster else { return false }
        return pin != cluster
    }
}

extension SpecificationSet {
    /// The same without some workspaces.
    func without(_ ids: [String]) -> SpecificationSet {
        guard !ids.isEmpty else { return self }
        var rest = self
        rest.workspaces.removeAll { ids.contains($0.id) }
        return rest
    }
}
