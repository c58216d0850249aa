import Diagnostics
import Resources

extension World {
    /// Takes tenants for unknown that answered and are another workspace's: in them is what Berth put into that one's API,
    /// and nothing of their own. Their kubeconfig was exchanged, or their name leads elsewhere.
    ///
    /// To be called when the observations are complete, and before they are judged.
    mutating func disownStrangeTenants() {
        let marked = Dictionary(grouping: observations.values) { $0.key.place }
        for workspace in tenants.keys.sorted() {
            let place = Place.tenant(workspace)
            guard case .reachable = tenants[workspace], let inside = marked[place],
                !inside.contains(where: { tenantOwner(of: $0) == workspace })
            else { continue }
            let owners = inside.filter { tenantOwner(of: $0) != nil }
            guard let first = owners.min(by: { $0.key < $1.key }), let other = tenantOwner(of: first) else { continue }
            tenants[workspace] = .unreachable(
                Explanation(
                    "what answers as the API of \(workspace) is the one of \(other): it holds \(first.key), which Berth "
                        + "put there for \(other)"))
            observations = observations.filter { $0.key.place != place }
            unlisted[place] = nil
            unknownItems = unknownItems.filter { $0.key.place != place }
        }
    }
}
