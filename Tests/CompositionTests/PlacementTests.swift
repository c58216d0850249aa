import Diagnostics
import Specification
import TestSupport
import Testing

@testable import Composition

struct PlacementTests {
    private let clusters = [
        Samples.cluster("fsn1-a", region: "fsn1", capacity: 2), Samples.cluster("fsn1-b", region: "fsn1", capacity: 2),
        Samples.cluster("fra-a", type: .ionosDCD, region: "de/fra"), Samples.cluster("old", isActive: false),
        Samples.cluster("root-1", role: .root, type: nil),
    ]

    private func choose(
        _ workspace: Workspace, _ facts: PlacementFacts = PlacementFacts()
    ) throws -> Placement.Choice {
        var placement = Placement(estate: Samples.estate(clusters), facts: facts)
        return try placement.cluster(for: workspace)
    }

    @Test func choosesByTypeRegionRoleAndRoom() throws {
        #expect(try choose(Samples.workspace("a", region: "fsn1")) == .cluster("fsn1-a"))
        #expect(try choose(Samples.workspace("a"), PlacementFacts(counts: ["fsn1-a": 1])) == .cluster("fsn1-b"))
        #expect(try choose(Samples.workspace("a", type: .ionosDCD)) == .cluster("fra-a"))
        #expect(try choose(Samples.workspace("a", kind: .root)) == .cluster("root-1"))
        #expect(try choose(Samples.workspace("a", pin: "fsn1-b")) == .cluster("fsn1-b"))
    }

    @Test func staysWhereItIs() throws {
        let facts = PlacementFacts(placed: ["a": "old"], counts: ["old": 9])
        #expect(try choose(Samples.workspace("a"), facts) == .cluster("old"))
        #expect(throws: DiagnosticsError.self) { try choose(Samples.workspace("a", pin: "fsn1-a"), facts) }
    }

    @Test func namesEveryClusterAndWhyItWasNotTaken() throws {
        let facts = PlacementFacts(counts: ["fsn1-a": 2, "fsn1-b": 2])
        let error = #expect(throws: DiagnosticsError.self) { try choose(Samples.workspace("a"), facts) }
        let notes = try #require(error?.diagnostics.first?.notes)
        #expect(
            notes.prefix(5) == [
                "fra-a: it serves ionos_dcd, not hetzner_cloud", "fsn1-a: it is full (2 of 2)",
                "fsn1-b: it is full (2 of 2)", "old: it is not active",
                "root-1: it is a root cluster, and standard workspaces go to pools",
            ])
    }

    @Test func doesNotPlaceWhileAClusterThatMightHoldItIsSilent() throws {
        let facts = PlacementFacts(unreachable: ["fsn1-b": Explanation("connection refused")])
        #expect(
            try choose(Samples.workspace("a"), facts) == .unknown(cluster: "fsn1-b"))
        #expect(try choose(Samples.workspace("a", type: .ionosDCD), facts) == .cluster("fra-a"))
    }

    @Test func fillsClustersEvenly() throws {
        var placement = Placement(estate: Samples.estate(clusters), facts: PlacementFacts())
        let chosen = try ["a", "b", "c", "d"].map { try placement.cluster(for: Samples.workspace($0)) }
        #expect(chosen == [.cluster("fsn1-a"), .cluster("fsn1-b"), .cluster("fsn1-a"), .cluster("fsn1-b")])
    }

    struct Reserved: Sendable {
        var workspace: String
        var reserved: [String: String]
        var placed: [String: String] = [:]
        /// Nil: there is no room.
        var chosen: String?
    }

    /// What a run that is under way has reserved is taken already, and stays where it is reserved.
    @Test(arguments: [
        Reserved(workspace: "a", reserved: ["x": "fsn1-a"], chosen: "fsn1-b"),
        Reserved(workspace: "x", reserved: ["x": "fsn1-b"], chosen: "fsn1-b"),
        Reserved(workspace: "a", reserved: ["x": "fsn1-a", "y": "fsn1-b", "z": "fsn1-a"], chosen: "fsn1-b"),
        Reserved(workspace: "a", reserved: ["v": "fsn1-b", "x": "fsn1-a", "y": "fsn1-b", "z": "fsn1-a"], chosen: nil),
        // One that was found needs no second place, wherever a Lease still says it would go.
        Reserved(workspace: "a", reserved: ["x": "fsn1-a"], placed: ["x": "fsn1-b"], chosen: "fsn1-a"),
        // A cluster that the estate does not name any more holds nobody.
        Reserved(workspace: "a", reserved: ["a": "gone"], chosen: "fsn1-a"),
    ])
    func roomThatIsReservedIsTaken(_ test: Reserved) throws {
        var facts = PlacementFacts(
            placed: test.placed, counts: test.placed.values.reduce(into: [:]) { $0[$1, default: 0] += 1 })
        facts.add(reservations: test.reserved, on: Set(clusters.map(\.name)))
        guard let chosen = test.chosen else {
            let error = #expect(throws: DiagnosticsError.self) { try choose(Samples.workspace(test.workspace), facts) }
            #expect(
                error?.diagnostics.first?.notes.contains(
                    "fsn1-a: it is full (2 of 2, 2 of them reserved by runs in progress)") == true)
            return
        }
        #expect(try choose(Samples.workspace(test.workspace), facts) == .cluster(chosen))
    }
}
