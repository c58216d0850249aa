import Kubernetes

extension ManagedFields {
    /// How many updaters an object remembers; appliers do not count.
    private static let mostUpdaters = 10

    /// Joins the entries of the updaters that wrote longest ago where there are too many of them.
    ///
    /// Source: `capManagersManager` of `k8s.io/apimachinery/pkg/util/managedfields/internal`.
    mutating func capUpdaters() {
        let updaters = entries.filter { $0.key.operation == .update }
        var count = updaters.count
        guard count > Self.mostUpdaters else { return }
        let oldestFirst = updaters.sorted { one, other in
            let (before, after) = (one.value.time ?? "", other.value.time ?? "")
            return before == after ? one.key.identifier < other.key.identifier : before < after
        }
        var first: [String: Owner] = [:]
        for (owner, entry) in oldestFirst where count > Self.mostUpdaters {
            guard let oldest = first[entry.apiVersion] else {
                first[entry.apiVersion] = owner
                continue
            }
            let bucket = Owner.updater("ancient-changes", apiVersion: entry.apiVersion, subresource: nil)
            if entries[bucket] == nil { entries[bucket] = entries.removeValue(forKey: oldest) }
            let joined = entries[bucket]?.fields.union(entry.fields) ?? entry.fields
            entries[bucket] = Entry(apiVersion: entry.apiVersion, fields: joined, time: entry.time)
            entries[owner] = nil
            count -= 1
        }
    }
}
