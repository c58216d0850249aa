import Resources

/// The part of a world that lies at one place.
struct PlaceBackend: Backend {
    let world: MemoryWorld
    let place: Place

    func observe(kinds: Set<ItemKind>, named: Set<ItemKey>) async throws -> Survey {
        var survey = try await world.observe(kinds: kinds, named: named)
        survey.observations = survey.observations.filter { $0.key.place == place }
        return survey
    }

    func read(_ key: ItemKey) async throws -> Observation? { try await world.read(key) }

    func contents(of keys: Set<ItemKey>) async throws -> [ItemKey: [Observation]] {
        try await world.contents(of: keys)
    }

    func billed() async throws -> [Observation] {
        world.items.filter { observation in
            guard observation.key.place == place else { return false }
            return switch observation.key.kind {
            case "Service": observation.value["spec"]?["type"] == "LoadBalancer"
            case "PersistentVolumeClaim", "PersistentVolume": true
            default: false
            }
        }
    }

    func objects(of kind: ItemKind, in namespace: String) async throws -> [Observation] {
        try await world.objects(of: kind, in: namespace)
    }

    func metadata(in namespaces: Set<String>) async throws -> Survey {
        Survey(
            world.items.filter { observation in
                observation.key.place == place && observation.key.namespace.map(namespaces.contains) ?? false
            })
    }

    func preview(_ write: Write) async throws -> Preview { try await world.preview(write) }
    func apply(_ write: Write) async throws -> Observation { try await world.apply(write) }
    func delete(_ observation: Observation) async throws -> Bool { try await world.delete(observation) }
    func condition(of observation: Observation) -> ItemCondition { world.condition(of: observation) }

    func wait(
        for key: ItemKey, until satisfied: @Sendable (Observation?) throws -> Bool
    ) async throws -> Observation? {
        try await world.wait(for: key, until: satisfied)
    }
}
