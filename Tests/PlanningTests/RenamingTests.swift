import Composition
import Resources
import Specification
import TestSupport
import Testing

@testable import Planning

/// A workspace that goes while another comes may be the same one by another id.
struct RenamingTests {
    private func problems(
        _ facts: PlacementFacts, unknown: Set<String> = [], consents: Set<Consent> = []
    ) throws -> [Plan.Problem] {
        // The one that comes is another shard's.
        let shard = try #require((1...2).compactMap { Shard(number: $0, of: 2) }.first { !$0.contains("new") })
        let planner = Planner(
            specification: SpecificationSet(
                estate: Samples.estate([Samples.cluster("m")]), workspaces: [Samples.workspace("new")], catalog: []),
            backends: MemoryWorld(), secrets: FixedSecrets(), snapshots: [:],
            options: .init(selection: .shard(shard), consents: consents))
        return planner.renamings(facts, going: ["old"], unknown: unknown)
    }

    @Test func whoComesIsLookedForInTheWholeEstate() throws {
        #expect(try problems(PlacementFacts()).map(\.kind) == [.refused])
        #expect(try problems(PlacementFacts(), consents: [.relocate]).isEmpty)
        #expect(try problems(PlacementFacts(placed: ["new": "m"])).isEmpty, "it is there already")
        #expect(try problems(PlacementFacts(), unknown: ["new"]).isEmpty, "it may be there")
        var claimed = PlacementFacts()
        claimed.claimed = ["new": "m"]
        #expect(try problems(claimed).isEmpty)
    }

    /// A workspace whose id was changed and whose name stays, where nothing is pruned.
    @Test func anotherIdUnderTheSameNameWantsConsent() throws {
        var workspace = Samples.workspace("new")
        workspace.name = "old"
        func problems(_ consents: Set<Consent>) -> [Plan.Problem] {
            let planner = Planner(
                specification: SpecificationSet(
                    estate: Samples.estate([Samples.cluster("m")]), workspaces: [workspace], catalog: []),
                backends: MemoryWorld(), secrets: FixedSecrets(), snapshots: [:], options: .init(consents: consents))
            return planner.renamings(PlacementFacts(placed: ["old": "m"]), going: [], unknown: [])
        }
        let problem = try #require(problems([]).first)
        #expect(problem.kind == .refused && problem.address?.group == "new")
        #expect(problem.message.contains("its API is new and empty"))
        #expect(problems([.relocate]).isEmpty)
    }
}
