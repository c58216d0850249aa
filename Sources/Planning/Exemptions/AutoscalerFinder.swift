import Document
import Resources

/// Finds the autoscalers of others: they carry no mark, so that no LIST of the estate's objects shows them.
struct AutoscalerFinder: Sendable {
    let world: World
    let backends: any BackendProvider
    let parallelism: Int

    struct Result: Sendable {
        var autoscalers: [Observation] = []
        /// What could not be looked at, in words: there the specification counts.
        var remarks: [String] = []
    }

    private struct Namespace: Hashable, Comparable {
        var place: Place
        var name: String

        static func < (left: Namespace, right: Namespace) -> Bool {
            (left.place.description, left.name) < (right.place.description, right.name)
        }
    }

    /// Looks only where the replicas of something are not as it says: elsewhere nothing depends on the answer.
    func autoscalers(for items: [Item]) async throws -> Result {
        let scaled = items.filter { item in
            guard let wanted = item.desired[Exemptions.replicas], let observed = world.observations[item.key] else {
                return false
            }
            return observed.value[Exemptions.replicas] != wanted
        }
        let namespaces = Set(
            scaled.compactMap { item in
                item.key.namespace.map { Namespace(place: item.key.place, name: $0) }
            }
        ).sorted()
        let answers = await namespaces.concurrentPairs(limit: parallelism) {
            namespace -> Swift.Result<[Observation], any Error> in
            do {
                return .success(try await objects(in: namespace))
            } catch {
                return .failure(error)
            }
        }
        try Task.checkCancellation()
        var result = Result()
        for (namespace, answer) in answers {
            switch answer {
            case .success(let autoscalers): result.autoscalers += autoscalers
            case .failure(let error):
                result.remarks.append(
                    "whether an autoscaler sets replicas in namespace \(namespace.name) of "
                        + "\(namespace.place.description) could not be looked at: \(error)")
            }
        }
        return result
    }

    private func objects(in namespace: Namespace) async throws -> [Observation] {
        try await backends.backend(for: namespace.place).objects(
            of: ItemKind(group: "autoscaling", kind: "HorizontalPodAutoscaler", version: "v1"), in: namespace.name)
    }
}
