import OrderedCollections

/// Keys with their values in the order they were written.
///
/// Nearly all objects of a document have a few members, and a fleet has millions of those objects: these lie side by side in one
/// piece of memory, where a library's dictionary takes two. More than a few are found by a hash.
enum Members: Sendable {
    case few([Member])
    indirect case many(OrderedDictionary<String, Value>)

    typealias Member = (key: String, value: Value)

    /// How many are looked through one after the other.
    static let few = 16

    init() { self = .few([]) }

    init(minimumCapacity: Int) {
        guard minimumCapacity <= Self.few else {
            self = .many(OrderedDictionary(minimumCapacity: minimumCapacity))
            return
        }
        var members: [Member] = []
        members.reserveCapacity(minimumCapacity)
        self = .few(members)
    }

    var count: Int {
        switch self {
        case .few(let members): members.count
        case .many(let members): members.count
        }
    }

    subscript(position: Int) -> Member {
        switch self {
        case .few(let members): members[position]
        case .many(let members): members.elements[position]
        }
    }

    subscript(key: String) -> Value? {
        switch self {
        case .few(let members):
            for member in members where member.key == key { return member.value }
            return nil
        case .many(let members): return members[key]
        }
    }

    func position(of key: String) -> Int? {
        switch self {
        case .few(let members): members.firstIndex { $0.key == key }
        case .many(let members): members.index(forKey: key)
        }
    }

    /// Whether both are the same piece of memory, and thus equal; false says nothing.
    func isShared(with other: Members) -> Bool {
        guard case (.few(let one), .few(let two)) = (self, other), one.count == two.count else { return false }
        return one.withUnsafeBufferPointer { one in
            two.withUnsafeBufferPointer { one.baseAddress == $0.baseAddress }
        }
    }

    /// Sets a member: where it stood, or behind all others.
    mutating func set(_ value: Value, for key: String) {
        change { members in
            if let position = members.firstIndex(where: { $0.key == key }) {
                members[position].value = value
            } else {
                members.append((key, value))
            }
        } orMany: { members in
            members[key] = value
        }
        guard case .few(let members) = self, members.count > Self.few else { return }
        self = .many(OrderedDictionary(uniqueKeysWithValues: members))
    }

    /// Puts a value at a position and gives the one that stood there.
    mutating func exchange(_ value: Value, at position: Int) -> Value {
        var value = value
        change { members in
            swap(&members[position].value, &value)
        } orMany: { members in
            swap(&members.values[position], &value)
        }
        return value
    }

    /// Takes a member away and gives the value it had.
    mutating func remove(_ key: String) -> Value? {
        var removed: Value?
        change { members in
            removed = members.firstIndex { $0.key == key }.map { members.remove(at: $0).value }
        } orMany: { members in
            removed = members.removeValue(forKey: key)
        }
        return removed
    }

    /// Changes the members in place: they are let go of meanwhile, since they would be copied otherwise.
    private mutating func change(
        _ few: (inout [Member]) -> Void, orMany many: (inout OrderedDictionary<String, Value>) -> Void
    ) {
        switch self {
        case .few(var members):
            self = .few([])
            few(&members)
            self = .few(members)
        case .many(var members):
            self = .few([])
            many(&members)
            self = .many(members)
        }
    }
}
