import Composition
import Diagnostics
import Resources
import Specification
import State

extension Planner {
    /// Workspaces that exist and have no specification any more, sorted: reported and left alone, unless the plan prunes.
    func orphans(_ facts: PlacementFacts) -> [String] {
        facts.placed.keys.filter { options.selection.isWhole($0) && specification.workspace(id: $0) == nil }.sorted()
    }

    /// That a workspace is left alone; `coming` are those that the plan may make, any of which may be the same by another id.
    func remark(
        onOrphan id: String, beside coming: [Workspace], _ facts: PlacementFacts, in world: World
    ) -> String {
        let fact = "workspace \(id) on \(facts.placed[id] ?? "") is orphaned: it has no specification"
        if let reason = Protection(specification, in: world).reason(ofWorkspace: id) {
            return "\(fact), and is protected: \(reason); bring its file back, or to remove it, bring it back with "
                + "protected: false, apply that, and run `berth destroy \(id)`"
        }
        let added = coming.map(\.id).sorted().listed(most: 3)
        return
            "\(fact); `berth destroy \(id)` removes it, and so does a plan \(options.prunes ? "of it" : "with --prune")"
            + (coming.isEmpty
                ? ""
                : "; where \(added) is the same workspace by another id, its API is new and empty, and nothing of \(id) "
                    + "comes along")
    }

    /// What a plan of this specification and these options leaves as it is.
    func leftovers(orphans: [String], _ shared: [ResourceAddress: [ItemKey]]) -> Plan.Leftovers {
        var part: [String] = []
        if let words = options.selection.words { part.append(words) }
        if !options.rotations.isEmpty { part.append("what holds the rotated secrets") }
        part += options.scope.targetWords
        var omissions = options.scope.exclusionWords
        let faults = specification.faults.count
        if faults > 0 { omissions.append("\(faults) \(faults == 1 ? "error" : "errors") in specifications") }
        var leftovers = Plan.Leftovers(
            orphans: orphans, sharedOrphans: shared.keys.sorted(),
            part: part.isEmpty ? nil : part.joined(separator: ", "), omissions: omissions)
        leftovers.changes = options.selection.wordsOfChanges
        return leftovers
    }

    /// What the workspaces of a cluster shared and none wants any more: reported and left alone. What a workspace wants that is
    /// left out is not known.
    func sharedOrphans(in world: World, _ composed: Composer.Result) -> [ResourceAddress: [ItemKey]] {
        guard composed.isComplete else { return [:] }
        let moved = Set(composed.graph.resources.flatMap(\.formerly))
        let orphans = world.owned.filter { observation, address in
            address.workspace == nil && options.selection.isWhole(address.group) && composed.graph[address] == nil
                && !moved.contains(address)
                && world.verdict(on: observation).allowsDeletion
        }
        return Dictionary(grouping: orphans, by: \.address).mapValues { $0.map(\.observation.key) }
    }

    func remarks(onShared orphans: [ResourceAddress: [ItemKey]]) -> [String] {
        orphans.sorted { $0.key < $1.key }.map { address, keys in
            "\(address) is orphaned: no workspace wants it any more; `berth destroy --all` removes "
                + keys.map(\.description).joined(separator: ", ")
        }
    }

    /// Workspaces that keep a Kubernetes version which is not active any more.
    func retiredVersions(_ steps: [Step]) -> [String] {
        let retired = Set(specification.estate.kubernetesVersions.filter { !$0.isActive }.map(\.version))
        guard !retired.isEmpty else { return [] }
        let kept = Set(
            steps.filter { $0.kind == .controlPlane && $0.action != .unknown && !$0.keepsDrift }
                .compactMap(\.address.workspace))
        let newest = specification.estate.kubernetesVersions.filter(\.isActive)
            .compactMap { KubernetesVersion($0.version) }.max()
        // A control plane does not go back.
        func way(from version: String) -> String {
            guard let newest, let now = KubernetesVersion(version), now < newest else {
                return "no later one is active"
            }
            return "go on to \(newest)"
        }
        return specification.workspaces.filter { kept.contains($0.id) && retired.contains($0.kubernetes.version) }.map {
            "workspace \($0.id) runs \($0.kubernetes.version), which is not active any more: it keeps working; "
                + way(from: $0.kubernetes.version)
        }
    }

    /// Workspaces that a late failure marked, where the estate says `onLateFailure: deletion`.
    var marked: [String] {
        snapshots.values.filter { $0.phase == .markedForDeletion && options.selection.contains($0.group) }
            .map {
                "workspace \($0.group) is marked for deletion, since it did not come up; `berth destroy \($0.group)`"
            }
            .sorted()
    }

    /// What a reader should know of what was seen: copies and restored objects that are left alone, and leaves that are left
    /// to others.
    func remarks(on world: World, _ steps: [Step]) -> [String] {
        let planned = Set(steps.lazy.flatMap { $0.changes.lazy.map(\.key) })
        let going = Set(steps.deletedKeys.compactMap(\.servedTenant))
        let isElsewhere = ShardBoundary(selection: options.selection).isElsewhere
        let restored = world.owned.filter {
            !planned.contains($0.observation.key) && !isElsewhere($0.address)
                && !going.contains($0.observation.key.place)
                && !world.verdict(on: $0.observation).allowsDeletion
        }
        return world.copies.filter { !isElsewhere($0.address) && !going.contains($0.observation.key.place) }.map {
            observation, address in
            "\(observation.key) in \(observation.key.place.description) carries the mark of \(address), which Berth did not "
                + "put there: a copy, left alone"
        }
            + restored.map { observation, address in
                if world.verdict(on: observation) == .ours(address, .recorded) {
                    return
                        "\(observation.key) in \(observation.key.place.description) is on record for \(address), and carries nothing of "
                        + "Berth's: not wanted any more, left alone"
                }
                return
                    "\(observation.key) in \(observation.key.place.description) carries the mark of \(address), and somebody "
                    + "made it anew: not wanted any more, left alone"
            }
            + jobs(steps, world)
            + steps.flatMap(\.changes).flatMap { change in
                change.exemptions.map { "\($0.path) of \(change.key) is left to others: \($0.reason)" }
            }
    }

    /// Generated secrets of which the stored value is written over the one in use. Which of the two is the newer one nothing says.
    func doubts(onStored steps: [Step], _ world: World) -> [Plan.Doubt] {
        guard options.rotations.isEmpty else { return [] }
        return steps.flatMap { step in
            (world.renewedSecrets(in: step.changes) ?? []).map {
                Plan.Doubt(
                    address: step.address,
                    message:
                        "\(step.address): the stored value of \($0) is written over the one in use; where the state was put "
                        + "back, that is a retired value, and `berth secret rotate \(step.address.group) \($0)` gives both a "
                        + "new one instead")
            }
        }
    }

    /// Jobs that may have run before: with the state lost nothing tells one that its own time to live removed from one that
    /// never was.
    private func jobs(_ steps: [Step], _ world: World) -> [String] {
        steps.filter { world.snapshots[$0.address.group] == nil }.flatMap { step in
            step.changes.filter { change in
                guard change.action == .create, let item = change.item, FinishedJob.removesItself(item) else {
                    return false
                }
                return world.absentReason(of: change.key.place) == nil
            }.map {
                "\($0.key) in \($0.key.place.description) is run: if it ran before and was removed by its time to live, "
                    + "it runs again, since no state of \(step.address.group) tells"
            }
        }
    }
}
