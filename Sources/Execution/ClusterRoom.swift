import Kubernetes

/// How many workspaces clusters may hold, and who is on them: what a run looks at, as the only one that takes locks, before it
/// reserves a place for a new workspace.
package struct ClusterRoom: Sendable {
    /// By cluster; one that is missing takes any number.
    package var capacities: [String: Int]
    /// The workspaces that some clusters hold now, by cluster; throws where one of them cannot be asked.
    package var occupants: @Sendable (Set<String>) async throws -> [String: Set<String>]

    package init(
        capacities: [String: Int], occupants: @escaping @Sendable (Set<String>) async throws -> [String: Set<String>]
    ) {
        self.capacities = capacities
        self.occupants = occupants
    }

    /// Throws where there is not room for all claims that want a place. Reserved by others is what runs hold that were not
    /// seen dead.
    func check(
        _ claims: [GroupClaim], in table: LockTable, by watch: LeaseWatch, looked: Duration
    ) async throws {
        let placed = claims.compactMap { claim in claim.claim.place.map { (claim.group, $0) } }
        let wanted = Dictionary(grouping: placed.filter { capacities[$0.1] != nil }, by: \.1)
            .mapValues { Set($0.map(\.0)) }
        guard !wanted.isEmpty else { return }
        let own = Set(claims.map(\.group))
        let reserved = table.reservations.filter { group, _ in
            !own.contains(group)
                && table.holder(of: group).map { watch.standing(of: $0.lease, at: looked) != .expired } ?? false
        }
        let occupants = try await occupants(Set(wanted.keys))
        for (cluster, groups) in wanted.sorted(by: { $0.key < $1.key }) {
            let there = occupants[cluster] ?? []
            let needed = groups.subtracting(there)
            let others = Set(reserved.filter { $0.value == cluster }.keys).subtracting(there)
            guard let first = needed.min(), let capacity = capacities[cluster],
                there.count + others.count + needed.count > capacity
            else { continue }
            throw RunLockError(
                group: first,
                .noRoom(cluster: cluster, taken: there.count, reserved: others.count, capacity: capacity))
        }
    }
}

/// It cannot be told how much room a cluster has; nothing was written.
package struct RoomUnknownError: Error, Sendable, CustomStringConvertible {
    package var cluster: String
    package var reason: String

    package init(cluster: String, reason: String) {
        self.cluster = cluster
        self.reason = reason
    }

    package var description: String { "how much room \(cluster) has cannot be told: \(reason)" }
}
