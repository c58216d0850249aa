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

extension Step {
    /// Whether it counts as one object without one of its changes being it: what Berth stores or records, and what is unknown or
    /// put off as a whole.
    package var isObjectItself: Bool {
        switch action {
        case .none, .wait: false
        case .unknown where gate != nil: false
        case .unknown, .defer: changes.allSatisfy { $0.action == .none }
        case .create, .update, .replace, .delete: !changes.contains { $0.action.isChange }
        }
    }

    /// How many objects it is about, by action: the one unit in which plans count. What Berth stores or records is one
    /// object, and so is what is unknown as a whole; a gate counts only where it writes, waits or is deferred.
    package var objects: [Action: Int] {
        switch action {
        case .none: return [:]
        case .wait: return [.wait: 1]
        case .unknown, .defer:
            if gate != nil { return action == .defer ? [.defer: 1] : [:] }
            return [action: max(changes.count { $0.action != .none }, 1)]
        case .create, .update, .replace, .delete:
            let counts = changes.reduce(into: [Action: Int]()) { counts, change in
                if change.action.isChange { counts[change.action, default: 0] += 1 }
            }
            return counts.isEmpty ? [action: 1] : counts
        }
    }
}
