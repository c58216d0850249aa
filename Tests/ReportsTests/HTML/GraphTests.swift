import Planning
import Resources
import Testing

@testable import Reports

/// The drawing of what waits for what.
struct GraphTests {
    private static func fleet(_ count: Int, steps: Int = 14, differs: Bool = false) -> Plan {
        let shared = Step(
            address: ResourceAddress(cluster: "fsn1-a", "application/a"), kind: .prerequisite, action: .update)
        let workspaces = (0..<count).flatMap { workspace in
            (0..<steps + (differs ? workspace % 7 : 0)).map { number in
                var before: Set<ResourceAddress> = number == 0 ? [shared.address] : []
                if number > 0 { before.insert(ResourceAddress(workspace: "w\(workspace)", "s\((number - 1) / 2)")) }
                return Step(
                    address: ResourceAddress(workspace: "w\(workspace)", "s\(number)"), kind: .application,
                    action: differs && (workspace / 7) % 3 == number % 3 ? .update : .create, dependencies: before)
            }
        }
        return Plan(estate: "e", purpose: .apply, steps: [shared] + workspaces, groups: [])
    }

    private static func figure(_ plan: Plan) -> GraphFigure {
        let graph = StepGraph(plan.steps)
        return GraphFigure(graph, critical: Set(graph.longestChain()), anchors: [:], groupAnchors: [:])
    }

    @Test func workspacesWithTheSameToDoAreDrawnOnce() {
        let figure = Self.figure(Self.fleet(500))
        #expect(figure.boxes.count == 15 && figure.lanes.count == 2 && !figure.isFolded)
        #expect(figure.lanes[1].title == "w0, w1, w2 and 497 more")
    }

    @Test(arguments: [5, 36, 500]) func neverDrawsMoreThanCanBeRead(_ count: Int) {
        let figure = Self.figure(Self.fleet(count, differs: true))
        #expect(figure.boxes.count <= GraphFigure.readable)
        #expect(figure.isFolded == (count > 5))
    }

    @Test(arguments: [5, 36, 500], [false, true]) func boxesStandApartAndEdgesLeadOn(_ count: Int, _ differs: Bool) {
        let figure = Self.figure(Self.fleet(count, differs: differs))
        let layout = LayeredLayout(
            figure.boxes.map { .init(lane: $0.lane, dependencies: $0.dependencies) }, lanes: figure.lanes.count,
            rows: figure.isFolded ? GraphFigure.rows : .max)
        let corners = layout.corners
        #expect(corners.count == figure.boxes.count)
        for (index, one) in corners.enumerated() {
            #expect(one.x >= 0 && one.y >= 0 && one.x + 164 <= layout.width && one.y + 28 <= layout.height)
            for other in corners[(index + 1)...] {
                #expect(abs(one.x - other.x) >= 164 || abs(one.y - other.y) >= 28)
            }
        }
        #expect(layout.edges.count == figure.boxes.map(\.dependencies.count).reduce(0, +))
        for edge in layout.edges { #expect(zip(edge.points, edge.points.dropFirst()).allSatisfy { $0.x < $1.x }) }
    }

    /// What stays as it is is not drawn, and what stands on it still waits for what it stands on.
    @Test func whatStaysIsLookedThrough() {
        func address(_ name: String) -> ResourceAddress { ResourceAddress(workspace: "w", name) }
        func step(_ name: String, _ action: Action, _ after: [String]) -> Step {
            Step(address: address(name), kind: .application, action: action, dependencies: Set(after.map(address)))
        }
        let graph = StepGraph([
            step("a", .create, []), step("b", .none, ["a"]), step("c", .update, ["b", "missing"]),
            step("d", .update, ["a", "c"]),
        ])
        #expect(graph.nodes.map(\.address.name) == ["a", "c", "d"])
        #expect(graph.nodes.map(\.dependencies) == [[], [0], [1]])
        #expect(graph.longestChain() == [0, 1, 2])
        #expect(StepGraph([]).longestChain().isEmpty)
    }

    /// A plan that was put together by hand may lead back; the drawing comes to an end all the same.
    @Test func circlesAreCut() {
        let layout = LayeredLayout(
            [.init(lane: 0, dependencies: [1]), .init(lane: 0, dependencies: [0]), .init(lane: 0, dependencies: [2])],
            lanes: 1)
        #expect(layout.edges.count == 1 && layout.corners.count == 3)
        #expect(LayeredLayout([], lanes: 0).corners.isEmpty)
    }
}

struct EventTimeTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (1_795_410_061, "2026-11-23T05:01:01Z"),
        (-1, "1969-12-31T23:59:59Z"), (4_102_444_799, "2099-12-31T23:59:59Z"),
    ])
    func writesWhatItReads(_ seconds: Int64, _ text: String) {
        #expect(EventTime.text(seconds) == text)
        #expect(EventTime.seconds(text).map { Int64($0) } == seconds)
    }
}
