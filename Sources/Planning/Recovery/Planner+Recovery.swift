import Composition
import Document
import Resources
import Specification
import State

extension Planner {
    /// Reads the estate from the marks in the world, and from the specification what these stand for. Writes nothing; what is
    /// recorded is not looked at.
    ///
    /// Throws `DiagnosticsError` where nothing of the specification can be composed.
    package func recovered() async throws -> StateRecovery {
        let facts = await observer.placementFacts(snapshots: [:])
        let rendered = try await charts?.rendered(
            specification, facts: facts, selection: .all, asking: backends)
        let composed = try Composer.compose(
            specification, facts: facts, rendered: rendered ?? RenderedApplications(), selection: .all)
        let tenants = facts.records.keys.sorted().compactMap { id -> TenantLocation? in
            guard let cluster = facts.placed[id] else { return nil }
            let kind = facts.namespaceKinds[id] ?? .standard
            return TenantLocation(workspace: id, cluster: cluster, namespace: kind.namespace(of: id))
        }
        var kinds: [Place: Set<ItemKind>] = [:]
        for cluster in specification.estate.managementClusters {
            kinds[.management(cluster.name)] = options.sharedKinds[cluster.name] ?? []
        }
        let wanted = composed.graph.resources.flatMap(\.items).map(\.key)
        let world = await observer.world(
            Observer.Question(kinds: kinds, items: wanted, wanted: composed.graph.keys, tenants: tenants), facts: facts,
            snapshots: [:])
        // Namespaces say what was ever made in them, which no specification gives.
        let graph = KindRecord(world: world, recorded: facts.records).recording(in: composed.graph)
        return recovery(of: world, facts, tenants, composed, graph, unready: try await unready(of: graph, in: world))
    }

    /// The applications that are there and not ready, each with what it waits for.
    private func unready(
        of graph: ResourceGraph, in world: World
    ) async throws -> [ResourceAddress: String] {
        var result: [ResourceAddress: String] = [:]
        for resource in graph.resources where resource.deployment != nil {
            result[resource.address] = try await world.unreadiness(of: resource.items.map(\.key), asking: backends)
        }
        return result
    }

    private func recovery(
        of world: World, _ facts: PlacementFacts, _ tenants: [TenantLocation], _ composed: Composer.Result,
        _ graph: ResourceGraph, unready: [ResourceAddress: String]
    ) -> StateRecovery {
        var result = StateRecovery()
        let items = Dictionary(
            graph.resources.flatMap { resource in resource.items.map { ($0.key, $0) } }
        ) { first, _ in first }
        var secrets: [Rotation: [UInt8]] = [:]
        for (observation, address) in world.owned {
            guard isGroup(address.scope) else {
                result.gaps.append(
                    "\(observation.key) in \(observation.key.place.description) carries the mark of \(address), which is not a "
                        + "resource of this estate; left out")
                continue
            }
            let item = RecoveredItem(observation: observation, composed: items[observation.key])
            var snapshot = result.snapshots[address.group] ?? Snapshot(group: address.group)
            snapshot.items[observation.key] = Snapshot.RecordedItem(
                address: address, uid: observation.uid, applied: item.applied)
            if observation.annotation(Item.Mark.protectedAnnotation) == "true", address.name == "namespace" {
                snapshot.isProtected = true
            }
            result.snapshots[address.group] = snapshot
            for (rotation, value) in item.secrets { secrets[rotation] = value }
        }
        result.secrets = secrets.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let locations = Dictionary(tenants.map { ($0.workspace, $0) }) { first, _ in first }
        let silent = world.unanswered(facts, unplaced: composed.unknown).map(\.place)
        for group in result.snapshots.keys.sorted() {
            complete(group, &result, world, graph, unready, at: locations[group])
            let cluster = locations[group]?.cluster ?? ResourceAddress.Scope(group: group).cluster
            guard silent.contains(where: { Self.mayHold($0, group, on: cluster) }) else { continue }
            result.snapshots[group]?.isRecoveredInPart = true
            result.snapshots[group]?.phase = .provisioning
        }
        noteGaps(of: world, facts, composed, in: &result)
        return result
    }

    /// Whether something of a group may lie at a place; `cluster` is the one that the group is on, where that is known.
    private static func mayHold(_ place: Place, _ group: String, on cluster: String?) -> Bool {
        switch place {
        case .tenant(let id): id == group
        case .management(let name): cluster == nil || cluster == name
        default: ResourceAddress.Scope(group: group).cluster == nil
        }
    }

    /// Whether a mark can be Berth's: anybody who may write an object may write any text on it.
    private func isGroup(_ scope: ResourceAddress.Scope) -> Bool {
        switch scope {
        case .workspace(let id): id.isWorkspaceID
        case .cluster(let name): specification.estate.managementCluster(named: name) != nil
        }
    }

    /// What is told of a group from what all of its objects come to.
    private func complete(
        _ group: String, _ result: inout StateRecovery, _ world: World, _ graph: ResourceGraph,
        _ unready: [ResourceAddress: String], at location: TenantLocation?
    ) {
        guard var snapshot = result.snapshots[group] else { return }
        snapshot.isProtected = snapshot.isProtected || specification.isProtected(group, [:])
        snapshot.cluster = location?.cluster ?? ResourceAddress.Scope(group: group).cluster
        for resource in graph.resources where resource.address.group == group {
            guard let deployment = resource.deployment else { continue }
            let there = resource.items.count { snapshot.items[$0.key] != nil }
            guard there > 0 else { continue }
            guard there == resource.items.count else {
                result.gaps.append(
                    "\(resource.address): only \(there) of \(resource.items.count) objects are there: whether its install "
                        + "failed or somebody removed the others is not known")
                continue
            }
            // It may be of another revision than the one that is specified now.
            let isAsSpecified = resource.items.allSatisfy { item in
                let mark = item.desired["metadata"]?["annotations"]?[Item.Mark.appliedAnnotation]?.string
                return mark == nil || world.observations[item.key]?.annotation(Item.Mark.appliedAnnotation) == mark
            }
            let own = Set(resource.items.map(\.key))
            let hasMore = snapshot.items.contains { $0.value.address == resource.address && !own.contains($0.key) }
            guard isAsSpecified, !hasMore else {
                result.gaps.append(
                    "\(resource.address): it is not of revision \(deployment.revision) as that is specified now: which one is "
                        + "installed is not known")
                continue
            }
            if let reason = unready[resource.address] {
                result.gaps.append("\(resource.address): \(reason): whether its install came to an end is not known")
                continue
            }
            snapshot.deployments[resource.address] = DeploymentRecord(deployment: deployment, state: .installed)
        }
        if let location {
            switch world.tenants[group] {
            case .reachable?:
                result.tenants[group] = location
                snapshot.phase = .active
            case .unreachable(let reason)?:
                result.isPartial = true
                result.gaps.append("\(group): what is in its tenant is not known: \(reason)")
            case .absent(let reason)?: result.gaps.append("\(group): its API does not exist yet: \(reason)")
            case nil: break
            }
            if specification.workspace(id: group) == nil {
                result.gaps.append(
                    "\(group) has no specification: of which applications its objects are is told by their marks, in which "
                        + "revision is not")
            }
        } else if ResourceAddress.Scope(group: group).cluster != nil {
            snapshot.phase = .active
        }
        result.snapshots[group] = snapshot
    }

    private func noteGaps(
        of world: World, _ facts: PlacementFacts, _ composed: Composer.Result, in result: inout StateRecovery
    ) {
        for unreachable in world.unanswered(facts, unplaced: composed.unknown) {
            if case .tenant = unreachable.place { continue }
            result.isPartial = true
            result.gaps.append("what is at \(unreachable.subject) is not known: \(unreachable.reason)")
        }
        for (workspace, cluster) in facts.claimed.sorted(by: { $0.key < $1.key }) {
            result.gaps.append(
                "\(workspace): a namespace on \(cluster) carries its mark, which nothing proves to be Berth's; left out"
            )
        }
        for (workspace, conflict) in facts.conflicts.sorted(by: { $0.key < $1.key }) {
            result.snapshots[workspace] = nil
            result.gaps.append("\(conflict.explanation(of: workspace).message); left out")
        }
        for (observation, address) in world.copies {
            result.gaps.append("\(observation.key) carries the mark of \(address) and is a copy; left out")
        }
    }
}
