import Document
import Resources

/// What is to be done with one item of a step, what was seen of it, and what must still be so when it is done.
package struct ItemChange: Sendable, Hashable {
    /// How far the world vouches for what the plan says.
    package enum Verification: Sendable, Hashable {
        /// Tried on the server without effect.
        case server
        /// Tried in another namespace, since its own does not exist yet.
        case probe
        /// Cannot be tried before an earlier step is done; it is then, and must add nothing.
        case deferred(String)
        /// Nothing to verify: known to be the same, or a system without a dry run.
        case none
    }

    package var key: ItemKey
    package var action: Action
    /// The item as it shall be; nil for a deletion. As recorded for what stays as it is.
    package var item: Item?
    /// What was seen; nil where it did not exist.
    package var seen: Seen?
    /// What changes, leaf by leaf, in the order of paths.
    package var leaves: [LeafChange]
    /// Fields that may be taken from others: drift of what Berth applied, and conflicts the operator approved.
    package var forced: Set<Path>
    package var verification: Verification
    /// What goes with a deleted item by itself, and has to be gone too before the step is done.
    package var dependents: [ItemKey]
    /// Berth had made it, and somebody took it away: drift.
    package var wasRemoved = false

    /// The identity and the leaves of an item as the reviewer saw them.
    package struct Seen: Sendable, Hashable {
        package var uid: String?
        package var version: String?
        /// Every leaf that the change keeps, sets or removes.
        package var leaves: [SeenLeaf]

        package init(uid: String?, version: String?, leaves: [SeenLeaf] = []) {
            self.uid = uid
            self.version = version
            self.leaves = leaves
        }
    }

    package init(
        key: ItemKey, action: Action, item: Item? = nil, seen: Seen? = nil, leaves: [LeafChange] = [],
        forced: Set<Path> = [], verification: Verification = .none, dependents: [ItemKey] = []
    ) {
        self.key = key
        self.action = action
        self.item = item
        self.seen = seen
        self.leaves = leaves
        self.forced = forced
        self.verification = verification
        self.dependents = dependents
    }

    /// True where the values are secret: nothing of them is shown or kept, and the version is the precondition.
    package var isSensitive: Bool { key.kind == "Secret" && key.group.isEmpty }
}

/// A leaf of an item as it was seen: its value (nil: absent) and the managers that own it, sorted.
package struct SeenLeaf: Sendable, Hashable {
    package var path: Path
    package var value: Value?
    package var managers: [String]

    package init(path: Path, value: Value?, managers: [String]) {
        self.path = path
        self.value = value
        self.managers = managers
    }
}
