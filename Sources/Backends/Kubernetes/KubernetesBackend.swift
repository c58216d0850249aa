import Document
import Kubernetes
import Resources

/// The objects of one cluster, a management cluster or a tenant.
package final class KubernetesBackend: Backend {
    package let client: KubernetesClient
    package let place: Place
    let estate: String
    let pace: PollingPace
    let definitions = DefinitionCache()
    private let watches: ObjectWatches

    package init(_ client: KubernetesClient, place: Place, estate: String, pace: PollingPace = PollingPace()) {
        self.client = client
        self.place = place
        self.estate = estate
        self.pace = pace
        watches = ObjectWatches(client, selector: Item.Mark.selector(estate: estate), pace: pace)
    }

    /// How many requests are prepared at once; the client bounds how many are under way.
    static let limit = 64

    /// How many lists are read at once. There are thousands of tenants, each with little in it: one connection each, and one
    /// list after another, costs less than a handshake for every list.
    var listsAtOnce: Int { if case .tenant = place { 1 } else { Self.limit } }

    /// An object in the version of its key; where its kind is not served in that any more, in one that is. Nil also where
    /// the kind does not exist. Throws where the server of its API group does not answer.
    package func read(_ key: ItemKey) async throws -> Observation? {
        do throws(KubernetesError) {
            guard let key = try await served(key) else { return nil }
            return try await client.get(key.reference).map { Observation(key: key, value: $0) }
        } catch {
            throw failure(error)
        }
    }

    /// The key in a version that is served; nil where its kind does not exist. A kind that is not known is looked for anew.
    func served(_ key: ItemKey) async throws(KubernetesError) -> ItemKey? {
        if let known = ServedKinds(try await client.discovery()).served(key) { return known }
        let renewed = try await client.discovery(isRenewed: true)
        if let known = ServedKinds(renewed).served(key) { return known }
        guard renewed.isStale(group: key.group) else { return nil }
        throw KubernetesError(
            cluster: client.name, operation: KubernetesError.Operation("get", "\(key.reference)"),
            cause: .staleGroup(key.group))
    }

    /// How many nodes are Ready; nil where the nodes cannot be listed though the API answers.
    func readyNodes() async throws -> Int? {
        do throws(KubernetesError) {
            return try await client.list(GroupVersionKind(apiVersion: "v1", kind: "Node")).items.count { node in
                (node["status"]?["conditions"]?.array ?? []).contains {
                    $0["type"] == "Ready" && $0["status"] == "True"
                }
            }
        } catch {
            guard error.status != nil, !error.isUnauthorized else { throw failure(error) }
            return nil
        }
    }

    /// What a list shows of a kind.
    func observation(of object: Value, _ kind: GroupVersionKind) -> Observation {
        let metadata = object.metadata
        let key = ItemKey(
            place: place, apiVersion: kind.apiVersion, kind: kind.kind, namespace: metadata.namespace,
            name: metadata.name ?? "")
        return Observation(key: key, value: object)
    }

    // MARK: Conditions

    package func condition(of observation: Observation) -> ItemCondition {
        ItemCondition(Readiness(of: observation.value))
    }

    // MARK: Waiting

    /// The object is read anew whenever a watch shows it as it is waited for, and now and then besides: what lacks the
    /// estate's label is not watched, and a watch may break.
    package func wait(
        for key: ItemKey, until satisfied: @Sendable (Observation?) throws -> Bool
    ) async throws -> Observation? {
        var failures = 0
        // Most objects are there at once, and need no watch.
        if case .satisfied(let current) = try await look(at: key, &failures, until: satisfied) { return current }
        let alarm = await watches.subscribe(to: key)
        let outcome: Result<Observation?, any Error>
        do {
            outcome = .success(try await wait(for: key, alarm, &failures, until: satisfied))
        } catch {
            outcome = .failure(error)
        }
        await watches.unsubscribe(alarm)
        return try outcome.get()
    }

    private func wait(
        for key: ItemKey, _ alarm: ObjectAlarm, _ failures: inout Int, until satisfied: (Observation?) throws -> Bool
    ) async throws -> Observation? {
        var reads = 1
        while true {
            let pause = pace.pause(reads)
            let shown = await alarm.next(within: alarm.isWatched ? max(pause, pace.longest) : pause)
            try Task.checkCancellation()
            if let shown, (try? satisfied(Observation(key: key, value: shown))) == false { continue }
            if case .satisfied(let current) = try await look(at: key, &failures, until: satisfied) { return current }
            reads += 1
        }
    }

    private enum Look {
        case satisfied(Observation?)
        case unsatisfied
    }

    /// Reads an object and judges it; a failure for a passing reason is one of `failures` in a row.
    private func look(
        at key: ItemKey, _ failures: inout Int, until satisfied: (Observation?) throws -> Bool
    ) async throws -> Look {
        do {
            let current = try await read(key)
            failures = 0
            return try satisfied(current) ? .satisfied(current) : .unsatisfied
        } catch let error as BackendError where error.isTransient && failures < pace.attempts {
            failures += 1
            return .unsatisfied
        }
    }

    /// What is thrown for a failure: cancellation stays cancellation.
    func failure(_ error: KubernetesError, _ body: Value? = nil) -> any Error {
        error.isCancelled ? CancellationError() : BackendError(error, body)
    }
}

extension ItemKey {
    var reference: ObjectReference {
        ObjectReference(apiVersion: apiVersion, kind: kind, namespace: namespace, name: name)
    }
}
