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
    func coming(_ facts: PlacementFacts, unknown: Set<String> = []) -> [Workspace] {
        specification.workspaces.filter {
            facts.placed[$0.id] == nil && facts.claimed[$0.id] == nil && !unknown.contains($0.id)
                && options.selection.mayMake($0.id)
        }
    }

    /// The workspaces without a specification that plans of other shards take away where they are made with the same options, sorted.
    func goingElsewhere(_ facts: PlacementFacts) -> [String] {
        guard options.prunes, let shard = options.selection.shard else { return [] }
        return facts.placed.keys.filter { id in
            guard !shard.contains(id), specification.workspace(id: id) == nil else { return false }
            if case .changed(let changed) = options.selection, changed.removed?.contains(id) == false { return false }
            return options.scope.mayHold(id)
        }.sorted()
    }

    /// A workspace that comes while another is taken away may be that one by another id, which nothing tells. The shard that
    /// makes the one asks as well as the shard that takes the other away: whichever is applied first.
    func replacements(_ coming: [Workspace], going own: [String], elsewhere: [String] = []) -> [Plan.Problem] {
        let going = (own + elsewhere).sorted()
        guard !options.consents.contains(.relocate), !going.isEmpty, !coming.isEmpty,
            !own.isEmpty || coming.contains(where: { options.selection.contains($0.id) })
        else { return [] }
        let (old, added) = (going.joined(separator: ", "), coming.map(\.id).sorted().joined(separator: ", "))
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

    /// The workspaces that come and most likely are others by another id, with what speaks for it: those others are in the world or
    /// in the state, and have no specification any more.
    ///
    /// A workspace that is like another says nothing where a third one, which stays, is like both.
    func renamings(_ facts: PlacementFacts) -> [String: Renaming] {
        let coming = coming(facts).filter { facts.reserved[$0.id] == nil && snapshots[$0.id] == nil }
        guard !coming.isEmpty else { return [:] }
        // One in a file that cannot be read is not gone.
        let faulty = Set(specification.faults.compactMap(\.location?.file))
        let orphans = facts.placed.filter { id, _ in
            guard specification.workspace(id: id) == nil else { return false }
            let file = snapshots[id]?.source?.file
            return file == nil || !faulty.contains { $0 == file || $0.hasSuffix("/\(file ?? "")") }
        }
        guard !orphans.isEmpty else { return [:] }
        let files = specification.workspaces.reduce(into: [:]) { $0[$1.file, default: 0] += 1 }
        let made = Set(coming.map(\.id))
        let usual = Set(specification.workspaces.filter { !made.contains($0.id) }.map(\.namelessDigest))
        let contents = Dictionary(uniqueKeysWithValues: coming.map { ($0.id, $0.namelessDigest) })
        func speaks(_ sign: Renaming.Sign, for workspace: Workspace, _ old: String) -> Bool {
            let source = snapshots[old]?.source
            return switch sign {
            case .name: workspace.name == old
            case .file: workspace.file == source?.file && files[workspace.file] == 1
            case .content:
                source?.nameless.map { nameless in
                    !usual.contains(nameless)
                        && (contents[workspace.id] == nameless
                            || workspace.namelessDigest(whereFormerly: old) == nameless)
                } ?? false
            }
        }
        return coming.reduce(into: [:]) { result, workspace in
            for sign in Renaming.Sign.allCases where result[workspace.id] == nil {
                let former = orphans.filter { speaks(sign, for: workspace, $0.key) }
                if !former.isEmpty { result[workspace.id] = Renaming(of: workspace, from: former, by: sign) }
            }
        }
    }

    /// What a reader should know of those that are made all the same, since that was agreed to; `going` are taken away.
    func remarks(on renamings: [String: Renaming], going: [String]) -> [String] {
        guard options.consents.contains(.relocate) else { return [] }
        return renamings.sorted { $0.key < $1.key }.filter { options.selection.contains($0.key) }.map { _, renaming in
            let gone = renaming.former.keys.filter(going.contains).sorted().joined(separator: ", ")
            return
                (gone.isEmpty ? renaming.explanation : "\(renaming.meaning); \(gone) goes with this plan")
                + "; to go on with that instead, \(renaming.wayBack) before this is applied"
        }
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
