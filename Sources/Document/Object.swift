/// The members of a `Value.object`: in the order they were written, equal whatever their order.
package struct Object: Sendable {
    private var members: Members

    package init() { members = Members() }

    /// The last of several members of one key stands.
    package init(_ members: some Sequence<(String, Value)>) {
        self.init(minimumCapacity: members.underestimatedCount)
        for (key, value) in members { self.members.set(value, for: key) }
    }

    package init(minimumCapacity: Int) {
        members = Members(minimumCapacity: minimumCapacity)
    }

    /// Members of which no two have the same key.
    init(unique members: ArraySlice<Members.Member>) {
        self.members = Members(unique: members)
    }

    package subscript(key: String) -> Value? {
        get { members[key] }
        set {
            if let newValue { members.set(newValue, for: key) } else { _ = members.remove(key) }
        }
        _modify {
            // Taken out meanwhile, so that it is changed in place.
            let position = members.position(of: key)
            var value = position.map { members.exchange(.null, at: $0) }
            defer {
                switch (position, value) {
                case (let position?, let value?): _ = members.exchange(value, at: position)
                case (nil, let value?): members.set(value, for: key)
                case (_?, nil): _ = members.remove(key)
                case (nil, nil): break
                }
            }
            yield &value
        }
    }

    package var count: Int { members.count }
    package var isEmpty: Bool { members.count == 0 }
    package var keys: [String] { map(\.key) }
    package var values: [Value] { map(\.value) }

    /// Members in the order of their keys' bytes.
    package var sorted: [(key: String, value: Value)] { sortedList.map { ($0.key, $0.value) } }

    /// Members as they stand.
    var list: [Members.Member] { members.list }

    /// Members in the order of their keys' bytes.
    var sortedList: [Members.Member] {
        let list = members.list
        // What was written by a program is in order, mostly.
        let isSorted = list.indices.dropFirst().allSatisfy { list[$0 - 1].key.precedesInBytes(list[$0].key) }
        return isSorted ? list : list.sorted { $0.key.precedesInBytes($1.key) }
    }

    /// Sets a member and gives the value it had.
    package mutating func updateValue(_ value: Value, forKey key: String) -> Value? {
        guard let position = members.position(of: key) else {
            members.set(value, for: key)
            return nil
        }
        return members.exchange(value, at: position)
    }

    /// Changes the member of a key in place; where there is none an empty object is changed and added.
    mutating func change(_ key: String, _ change: (inout Value) -> Void) {
        let position = members.position(of: key)
        // Taken out meanwhile: one of two holders of the storage would copy it.
        var member = position.map { members.exchange(.null, at: $0) } ?? .object([:])
        change(&member)
        if let position { _ = members.exchange(member, at: position) } else { members.set(member, for: key) }
    }

    package mutating func removeValue(forKey key: String) -> Value? { members.remove(key) }

    /// The same keys in the same order with other values.
    package func mapValues(_ transform: (Value) throws -> Value) rethrows -> Object {
        Object(try map { ($0.key, try transform($0.value)) })
    }

    /// The members the predicate keeps.
    package func filter(_ isIncluded: ((key: String, value: Value)) throws -> Bool) rethrows -> Object {
        var result = Object()
        for member in self where try isIncluded(member) { result.members.set(member.value, for: member.key) }
        return result
    }
}

extension Object: Hashable {
    package static func == (left: Object, right: Object) -> Bool {
        left.members.isShared(with: right.members)
            || left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        var combined = 0
        for (key, value) in self {
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

    package var underestimatedCount: Int { count }

    package struct Iterator: IteratorProtocol {
        fileprivate let members: Members
        fileprivate var position = 0

        package mutating func next() -> (key: String, value: Value)? {
            guard position < members.count else { return nil }
            defer { position += 1 }
            return (members.list[position].key, members.list[position].value)
        }
    }

    package func makeIterator() -> Iterator { Iterator(members: members) }
}
