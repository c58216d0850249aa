/// Keys with their values in the order they were written.
///
/// Nearly all objects of a document have a few members, and a fleet has hundreds of thousands of those objects: these lie side
/// by side in one piece of memory, where a library's dictionary takes two. More than a few are found by a hash.
struct Members: Sendable {
    /// Not a pair: arrays of those are copied and freed by code that looks up how for each of them.
    struct Member: Sendable {
        var key: String
        var value: Value
    }

    /// How many are looked through one after the other.
    static let few = 16

    private(set) var list: [Member]
    /// Where each key stands; nil where there are few.
    private var places: [String: Int]?

    init(minimumCapacity: Int = 0) {
        list = []
        list.reserveCapacity(minimumCapacity)
    }

    /// Members of which no two have the same key.
    init(unique members: ArraySlice<Member>) {
        list = Array(members)
        index()
    }

    var count: Int { list.count }

    subscript(position: Int) -> Member { list[position] }

    subscript(key: String) -> Value? { position(of: key).map { list[$0].value } }

    func position(of key: String) -> Int? {
        if let places { return places[key] }
        return list.firstIndex { $0.key == key }
    }

    /// Whether both are the same piece of memory, and thus equal; false says nothing.
    func isShared(with other: Members) -> Bool {
        list.withUnsafeBufferPointer { one in
            other.list.withUnsafeBufferPointer { one.baseAddress == $0.baseAddress && one.count == $0.count }
        }
    }

    /// Sets a member: where it stood, or behind all others.
    mutating func set(_ value: Value, for key: String) {
        if let position = position(of: key) {
            list[position].value = value
            return
        }
        list.append(Member(key: key, value: value))
        if places != nil { places?[key] = list.count - 1 } else { index() }
    }

    /// Puts a value at a position and gives the one that stood there.
    mutating func exchange(_ value: Value, at position: Int) -> Value {
        var value = value
        swap(&list[position].value, &value)
        return value
    }

    /// Takes a member away and gives the value it had.
    mutating func remove(_ key: String) -> Value? {
        guard let position = position(of: key) else { return nil }
        let removed = list.remove(at: position).value
        places = nil
        index()
        return removed
    }

    private mutating func index() {
        guard list.count > Self.few else { return }
        places = Dictionary(uniqueKeysWithValues: list.enumerated().map { ($0.element.key, $0.offset) })
    }
}
