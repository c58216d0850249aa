import Document

/// Where the Leases of an estate are kept.
package protocol LeaseStore: Sendable {
    /// All of the estate, by name.
    func list() async throws(KubernetesError) -> [String: LeaseRecord]

    /// One of them; nil where there is none.
    func read(_ name: String) async throws(KubernetesError) -> LeaseRecord?

    /// Makes a Lease where the record has no version; otherwise replaces the one that was read at that version. Fails with
    /// `isConflict` or `isNotFound` where it is another or none by now.
    func write(_ record: LeaseRecord, to name: String) async throws(KubernetesError) -> LeaseRecord

    /// Deletes a Lease at the version it was read at; nothing happens where it is gone.
    func delete(_ record: LeaseRecord, at name: String) async throws(KubernetesError)
}

extension LeaseStore {
    /// Writes as `write` does and looks again where the answer is lost: a write that was carried out is a success. Nil where
    /// another write came between.
    package func put(_ record: LeaseRecord, to name: String) async throws(KubernetesError) -> LeaseRecord? {
        for _ in 0..<4 {
            let failure: KubernetesError
            do throws(KubernetesError) {
                return try await write(record, to: name)
            } catch {
                failure = error
            }
            guard failure.isConflict || failure.isNotFound || failure.isRetryable else { throw failure }
            let current = try await read(name)
            if let current, current.says(record) { return current }
            if !failure.isRetryable || current?.resourceVersion != record.resourceVersion { return nil }
        }
        return try await write(record, to: name)
    }
}

/// The Leases with some labels in the namespace `berth-system` of a cluster, which is made where it is missing and stays.
package struct ClusterLeases: LeaseStore {
    private let client: KubernetesClient
    private let labels: [String: String]

    /// `labels` are those of the estate, beside the one that marks an object as Berth's.
    package init(on client: KubernetesClient, labels: [String: String]) {
        self.client = client
        self.labels = labels
    }

    package func list() async throws(KubernetesError) -> [String: LeaseRecord] {
        let wanted = LeaseRecord.marked(labels)
        let selector = wanted.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        let selection = ObjectSelection(namespace: LeaseRecord.namespace, labelSelector: selector)
        let leases = try await client.list(LeaseRecord.kind, selection).items
        return Dictionary(
            leases.compactMap { lease in lease.metadata.name.map { ($0, LeaseRecord(lease)) } },
            uniquingKeysWith: { first, _ in first })
    }

    package func read(_ name: String) async throws(KubernetesError) -> LeaseRecord? {
        try await client.get(Self.reference(name)).map { LeaseRecord($0) }
    }

    package func write(_ record: LeaseRecord, to name: String) async throws(KubernetesError) -> LeaseRecord {
        let lease = record.lease(name: name)
        return LeaseRecord(record.resourceVersion == nil ? try await create(lease) : try await client.update(lease))
    }

    package func delete(_ record: LeaseRecord, at name: String) async throws(KubernetesError) {
        try await client.delete(Self.reference(name), uid: record.uid, resourceVersion: record.resourceVersion)
    }

    private static func reference(_ name: String) -> ObjectReference {
        ObjectReference(
            apiVersion: LeaseRecord.kind.apiVersion, kind: LeaseRecord.kind.kind, namespace: LeaseRecord.namespace,
            name: name)
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
                "metadata": ["name": .string(LeaseRecord.namespace), "labels": LeaseRecord.labels(labels)],
            ])
        } catch {
            guard error.isAlreadyExists else { throw error }
        }
        return try await client.create(lease)
    }
}
