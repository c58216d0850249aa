import Planning
import Resources

/// What of a run is still to come behind the steps that are on their way: what waits for them, and the longest chain of it.
package struct RunOutlook: Sendable {
    private var positions: [ResourceAddress: Int] = [:]
    private var addresses: [ResourceAddress] = []
    /// The steps that wait for each one directly.
    private var dependents: [[Int]] = []
    /// How many steps come one after the other behind each one, and the first of them.
    private var chains: [(length: Int, next: Int?)] = []

    /// Of a run of which nothing is known.
    package init() {}

    /// Of the steps of a plan that have something to do.
    package init(_ plan: Plan) {
        let nodes = StepGraph(plan.steps).nodes
        addresses = nodes.map(\.address)
        positions = Dictionary(zip(addresses, nodes.indices)) { first, _ in first }
        dependents = Array(repeating: [], count: nodes.count)
        chains = Array(repeating: (0, nil), count: nodes.count)
        // Each stands behind what it depends on, so that all that is behind it has been looked at.
        for (index, node) in nodes.enumerated().reversed() {
            for dependency in node.dependencies {
                dependents[dependency].append(index)
                if chains[index].length + 1 > chains[dependency].length {
                    chains[dependency] = (chains[index].length + 1, index)
                }
            }
        }
    }

    /// So many are counted at most: counting is for each frame of a terminal.
    package static let mostCounted = 999

    /// How many steps cannot begin before this one is done, over others as well; `mostCounted + 1` where there are more.
    package func count(waitingFor address: ResourceAddress) -> Int {
        var seen: Set<Int> = []
        var open = positions[address].map { dependents[$0] } ?? []
        while let next = open.popLast(), seen.count <= Self.mostCounted {
            if seen.insert(next).inserted { open += dependents[next] }
        }
        return seen.count
    }

    /// The critical path from here: of some running steps the one with the longest chain behind it, and that chain, nearest first;
    /// empty where nothing waits for any of them.
    package func criticalPath(from running: some Sequence<ResourceAddress>) -> [ResourceAddress] {
        let first = running.compactMap { positions[$0] }.max { left, right in
            chains[left].length == chains[right].length ? left > right : chains[left].length < chains[right].length
        }
        guard let first, chains[first].length > 0 else { return [] }
        var path = [first]
        while let next = chains[path[path.count - 1]].next { path.append(next) }
        return path.map { addresses[$0] }
    }

    /// `payments/control-plane → kubeconfig → api`: a path for a reader, who is told a workspace once.
    package static func text(of path: [ResourceAddress]) -> String {
        var group: String?
        return path.map { address in
            defer { group = address.group }
            return address.group == group ? address.name : address.description
        }.joined(separator: " → ")
    }
}
