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

    /// The workspaces that are nowhere yet, and not known to be somewhere. They are looked for in the whole estate: the one may be
    /// another shard's.
    func coming(_ facts: PlacementFacts, unknown: Set<String>) -> [Workspace] {
        specification.workspaces.filter {
            facts.placed[$0.id] == nil && facts.claimed[$0.id] == nil && !unknown.contains($0.id)
                && options.selection.mayMake($0.id)
        }
    }

    /// A workspace that comes while another goes may be that one by another id, which nothing tells; one that comes under the
    /// name of another that stays most likely is.
    func renamings(_ facts: PlacementFacts, going: [String], unknown: Set<String>) -> [Plan.Problem] {
        guard !options.consents.contains(.relocate) else { return [] }
        let new = coming(facts, unknown: unknown)
        guard !going.isEmpty, !new.isEmpty else { return new.compactMap { renaming($0, facts) } }
        let (old, added) = (going.joined(separator: ", "), new.map(\.id).sorted().joined(separator: ", "))
        return [
            Plan.Problem(
                kind: .refused, address: ResourceAddress(workspace: going[0], "namespace"),
                message:
                    "\(old) would be taken away while \(added) is made: where that is the same workspace by another id, "
                    + "its API is new and empty, and nothing of the old one comes along",
                hint:
                    "set the id back, apply the two changes one after the other, or plan with \(Consent.relocate.option)"
            )
        ] + new.filter { !going.contains($0.name) }.compactMap { renaming($0, facts) }
    }

    /// That a workspace has the name of one that exists and has no specification any more.
    private func renaming(_ workspace: Workspace, _ facts: PlacementFacts) -> Plan.Problem? {
        let (old, new) = (workspace.name, workspace.id)
        guard old != new, options.selection.contains(new), specification.workspace(id: old) == nil,
            let cluster = facts.placed[old]
        else { return nil }
        return Plan.Problem(
            kind: .refused, address: ResourceAddress(workspace: new, "namespace"),
            message:
                "the workspace named \(old) has the id \(new), and \(old) runs on \(cluster): by another id its API is "
                + "new and empty, and nothing of \(old) comes along",
            hint: "set the id back, or plan with \(Consent.relocate.option); `berth destroy \(old)` removes the old one"
        )
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
