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
        let places = places(of: steps)
        let runs = steps.map(\.runs)
        // What runs before each step that does not run itself; in a circle the second visit finds nothing. Of a plan without
        // changes it is nothing at all.
        var running: [Int: Set<ResourceAddress>] = [:]
        for place in runs.contains(true) ? order(of: steps, places) : [] where !runs[place] {
            var before: Set<ResourceAddress> = []
            for address in steps[place].dependencies {
                guard let dependency = places[address] else { continue }
                if runs[dependency] { before.insert(address) } else { before.formUnion(running[dependency] ?? []) }
            }
            if !before.isEmpty { running[place] = before }
        }
        var closed = steps
        for index in closed.indices {
            let address = closed[index].address
            var kept = closed[index].dependencies.filter { places[$0] != nil && $0 != address }
            for dependency in closed[index].dependencies {
                if let before = places[dependency].flatMap({ running[$0] }) { kept.formUnion(before) }
            }
            kept.remove(address)
            if kept != closed[index].dependencies { closed[index].dependencies = kept }
        }
        return closed
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
        order(of: steps, places(of: steps)).map { steps[$0] }
    }

    /// Where the step of each address stands; the first of several.
    private static func places(of steps: [Step]) -> [ResourceAddress: Int] {
        var places = [ResourceAddress: Int](minimumCapacity: steps.count)
        for index in steps.indices where places[steps[index].address] == nil { places[steps[index].address] = index }
        return places
    }

    /// The places of steps so that each stands behind those of its dependencies.
    private static func order(of steps: [Step], _ places: [ResourceAddress: Int]) -> [Int] {
        let before = steps.indices.map { steps[$0].dependencies.compactMap { places[$0] }.sorted() }
        var result: [Int] = []
        result.reserveCapacity(steps.count)
        var isSeen = [Bool](repeating: false, count: steps.count)
        for start in steps.indices where !isSeen[start] {
            isSeen[start] = true
            // By a stack of its own: a plan may be deeper than a thread's.
            var way = [(place: start, next: 0)]
            while let (place, next) = way.last {
                guard next < before[place].count else {
                    result.append(place)
                    way.removeLast()
                    continue
                }
                way[way.count - 1].next += 1
                let dependency = before[place][next]
                guard !isSeen[dependency] else { continue }
                isSeen[dependency] = true
                way.append((dependency, 0))
            }
        }
        return result
    }
}
