import Document
import Resources

/// What must still hold when a change is carried out: the item as the reviewer saw it.
///
/// One value on each change, and one function that judges it (`violations`): before the first write of a run, and again
/// directly before each write and each deletion.
package struct Precondition: Sendable, Hashable {
    package enum Presence: Sendable, Hashable {
        /// It must not exist.
        case absent
        /// It is this object, and is not being deleted.
        case present(uid: String)
        /// It was being deleted: it is made anew when this object is gone.
        case terminating(uid: String)
    }

    package var presence: Presence
    /// The version in which it must still be, where no leaves are compared: a Secret.
    package var version: String?
    /// Every leaf that the change keeps, sets or removes.
    package var leaves: [SeenLeaf]
    /// Whose it must be, or becomes where it is adopted; nil where it must not exist.
    package var owner: ResourceAddress?
    /// From whom it is taken over, where it is not its owner's yet.
    package var adopted: OwnershipVerdict.Origin?
    /// What may go along when it is deleted, beyond what is Berth's own.
    package var contents: Set<ItemKey>

    package init(
        _ presence: Presence, version: String? = nil, leaves: [SeenLeaf] = [], owner: ResourceAddress? = nil,
        adopted: OwnershipVerdict.Origin? = nil, contents: Set<ItemKey> = []
    ) {
        self.presence = presence
        self.version = version
        self.leaves = leaves
        self.owner = owner
        self.adopted = adopted
        self.contents = contents
    }

    /// The identity it was seen with.
    package var uid: String? {
        switch presence {
        case .absent: nil
        case .present(let uid), .terminating(let uid): uid
        }
    }
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
