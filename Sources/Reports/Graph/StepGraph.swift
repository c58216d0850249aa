import Planning
import Resources

/// The steps of a plan that have something to do, and what waits for what among them.
///
/// What stays as it is is left out: who stands on it stands on what it stands on. An edge that follows from others is left out,
/// too.
struct StepGraph: Sendable {
    struct Node: Sendable, Hashable {
        var address: ResourceAddress
        var action: Action
        /// The nodes that must be done first, by their numbers, in order.
        var dependencies: [Int] = []
    }

    private(set) var nodes: [Node] = []

    init(_ steps: [Step]) {
        // What the steps that are left out stand on.
        var stands: [ResourceAddress: Set<Int>] = [:]
        for step in steps {
            var direct: Set<Int> = []
            for dependency in step.dependencies { direct.formUnion(stands[dependency] ?? []) }
            guard step.action != .none || !step.changes.allSatisfy({ $0.action == .none }) else {
                stands[step.address] = direct
                continue
            }
            stands[step.address] = [nodes.count]
            nodes.append(Node(address: step.address, action: step.action, dependencies: direct.sorted()))
        }
        reduce()
    }

    /// Leaves out the edges that follow from others. Of very large graphs all are kept.
    private mutating func reduce() {
        guard nodes.count <= 20_000 else { return }
        for index in nodes.indices where nodes[index].dependencies.count > 1 {
            let direct = nodes[index].dependencies
            // Dependencies have lower numbers: what lies below the lowest of them needs no look.
            guard let lowest = direct.first, let highest = direct.last, highest < index else { continue }
            var reached: Set<Int> = []
            var open = direct.flatMap { nodes[$0].dependencies }
            while let next = open.popLast() {
                guard next >= lowest, reached.insert(next).inserted else { continue }
                open += nodes[next].dependencies
            }
            nodes[index].dependencies = direct.filter { !reached.contains($0) }
        }
    }

    /// The longest chain of nodes, first to last: no run needs fewer steps one after the other.
    func longestChain() -> [Int] {
        var length = [Int](repeating: 0, count: nodes.count)
        var before = [Int?](repeating: nil, count: nodes.count)
        for (index, node) in nodes.enumerated() {
            for dependency in node.dependencies where dependency < index {
                guard length[dependency] > before[index].map({ length[$0] }) ?? -1 else { continue }
                before[index] = dependency
            }
            length[index] = 1 + (before[index].map { length[$0] } ?? 0)
        }
        guard let longest = length.indices.max(by: { length[$0] < length[$1] }) else { return [] }
        var chain = [longest]
        while let last = chain.last, let next = before[last] { chain.append(next) }
        return chain.reversed()
    }
}
