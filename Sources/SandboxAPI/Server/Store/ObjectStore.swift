import Document

/// The objects of one cluster in the order of their names, with one version that increases with every change.
///
/// It knows nothing of kinds and rules: what it is given it keeps, tells its watchers and hands to `onCommit`.
package struct ObjectStore: Sendable {
    /// The version of the last change.
    package private(set) var version: UInt64 = 0
    /// Called with each change, in order, before anybody learns of it.
    package var onCommit: (@Sendable (StoreRecord) -> Void)?
    private var shelves: [GroupResource: Shelf] = [:]
    private let historyLimit: Int

    /// Keeps at least the last `historyLimit` changes of each resource for watches and lists of an earlier version.
    package init(historyLimit: Int = 4096) {
        self.historyLimit = historyLimit
    }

    /// The resources that hold objects.
    package var resources: [GroupResource] {
        shelves.filter { !$0.value.objects.isEmpty }.keys.sorted()
    }

    /// The number of objects of all resources.
    package var count: Int { shelves.values.reduce(0) { $0 + $1.objects.count } }

    package func object(_ key: ObjectKey, of resource: GroupResource) -> StoredObject? {
        shelves[resource]?.object(at: key.description)
    }

    /// The objects of a resource, of all namespaces or of one, in order.
    package func objects(of resource: GroupResource, namespace: String = "") -> ArraySlice<StoredObject> {
        shelves[resource]?.objects(namespace: namespace) ?? []
    }

    /// The objects as they were at an earlier version; nil where that is no longer known.
    package func objects(
        of resource: GroupResource, namespace: String, at version: UInt64
    ) -> ArraySlice<StoredObject>? {
        guard let shelf = shelves[resource] else { return [] }
        return shelf.objects(namespace: namespace, at: version)
    }

    /// The changes of a resource after a version; nil where some of them are no longer known.
    package func events(of resource: GroupResource, after version: UInt64) -> ArraySlice<StoreEvent>? {
        guard let shelf = shelves[resource] else { return [] }
        return shelf.events(after: version)
    }

    /// Stores an object, new or changed.
    package mutating func put(_ value: Value, key: ObjectKey, of resource: GroupResource) -> StoredObject {
        version += 1
        let object = StoredObject(value, key: key, version: version)
        let previous = shelves[resource, default: Shelf()].put(object)
        commit(
            StoreEvent(
                kind: previous == nil ? .added : .modified, resource: resource, object: object, previous: previous),
            body: object.body)
        return object
    }

    /// Removes an object; its last state carries the version of the removal.
    @discardableResult
    package mutating func remove(_ key: ObjectKey, of resource: GroupResource) -> StoredObject? {
        guard let previous = shelves[resource]?.remove(key.description) else { return nil }
        version += 1
        let last = StoredObject(previous.value, key: key, version: version)
        commit(StoreEvent(kind: .deleted, resource: resource, object: last, previous: previous), body: nil)
        return last
    }

    /// Takes what an earlier run wrote down, in order; nobody is told.
    package mutating func restore(_ records: some Sequence<StoreRecord>) throws(JSONError) {
        for record in records {
            if let body = record.body {
                let object = try StoredObject(body: body, key: record.key, version: record.version)
                _ = shelves[record.resource, default: Shelf()].put(object)
            } else {
                _ = shelves[record.resource]?.remove(record.key.description)
            }
            version = max(version, record.version)
        }
        forgetHistory()
    }

    /// Forgets earlier versions, as a compaction of etcd does: older watches and lists end in `410 Expired`.
    package mutating func forgetHistory() {
        for resource in shelves.keys { shelves[resource]?.forgetHistory(before: version) }
        forgottenVersion = version
    }

    /// The last version of which changes were forgotten for resources that had none since.
    package private(set) var forgottenVersion: UInt64 = 0

    /// All objects as records: a snapshot of the store.
    package var snapshot: [StoreRecord] {
        shelves.flatMap { resource, shelf in
            shelf.objects.map {
                StoreRecord(version: $0.version, resource: resource, key: $0.key, body: $0.body)
            }
        }.sorted { $0.version < $1.version }
    }

    /// Tells a watcher of every later change of a resource.
    package mutating func addWatcher(
        _ id: UInt64, of resource: GroupResource, _ deliver: @escaping @Sendable (StoreEvent) -> Void
    ) {
        shelves[resource, default: Shelf()].watchers[id] = deliver
    }

    package mutating func removeWatcher(_ id: UInt64, of resource: GroupResource) {
        shelves[resource]?.watchers[id] = nil
    }

    private mutating func commit(_ event: StoreEvent, body: [UInt8]?) {
        onCommit?(StoreRecord(version: version, resource: event.resource, key: event.object.key, body: body))
        shelves[event.resource]?.append(event, limit: historyLimit)
    }
}
