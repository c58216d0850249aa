/// What was seen of a place, and what could not be looked at: unknown is not absent.
package struct Survey: Sendable {
    package var observations: [Observation]
    /// The kinds of which not everything marked could be listed, with the reason. Named items of them may still be known.
    package var unlisted: [ItemKind: String]
    /// The named items that could not be looked at, with the reason.
    package var unknown: [ItemKey: String]

    package init(
        _ observations: [Observation] = [], unlisted: [ItemKind: String] = [:], unknown: [ItemKey: String] = [:]
    ) {
        self.observations = observations
        self.unlisted = unlisted
        self.unknown = unknown
    }
}
