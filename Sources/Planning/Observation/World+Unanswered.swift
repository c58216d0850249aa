import Composition
import Diagnostics
import Resources

extension World {
    /// The places, and the kinds at places, that could not be looked at; each is told once, with the workspaces that are
    /// unknown because of it.
    ///
    /// `unplaced` are workspaces that one of the silent clusters of `facts` may hold, with that cluster.
    func unanswered(_ facts: PlacementFacts, unplaced: [String: String] = [:]) -> [Plan.Unreachable] {
        var reasons = unreachable
        var dependents: [Place: Set<String>] = [:]
        for (workspace, cluster) in unplaced {
            let place = Place.management(cluster)
            reasons[place] = reasons[place] ?? facts.unreachable[cluster] ?? Explanation("it does not answer")
            dependents[place, default: []].insert(workspace)
        }
        for (workspace, tenant) in tenants {
            guard case .unreachable(let reason) = tenant else { continue }
            let cluster = locations[workspace].map { Place.management($0.cluster) }
            if let cluster, reasons[cluster] != nil {
                dependents[cluster, default: []].insert(workspace)
            } else {
                reasons[.tenant(workspace)] = reason
            }
        }
        var result = reasons.map { place, reason in
            Plan.Unreachable(
                place: place, reason: reason.cause + Self.consequence(dependents[place] ?? []), hint: reason.advice)
        }
        var kinds: [Place: [ItemKind: String]] = unlisted
        for (key, reason) in unknownItems { kinds[key.place, default: [:]][key.itemKind] = reason }
        for (place, reasons) in kinds {
            result += reasons.map { Plan.Unreachable(place: place, kind: $0.key, reason: $0.value) }
        }
        return result.sorted { $0.subject < $1.subject }
    }

    /// Which workspaces are unknown with a place: a few by name, the rest by number.
    private static func consequence(_ workspaces: Set<String>) -> String {
        guard !workspaces.isEmpty else { return "" }
        return "; the tenants of \(workspaces.sorted().listed(most: 5)) are unknown with it"
    }
}
