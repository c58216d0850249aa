/// What is to be done with a resource or one of its items.
package enum Action: String, Sendable, Hashable, CaseIterable {
    case create, update
    /// Deleted and created anew, since it cannot be changed in place.
    case replace
    case delete
    /// A gate that has to be passed.
    case wait
    /// Cannot be done in this run, and is picked up by a later one.
    case `defer`
    /// Could not be looked at.
    case unknown
    /// As it should be.
    case none

    /// True for what writes to the world.
    package var isChange: Bool {
        switch self {
        case .create, .update, .replace, .delete: true
        case .wait, .defer, .unknown, .none: false
        }
    }
}
