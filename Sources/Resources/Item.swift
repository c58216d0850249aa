import Diagnostics
import Document

/// One thing in the world as it shall be.
package struct Item: Sendable, Hashable {
    package var key: ItemKey
    /// The whole thing with its ownership marks; leaves of `insertions` hold placeholders.
    package var desired: Value { didSet { composed.value = nil } }
    package var insertions: [Path: Insertion]
    /// The line of the template or specification it comes from.
    package var location: SourceLocation?
    private var composed = KnownDigest()

    /// The digest of `Mark.content(of: desired)`, taken when the item was composed; nil once that was changed.
    package var composedDigest: Digest? { composed.value }

    package init(
        key: ItemKey, desired: Value, insertions: [Path: Insertion] = [:], location: SourceLocation? = nil,
        composedDigest: Digest? = nil
    ) {
        self.key = key
        self.desired = desired
        self.insertions = insertions
        self.location = location
        composed.value = composedDigest
    }

    /// Lets it share the memory of a value that is equal to what is desired.
    package mutating func share(_ equal: Value) {
        let digest = composed.value
        desired = equal
        composed.value = digest
    }

    /// The outputs it waits for, sorted.
    package var references: [Reference] {
        Set(insertions.values.flatMap(\.references)).sorted { $0.description < $1.description }
    }
}

/// A digest that was taken already; it does not count in comparisons.
private struct KnownDigest: Sendable, Hashable {
    var value: Digest?

    static func == (_: KnownDigest, _: KnownDigest) -> Bool { true }
    func hash(into _: inout Hasher) {}
}

extension Item {
    /// The labels and the annotations that say whose an item is, sent by the request that creates it.
    package enum Mark {
        package static let managedByLabel = "app.kubernetes.io/managed-by"
        package static let manager = "berth"
        package static let estateLabel = "berth.dev/estate"
        package static let workspaceLabel = "berth.dev/workspace"
        package static let addressAnnotation = "berth.dev/address"
        /// The binding of the mark to the object it was set on (`ItemKey.binding`): what tells a copy.
        package static let itemAnnotation = "berth.dev/item"
        /// The kinds ever used on the management side of a workspace, on its namespace.
        package static let kindsAnnotation = "berth.dev/kinds"
        /// The kinds ever used inside the tenant of a workspace, on its namespace.
        package static let tenantKindsAnnotation = "berth.dev/tenant-kinds"
        /// The providers that hold a network of a workspace, on its namespace.
        package static let providersAnnotation = "berth.dev/providers"
        package static let protectedAnnotation = "berth.dev/protected"
        /// A `ReplacePolicy`, by which an object says when it may be deleted and made anew.
        package static let replaceAnnotation = "berth.dev/replace"
        /// Digest of the desired object (secret values left out) as last applied: tells drift from a changed spec when
        /// the state repository is lost.
        package static let appliedAnnotation = "berth.dev/applied"

        /// What an object says without what Berth notes on it for itself (`appliedAnnotation`, `RecordedKinds`): what its digest
        /// is taken of.
        package static func content(of object: Value) -> Value {
            var content = object
            content[["metadata", "annotations", appliedAnnotation]] = nil
            RecordedKinds.unmark(&content)
            return content
        }

        /// The selector that finds everything of an estate.
        package static func selector(estate: String) -> String {
            "\(managedByLabel)=\(manager),\(estateLabel)=\(estate)"
        }
    }
}
