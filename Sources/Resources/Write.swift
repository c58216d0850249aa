import Document

/// A write as a backend carries it out: nothing in it is unknown any more.
package struct Write: Sendable {
    package var key: ItemKey
    /// The whole desired item, secrets and references put in.
    package var body: Value
    /// What is to be changed; nil creates, and fails where the item exists by then.
    package var observed: Observation?
    /// Fields that may be taken from other managers.
    package var forced: Set<Path>
    /// Fields whose lost record of ownership is given back to Berth first, so that those not in the body go.
    package var reclaimed: Set<Path>
    /// Whether what was observed is another's and is taken over.
    package var adopts: Bool
    /// Whether a dry run of this very write said a moment ago that it would create the item.
    package var wasAbsentInDryRun = false

    package init(
        key: ItemKey, body: Value, observed: Observation?, forced: Set<Path> = [], reclaimed: Set<Path> = [],
        adopts: Bool = false
    ) {
        self.key = key
        self.body = body
        self.observed = observed
        self.forced = forced
        self.reclaimed = reclaimed
        self.adopts = adopts
    }
}
