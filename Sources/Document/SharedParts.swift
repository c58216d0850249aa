import Synchronization

/// Parts of JSON texts that come again and again: each is read once, and shared by all that hold it.
///
/// In a fleet most of what servers send is their record of who owns which field, which is the same for thousands of objects.
package final class SharedParts: Sendable {
    private static let limit = 4096

    private let key: String
    private let values = Mutex<[ByteString: Value]>([:])

    /// `key` is the name of the members whose values are shared.
    package init(key: String) {
        self.key = key
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
