import Document
import Kubernetes
import Resources

/// The objects of one cluster, a management cluster or a tenant.
package final class KubernetesBackend: Backend {
    package let client: KubernetesClient
    package let place: Place
    let estate: String
    let pace: PollingPace
    private let watches: ObjectWatches

    package init(_ client: KubernetesClient, place: Place, estate: String, pace: PollingPace = PollingPace()) {
        self.client = client
        self.place = place
        self.estate = estate
        self.pace = pace
        watches = ObjectWatches(client, selector: Item.Mark.selector(estate: estate), pace: pace)
    }

    // MARK: Observing

    package func observe(kinds: Set<ItemKind>, named: Set<ItemKey>) async throws -> [Observation] {
        let served = try await served(among: kinds.union(named.map(\.itemKind)))
        let lists = try await kinds.intersection(served).sorted().concurrentMap(limit: Self.limit) {
            try await self.list($0)
        }
        var found = Dictionary(lists.joined().map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let missing = named.filter { found[$0] == nil && served.contains($0.itemKind) }
        // Without its namespace nothing else needs to be asked for.
        let namespaces = missing.filter { $0.itemKind == Self.namespaceKind }
        for object in try await get(namespaces) { found[object.key] = object }
        let absent = Set(namespaces.filter { found[$0] == nil }.map(\.name))
        let others = missing.subtracting(namespaces).filter { $0.namespace.map { !absent.contains($0) } ?? true }
        for object in try await get(others) { found[object.key] = object }
        return found.values.sorted { $0.key < $1.key }
    }

    /// How many requests are prepared at once; the client bounds how many are under way.
    private static let limit = 64
    private static let namespaceKind = ItemKind(apiVersion: "v1", kind: "Namespace")

    private func list(_ kind: ItemKind) async throws -> [Observation] {
        do throws(KubernetesError) {
            let selection = ObjectSelection(labelSelector: Item.Mark.selector(estate: estate))
            return try await client.list(kind.groupVersionKind, selection).items.map { observation(of: $0, kind) }
        } catch {
            // The kind went away since it was discovered, or cannot be listed at all.
            if error.isNotFound || error.status?.code == 405 { return [] }
            throw failure(error)
        }
    }

    private func get(_ keys: Set<ItemKey>) async throws -> [Observation] {
        try await keys.sorted().concurrentMap(limit: Self.limit) { try await self.get($0) }.compactMap { $0 }
    }

    /// One object; nil where there is none.
    func get(_ key: ItemKey) async throws -> Observation? {
        do throws(KubernetesError) {
            return try await client.get(key.reference).map { Observation(key: key, value: $0) }
        } catch {
            throw failure(error)
        }
    }

    func observation(of object: Value, _ kind: ItemKind) -> Observation {
        let metadata = object.metadata
        let key = ItemKey(
            place: place, apiVersion: kind.apiVersion, kind: kind.kind, namespace: metadata.namespace,
            name: metadata.name ?? "")
        return Observation(key: key, value: object)
    }

    // MARK: Kinds

    /// Whether the server serves a kind; one that it did not know before is looked for anew.
    package func serves(_ kind: ItemKind) async throws -> Bool {
        try await !served(among: [kind]).isEmpty
    }

    /// The kinds among these that the server serves. Discovery is asked anew at most once.
    func served(among kinds: Set<ItemKind>) async throws -> Set<ItemKind> {
        do throws(KubernetesError) {
            var known = try await knownKinds()
            if let unknown = kinds.subtracting(known).min() {
                do throws(KubernetesError) {
                    _ = try await client.resource(for: unknown.groupVersionKind)
                } catch {
                    guard case .notDiscovered = error.cause else { throw error }
                }
                known = try await knownKinds()
            }
            return kinds.intersection(known)
        } catch {
            throw failure(error)
        }
    }

    private func knownKinds() async throws(KubernetesError) -> Set<ItemKind> {
        Set(try await client.discovery().map { ItemKind(apiVersion: $0.kind.apiVersion, kind: $0.kind.kind) })
    }

    // MARK: Waiting

    package func condition(of observation: Observation) -> ItemCondition {
        ItemCondition(Readiness(of: observation.value))
    }

    /// The object is read anew whenever a watch reports a change of it, and now and then besides: what lacks the estate's
    /// label is not watched, and a watch may break.
    package func wait(
        for key: ItemKey, until satisfied: @Sendable (Observation?) throws -> Bool
    ) async throws -> Observation? {
        let alarm = await watches.subscribe(to: key)
        let outcome: Result<Observation?, any Error>
        do {
            outcome = .success(try await wait(for: key, alarm, until: satisfied))
        } catch {
            outcome = .failure(error)
        }
        await watches.unsubscribe(alarm)
        return try outcome.get()
    }

    private func wait(
        for key: ItemKey, _ alarm: ObjectAlarm, until satisfied: (Observation?) throws -> Bool
    ) async throws -> Observation? {
        var reads = 0
        var failures = 0
        while true {
            do {
                let current = try await current(key)
                failures = 0
                if try satisfied(current) { return current }
            } catch let error as BackendError where error.isTransient && failures < pace.attempts {
                failures += 1
            }
            reads += 1
            let pause = pace.pause(reads)
            await alarm.next(within: alarm.isWatched ? max(pause, pace.longest) : pause)
            try Task.checkCancellation()
        }
    }

    /// The object; nil also where its kind is gone.
    private func current(_ key: ItemKey) async throws -> Observation? {
        do throws(KubernetesError) {
            return try await client.get(key.reference).map { Observation(key: key, value: $0) }
        } catch {
            if case .notDiscovered = error.cause { return nil }
            throw failure(error)
        }
    }

    /// What is thrown for a failure: cancellation stays cancellation.
    func failure(_ error: KubernetesError, _ body: Value? = nil) -> any Error {
        error.isCancelled ? CancellationError() : BackendError(error, body)
    }
}

extension ItemKind {
    var groupVersionKind: GroupVersionKind { GroupVersionKind(apiVersion: apiVersion, kind: kind) }
}

extension ItemKey {
    var reference: ObjectReference {
        ObjectReference(apiVersion: apiVersion, kind: kind, namespace: namespace, name: name)
    }
}
