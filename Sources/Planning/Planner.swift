import Composition
import Diagnostics
import Document
import Resources
import Specification
import State

/// Makes plans: observes the world, composes what shall be, and says what has to be done.
package struct Planner: Sendable {
    package struct Options: Sendable {
        /// The workspaces to plan; nil: all.
        package var workspaces: Set<String>?
        package var forcesConflicts: Bool
        package var parallelism: Int

        package init(workspaces: Set<String>? = nil, forcesConflicts: Bool = false, parallelism: Int = 16) {
            self.workspaces = workspaces
            self.forcesConflicts = forcesConflicts
            self.parallelism = parallelism
        }
    }

    let specification: SpecificationSet
    let backends: any BackendProvider
    let secrets: any SecretSource
    let snapshots: [String: Snapshot]
    /// How often each group was locked for a run.
    let epochs: [String: Int64]
    let options: Options

    package init(
        specification: SpecificationSet, backends: any BackendProvider, secrets: any SecretSource,
        snapshots: [String: Snapshot], epochs: [String: Int64] = [:], options: Options = Options()
    ) {
        self.specification = specification
        self.backends = backends
        self.secrets = secrets
        self.snapshots = snapshots
        self.epochs = epochs
        self.options = options
    }

    var observer: Observer {
        Observer(estate: specification.estate, backends: backends, parallelism: options.parallelism)
    }

    /// Plans what makes the world as the specification says.
    ///
    /// Throws `DiagnosticsError` for what is wrong with the specification, and the errors of secret references.
    package func plan() async throws -> Plan {
        let facts = await observer.placementFacts(snapshots: snapshots)
        let composed = try Composer.compose(specification, facts: facts, workspaces: options.workspaces)
        try refuseChangedRevisions(composed.graph)
        let tenants = tenants(composed.clusters)
        let world = await observer.world(
            kinds: [:], items: composed.graph.resources.flatMap(\.items).map(\.key), tenants: tenants, facts: facts,
            snapshots: snapshots)
        var steps = try await StepPlanner(
            graph: composed.graph, world: world, backends: backends,
            resolver: InsertionResolver(secrets: secrets) { world.output($0) }, estate: specification.estate.name,
            options: options
        ).plan()
        steps.append(removals(in: world, keeping: composed.graph))
        var plan = Plan(
            estate: specification.estate.name, purpose: .apply, steps: steps.steps,
            groups: groups(of: steps.steps, tenants: tenants), unreachable: unreachable(world, composed),
            problems: steps.problems, remarks: orphans(facts) + marked)
        plan.problems += Guards(specification.estate.guards).problems(in: plan, observed: world.observations.count)
        return plan
    }

    /// A revision is immutable: its digest was recorded at its first use.
    private func refuseChangedRevisions(_ graph: ResourceGraph) throws(DiagnosticsError) {
        var used: [String: Digest] = [:]
        for snapshot in snapshots.values {
            for record in snapshot.deployments.values {
                used["\(record.deployment.application) \(record.deployment.revision)"] = record.deployment.digest
            }
        }
        var collector = DiagnosticCollector()
        for resource in graph.resources {
            guard let deployment = resource.deployment,
                let recorded = used["\(deployment.application) \(deployment.revision)"],
                recorded != deployment.digest
            else { continue }
            let application = specification.application(named: deployment.application)
            let revision = application?.revision(named: deployment.revision)
            collector.add(
                .error(
                    "revision \(deployment.revision) of \(deployment.application) is in use and its files have changed",
                    at: revision?.marks.location(of: .root) ?? resource.location,
                    notes: "a used revision stays as it is: undo the change, or make it a new revision"))
        }
        try collector.throwIfErrors()
    }

    private func tenants(_ clusters: [String: String]) -> [TenantLocation] {
        specification.workspaces.compactMap { workspace in
            guard options.workspaces?.contains(workspace.id) ?? true, let cluster = clusters[workspace.id] else {
                return nil
            }
            return TenantLocation(workspace: workspace.id, cluster: cluster, namespace: workspace.namespace)
        }
    }

    /// The groups that steps belong to; `tenants` are those of the workspaces among them.
    func groups(of steps: [Step], tenants: [TenantLocation]) -> [Plan.Group] {
        let locations = Dictionary(tenants.map { ($0.workspace, $0) }) { first, _ in first }
        return Set(steps.map(\.address.group)).sorted().map { name in
            Plan.Group(
                name: name, cluster: locations[name]?.cluster ?? clusterName(of: name),
                namespace: locations[name]?.namespace, epoch: epochs[name],
                isProtected: specification.workspace(id: name)?.isProtected ?? snapshots[name]?.isProtected ?? false)
        }
    }

    private func clusterName(of group: String) -> String? {
        group.hasPrefix("cluster/") ? String(group.dropFirst("cluster/".count)) : nil
    }

    private func unreachable(_ world: World, _ composed: Composer.Result) -> [Plan.Unreachable] {
        var result = world.unreachable.map { Plan.Unreachable(place: $0.key, reason: $0.value) }
        for (workspace, tenant) in world.tenants {
            if case .unreachable(let reason) = tenant {
                result.append(Plan.Unreachable(place: .tenant(workspace), reason: reason))
            }
        }
        for (workspace, reason) in composed.unknown where options.workspaces?.contains(workspace) ?? true {
            result.append(Plan.Unreachable(place: .tenant(workspace), reason: reason))
        }
        return result.sorted { $0.place.description < $1.place.description }
    }

    /// Workspaces that exist and have no specification any more: reported and left alone.
    private func orphans(_ facts: PlacementFacts) -> [String] {
        guard options.workspaces == nil else { return [] }
        return facts.placed.keys.filter { specification.workspace(id: $0) == nil }.sorted().map { id in
            "workspace \(id) on \(facts.placed[id] ?? "") is orphaned: it has no specification; `berth destroy \(id)` "
                + "removes it"
        }
    }

    /// Workspaces that a late failure marked, where the estate says `onLateFailure: deletion`.
    private var marked: [String] {
        snapshots.values.filter { $0.phase == .markedForDeletion && options.workspaces?.contains($0.group) ?? true }
            .map {
                "workspace \($0.group) is marked for deletion, since it did not come up; `berth destroy \($0.group)`"
            }
            .sorted()
    }

    /// What carries the mark of a planned workspace and is in the specification no more.
    private func removals(in world: World, keeping graph: ResourceGraph) -> StepPlanner.Result {
        let wanted = Set(graph.resources.flatMap(\.items).map(\.key))
        let workspaces = Set(graph.resources.compactMap(\.address.workspace))
        let stale = world.observations.values.filter { observation in
            guard observation.belongs(to: specification.estate.name), !wanted.contains(observation.key),
                let workspace = observation.address?.workspace
            else { return false }
            return workspaces.contains(workspace)
        }
        return RemovalPlanner(world: world).plan(Array(stale), graph: graph)
    }
}
