import Document

/// One changed leaf of an item, with the reason in itself.
package struct LeafChange: Sendable, Hashable {
    package enum Reason: String, Sendable, Hashable {
        /// The specification says so now.
        case spec
        /// Berth had applied another value, and somebody changed it.
        case drift
        /// Somebody else owns it, and the operator approved taking it.
        case forced
        /// The value is right; Berth takes its part of the ownership.
        case ownership
        /// A consequence on the server: a default, or an admission plugin.
        case server
    }

    /// Who changed a leaf outside of Berth, by the server's record.
    package struct Author: Sendable, Hashable {
        package var manager: String
        /// RFC 3339, as the server recorded it.
        package var time: String?

        package init(manager: String, time: String?) {
            self.manager = manager
            self.time = time
        }
    }

    package var path: Path
    /// Nil where it does not exist.
    package var old: Value?
    package var new: Value?
    package var reason: Reason
    /// Values are not shown, and are not in `old` and `new`: `hidden` stands for one that is there.
    package var isSensitive: Bool
    package var author: Author?
    /// Whether the values are the names of a list's items as they stand in it, and not the items themselves.
    package var isOrder = false

    /// Whether the server's answer alone tells it: the specification has no value for it at its path.
    package var isToldByServer: Bool { reason == .server || isOrder }

    package init(
        path: Path, old: Value?, new: Value?, reason: Reason, isSensitive: Bool = false, author: Author? = nil
    ) {
        self.path = path
        self.old = old
        self.new = new
        self.reason = reason
        self.isSensitive = isSensitive
        self.author = author
    }

    /// What stands for a sensitive value: it says that there is one, and nothing of it.
    package static let hidden: Value = .null
}

extension Value? {
    /// Whether there is a value, and nothing of it.
    package var presence: Value? { map { _ in LeafChange.hidden } }
}
