import Document
import Resources

/// The world is not as the reviewer of a plan saw it; nothing was written.
package struct StalePlanError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One difference.
    package struct Difference: Sendable, Hashable, CustomStringConvertible {
        package var address: ResourceAddress
        package var item: ItemKey?
        /// What differs: `data.a was 1 and is 2 now (changed by kubectl-edit)`.
        package var message: String

        package init(address: ResourceAddress, item: ItemKey? = nil, message: String) {
            self.address = address
            self.item = item
            self.message = message
        }

        package var description: String {
            "\(address): \(item.map { "\($0): " } ?? "")\(message)"
        }
    }

    /// Sorted by address; never empty.
    package var differences: [Difference]

    package init(_ differences: [Difference]) {
        self.differences = differences.sorted { $0.description < $1.description }
    }

    package var description: String {
        let lines = differences.map { "  \($0)" }.joined(separator: "\n")
        return "the plan is stale: the world is not as it was when the plan was made\n\(lines)\nmake a new plan"
    }
}
