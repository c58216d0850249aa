import Diagnostics

/// Resources and what must come before what: never with a cycle or an edge to nothing.
package struct ResourceGraph: Sendable {
    /// Sorted so that each stands behind its dependencies; those free of each other by kind, then by address.
    package let resources: [Resource]
    private let positions: [ResourceAddress: Int]

    /// Orders resources; throws where an address stands twice, an edge leads nowhere or edges go in a circle.
    package init(_ resources: some Sequence<Resource>) throws(DiagnosticsError) {
        let sorted = resources.sorted { ($0.kind, $0.address) < ($1.kind, $1.address) }
        var byAddress: [ResourceAddress: Resource] = [:]
        var collector = DiagnosticCollector()
        for resource in sorted where byAddress.updateValue(resource, forKey: resource.address) != nil {
            collector.add(.error("two resources have the address \(resource.address)", at: resource.location))
        }
        for resource in sorted {
            for missing in resource.dependencies.sorted() where byAddress[missing] == nil {
                collector.add(
                    .error("\(resource.address) depends on \(missing), which does not exist", at: resource.location))
            }
        }
        try collector.throwIfErrors()
        self.resources = try Self.ordered(sorted, byAddress)
        positions = Dictionary(
            uniqueKeysWithValues: self.resources.enumerated().map { ($0.element.address, $0.offset) })
    }

    package subscript(address: ResourceAddress) -> Resource? {
        positions[address].map { resources[$0] }
    }

    /// Kahn's algorithm, taking the first free resource of the sorted ones, so that the order is always the same.
    private static func ordered(
        _ sorted: [Resource], _ byAddress: [ResourceAddress: Resource]
    ) throws(DiagnosticsError) -> [Resource] {
        let rank = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($0.element.address, $0.offset) })
        var open = Dictionary(uniqueKeysWithValues: sorted.map { ($0.address, $0.dependencies.count) })
        var dependents: [ResourceAddress: [ResourceAddress]] = [:]
        for resource in sorted {
            for dependency in resource.dependencies { dependents[dependency, default: []].append(resource.address) }
        }
        var level = sorted.filter { $0.dependencies.isEmpty }.map(\.address)
        var result: [Resource] = []
        while !level.isEmpty {
            var next: [ResourceAddress] = []
            for address in level {
                if let resource = byAddress[address] { result.append(resource) }
                for dependent in dependents[address] ?? [] {
                    open[dependent, default: 0] -= 1
                    if open[dependent] == 0 { next.append(dependent) }
                }
            }
            level = next.sorted { (rank[$0] ?? 0) < (rank[$1] ?? 0) }
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
