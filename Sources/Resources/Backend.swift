import Document

/// A remote system that keeps items: the only thing that knows how to speak to it.
///
/// Implementations keep to the marks: what a write creates carries them from its first request on.
package protocol Backend: Sendable {
    /// Everything of these kinds that carries the estate's mark, and the named items whether marked or not, each in the
    /// version of its key.
    ///
    /// What does not exist is left out; what could not be looked at is named in the survey. Throws only where nothing of
    /// the place could be asked.
    func observe(kinds: Set<ItemKind>, named: Set<ItemKey>) async throws -> Survey

    /// One item as it is now, in the version of its key; nil where it does not exist.
    func read(_ key: ItemKey) async throws -> Observation?

    /// What can be told of an item that is to be made or changed before its values are known.
    func prospect(of key: ItemKey) async throws -> Prospect

    /// What the system says a write would do, without doing it.
    func preview(_ write: Write) async throws -> Preview

    /// Carries a write out and gives the item as it is then.
    ///
    /// A change is fenced by uid and version of what was observed, and a creation by absence: where the item is not that
    /// any more, nothing is written and the error says so (`Superseded`).
    func apply(_ write: Write) async throws -> Observation

    /// Starts the removal of exactly this item, fenced by its uid and version; true where it is gone already.
    ///
    /// Throws an error that is `Superseded` where the item is not in that version any more.
    func delete(_ observation: Observation) async throws -> Bool

    /// What would go along if these items were deleted: the objects in a namespace, the instances of a definition.
    ///
    /// Left out is what the system makes by itself for the item, and what goes with an owner that is listed. Throws where
    /// that cannot be told for certain.
    func contents(of keys: Set<ItemKey>) async throws -> [ItemKey: [Observation]]

    /// What costs money and would outlive the place: services with a load balancer, volume claims, the workloads that use
    /// these claims, and volumes that are to go and have no claim to go with, marked or not; nothing where the system has no
    /// such thing.
    func billed() async throws -> [Observation]

    /// Everything of a kind in a namespace, marked or not, in the kind's version, by default v1; nothing where the system has no such kind.
    func objects(of kind: ItemKind, in namespace: String) async throws -> [Observation]

    /// Everything in some namespaces, marked or not, with its metadata alone; the kinds that cannot be listed are named.
    func metadata(in namespaces: Set<String>) async throws -> Survey

    /// The definition of a custom kind (a CustomResourceDefinition), whose schema says what the system fills in by itself;
    /// nil for other kinds, and where it cannot be read.
    func definition(of kind: ItemKind) async throws -> Value?

    /// What the system serves; nil where it has no such thing.
    func servedAPI() async throws -> ServedAPI?

    /// How far an item is.
    func condition(of observation: Observation) -> ItemCondition

    /// Waits until the condition of an item satisfies the predicate (nil: it does not exist), and gives it.
    ///
    /// Cancellation ends the wait; there is no bound of its own.
    func wait(
        for key: ItemKey, until satisfied: @Sendable (Observation?) throws -> Bool
    ) async throws -> Observation?
}

extension Backend {
    /// A system without namespaces.
    package func objects(of kind: ItemKind, in namespace: String) async throws -> [Observation] { [] }

    /// A system without namespaces.
    package func metadata(in namespaces: Set<String>) async throws -> Survey { Survey([]) }

    /// A system that does not tell.
    package func servedAPI() async throws -> ServedAPI? { nil }

    /// A system that judges whole items only.
    package func prospect(of key: ItemKey) async throws -> Prospect { .open() }

    /// A system without custom kinds.
    package func definition(of kind: ItemKind) async throws -> Value? { nil }
}

/// An error that says whether an item has moved on since it was observed: it is to be read and judged again.
package protocol Superseded: Error {
    var isSuperseded: Bool { get }
}
