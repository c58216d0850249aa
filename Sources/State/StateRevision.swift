import Git

/// A point in the history of the state.
package struct StateRevision: Sendable, Hashable, CustomStringConvertible {
    /// Nil before the first commit.
    let commit: ObjectID?

    /// Where nothing is recorded yet.
    package static let empty = StateRevision(commit: nil)

    /// Reads what `description` writes; nil for any other text.
    package init?(_ text: String) {
        if text == Self.empty.description {
            self = .empty
        } else if let id = ObjectID(text) {
            commit = id
        } else {
            return nil
        }
    }

    init(commit: ObjectID?) { self.commit = commit }

    /// 40 hexadecimal digits, or `empty`.
    package var description: String { commit?.description ?? "empty" }

    /// The digits that people are shown.
    package var short: String { commit?.short ?? "empty" }
}
