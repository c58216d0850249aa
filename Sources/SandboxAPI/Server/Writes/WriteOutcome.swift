/// What a write came to.
struct WriteOutcome: Sendable {
    /// 201 for a new object, 200 for a changed or unchanged one.
    var code: Int
    /// The object as it is stored, or would be.
    var object: StoredObject
    /// What the client is warned of.
    var warnings: [String] = []
}
