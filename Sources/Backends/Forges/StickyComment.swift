/// Which of the comments of a request is the one that Berth keeps up: decided from what is there.
struct StickyComment: Sendable, Hashable {
    /// The oldest of ours; nil where there is none yet.
    var kept: ForgeEntry?
    /// Further ones of the same author, which are one too many.
    var surplus: [ForgeEntry]

    /// Of all comments with the marker those count that `identity` wrote: whoever copies a marker, or quotes it, keeps what he
    /// wrote.
    init(_ comments: [ForgeEntry], marker: String, of identity: ForgeIdentity) {
        let ours = comments.filter { $0.marker == marker && identity.wrote($0) }.sorted { $0.number < $1.number }
        kept = ours.first
        surplus = ours.dropFirst().filter { $0.author == ours.first?.author }
    }
}

/// What became of a comment.
package struct CommentOutcome: Sendable, Hashable {
    package enum Change: String, Sendable, Hashable {
        case created, updated, unchanged
    }

    package var change: Change
    /// How many second ones were removed.
    package var removed = 0
    /// Why second ones could not be removed, one for each.
    package var left: [String] = []
}
