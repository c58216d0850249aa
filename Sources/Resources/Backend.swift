/// A remote system that keeps items: the only thing that knows how to speak to it.
///
/// Implementations keep to the marks: what a write creates carries them from its first request on.
package protocol Backend: Sendable {
    /// Everything of these kinds that carries the estate's mark, and the named items whether marked or not.
    ///
    /// What does not exist is left out.
    func observe(kinds: Set<ItemKind>, named: Set<ItemKey>) async throws -> [Observation]

    /// What the system says a write would do, without doing it.
    func preview(_ write: Write) async throws -> Preview

    /// Carries a write out and gives the item as it is then.
    func apply(_ write: Write) async throws -> Observation

    /// Starts the removal of exactly this item (its uid is checked); true where it is gone already.
    func delete(_ observation: Observation) async throws -> Bool

    /// How far an item is.
    func condition(of observation: Observation) -> ItemCondition

    /// Waits until the condition of an item satisfies the predicate (nil: it does not exist), and gives it.
    ///
    /// Cancellation ends the wait; there is no bound of its own.
    func wait(
        for key: ItemKey, until satisfied: @Sendable (Observation?) throws -> Bool
    ) async throws -> Observation?
}
