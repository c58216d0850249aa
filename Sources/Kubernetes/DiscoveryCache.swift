/// Remembers what a server serves; those who ask at the same time share one answer.
actor DiscoveryCache {
    private var known: [GroupVersionKind: APIResource]?
    private var running: Task<[GroupVersionKind: APIResource], any Error>?

    /// The known resources, or what `load` gives; `isStale` asks anew.
    func resources(
        isStale: Bool = false, load: @escaping @Sendable () async throws(KubernetesError) -> [APIResource]
    ) async throws -> [GroupVersionKind: APIResource] {
        if let known, !isStale { return known }
        let task =
            running
            ?? Task {
                Dictionary(try await load().map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
            }
        running = task
        defer { running = nil }
        let resources = try await task.value
        known = resources
        return resources
    }
}
