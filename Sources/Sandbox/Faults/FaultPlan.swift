import Document
import Synchronization

/// The faults in force and the log of those that struck.
package final class FaultPlan: Sendable {
    private struct State {
        var faults: [(id: Int, fault: Fault, left: Int?)] = []
        var nextID = 1
        var generator: SplitMix64
        var log: [Value] = []
        var observers: [@Sendable () -> Void] = []
    }

    private let state: Mutex<State>

    /// A plan without faults; the same seed and the same requests give the same strikes.
    package init(seed: UInt64 = 1) {
        state = Mutex(State(generator: SplitMix64(seed: seed)))
    }

    /// Puts a fault in force; the number tells it from others.
    @discardableResult
    package func add(_ fault: Fault) -> Int {
        let id = state.withLock { state in
            defer { state.nextID += 1 }
            state.faults.append((state.nextID, fault, fault.times))
            return state.nextID
        }
        notify()
        return id
    }

    /// Lifts one fault, or all of them; false where there is none of that number.
    @discardableResult
    package func clear(_ id: Int? = nil) -> Bool {
        let found = state.withLock { state in
            let before = state.faults.count
            state.faults.removeAll { id == nil || $0.id == id }
            return id == nil || state.faults.count < before
        }
        notify()
        return found
    }

    /// Calls back after every change of the faults in force.
    package func observe(_ observer: @escaping @Sendable () -> Void) {
        state.withLock { $0.observers.append(observer) }
    }

    /// The faults that strike this request, in the order they were added; each is used up by one.
    package func strikes(
        _ kinds: Set<Fault.Kind>, method: String, path: String, cluster: String, user: String
    ) -> [Fault] {
        state.withLock { state in
            guard !state.faults.isEmpty else { return [] }
            var struck: [Fault] = []
            for index in state.faults.indices {
                let (id, fault, left) = state.faults[index]
                guard kinds.contains(fault.kind), left != 0,
                    fault.match.matches(method: method, path: path, cluster: cluster, user: user),
                    fault.probability >= 1 || state.generator.unit() < fault.probability
                else { continue }
                if let left { state.faults[index].left = left - 1 }
                struck.append(fault)
                state.log.append([
                    "fault": .integer(Int64(id)), "kind": .string(fault.kind.rawValue), "method": .string(method),
                    "path": .string(path), "cluster": .string(cluster),
                ])
            }
            return struck
        }
    }

    /// A number of milliseconds from the fault's range.
    package func delay(of fault: Fault) -> Duration {
        state.withLock { .milliseconds(Int.random(in: fault.milliseconds, using: &$0.generator)) }
    }

    /// Whether a lasting fault holds for an object (`<namespace>/<name>`) of a cluster.
    package func holds(_ kind: Fault.Kind, object: String = "", cluster: String) -> Bool {
        state.withLock { state in
            state.faults.contains { $0.fault.kind == kind && $0.fault.match.matches(object: object, cluster: cluster) }
        }
    }

    /// The faults in force, with their numbers and how often they may still strike.
    package var json: Value {
        state.withLock { state in
            .array(
                state.faults.map { id, fault, left in
                    var value = fault.json
                    value["id"] = .integer(Int64(id))
                    if let left { value["left"] = .integer(Int64(left)) }
                    return value
                })
        }
    }

    /// What struck so far, oldest first.
    package var log: Value { state.withLock { .array($0.log) } }

    private func notify() {
        for observer in state.withLock({ $0.observers }) { observer() }
    }
}

/// The generator of Steele, Lea and Flood: small, fast, the same everywhere.
private struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func unit() -> Double { Double.random(in: 0..<1, using: &self) }
}
