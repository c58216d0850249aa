import Synchronization

/// A number that threads and tasks count up together.
package final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    package init() {}

    package var value: Int { count.load(ordering: .acquiring) }

    /// Counts one up; gives the number after it.
    @discardableResult
    package func increment() -> Int { count.add(1, ordering: .acquiringAndReleasing).newValue }
}
