import Redaction

/// A secret value: printing, interpolating or dumping it shows `(sensitive)`.
package struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    // A closure, since even the runtime's own dumps do not look into one.
    private let read: @Sendable () -> [UInt8]

    /// From now on the value is redacted in all that leaves this process.
    package init(_ bytes: [UInt8]) {
        KnownSecrets.shared.learn(bytes)
        read = { bytes }
    }

    package init(_ text: String) {
        self.init(Array(text.utf8))
    }

    /// The value itself; whoever takes it out answers for where it goes.
    package var exposed: [UInt8] { read() }

    /// The value as text; nil where it is no UTF-8.
    package var exposedText: String? { String(validating: read(), as: UTF8.self) }

    package var isEmpty: Bool { read().isEmpty }
    package var description: String { "(sensitive)" }
    package var debugDescription: String { "(sensitive)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
