import Diagnostics
import Planning
import Resources

/// What a drawing of a plan shows: boxes in lanes, a lane for each workspace.
///
/// Workspaces in which the same happens share a lane. Where that is still too much to read, each lane is folded into one box.
struct GraphFigure: Sendable {
    struct Box: Sendable, Hashable {
        var lane: Int
        var action: Action
        var title: String
        /// Where it leads to on the page.
        var anchor: String
        var dependencies: [Int]
        var isCritical: Bool
    }

    /// The workspaces that share it, with what is said of them.
    struct Lane: Sendable, Hashable {
        var groups: [String]

        var title: String { groups.listed(most: 3) }
    }

    private(set) var boxes: [Box] = []
    private(set) var lanes: [Lane] = []
    private(set) var isFolded = false
    /// More boxes than this cannot be read at once.
    static let readable = 130
    /// So many boxes stand in one column of a folded drawing.
    static let rows = 14

    /// `anchors` are the places on the page of steps and, by their name, of groups.
    init(
        _ graph: StepGraph, critical: Set<Int>, anchors: [ResourceAddress: String], groupAnchors: [String: String],
        readable: Int = readable
    ) {
        let shapes = Shapes(graph)
        lanes = shapes.classes.map { Lane(groups: $0) }
        let drawn = graph.nodes.indices.filter { shapes.isFirst[graph.nodes[$0].address.group] ?? false }
        guard drawn.count <= readable else {
            fold(graph, shapes, critical, groupAnchors)
            return
        }
        let numbers = Dictionary(uniqueKeysWithValues: drawn.enumerated().map { ($1, $0) })
        boxes = drawn.map { index in
            let node = graph.nodes[index]
            return Box(
                lane: shapes.lane[node.address.group] ?? 0, action: node.action, title: node.address.name,
                anchor: anchors[node.address] ?? "", dependencies: node.dependencies.compactMap { numbers[$0] },
                isCritical: critical.contains(index))
        }
    }

    private mutating func fold(
        _ graph: StepGraph, _ shapes: Shapes, _ critical: Set<Int>, _ anchors: [String: String]
    ) {
        isFolded = true
        let classes = lanes
        lanes = [Lane(groups: [])]
        var actions = [[Action: Int]](repeating: [:], count: classes.count)
        var dependencies = [Set<Int>](repeating: [], count: classes.count)
        var hot: Set<Int> = []
        for (index, node) in graph.nodes.enumerated() {
            guard let lane = shapes.lane[node.address.group] else { continue }
            actions[lane][node.action, default: 0] += 1
            if critical.contains(index) { hot.insert(lane) }
            for dependency in node.dependencies {
                let other = shapes.lane[graph.nodes[dependency].address.group] ?? lane
                if other != lane { dependencies[lane].insert(other) }
            }
        }
        boxes = classes.indices.map { lane in
            let count = classes[lane].groups.count
            let first = classes[lane].groups.first ?? ""
            return Box(
                lane: 0, action: Action.shown.first { actions[lane][$0] != nil } ?? .none,
                title: count > 1 ? "\(first) +\((count - 1).grouped)" : first, anchor: anchors[first] ?? "",
                dependencies: dependencies[lane].sorted(), isCritical: hot.contains(lane))
        }
    }
}

/// Which groups have the same to do, by names, actions and edges.
private struct Shapes {
    /// Of each class the groups, in the order in which they first come.
    private(set) var classes: [[String]] = []
    private(set) var lane: [String: Int] = [:]
    private(set) var isFirst: [String: Bool] = [:]

    init(_ graph: StepGraph) {
        var texts: [String: String] = [:]
        var order: [String] = []
        for node in graph.nodes {
            let group = node.address.group
            if texts[group] == nil { order.append(group) }
            let edges = node.dependencies.map { graph.nodes[$0].address }.map { $0.group == group ? $0.name : "\($0)" }
            texts[group, default: ""] += "\(node.address.name)|\(node.action.rawValue)|\(edges.sorted())\n"
        }
        var known: [String: Int] = [:]
        // What is shared comes before what stands on it.
        order.sort { ($0.hasPrefix("cluster/") ? 0 : 1) < ($1.hasPrefix("cluster/") ? 0 : 1) }
        for group in order {
            let text = texts[group] ?? ""
            // Clusters are few, and who stands on which matters.
            let isShared = ResourceAddress.Scope(group: group).cluster != nil
            if let number = known[text], !isShared {
                classes[number].append(group)
                lane[group] = number
                isFirst[group] = false
            } else {
                known[text] = classes.count
                lane[group] = classes.count
                isFirst[group] = true
                classes.append([group])
            }
        }
    }
}
