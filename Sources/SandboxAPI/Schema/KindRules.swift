import Document

/// What a write knows besides the object: what the store decides.
package struct WriteContext: Sendable {
    /// RFC 3339, whole seconds, UTC: `2026-11-23T03:50:33Z`.
    package var now: String
    /// The object's uid; on create the one it is about to get.
    package var uid: String
    package var allocateClusterIP: @Sendable () -> String
    package var allocateNodePort: @Sendable () -> Int64

    package init(
        now: String, uid: String, allocateClusterIP: @escaping @Sendable () -> String,
        allocateNodePort: @escaping @Sendable () -> Int64
    ) {
        self.now = now
        self.uid = uid
        self.allocateClusterIP = allocateClusterIP
        self.allocateNodePort = allocateNodePort
    }
}

/// What a built-in kind does beyond its schema; each hook is a pure function of the objects.
package struct KindRules: Sendable {
    package typealias Default = @Sendable (_ object: inout Value) -> Void
    package typealias Prepare = @Sendable (_ object: inout Value, _ live: Value?, _ context: WriteContext) -> Void
    package typealias Validate = @Sendable (_ object: Value, _ live: Value?) -> [FieldProblem]

    /// Fills in what depends on other fields; plain defaults stand in the schema.
    package var applyDefaults: Default
    /// The strategy's PrepareForCreate and PrepareForUpdate: allocations and derived fields.
    package var prepare: Prepare
    /// Problems of the object, `live` being nil on create.
    package var validate: Validate

    /// Whether the kind's strategy compares specs so that an empty list is not an absent one; a write that sends one
    /// then counts as a change each time.
    package var distinguishesEmpty: Bool
    /// Whether changed annotations count as a new generation.
    package var countsAnnotations: Bool

    package init(
        applyDefaults: @escaping Default = { _ in }, prepare: @escaping Prepare = { _, _, _ in },
        validate: @escaping Validate = { _, _ in [] }, distinguishesEmpty: Bool = false,
        countsAnnotations: Bool = false
    ) {
        self.applyDefaults = applyDefaults
        self.prepare = prepare
        self.validate = validate
        self.distinguishesEmpty = distinguishesEmpty
        self.countsAnnotations = countsAnnotations
    }
}
