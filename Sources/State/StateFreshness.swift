/// How what is here stands to the state at the remote, after an attempt to read it.
package struct StateFreshness: Sendable, Hashable {
    package enum Obstacle: Sendable, Hashable {
        /// The remote did not answer, refused, or what it sent could not be stored.
        case unreadable(String)
        /// The two changed the same paths differently.
        case diverged(String)

        package var reason: String {
            switch self {
            case .unreadable(let reason), .diverged(let reason): reason
            }
        }
    }

    /// The remote, without credentials; nil where there is none, so that what is here is all there is.
    package var remote: String?
    /// Why what is here is not the newest; nil where it is.
    package var obstacle: Obstacle?
    /// When the remote was last heard, in seconds since 1970-01-01 UTC; nil where that is not known.
    package var lastRead: Int64?
    /// How many commits the remote does not have.
    package var unpublished = 0
    /// Whether there is no state here at all.
    package var isEmpty = false

    package init(remote: String? = nil) {
        self.remote = remote
    }

    /// Whether what is here may be older than what others published.
    package var isStale: Bool { obstacle != nil }
}
