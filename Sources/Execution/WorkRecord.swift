import Planning
import Resources
import Synchronization

/// What the steps of a run have done to objects so far: what a step that does not finish leaves is counted, too.
final class WorkRecord: Sendable {
    private let actions = Mutex<[ResourceAddress: [ItemKey: Action]]>([:])

    /// That a step did something to an object; the last of several things counts.
    func note(_ action: Action, of key: ItemKey, by step: ResourceAddress) {
        actions.withLock { $0[step, default: [:]][key] = action }
    }

    /// That a step took back what it had done to an object.
    func takeBack(_ key: ItemKey, by step: ResourceAddress) {
        actions.withLock { $0[step]?[key] = nil }
    }

    /// That a step came to its end: all of it is done, and is counted as planned.
    func finish(_ step: ResourceAddress) {
        actions.withLock { $0[step] = nil }
    }

    /// How many objects of each action the steps did that did not come to their end; without those that did nothing.
    var unfinished: [ResourceAddress: [Action: Int]] {
        actions.withLock { steps in
            steps.compactMapValues { actions in
                actions.isEmpty ? nil : actions.values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
        }
    }
}
