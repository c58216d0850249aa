import Composition
import Resources
import Specification

/// Says why nothing of a workspace can be taken away now: a place that may hold some of it did not answer, and going on would
/// take the name from a control plane that runs, and forget what stays behind.
struct UnreachableParts: Sendable {
    let specification: SpecificationSet
    let facts: PlacementFacts
    let world: World

    /// The reason, in a few words where the plan tells the whole of it once; nil where everything of the workspace could be
    /// looked at.
    func reason(for workspace: String, in tenants: [TenantLocation]) -> (text: String, place: Place?)? {
        let location = tenants.first { $0.workspace == workspace }
        let clusters = location.map { [$0.cluster] } ?? facts.unreachable.keys.sorted()
        for cluster in clusters {
            let place = Place.management(cluster)
            if facts.unreachable[cluster] != nil || world.unreachable[place] != nil {
                return Silence(place: place).told
            }
        }
        let question = RemovalQuestion(specification: specification, snapshots: world.snapshots, facts: facts)
        let places = question.providers(of: [workspace]).map(Place.provider) + [.dns]
        for place in places {
            if let silence = world.silence(at: place) { return silence.told }
        }
        guard let location else { return nil }
        // What is in the tenant goes with its control plane; what would outlive that is asked for by itself.
        let place = Place.management(location.cluster)
        let unlisted = world.unlisted[place]?.filter { mayHave(workspace, $0.key, at: place) }
        if let (kind, reason) = unlisted?.min(by: { $0.key < $1.key }) {
            return ("\(kind) in \(place.description): \(reason)", nil)
        }
        return world.unknownItems.filter { $0.key.place != .tenant(workspace) && isOf(workspace, $0.key) }
            .min { $0.key < $1.key }.map { ("\($0.key): \($0.value)", nil) }
    }

    /// Whether the workspace may have objects of a kind there: by the record on its namespace and by the state. Without the
    /// record it may have any.
    private func mayHave(_ workspace: String, _ kind: ItemKind, at place: Place) -> Bool {
        guard let recorded = facts.records[workspace]?.management, !recorded.isEmpty else { return true }
        return recorded.contains(kind)
            || world.snapshots[workspace]?.items.keys.contains { $0.place == place && $0.itemKind == kind } == true
    }

    private func isOf(_ workspace: String, _ key: ItemKey) -> Bool {
        world.applied(key)?.address.workspace == workspace
            || ResourceAddress(workspace: workspace, "network").canMark(key)
    }
}

extension Silence {
    fileprivate var told: (text: String, place: Place?) { (reason, place) }
}
