import OrderedCollections

/// The members of a `Value.object`: in the order they were written, equal whatever their order.
package struct Object: Sendable {
    private var storage: OrderedDictionary<String, Value>

    package init() { storage = [:] }

    /// The last of several members of one key stands.
    package init(_ members: some Sequence<(String, Value)>) {
        storage = OrderedDictionary(members, uniquingKeysWith: { $1 })
    }

    package init(minimumCapacity: Int) {
        storage = OrderedDictionary(minimumCapacity: minimumCapacity)
    }

    package subscript(key: String) -> Value? {
        get { storage[key] }
        set { storage[key] = newValue }
        _modify { yield &storage[key] }
    }

    package var count: Int { storage.count }
    package var isEmpty: Bool { storage.isEmpty }
    package var keys: [String] { Array(storage.keys) }
    package var values: [Value] { Array(storage.values) }

    /// Members in the order of their keys.
    package var sorted: [(key: String, value: Value)] {
        storage.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// Sets a member and gives the value it had.
    package mutating func updateValue(_ value: Value, forKey key: String) -> Value? {
        storage.updateValue(value, forKey: key)
    }

    package mutating func removeValue(forKey key: String) -> Value? {
        storage.removeValue(forKey: key)
    }

    /// The same keys in the same order with other values.
    package func mapValues(_ transform: (Value) throws -> Value) rethrows -> Object {
        var result = self
        result.storage = try storage.mapValues(transform)
        return result
    }

    /// The members the predicate keeps.
    package func filter(_ isIncluded: ((key: String, value: Value)) throws -> Bool) rethrows -> Object {
        var result = self
        result.storage = try storage.filter(isIncluded)
        return result
    }
}

extension Object: Hashable {
    package static func == (left: Object, right: Object) -> Bool {
        left.count == right.count && left.storage.allSatisfy { right.storage[$0.key] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        var combined = 0
        for (key, value) in storage {
            var member = Hasher()
            member.combine(key)
            member.combine(value)
            combined ^= member.finalize()
        }
        hasher.combine(combined)
    }
}

extension Object: Sequence, ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, Value)...) {
        self.init(elements)
    }

    package struct Iterator: IteratorProtocol {
        fileprivate var base: OrderedDictionary<String, Value>.Iterator

        package mutating func next() -> (key: String, value: Value)? { base.next() }
    }

    package func makeIterator() -> Iterator { Iterator(base: storage.makeIterator()) }
}
