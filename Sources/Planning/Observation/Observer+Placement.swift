import Composition
import Diagnostics
import Resources
import Specification
import State

extension Observer {
    /// Where the workspaces of the estate are: read from the namespaces of all management clusters, and from the snapshots
    /// for clusters that do not answer or that the estate does not name any more.
    ///
    /// With `clusters` only these are asked.
    package func placementFacts(
        snapshots: [String: Snapshot], on clusters: Set<String>? = nil
    ) async -> PlacementFacts {
        let namespaces = ItemKind(group: "", kind: "Namespace", version: "v1")
        let recorded = Self.recordedNamespaces(in: snapshots)
        let asked = estate.managementClusters.filter { clusters?.contains($0.name) ?? true }
        let answers = await asked.concurrentPairs(limit: parallelism) { cluster in
            let place = Place.management(cluster.name)
            let named = recorded.filter { $0.key.place == place && $0.value.address.name == "namespace" }.keys
            return await survey(.management(cluster.name), kinds: [namespaces], named: Set(named))
        }
        let register = OwnershipRegister(estate: estate.name, recorded: recorded)
        var facts = PlacementFacts()
        var found: [String: [String]] = [:]
        for (cluster, answer) in answers.map({ ($0.name, $1) }) {
            switch answer {
            case .failure(let failure): facts.unreachable[cluster] = failure.explanation
            case .success(let survey):
                if let reason = survey.unlisted[namespaces] ?? survey.unknown.values.min() {
                    facts.unreachable[cluster] = Explanation(reason)
                }
                for observation in survey.observations {
                    let verdict = register.verdict(on: observation)
                    if case .copy(let address) = verdict, address.canMark(observation.key) {
                        if let workspace = address.workspace { facts.claimed[workspace] = cluster }
                        continue
                    }
                    guard let address = verdict.address, address.name == "namespace", let workspace = address.workspace
                    else { continue }
                    found[workspace, default: []].append(cluster)
                    facts.add(observation, of: workspace, on: cluster)
                }
            }
        }
        facts.conflicts = found.filter { $0.value.count > 1 }.mapValues { .several($0.sorted()) }
        facts.addRecorded(snapshots, named: Set(estate.managementClusters.map(\.name)))
        return facts
    }

    private static func recordedNamespaces(in snapshots: [String: Snapshot]) -> [ItemKey: Snapshot.RecordedItem] {
        snapshots.values.sorted { $0.group < $1.group }.reduce(into: [:]) { result, snapshot in
            result.merge(snapshot.items.filter { $0.key.kind == "Namespace" }) { first, _ in first }
        }
    }
}

extension PlacementFacts {
    fileprivate mutating func add(_ namespace: Observation, of workspace: String, on cluster: String) {
        placed[workspace] = cluster
        namespaceKinds[workspace] = Workspace.Kind.allCases.first {
            $0.namespace(of: workspace) == namespace.key.name
        }
        counts[cluster, default: 0] += 1
        records[workspace, default: RecordedKinds()].formUnion(RecordedKinds(namespace: namespace.value))
    }

    /// A workspace stays on the cluster that the state knows it on, whether that answers, lost it, or is not named any more:
    /// choosing another would make it twice.
    fileprivate mutating func addRecorded(_ snapshots: [String: Snapshot], named clusters: Set<String>) {
        for (group, snapshot) in snapshots where ResourceAddress.Scope(group: group).cluster == nil {
            guard let cluster = snapshot.cluster else { continue }
            guard let other = placed[group] else {
                placed[group] = cluster
                continue
            }
            guard other != cluster, conflicts[group] == nil else { continue }
            conflicts[group] = .moved(found: other, recorded: cluster, isNamed: clusters.contains(cluster))
        }
    }
}
