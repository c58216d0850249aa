import Composition
import Document
import Resources
import Specification
import State

/// Where workspaces may have left something: what has to be looked at to take them away.
struct RemovalQuestion: Sendable {
    let specification: SpecificationSet
    let snapshots: [String: Snapshot]
    let facts: PlacementFacts
    /// The kinds that each management cluster's workspaces ever shared, as recorded outside of the state.
    var sharedKinds: [String: Set<ItemKind>] = [:]

    func question(
        about workspaces: Set<String>, _ tenants: [TenantLocation], includesShared: Bool
    ) -> Observer.Question {
        let estate = specification.estate
        var kinds: [Place: Set<ItemKind>] = [.dns: [ItemKind(group: "", kind: "Record")]]
        for provider in providers(of: workspaces) {
            kinds[.provider(provider)] = [ItemKind(group: "", kind: "Network")]
        }
        for tenant in tenants {
            kinds[.management(tenant.cluster), default: []].insert(tenant.namespaceItem.itemKind)
            kinds[.tenant(tenant.workspace), default: []] = facts.records[tenant.workspace]?.tenant ?? []
        }
        var groups = workspaces
        if includesShared {
            groups.formUnion(estate.managementClusters.map { ResourceAddress.Scope.cluster($0.name).group })
            for cluster in estate.managementClusters {
                kinds[.management(cluster.name), default: []]
                    .formUnion(catalogKinds + (sharedKinds[cluster.name] ?? []))
            }
        }
        let recorded =
            World.recordedKeys(of: groups, in: snapshots) + RemovalHooks.keys(of: groups, in: snapshots)
        return Observer.Question(
            kinds: kinds, items: recorded.filter(specification.estate.has), tenants: tenants)
    }

    /// The providers that may hold a network of the workspaces: those that the specification, the state and the namespace
    /// name; all of them for a workspace of which none of these knows anything.
    func providers(of workspaces: Set<String>) -> [String] {
        let all = specification.estate.computeProviders
        var names: Set<String> = []
        for workspace in workspaces {
            let recorded = snapshots[workspace]?.items.keys.compactMap { key -> String? in
                if case .provider(let name) = key.place { name } else { nil }
            }
            names.formUnion(recorded ?? [])
            names.formUnion(facts.records[workspace]?.providers ?? [])
            if let specified = specification.workspace(id: workspace) {
                guard specified.network?.isManaged == true else { continue }
                let fitting = all.filter {
                    specified.computeProvider == $0.name
                        || (specified.computeProvider == nil && $0.type == specified.computeProviderType)
                }
                names.formUnion(fitting.map(\.name))
            } else if snapshots[workspace] == nil, facts.records[workspace]?.isEmpty ?? true {
                names.formUnion(all.map(\.name))
            }
        }
        return all.map(\.name).filter(names.contains)
    }

    private var catalogKinds: [ItemKind] {
        let shared = specification.catalog.filter { $0.rules.scope == .managementCluster }
        return shared.flatMap(\.revisions).flatMap(\.manifests).compactMap { document in
            guard let apiVersion = document.value["apiVersion"]?.string, let kind = document.value["kind"]?.string
            else { return nil }
            return ItemKind(apiVersion: apiVersion, kind: kind)
        }
    }
}
