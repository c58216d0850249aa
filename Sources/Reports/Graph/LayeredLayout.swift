/// Places the boxes of a directed graph in layers from left to right, in lanes one below the other (after Sugiyama, Tagawa and
/// Toda, 1981): no edge leads back, and long edges pass between the boxes.
struct LayeredLayout: Sendable {
    struct Box: Sendable, Hashable {
        var lane: Int
        /// The boxes before it, by number; those with a higher number than its own are passed over.
        var dependencies: [Int]
    }

    struct Point: Sendable, Hashable {
        var x: Double
        var y: Double
    }

    struct Edge: Sendable, Hashable {
        var from: Int
        var to: Int
        /// From the right of one box to the left of the other.
        var points: [Point]
    }

    struct Band: Sendable, Hashable {
        var y: Double
        var height: Double
    }

    enum Measure {
        static let boxWidth = 164.0
        static let boxHeight = 28.0
        static let gap = 10.0
        static let layerGap = 30.0
        static let bend = 6.0
        static let margin = 12.0
        static let title = 24.0
    }

    /// The upper left corners of the boxes.
    private(set) var corners: [Point] = []
    private(set) var edges: [Edge] = []
    private(set) var lanes: [Band] = []
    private(set) var width = 0.0
    private(set) var height = 0.0

    /// Places boxes; a layer of a lane that has more than `rows` of them gets several columns.
    init(_ boxes: [Box], lanes count: Int, rows: Int = .max) {
        var columns = Columns(boxes, lanes: count, rows: rows)
        columns.order()
        place(columns, boxes: boxes.count)
    }

    private mutating func place(_ columns: Columns, boxes: Int) {
        var tops = [Point](repeating: Point(x: 0, y: 0), count: columns.vertices.count)
        var y = Measure.margin
        for lane in columns.lanes.indices {
            let heights = columns.lanes[lane].map { column in
                column.reduce(-Measure.gap) { $0 + columns.height(of: $1) + Measure.gap }
            }
            let tallest = max(heights.max() ?? 0, 0)
            lanes.append(Band(y: y, height: tallest + Measure.title + Measure.margin))
            for (layer, column) in columns.lanes[lane].enumerated() {
                var top = y + Measure.title + (tallest - heights[layer]) / 2
                for vertex in column {
                    tops[vertex] = Point(
                        x: Measure.margin + Double(layer) * (Measure.boxWidth + Measure.layerGap), y: top)
                    top += columns.height(of: vertex) + Measure.gap
                }
            }
            y += tallest + Measure.title + Measure.margin + Measure.gap
        }
        height = y
        let layers = columns.lanes.map(\.count).max() ?? 0
        width = 2 * Measure.margin + Double(layers) * (Measure.boxWidth + Measure.layerGap) - Measure.layerGap
        corners = Array(tops.prefix(boxes))
        edges = columns.chains.map { chain in
            let points = chain.enumerated().flatMap { index, vertex -> [Point] in
                let (top, middle) = (tops[vertex], tops[vertex].y + columns.height(of: vertex) / 2)
                let (left, right) = (Point(x: top.x, y: middle), Point(x: top.x + Measure.boxWidth, y: middle))
                return index == 0 ? [right] : index == chain.count - 1 ? [left] : [left, right]
            }
            return Edge(from: chain.first ?? 0, to: chain.last ?? 0, points: points)
        }
    }
}

/// The boxes by lane and layer, with the bends of long edges among them.
private struct Columns {
    struct Vertex {
        var lane: Int
        var layer: Int
        var isBend: Bool
        var before: [Int] = []
        var after: [Int] = []
    }

    private(set) var vertices: [Vertex] = []
    /// Each edge as the vertices that it leads through.
    private(set) var chains: [[Int]] = []
    /// By lane and layer.
    private(set) var lanes: [[[Int]]] = []

    init(_ boxes: [LayeredLayout.Box], lanes count: Int, rows: Int) {
        for (index, box) in boxes.enumerated() {
            let layer = box.dependencies.filter { $0 < index }.map { vertices[$0].layer + 1 }.max() ?? 0
            vertices.append(Vertex(lane: box.lane, layer: layer, isBend: false))
        }
        let isWrapped = wrap(lanes: count, rows: rows)
        for (index, box) in boxes.enumerated() {
            for dependency in box.dependencies where dependency < index {
                var chain = [dependency]
                for layer in stride(from: vertices[dependency].layer + 1, to: vertices[index].layer, by: 1)
                where !isWrapped {
                    chain.append(vertices.count)
                    vertices.append(Vertex(lane: box.lane, layer: layer, isBend: true))
                }
                chain.append(index)
                for (one, other) in zip(chain, chain.dropFirst()) {
                    vertices[one].after.append(other)
                    vertices[other].before.append(one)
                }
                chains.append(chain)
            }
        }
        let layers = (vertices.map(\.layer).max() ?? -1) + 1
        lanes = Array(repeating: Array(repeating: [], count: layers), count: count)
        for (index, vertex) in vertices.enumerated() { lanes[vertex.lane][vertex.layer].append(index) }
    }

    /// Gives layers with many boxes more columns; true where one has.
    private mutating func wrap(lanes count: Int, rows: Int) -> Bool {
        var sizes: [[Int: Int]] = Array(repeating: [:], count: count)
        for vertex in vertices { sizes[vertex.lane][vertex.layer, default: 0] += 1 }
        let layers = (vertices.map(\.layer).max() ?? -1) + 1
        var starts: [Int] = []
        var next = 0
        for layer in 0..<layers {
            starts.append(next)
            let most = sizes.compactMap { $0[layer] }.max() ?? 0
            next += max((most - 1) / rows + 1, 1)
        }
        guard next > layers else { return false }
        var seen: [[Int: Int]] = Array(repeating: [:], count: count)
        for index in vertices.indices {
            let (lane, layer) = (vertices[index].lane, vertices[index].layer)
            let number = seen[lane][layer, default: 0]
            seen[lane][layer] = number + 1
            vertices[index].layer = starts[layer] + number / rows
        }
        return true
    }

    func height(of vertex: Int) -> Double {
        vertices[vertex].isBend ? LayeredLayout.Measure.bend : LayeredLayout.Measure.boxHeight
    }

    /// Orders each column by the middle of what it is connected with, so that few edges cross.
    mutating func order() {
        var place = [Double](repeating: 0, count: vertices.count)
        func note(_ column: [Int]) {
            for (row, vertex) in column.enumerated() { place[vertex] = Double(row) - Double(column.count) / 2 }
        }
        for lane in lanes { lane.forEach(note) }
        for round in 0..<4 {
            for lane in lanes.indices {
                let layers = lanes[lane].indices
                for layer in round % 2 == 0 ? Array(layers) : layers.reversed() {
                    let keys = lanes[lane][layer].map { vertex -> (Double, Int) in
                        let near = round % 2 == 0 ? vertices[vertex].before : vertices[vertex].after
                        let own = near.filter { vertices[$0].lane == lane }
                        let middle = own.isEmpty ? place[vertex] : own.reduce(0) { $0 + place[$1] } / Double(own.count)
                        return (middle, vertex)
                    }
                    lanes[lane][layer] = keys.sorted { $0.0 == $1.0 ? $0.1 < $1.1 : $0.0 < $1.0 }.map(\.1)
                    note(lanes[lane][layer])
                }
            }
        }
    }
}
