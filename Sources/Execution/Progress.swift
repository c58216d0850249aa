import Resources
import Synchronization

/// Tells listeners what a step waits for, each thing once until it changes.
final class Progress: Sendable {
    private let context: RunContext
    private let address: ResourceAddress
    private let message = Mutex<String?>(nil)

    init(context: RunContext, address: ResourceAddress) {
        self.context = context
        self.address = address
    }

    /// What was told last.
    var last: String? { message.withLock(\.self) }

    func tell(_ text: String) {
        let isNew = message.withLock { message in
            defer { message = text }
            return message != text
        }
        if isNew { context.report(.stepProgress(text), address) }
    }
}
