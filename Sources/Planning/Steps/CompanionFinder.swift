import Resources

/// Finds what would go along with planned deletions: the content of namespaces, the instances of definitions, and what costs
/// money in a tenant and would outlive it.
struct CompanionFinder: Sendable {
    let world: World
    let backends: any BackendProvider
    let consents: Set<Consent>
    let protection: Protection

    /// The steps with what goes along on each change, and who protects any of that. A step of which that cannot be told is unknown, unless the operator
    /// agreed to whatever goes.
    func complete(_ steps: [Step]) async throws -> [Step] {
        let deleted = steps.deletedKeys
        let containers = Dictionary(grouping: deleted.filter(\.holdsOthers), by: \.place)
        var found: [ItemKey: [Observation]] = [:]
        var reasons: [Place: String] = [:]
        for (place, keys) in containers.sorted(by: { $0.key.description < $1.key.description }) {
            do {
                found.merge(try await backends.backend(for: place).contents(of: Set(keys))) { $1 }
            } catch {
                try Task.checkCancellation()
                reasons[place] = "\(error)"
            }
        }
        return steps.map { step in
            var step = step
            for index in step.changes.indices where step.changes[index].action == .delete {
                let key = step.changes[index].key
                if key.holdsOthers, let reason = reasons[key.place], !consents.contains(.cascade) {
                    (step.action, step.changes) = (.unknown, [])
                    step.reason = "what would go along with \(key) cannot be told: \(reason)"
                    return step
                }
                let companions = (found[key] ?? []).filter { !deleted.contains($0.key) }.sorted { $0.key < $1.key }
                step.changes[index].add(companions, world)
                step.protection =
                    step.protection ?? companions.lazy.compactMap(protection.reason(ofCompanion:)).first
            }
            return step
        }
    }
}

extension ItemChange {
    /// Notes what goes along, and that nothing more of others may.
    mutating func add(_ observations: [Observation], _ world: World) {
        companions += observations.map { observation in
            Companion(key: observation.key, isOwned: world.verdict(on: observation).allowsDeletion)
        }
        companions.sort { ($0.isOwned ? 1 : 0, $0.key) < ($1.isOwned ? 1 : 0, $1.key) }
        precondition?.contents = Set(companions.map(\.key))
    }
}

extension ItemKey {
    /// Whether other objects go along when this is deleted.
    package var holdsOthers: Bool {
        switch (group, kind) {
        case ("", "Namespace"), ("apiextensions.k8s.io", "CustomResourceDefinition"): true
        default: false
        }
    }
}
