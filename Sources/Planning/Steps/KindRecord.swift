import Document
import Resources

/// Keeps the record on each workspace's namespace: widened before the first object of a kind, narrowed when the last one is
/// gone.
struct KindRecord: Sendable {
    let world: World
    /// What is recorded on the namespaces now, by workspace.
    let recorded: [String: RecordedKinds]

    /// The graph with the record on each namespace: what is wanted, what is still there, and what nobody could look at.
    func recording(in graph: ResourceGraph) -> ResourceGraph {
        let wanted = Self.kinds(of: graph)
        return ResourceGraph(changing: graph) { resource in
            guard resource.kind == .namespace, let workspace = resource.address.workspace else { return }
            resource = Self.marked(resource, record(of: workspace, wanted, leaving: []))
        }
    }

    /// The steps that narrow the records when the removals are done; none where a record stays as it is. What `planned`, the
    /// steps of the graph, leaves to others on a namespace is left to them here, too.
    func narrowing(_ graph: ResourceGraph, planned: [Step], after removals: [Step]) -> [Step] {
        guard !removals.isEmpty else { return [] }
        let wanted = Self.kinds(of: graph)
        let exemptions = Dictionary(planned.flatMap(\.changes).map { ($0.key, $0.exemptions) }) { first, _ in first }
        let gone = Dictionary(grouping: removals.filter(\.isRemoval)) { $0.address.workspace ?? "" }
        return graph.resources.filter { $0.kind == .namespace }.compactMap { resource in
            guard let workspace = resource.address.workspace, let removals = gone[workspace],
                let observation = resource.items.first.flatMap({ world.observations[$0.key] })
            else { return nil }
            let keys = Set(removals.flatMap(\.changes).map(\.key))
            let narrowed = Self.marked(resource, record(of: workspace, wanted, leaving: keys))
            guard let item = narrowed.items.first, item != resource.items.first, let uid = observation.uid else {
                return nil
            }
            let exempt = exemptions[item.key] ?? []
            let change = ItemChange(
                key: item.key, action: .update, item: Exemptions.applied(exempt, to: item, observation),
                precondition: Precondition(.present(uid: uid), owner: resource.address), exemptions: exempt)
            return Step(
                address: Step.narrowing(of: resource.address), kind: .namespace, action: .update,
                reason: "the record of kinds follows what is removed",
                dependencies: Set(removals.map(\.address)).union([resource.address]), changes: [change],
                timeout: resource.timeout, location: resource.location)
        }
    }

    /// `leaving`: what is gone by then.
    private func record(
        of workspace: String, _ wanted: [String: RecordedKinds], leaving gone: Set<ItemKey>
    ) -> RecordedKinds {
        var kinds = wanted[workspace] ?? RecordedKinds()
        for observation in world.owned(by: workspace) where !gone.contains(observation.key) {
            kinds.insert(observation.key)
        }
        guard let recorded = recorded[workspace] else { return kinds }
        let here = world.locations[workspace].map { Place.management($0.cluster) }
        kinds.management.formUnion(unseen(recorded.management, at: here))
        kinds.tenant.formUnion(unseen(recorded.tenant, at: .tenant(workspace)))
        kinds.providers.formUnion(recorded.providers.filter { world.unreachable[.provider($0)] != nil })
        return kinds
    }

    /// The recorded kinds at a place that nobody could look at now.
    private func unseen(_ kinds: Set<ItemKind>, at place: Place?) -> Set<ItemKind> {
        guard let place, world.unreachableReason(of: place) == nil else { return kinds }
        guard world.absentReason(of: place) == nil else { return [] }
        return kinds.filter { world.unlisted[place]?[$0] != nil }
    }

    /// What the workspaces of a cluster share once `steps` are carried out: what is wanted, what stays, and what of `recorded`
    /// nobody could look at.
    func shared(
        on cluster: String, recorded: Set<ItemKind>, in graph: ResourceGraph, after steps: [Step]
    ) -> Set<ItemKind> {
        let scope = ResourceAddress.Scope.cluster(cluster)
        let gone = steps.deletedKeys
        let wanted = graph.resources.filter { $0.address.scope == scope }.flatMap(\.items).map(\.key.itemKind)
        let left = world.owned.filter { $0.address.scope == scope && !gone.contains($0.observation.key) }
        return Set(wanted + left.map(\.observation.key.itemKind))
            .union(unseen(recorded, at: .management(cluster)))
    }

    /// What the workspaces of a graph want.
    static func kinds(of graph: ResourceGraph) -> [String: RecordedKinds] {
        var result: [String: RecordedKinds] = [:]
        for resource in graph.resources {
            guard let workspace = resource.address.workspace else { continue }
            let hooks = resource.deployment?.removalHooks.map(\.key) ?? []
            for key in resource.items.map(\.key) + hooks { result[workspace, default: RecordedKinds()].insert(key) }
        }
        return result
    }

    private static func marked(_ resource: Resource, _ kinds: RecordedKinds) -> Resource {
        var resource = resource
        for index in resource.items.indices where resource.items[index].key.kind == "Namespace" {
            kinds.mark(&resource.items[index].desired)
        }
        return resource
    }
}
