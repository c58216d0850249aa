import Document
import Resources

extension Plan {
    /// Closes a plan: edges lead through steps that are not carried out, and what changes need of resources that stay as they
    /// are is in it.
    ///
    /// `output` gives the value of an output as the world has it now.
    mutating func close(output: (Reference) -> Value?) {
        steps = Self.closed(Self.withoutRemovalsBehindUnknown(steps))
        let running = Set(steps.filter(\.runs).map(\.address))
        for reference in steps.filter(\.runs).flatMap(\.changes).compactMap(\.item).flatMap(\.references)
        where !running.contains(reference.address) {
            outputs[reference] = output(reference)
        }
    }

    /// What stands under something unknown is not taken away: a namespace stays while it is not known what is in it, and the old
    /// name of a control plane while nobody can tell that the new one answers. A record of kinds stays as it is then, too.
    static func withoutRemovalsBehindUnknown(_ steps: [Step]) -> [Step] {
        var result = steps
        var open = steps.indices.filter { steps[$0].action == .unknown }
        guard !open.isEmpty else { return steps }
        var dependents: [ResourceAddress: [Int]] = [:]
        for index in steps.indices
        where steps[index].isRemoval || steps[index].isNarrowing || steps[index].retiresNames {
            for dependency in steps[index].dependencies { dependents[dependency, default: []].append(index) }
        }
        // In the order of the plan, so that the same plan always names the same reason.
        var place = 0
        while place < open.count {
            let blocking = result[open[place]]
            place += 1
            for index in dependents[blocking.address] ?? [] where result[index].action != .unknown {
                (result[index].action, result[index].changes) = (.unknown, [])
                result[index].reason = "\(blocking.address) is unknown"
                result[index].silentPlace = blocking.silentPlace
                open.append(index)
            }
        }
        return result
    }

    /// The steps with edges to everything that must be done before them: an edge to a step that is not carried out leads on
    /// to what runs before that one, and none leads out of the plan.
    static func closed(_ steps: [Step]) -> [Step] {
        let byAddress = Dictionary(steps.map { ($0.address, $0) }) { first, _ in first }
        // What runs before each step that does not run itself; in a circle the second visit finds nothing.
        var running: [ResourceAddress: Set<ResourceAddress>] = [:]
        for step in sorted(steps) where !step.runs {
            running[step.address] = step.dependencies.reduce(into: []) { result, address in
                guard let dependency = byAddress[address] else { return }
                if dependency.runs { result.insert(address) } else { result.formUnion(running[address] ?? []) }
            }
        }
        return steps.map { step in
            var closed = step
            closed.dependencies = []
            for address in step.dependencies where byAddress[address] != nil {
                closed.dependencies.insert(address)
                closed.dependencies.formUnion(running[address] ?? [])
            }
            closed.dependencies.remove(step.address)
            return closed
        }
    }
}

extension Step {
    /// Whether a run carries it out.
    package var runs: Bool { action.isChange || action == .wait }
}

extension Plan {
    /// Steps so that each stands behind its dependencies; those free of each other stay in their order. An edge that closes a
    /// circle is left out.
    static func sorted(_ steps: [Step]) -> [Step] {
        let places = Dictionary(steps.enumerated().map { ($1.address, $0) }) { first, _ in first }
        let before = steps.map { step in step.dependencies.compactMap { places[$0] }.sorted() }
        var result: [Step] = []
        var seen: Set<Int> = []
        for start in steps.indices where seen.insert(start).inserted {
            // By a stack of its own: a plan may be deeper than a thread's.
            var way = [(place: start, next: 0)]
            while let (place, next) = way.last {
                guard next < before[place].count else {
                    result.append(steps[place])
                    way.removeLast()
                    continue
                }
                way[way.count - 1].next += 1
                let dependency = before[place][next]
                if seen.insert(dependency).inserted { way.append((dependency, 0)) }
            }
        }
        return result
    }
}
