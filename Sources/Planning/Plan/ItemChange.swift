import Diagnostics
import Document
import Resources

/// What is to be done with one item of a step, and what must still be so when it is done.
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

    /// Something that goes along when an item is deleted.
    package struct Companion: Sendable, Hashable {
        package var key: ItemKey
        /// Whether it is this estate's own; anything else needs consent.
        package var isOwned: Bool

        package init(key: ItemKey, isOwned: Bool) {
            self.key = key
            self.isOwned = isOwned
        }
    }

    /// A leaf that is neither compared nor set, with the reason.
    package struct Exemption: Sendable, Hashable {
        package var path: Path
        package var reason: String

        package init(path: Path, reason: String) {
            self.path = path
            self.reason = reason
        }
    }

    package var key: ItemKey
    package var action: Action
    /// The item as it shall be; nil for a deletion. As recorded for what stays as it is.
    package var item: Item?
    /// What must still hold; nil where nothing is known of the item.
    package var precondition: Precondition?
    /// What changes, leaf by leaf, in the order of paths.
    package var leaves: [LeafChange]
    /// Fields that may be taken from others: drift of what Berth applied, and conflicts the operator approved.
    package var forced: Set<Path>
    /// Fields that Berth applied last by the state, and that the server's record gives to nobody or to what was there
    /// before: they are given back to Berth with the write, so that they can be removed again.
    package var reclaimed: Set<Path>
    package var verification: Verification
    /// What goes with a deleted item by itself, and has to be gone too before the step is done.
    package var dependents: [ItemKey]
    /// What else goes along with a deleted item, sorted.
    package var companions: [Companion]
    /// What is left to others.
    package var exemptions: [Exemption]
    /// Why nothing is known of it.
    package var unknownReason: String?
    /// Berth had made it, and somebody took it away: drift.
    package var wasRemoved = false
    /// Why the item that is there is deleted and made anew; nil for all else, also for a control plane that was lost.
    package var replacement: Replacement?
    /// Whether it stays as it is and a run has nothing to record of it: a plan file keeps the digest of the item alone, so
    /// that its size follows what changes.
    package var isSettled = false
    /// What a plan file says of a settled item; nil where the item itself is at hand.
    package var settled: Settled?

    /// What is left of a settled item.
    package struct Settled: Sendable, Hashable {
        package var digest: Digest
        package var location: SourceLocation?

        /// Of an item as the specification gives it.
        package init(of item: Item) {
            digest = item.digest
            location = item.location
        }

        init(digest: Digest, location: SourceLocation?) {
            self.digest = digest
            self.location = location
        }
    }

    package init(
        key: ItemKey, action: Action, item: Item? = nil, precondition: Precondition? = nil, leaves: [LeafChange] = [],
        forced: Set<Path> = [], reclaimed: Set<Path> = [], verification: Verification = .none,
        dependents: [ItemKey] = [], companions: [Companion] = [], exemptions: [Exemption] = [],
        unknownReason: String? = nil
    ) {
        self.key = key
        self.action = action
        self.item = item
        self.precondition = precondition
        self.leaves = leaves
        self.forced = forced
        self.reclaimed = reclaimed
        self.verification = verification
        self.dependents = dependents
        self.companions = companions
        self.exemptions = exemptions
        self.unknownReason = unknownReason
    }

    /// True where the values are secret: nothing of them is shown or kept, and the version is the precondition.
    package var isSensitive: Bool { key.kind == "Secret" && key.group.isEmpty }
}
