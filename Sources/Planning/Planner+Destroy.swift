import Composition
import Document
import Resources
import Specification
import State

extension Planner {
    /// Plans the way back for workspaces, whether they have a specification or not.
    ///
    /// Goes by what is marked in the world, so that nothing depends on the state repository. What the workspaces of a
    /// cluster share goes only with `includesShared`.
    package func destroy(_ workspaces: Set<String>, includesShared: Bool) async throws -> Plan {
        let facts = await observer.placementFacts(snapshots: snapshots)
        let tenants = workspaces.sorted().compactMap { location(of: $0, facts) }
        let kinds = removalKinds(facts, tenants, includesShared: includesShared)
        let world = await observer.world(
            kinds: kinds, items: [], tenants: tenants, facts: facts, snapshots: snapshots)
        var steps: [Step] = []
        for workspace in workspaces.sorted() {
            let removal = WorkspaceRemoval(workspace: workspace, world: world, estate: specification.estate.name)
            steps += removal.steps(silence: silence(for: workspace, tenants, facts, world))
        }
        let isWhole = steps.allSatisfy { $0.action == .delete }
        if includesShared, isWhole { steps += sharedRemovals(in: world, after: steps) }
        var plan = Plan(
            estate: specification.estate.name, purpose: .destroy, steps: steps,
            groups: groups(of: steps, tenants: tenants))
        let silent = facts.unreachable.map { (Place.management($0.key), $0.value) } + world.unreachable.map { ($0, $1) }
        plan.unreachable = Dictionary(silent) { first, _ in first }
            .map { Plan.Unreachable(place: $0.key, reason: $0.value) }
            .sorted { $0.place.description < $1.place.description }
        plan.problems = protected(workspaces, in: world) + protectedShares(in: world, steps)
        plan.remarks = remarks(workspaces, steps, world)
        return plan
    }

    /// Why nothing of a workspace can be taken away now: a place that may hold some of it did not answer, and going on would
    /// take the name from a control plane that runs, and forget what stays behind.
    private func silence(
        for workspace: String, _ tenants: [TenantLocation], _ facts: PlacementFacts, _ world: World
    ) -> String? {
        let clusters = tenants.first { $0.workspace == workspace }.map { [$0.cluster] } ?? Array(facts.unreachable.keys)
        for cluster in clusters.sorted() {
            if let reason = facts.unreachable[cluster] ?? world.unreachable[.management(cluster)] {
                return "cluster \(cluster): \(reason)"
            }
        }
        let providers =
            specification.workspace(id: workspace)?.network?.isManaged == false
            ? [] : world.unreachable.keys.filter { if case .provider = $0 { true } else { false } }
        let others = providers.map { ($0.description, world.unreachable[$0] ?? "") }.sorted { $0.0 < $1.0 }
        if let first = others.first { return "\(first.0): \(first.1)" }
        return world.unreachable[.dns].map { "dns: \($0)" }
    }

    private func location(of workspace: String, _ facts: PlacementFacts) -> TenantLocation? {
        guard let cluster = facts.placed[workspace] else { return nil }
        let kind = specification.workspace(id: workspace)?.kind ?? facts.namespaceKinds[workspace] ?? .standard
        let namespace = kind == .root ? "k8s-c-\(workspace)" : "k8s-w-\(workspace)"
        return TenantLocation(workspace: workspace, cluster: cluster, namespace: namespace)
    }

    /// Everything that a workspace may have left anywhere.
    private func removalKinds(
        _ facts: PlacementFacts, _ tenants: [TenantLocation], includesShared: Bool
    ) -> [Place: Set<ItemKind>] {
        let estate = specification.estate
        var kinds: [Place: Set<ItemKind>] = [.dns: [ItemKind(apiVersion: "", kind: "Record")]]
        for provider in estate.computeProviders {
            kinds[.provider(provider.name)] = [ItemKind(apiVersion: "", kind: "Network")]
        }
        for tenant in tenants {
            kinds[.management(tenant.cluster), default: []].insert(ItemKind(apiVersion: "v1", kind: "Namespace"))
            kinds[.tenant(tenant.workspace), default: []] = facts.tenantKinds[tenant.workspace] ?? []
        }
        guard includesShared else { return kinds }
        let shared = specification.catalog.filter { $0.rules.scope == .managementCluster }
        let documents = shared.flatMap(\.revisions).flatMap(\.manifests)
        let sharedKinds = documents.compactMap { document -> ItemKind? in
            guard let apiVersion = document.value["apiVersion"]?.string, let kind = document.value["kind"]?.string
            else { return nil }
            return ItemKind(apiVersion: apiVersion, kind: kind)
        }
        for cluster in estate.managementClusters {
            kinds[.management(cluster.name), default: []].formUnion(sharedKinds)
            let recorded = snapshots["cluster/\(cluster.name)"]?.items.keys.map(\.itemKind) ?? []
            kinds[.management(cluster.name), default: []].formUnion(recorded)
        }
        return kinds
    }

    private func sharedRemovals(in world: World, after steps: [Step]) -> [Step] {
        let shared = world.observations.values.filter {
            $0.belongs(to: specification.estate.name) && $0.address != nil && $0.address?.workspace == nil
        }
        let groups = Dictionary(grouping: shared) { $0.address }
        return groups.compactMap { address, observations -> Step? in
            guard let address else { return nil }
            return Step(
                address: address, kind: .prerequisite, action: .delete, reason: "no workspace is left to use it",
                dependencies: Set(steps.map(\.address)),
                changes: observations.sorted { ItemKey.removalOrder($0.key, $1.key) }.map(RemovalPlanner.deletion))
        }.sorted { $0.address < $1.address }
    }

    /// A workspace is protected by the mark on its namespace, so that it outlives the specification.
    private func protected(_ workspaces: Set<String>, in world: World) -> [Plan.Problem] {
        workspaces.sorted().compactMap { workspace in
            let namespace = ResourceAddress(workspace: workspace, "namespace")
            let isMarked = world.observations.values.contains {
                $0.address == namespace && $0.annotation(Item.Mark.protectedAnnotation) == "true"
            }
            guard isMarked || snapshots[workspace]?.isProtected == true else { return nil }
            return Plan.Problem(
                kind: .refused, address: namespace, message: "workspace \(workspace) is protected",
                hint: "set protected: false in its specification and apply that first")
        }
    }

    private func protectedShares(in world: World, _ steps: [Step]) -> [Plan.Problem] {
        steps.filter { $0.address.workspace == nil }.compactMap { step in
            let isMarked = step.changes.contains {
                world.observations[$0.key]?.annotation(Item.Mark.protectedAnnotation) == "true"
            }
            guard isMarked else { return nil }
            return Plan.Problem(
                kind: .refused, address: step.address, message: "\(step.address) is protected",
                hint: "set protected: false in its application.yaml and apply that first")
        }
    }

    private func remarks(_ workspaces: Set<String>, _ steps: [Step], _ world: World) -> [String] {
        workspaces.sorted().compactMap { workspace in
            if !steps.contains(where: { $0.address.group == workspace }) {
                guard specification.workspace(id: workspace) == nil else { return nil }
                return "workspace \(workspace) does not exist: nothing to destroy"
            }
            let reason: String
            switch world.tenants[workspace] {
            case .unreachable(let silence): reason = silence
            case .absent(let absence) where steps.contains { $0.kind == .controlPlane && $0.address.group == workspace }:
                reason = absence
            default: return nil
            }
            return "the tenant \(workspace) did not answer, so load balancers and volumes made in it may stay behind: "
                + reason
        }
    }
}
