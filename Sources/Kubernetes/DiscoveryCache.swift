/// Remembers what a server serves; those who ask at the same time share one answer.
actor DiscoveryCache {
    private var known: Discovery?
    private var running: Task<Discovery, any Error>?

    /// What is known, or what `load` gives; `isStale` asks anew.
    func discovery(
        isStale: Bool = false, load: @escaping @Sendable () async throws(KubernetesError) -> Discovery
    ) async throws -> Discovery {
        if let known, !isStale { return known }
        let task = running ?? Task { try await load() }
        running = task
        defer { running = nil }
        let discovery = try await task.value
        known = discovery
        return discovery
    }
}
