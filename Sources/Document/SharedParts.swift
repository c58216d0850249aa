import Synchronization

/// Parts of JSON texts that come again and again: each is read once, and shared by all that hold it.
///
/// In a fleet most of what servers send is their record of who owns which field, which is the same for thousands of objects.
package final class SharedParts: Sendable {
    private static let limit = 4096

    private let key: String?
    private let values = Mutex<[ByteString: Value]>([:])
    private let names = Mutex<Set<String>>([])

    /// Shares the names of all members, and the values of those that are called `key`, where one is given.
    package init(key: String? = nil) {
        self.key = key
    }

    /// The one copy of the name of a member.
    func name(_ name: String) -> String {
        // A shorter one has no memory of its own.
        guard name.utf8.count > 15 else { return name }
        return names.withLock { names in
            guard let place = names.firstIndex(of: name) else {
                if names.count < Self.limit { names.insert(name) }
                return name
            }
            return names[place].hasSameBytes(as: name) ? names[place] : name
        }
    }

    func covers(_ key: String) -> Bool { self.key == key }

    func value(of text: ByteString) -> Value? { values.withLock { $0[text] } }

    /// Keeps what was read of a text; beyond a few thousand no more of them, since they are not the same then.
    func keep(_ value: Value, of text: ByteString) {
        values.withLock { values in
            if values.count < Self.limit { values[text] = value }
        }
    }
}
