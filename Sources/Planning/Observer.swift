import Composition
import Document
import Resources
import Specification
import State

/// Asks the world in batches: one LIST a kind and cluster, however many workspaces there are.
package struct Observer: Sendable {
    private let estate: Estate
    private let backends: any BackendProvider
    /// How many places are asked at once.
    private let parallelism: Int

    package init(estate: Estate, backends: any BackendProvider, parallelism: Int = 16) {
        self.estate = estate
        self.backends = backends
        self.parallelism = parallelism
    }

    /// Where the workspaces of the estate are: read from the marks on the namespaces of all management clusters, and from
    /// the snapshots for clusters that do not answer.
    package func placementFacts(snapshots: [String: Snapshot]) async -> PlacementFacts {
        let namespaces = ItemKind(apiVersion: "v1", kind: "Namespace")
        let answers = await estate.managementClusters.concurrentMap(limit: parallelism) { cluster in
            (cluster.name, await observe(.management(cluster.name), kinds: [namespaces], named: []))
        }
        var facts = PlacementFacts()
        for (cluster, answer) in answers {
            switch answer {
            case .failure(let silence): facts.unreachable[cluster] = silence.reason
            case .success(let observations):
                for observation in observations where observation.belongs(to: estate.name) {
                    guard let workspace = observation.address?.workspace,
                        observation.address?.name == "namespace"
                    else { continue }
                    facts.placed[workspace] = cluster
                    facts.namespaceKinds[workspace] =
                        observation.key.name.hasPrefix("k8s-c-") ? .root : .standard
                    facts.counts[cluster, default: 0] += 1
                    facts.kinds[workspace] = ItemKind.set(from: observation.annotation(Item.Mark.kindsAnnotation))
                    facts.tenantKinds[workspace] = ItemKind.set(
                        from: observation.annotation(Item.Mark.tenantKindsAnnotation))
                }
            }
        }
        for (group, snapshot) in snapshots where facts.placed[group] == nil && !group.hasPrefix("cluster/") {
            if let cluster = snapshot.cluster, facts.unreachable[cluster] != nil { facts.placed[group] = cluster }
        }
        return facts
    }

    /// What exists of the items, and whatever else carries the estate's mark among the kinds they and the recorded ones are of.
    package func world(
        kinds: [Place: Set<ItemKind>] = [:], items: [ItemKey], tenants: [TenantLocation],
        facts: PlacementFacts = PlacementFacts(), snapshots: [String: Snapshot] = [:]
    ) async -> World {
        var world = World(snapshots: snapshots)
        var kinds = kinds
        for key in items { kinds[key.place, default: []].insert(key.itemKind) }
        for tenant in tenants {
            kinds[.management(tenant.cluster), default: []].formUnion(facts.kinds[tenant.workspace] ?? [])
            kinds[.management(tenant.cluster), default: []].insert(Self.controlPlane)
        }
        let outer = kinds.keys.filter { if case .tenant = $0 { false } else { true } }
        await observe(Array(outer), kinds, items, into: &world)
        await connect(tenants, &world)
        var inner: [Place] = []
        for tenant in tenants {
            guard case .reachable = world.tenants[tenant.workspace] else { continue }
            inner.append(.tenant(tenant.workspace))
            kinds[.tenant(tenant.workspace), default: []].formUnion(facts.tenantKinds[tenant.workspace] ?? [])
        }
        await observe(inner, kinds, items, into: &world)
        return world
    }

    private static let controlPlane = ItemKind(
        apiVersion: "kamaji.clastix.io/v1alpha1", kind: "TenantControlPlane")

    private struct Silence: Error {
        var reason: String
    }

    private func observe(
        _ place: Place, kinds: Set<ItemKind>, named: Set<ItemKey>
    ) async -> Result<[Observation], Silence> {
        do {
            return .success(try await backends.backend(for: place).observe(kinds: kinds, named: named))
        } catch {
            return .failure(Silence(reason: "\(error)"))
        }
    }

    private func observe(
        _ places: [Place], _ kinds: [Place: Set<ItemKind>], _ items: [ItemKey], into world: inout World
    ) async {
        let named = Dictionary(grouping: items, by: \.place)
        let answers = await places.concurrentMap(limit: parallelism) { place in
            (place, await observe(place, kinds: kinds[place] ?? [], named: Set(named[place] ?? [])))
        }
        for (place, answer) in answers {
            switch answer {
            case .failure(let silence): world.silence(place, silence.reason)
            case .success(let observations):
                for observation in observations { world.observations[observation.key] = observation }
            }
        }
    }

    /// Connects to the tenants whose control planes exist. One that is not ready yet may well be silent.
    private func connect(_ tenants: [TenantLocation], _ world: inout World) async {
        let existing = tenants.filter { tenant in
            guard let plane = world.observations[tenant.controlPlane], !plane.isBeingDeleted else { return false }
            return world.unreachable[.management(tenant.cluster)] == nil
        }
        let answers = await existing.concurrentMap(limit: parallelism) { tenant in
            (tenant, await state(of: tenant))
        }
        for (tenant, state) in answers {
            world.tenants[tenant.workspace] = state
            if case .unreachable(let reason) = state,
                world.observations[tenant.controlPlane]?.isReadyControlPlane != true
            {
                world.tenants[tenant.workspace] = .absent("its control plane is not ready yet: \(reason)")
            }
        }
        for tenant in tenants where world.tenants[tenant.workspace] == nil {
            let silence = world.unreachable[.management(tenant.cluster)]
            world.tenants[tenant.workspace] =
                silence.map { .unreachable($0) } ?? .absent("the control plane does not exist yet")
        }
    }

    private func state(of tenant: TenantLocation) async -> World.Tenant {
        do {
            guard let access = try await backends.connectTenant(tenant.workspace, secret: tenant.secret) else {
                return .absent("its kubeconfig does not exist yet")
            }
            return .reachable(access, readyNodes: try await backends.readyNodes(tenant.workspace))
        } catch {
            return .unreachable("\(error)")
        }
    }
}

/// Where the control plane of a workspace is kept.
package struct TenantLocation: Sendable, Hashable {
    package var workspace: String
    package var cluster: String
    package var namespace: String

    package init(workspace: String, cluster: String, namespace: String) {
        self.workspace = workspace
        self.cluster = cluster
        self.namespace = namespace
    }

    package var controlPlane: ItemKey {
        ItemKey(
            place: .management(cluster), apiVersion: "kamaji.clastix.io/v1alpha1", kind: "TenantControlPlane",
            namespace: namespace, name: workspace)
    }

    /// The secret in which Kamaji leaves the admin kubeconfigs.
    package var secret: ItemKey {
        ItemKey(
            place: .management(cluster), apiVersion: "v1", kind: "Secret", namespace: namespace,
            name: "\(workspace)-admin-kubeconfig")
    }
}

extension World {
    fileprivate mutating func silence(_ place: Place, _ reason: String) {
        if case .tenant(let id) = place { tenants[id] = .unreachable(reason) } else { unreachable[place] = reason }
    }
}

extension Observation {
    fileprivate var isReadyControlPlane: Bool {
        value["status"]?["kubernetesResources"]?["version"]?["status"] == "Ready"
    }
}
