/// The objects of one resource, what happened to them lately, and who wants to know.
struct Shelf: Sendable {
    /// In the order of their paths.
    private(set) var objects: [StoredObject] = []
    var watchers: [UInt64: @Sendable (StoreEvent) -> Void] = [:]
    private var history: [StoreEvent] = []
    /// The version of the last change that is no longer in `history`.
    private var forgotten: UInt64 = 0

    func object(at path: String) -> StoredObject? {
        let index = position(of: path)
        return index < objects.count && objects[index].path == path ? objects[index] : nil
    }

    func objects(namespace: String) -> ArraySlice<StoredObject> {
        guard !namespace.isEmpty else { return objects[...] }
        // `0` is the character after `/`.
        return objects[position(of: namespace + "/")..<position(of: namespace + "0")]
    }

    func objects(namespace: String, at version: UInt64) -> ArraySlice<StoredObject>? {
        guard let later = events(after: version) else { return nil }
        guard !later.isEmpty else { return objects(namespace: namespace) }
        // What an object was at that version is what it was before its first change since.
        var earlier: [String: StoredObject?] = [:]
        for event in later.reversed() { earlier.updateValue(event.previous, forKey: event.object.path) }
        var result = objects.filter { earlier[$0.path] == nil }
        result.append(contentsOf: earlier.values.compactMap { $0 })
        result.sort { $0.path < $1.path }
        return ArraySlice(namespace.isEmpty ? result : result.filter { $0.key.namespace == namespace })
    }

    func events(after version: UInt64) -> ArraySlice<StoreEvent>? {
        guard version >= forgotten else { return nil }
        var low = 0
        var high = history.count
        while low < high {
            let middle = (low + high) / 2
            if history[middle].version <= version { low = middle + 1 } else { high = middle }
        }
        return history[low...]
    }

    /// Stores an object and gives the one it replaces.
    mutating func put(_ object: StoredObject) -> StoredObject? {
        let index = position(of: object.path)
        if index < objects.count, objects[index].path == object.path {
            let previous = objects[index]
            objects[index] = object
            return previous
        }
        objects.insert(object, at: index)
        return nil
    }

    mutating func remove(_ path: String) -> StoredObject? {
        let index = position(of: path)
        guard index < objects.count, objects[index].path == path else { return nil }
        return objects.remove(at: index)
    }

    /// Remembers a change and tells the watchers.
    mutating func append(_ event: StoreEvent, limit: Int) {
        history.append(event)
        // Trimmed by half, so that the cost of moving the rest is shared by many changes.
        if history.count > limit * 2 {
            forgotten = history[history.count - limit - 1].version
            history.removeFirst(history.count - limit)
        }
        for deliver in watchers.values { deliver(event) }
    }

    mutating func forgetHistory(before version: UInt64) {
        history = []
        forgotten = version
    }

    /// The place of the first object whose path is not before this one.
    private func position(of path: String) -> Int {
        var low = 0
        var high = objects.count
        while low < high {
            let middle = (low + high) / 2
            if objects[middle].path < path { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
