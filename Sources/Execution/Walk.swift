import HeapModule
import Planning
import Resources

/// How far a run has come in the graph of its steps: what may start, what has ended, what can never start.
///
/// Each step is looked at when one before it ends, not all of them each time: a fleet has tens of thousands.
package struct Walk: Sendable {
    /// In the order of the plan: each behind its dependencies.
    let steps: [Step]
    /// By places in `steps`: what must be done before, sorted by address, and what waits for it.
    private let dependencies: [[Int]]
    private let dependents: [[Int]]
    /// How many dependencies are not done yet.
    private var missing: [Int]
    /// What may start, the first of the plan first.
    private var ready: Heap<Int>
    private var ended: [StepOutcome?]
    /// The places of each group's steps, and how many of them have not ended.
    private let members: [String: [Int]]
    private var left: [String: Int]

    /// A walk at its beginning. Dependencies that are none of the steps are right already.
    package init(_ steps: [Step]) {
        self.steps = steps
        let places = Dictionary(steps.enumerated().map { ($1.address, $0) }) { first, _ in first }
        dependencies = steps.map { step in step.dependencies.sorted().compactMap { places[$0] } }
        var dependents = Array(repeating: [Int](), count: steps.count)
        for (place, before) in dependencies.enumerated() {
            for one in before { dependents[one].append(place) }
        }
        self.dependents = dependents
        missing = dependencies.map(\.count)
        ready = Heap(steps.indices.filter { [missing] in missing[$0] == 0 })
        ended = Array(repeating: nil, count: steps.count)
        members = Dictionary(grouping: steps.indices) { steps[$0].address.group }
        left = members.mapValues(\.count)
    }

    /// How the steps ended that have.
    var outcomes: [ResourceAddress: StepOutcome] { outcomes(of: steps.indices) }

    func outcomes(of group: String) -> [ResourceAddress: StepOutcome] { outcomes(of: members[group] ?? []) }

    private func outcomes(of places: some Sequence<Int>) -> [ResourceAddress: StepOutcome] {
        Dictionary(places.compactMap { place in ended[place].map { (steps[place].address, $0) } }) { $1 }
    }

    /// Whether a step may start now.
    var hasNext: Bool { !ready.isEmpty }

    /// The first step of the plan that may start now, which it is taken to do; nil where none may.
    package mutating func next() -> Int? { ready.popMin() }

    /// Takes in how a step ended, and that what depends on it can never start where it failed. Returns the groups of which
    /// nothing is left.
    package mutating func end(_ place: Int, _ outcome: StepOutcome) -> Set<String> {
        var finished: Set<String> = []
        note(place, outcome, &finished)
        guard !outcome.isSuccess else {
            for dependent in dependents[place] {
                missing[dependent] -= 1
                if missing[dependent] == 0 { ready.insert(dependent) }
            }
            return finished
        }
        var doomed = Heap(dependents[place])
        // In the order of the plan: what a step depends on is judged before it.
        while let next = doomed.popMin() {
            guard ended[next] == nil, let blocking = dependencies[next].first(where: { ended[$0]?.isSuccess == false })
            else { continue }
            note(next, .skipped("\(steps[blocking].address) did not succeed"), &finished)
            doomed.insert(contentsOf: dependents[next])
        }
        return finished
    }

    /// Ends what has not ended; returns the groups of which nothing was left only now.
    mutating func skipRest(_ reason: String) -> Set<String> {
        var finished: Set<String> = []
        for place in steps.indices where ended[place] == nil { note(place, .skipped(reason), &finished) }
        return finished
    }

    private mutating func note(_ place: Int, _ outcome: StepOutcome, _ finished: inout Set<String>) {
        ended[place] = outcome
        let group = steps[place].address.group
        left[group, default: 0] -= 1
        if left[group] == 0 { finished.insert(group) }
    }
}
