/// What was discovered of one server before, as long as that may still be so.
package struct DiscoveryMemory: Sendable {
    /// What the server served when it was last asked; nil where that is not known of it in its present version.
    package var recall: @Sendable () async -> Discovery?
    /// Takes what the server serves now, and gives it back, perhaps as a copy that others share.
    package var keep: @Sendable (Discovery) async -> Discovery

    package init(
        recall: @escaping @Sendable () async -> Discovery?, keep: @escaping @Sendable (Discovery) async -> Discovery
    ) {
        self.recall = recall
        self.keep = keep
    }
}

/// Remembers what a server serves; those who ask at the same time share one answer.
actor DiscoveryCache {
    private let memory: DiscoveryMemory?
    private var known: Discovery?
    private var running: Task<Discovery, any Error>?

    init(_ memory: DiscoveryMemory? = nil) {
        self.memory = memory
    }

    /// What is known, or what `load` gives; `isStale` asks anew. What is remembered of earlier runs counts as known.
    func discovery(
        isStale: Bool = false, load: @escaping @Sendable () async throws(KubernetesError) -> Discovery
    ) async throws -> Discovery {
        if let known, !isStale { return known }
        if !isStale, let remembered = await memory?.recall() {
            let first = known ?? remembered
            known = first
            return first
        }
        let memory = memory
        let task =
            running
            ?? Task {
                let loaded = try await load()
                return await memory?.keep(loaded) ?? loaded
            }
        running = task
        defer { running = nil }
        let discovery = try await task.value
        known = discovery
        return discovery
    }
}
