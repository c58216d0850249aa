import Document
import Resources
import Synchronization

/// The outputs that steps of a run made known.
final class RunOutputs: Sendable {
    private let values = Mutex<[Reference: Value]>([:])

    subscript(reference: Reference) -> Value? {
        values.withLock { $0[reference] }
    }

    func set(_ value: Value, of reference: Reference) {
        values.withLock { $0[reference] = value }
    }
}
