import Diagnostics

/// Resources and what must come before what: never with a cycle or an edge to nothing.
package struct ResourceGraph: Sendable {
    /// Sorted so that each stands behind its dependencies; those free of each other by kind, then by address.
    package let resources: [Resource]
    /// What the resources want, all items of it.
    package let keys: Set<ItemKey>
    private let positions: [ResourceAddress: Int]

    /// Orders resources; throws where an address stands twice, an edge leads nowhere or edges go in a circle.
    package init(_ resources: some Sequence<Resource>) throws(DiagnosticsError) {
        let sorted = Self.sorted(Array(resources))
        var rank: [ResourceAddress: Int] = [:]
        var collector = DiagnosticCollector()
        for (place, resource) in sorted.enumerated() where rank.updateValue(place, forKey: resource.address) != nil {
            collector.add(.error("two resources have the address \(resource.address)", at: resource.location))
        }
        for resource in sorted {
            for missing in resource.dependencies.filter({ rank[$0] == nil }).sorted() {
                collector.add(
                    .error("\(resource.address) depends on \(missing), which does not exist", at: resource.location))
            }
        }
        try collector.throwIfErrors()
        self.resources = try Self.ordered(sorted, rank)
        keys = Self.keys(of: self.resources)
        positions = Dictionary(
            uniqueKeysWithValues: self.resources.enumerated().map { ($0.element.address, $0.offset) })
    }

    /// The same graph with other resources in it, which keep their addresses, kinds and edges.
    package init(changing graph: ResourceGraph, _ change: (inout Resource) -> Void) {
        var resources = graph.resources
        for index in resources.indices { change(&resources[index]) }
        self.resources = resources
        keys = Self.keys(of: resources)
        positions = graph.positions
    }

    private static func keys(of resources: [Resource]) -> Set<ItemKey> {
        var keys = Set<ItemKey>(minimumCapacity: resources.count)
        // By places: resources and their items are large, and a loop over them copies each.
        for index in resources.indices {
            for place in resources[index].items.indices { keys.insert(resources[index].items[place].key) }
        }
        return keys
    }

    /// By kind, then by address. Places are sorted, and the resources themselves put into them once: they are large.
    private static func sorted(_ resources: [Resource]) -> [Resource] {
        let ranks = resources.map(\.kind.rank)
        return resources.indices.sorted { left, right in
            let (one, other) = (ranks[left], ranks[right])
            return one == other ? resources[left].address < resources[right].address : one < other
        }.map { resources[$0] }
    }

    package subscript(address: ResourceAddress) -> Resource? {
        positions[address].map { resources[$0] }
    }

    /// Kahn's algorithm, taking the first free resource of the sorted ones, so that the order is always the same.
    private static func ordered(
        _ sorted: [Resource], _ rank: [ResourceAddress: Int]
    ) throws(DiagnosticsError) -> [Resource] {
        var open = sorted.map(\.dependencies.count)
        var dependents = Array(repeating: [Int](), count: sorted.count)
        for (place, resource) in sorted.enumerated() {
            for dependency in resource.dependencies {
                if let before = rank[dependency] { dependents[before].append(place) }
            }
        }
        var level = sorted.indices.filter { open[$0] == 0 }
        var result: [Resource] = []
        result.reserveCapacity(sorted.count)
        while !level.isEmpty {
            var next: [Int] = []
            for place in level {
                result.append(sorted[place])
                for dependent in dependents[place] {
                    open[dependent] -= 1
                    if open[dependent] == 0 { next.append(dependent) }
                }
            }
            level = next.sorted()
        }
        guard result.count == sorted.count else {
            let done = Set(result.map(\.address))
            let stuck = sorted.filter { !done.contains($0.address) }
            let names = stuck.map(\.address.description).joined(separator: ", ")
            throw DiagnosticsError([
                .error(
                    "these resources depend on each other in a circle: \(names)", at: stuck.first?.location,
                    notes: "remove one of the dependencies")
            ])
        }
        return result
    }
}
