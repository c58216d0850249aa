import Document
import Synchronization

/// The faults in force and the log of those that struck.
package final class FaultPlan: Sendable {
    private struct Entry {
        let id: Int
        let fault: Fault
        /// How often it may still strike; nil for ever.
        var left: Int?
        /// How many requests pass before it strikes.
        var skip: Int
        /// How often each request that it is aimed at was seen: each has chances of its own.
        var seen: [FaultTarget: Int] = [:]
    }

    private struct State {
        var entries: [Entry] = []
        var nextID = 1
        var log: [Strike] = []
        var observers: [@Sendable () -> Void] = []
    }

    /// Older lines of the log are forgotten beyond so many.
    private static let capacity = 100_000

    private let chance: SeededChance
    private let state = Mutex(State())

    /// A plan without faults; the same seed and the same requests give the same strikes.
    package init(seed: UInt64 = 1) {
        chance = SeededChance(seed: seed)
    }

    /// Puts a fault in force; the number tells it from others.
    @discardableResult
    package func add(_ fault: Fault) -> Int {
        let id = state.withLock { state in
            defer { state.nextID += 1 }
            state.entries.append(Entry(id: state.nextID, fault: fault, left: fault.times, skip: fault.skip))
            return state.nextID
        }
        notify()
        return id
    }

    /// Lifts one fault, or all of them; false where there is none of that number.
    @discardableResult
    package func clear(_ id: Int? = nil) -> Bool {
        let found = state.withLock { state in
            let before = state.entries.count
            state.entries.removeAll { id == nil || $0.id == id }
            return id == nil || state.entries.count < before
        }
        notify()
        return found
    }

    /// Calls back after every change of the faults in force.
    package func observe(_ observer: @escaping @Sendable () -> Void) {
        state.withLock { $0.observers.append(observer) }
    }

    /// The faults that strike a request: the first `latency` that fires, and the first of the others. Those behind
    /// them are not used up.
    package func strikes(_ kinds: Set<Fault.Kind>, _ target: FaultTarget) -> [Strike] {
        state.withLock { state in
            guard !state.entries.isEmpty else { return [] }
            var strikes: [Strike] = []
            for index in state.entries.indices {
                let entry = state.entries[index]
                guard kinds.contains(entry.fault.kind), entry.left != 0, entry.fault.match.matches(target),
                    !strikes.contains(where: { ($0.fault.kind == .latency) == (entry.fault.kind == .latency) })
                else { continue }
                guard entry.skip == 0 else {
                    state.entries[index].skip -= 1
                    continue
                }
                let count = entry.seen[target, default: 0]
                if entry.fault.takesChances { state.entries[index].seen[target] = count + 1 }
                var chance = chance.with(entry.id).with(target.method).with(target.cluster).with(target.path)
                    .with(count)
                guard chance.next() < entry.fault.probability else { continue }
                if let left = entry.left { state.entries[index].left = left - 1 }
                strikes.append(
                    Strike(
                        id: entry.id, fault: entry.fault, delay: entry.fault.delay.wait(at: chance.next()),
                        target: target))
            }
            state.log += strikes
            if state.log.count > Self.capacity + Self.capacity / 4 {
                state.log.removeFirst(state.log.count - Self.capacity)
            }
            return strikes
        }
    }

    /// Whether a fault of a kind is in force, whatever it is aimed at.
    package func contains(_ kind: Fault.Kind) -> Bool {
        state.withLock { $0.entries.contains { $0.fault.kind == kind } }
    }

    /// Whether a lasting fault holds for an object of a cluster: `<namespace>/<name>`, of a resource with its group.
    package func holds(_ kind: Fault.Kind, object: String = "", resource: String = "", cluster: String) -> Bool {
        state.withLock { state in
            state.entries.contains {
                $0.fault.kind == kind
                    && $0.fault.match.matches(object: object, resource: resource, cluster: cluster)
            }
        }
    }

    /// How far the clock of a cluster is ahead, in seconds.
    package func skew(of cluster: String) -> Int64 {
        state.withLock { state in
            let skewed = state.entries.first {
                $0.fault.kind == .clockSkew && $0.fault.match.matches(object: "", cluster: cluster)
            }
            return Int64(skewed?.fault.offset ?? 0)
        }
    }

    /// The faults in force, with their numbers and how often they may still strike.
    package var json: Value {
        state.withLock { state in
            .array(
                state.entries.map { entry in
                    var value = entry.fault.json
                    value["id"] = .integer(Int64(entry.id))
                    if let left = entry.left { value["left"] = .integer(Int64(left)) }
                    return value
                })
        }
    }

    /// What struck so far, oldest first.
    package var log: Value { state.withLock { .array($0.log.map(\.json)) } }

    private func notify() {
        for observer in state.withLock({ $0.observers }) { observer() }
    }
}

extension Fault {
    /// Whether it matters how often a request was seen before.
    fileprivate var takesChances: Bool { probability < 1 || kind == .latency }
}
