import Document

/// A lock on a cluster, kept as a Lease in the namespace `berth-system`, which is made where it is missing.
///
/// It keeps runs apart that behave; what fences a run that lost it without noticing is the precondition of each write.
/// Expiry is judged by this machine's clock.
package actor LeaseLock {
    package nonisolated let name: String
    private let client: KubernetesClient
    private let claim: LeaseClaim
    private let now: @Sendable () -> Timestamp
    private var held: LeaseRecord?

    package init(
        _ name: String, on client: KubernetesClient, claim: LeaseClaim,
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        self.name = name
        self.client = client
        self.claim = claim
        self.now = now
    }

    /// What the lock of that name says; nil where there never was one.
    package static func read(_ name: String, on client: KubernetesClient) async throws(KubernetesError) -> LeaseRecord?
    {
        try await client.get(reference(name)).map { LeaseRecord($0) }
    }

    /// What the locks with these labels say, by name, in one LIST.
    package static func readAll(
        labelled selector: String, on client: KubernetesClient
    ) async throws(KubernetesError) -> [String: LeaseRecord] {
        let selection = ObjectSelection(namespace: LeaseRecord.namespace, labelSelector: selector)
        let leases = try await client.list(LeaseRecord.kind, selection).items
        return Dictionary(
            leases.compactMap { lease in lease.metadata.name.map { ($0, LeaseRecord(lease)) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// Removes the namespace of the locks where Berth made it and no lock is left in it, and waits a while until it is
    /// gone.
    package static func removeEmptyNamespace(on client: KubernetesClient) async throws {
        let namespace = ObjectReference(apiVersion: "v1", kind: "Namespace", name: LeaseRecord.namespace)
        let rest = try await client.list(LeaseRecord.kind, ObjectSelection(namespace: LeaseRecord.namespace)).items
        guard rest.isEmpty, let object = try await client.get(namespace),
            object.metadata.labels["app.kubernetes.io/managed-by"] == "berth"
        else { return }
        try await client.delete(namespace, uid: object.metadata.uid)
        for _ in 0..<100 {
            guard try await client.get(namespace)?.metadata.uid == object.metadata.uid else { return }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    private static func reference(_ name: String) -> ObjectReference {
        ObjectReference(
            apiVersion: LeaseRecord.kind.apiVersion, kind: LeaseRecord.kind.kind, namespace: LeaseRecord.namespace,
            name: name)
    }

    /// Takes the lock, also from a holder whose time is over: reads, decides and writes until no other write comes
    /// between.
    @discardableResult
    package func acquire() async throws(LeaseError) -> LeaseRecord {
        var written: LeaseRecord?
        var attempt = 1
        while true {
            let current = try await current()
            if let written, let current, current.holder == written.holder, current.acquired == written.acquired {
                // The write before was carried out although its answer did not arrive.
                held = current
                return current
            }
            let wanted: LeaseRecord
            do throws(LeaseRefusal) {
                wanted = try (current ?? LeaseRecord()).granting(claim, now: now())
            } catch {
                throw LeaseError(lock: name, cause: .refused(error))
            }
            do throws(KubernetesError) {
                let record = try await store(wanted, isNew: current == nil)
                held = record
                return record
            } catch {
                guard error.isConflict || error.isRetryable, attempt < 5 else {
                    throw LeaseError(lock: name, cause: .cluster(error))
                }
            }
            written = wanted
            attempt += 1
        }
    }

    /// Prolongs the lock; fails with `.lost` when another has taken it.
    package func renew() async throws(LeaseError) {
        try await rewrite { [now] record in record.renewed = now() }
    }

    /// Lets the lock go; `isFinished` says that the plan is done and must not be applied again.
    package func release(isFinished: Bool) async throws(LeaseError) {
        do throws(LeaseError) {
            try await rewrite { [now] record in
                record.holder = nil
                record.renewed = now()
                record.durationSeconds = 1
                if isFinished { (record.plan, record.finishedPlan) = (nil, record.plan) }
            }
        } catch {
            // Nobody holds it: an earlier attempt was carried out.
            guard error.cause == .lost(to: nil) else { throw error }
        }
        held = nil
    }

    /// Deletes the Lease, for a workspace that is gone.
    package func remove() async throws(LeaseError) {
        guard let held else { throw LeaseError(lock: name, cause: .lost(to: nil)) }
        do throws(KubernetesError) {
            try await client.delete(Self.reference(name), uid: held.uid)
        } catch {
            throw LeaseError(lock: name, cause: .cluster(error))
        }
        self.held = nil
    }

    /// Writes a change as the holder; when another write came between, once more on what is there now.
    private func rewrite(_ change: @Sendable (inout LeaseRecord) -> Void) async throws(LeaseError) {
        guard var record = held else { throw LeaseError(lock: name, cause: .lost(to: nil)) }
        var attempt = 1
        while true {
            do throws(KubernetesError) {
                change(&record)
                held = try await store(record, isNew: false)
                return
            } catch {
                guard error.isConflict || error.isNotFound || error.isRetryable, attempt < 5 else {
                    throw LeaseError(lock: name, cause: .cluster(error))
                }
            }
            let current = try await current()
            guard let current, current.holder == claim.holder else {
                held = nil
                throw LeaseError(lock: name, cause: .lost(to: current?.holder))
            }
            record = current
            attempt += 1
        }
    }

    private func current() async throws(LeaseError) -> LeaseRecord? {
        do throws(KubernetesError) {
            return try await Self.read(name, on: client)
        } catch {
            throw LeaseError(lock: name, cause: .cluster(error))
        }
    }

    private func store(_ record: LeaseRecord, isNew: Bool) async throws(KubernetesError) -> LeaseRecord {
        let lease = record.lease(name: name)
        return LeaseRecord(isNew ? try await create(lease) : try await client.update(lease))
    }

    private func create(_ lease: Value) async throws(KubernetesError) -> Value {
        do throws(KubernetesError) {
            return try await client.create(lease)
        } catch {
            guard error.isNotFound else { throw error }
        }
        do throws(KubernetesError) {
            _ = try await client.create([
                "apiVersion": "v1", "kind": "Namespace",
                "metadata": [
                    "name": .string(LeaseRecord.namespace), "labels": LeaseRecord.labels(claim.labels),
                ],
            ])
        } catch {
            guard error.isAlreadyExists else { throw error }
        }
        return try await client.create(lease)
    }
}

/// A lock that could not be taken, kept or given back.
package struct LeaseError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Cause: Sendable, Hashable {
        case refused(LeaseRefusal)
        /// Another holds it now, or it is gone.
        case lost(to: String?)
        case cluster(KubernetesError)
    }

    package var lock: String
    package var cause: Cause

    package var description: String {
        switch cause {
        case .refused(let refusal): "the lock \(lock) is not free: \(refusal)"
        case .lost(let holder): "the lock \(lock) was lost\(holder.map { " to \($0)" } ?? "")"
        case .cluster(let error): "the lock \(lock): \(error)"
        }
    }
}
