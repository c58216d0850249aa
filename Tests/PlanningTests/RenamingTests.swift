import Composition
import Document
import Resources
import Specification
import State
import TestSupport
import Testing

@testable import Planning

/// A workspace that goes while another comes may be the same one by another id.
struct RenamingTests {
    private func planner(
        _ workspaces: [Workspace], snapshots: [String: Snapshot] = [:], options: Planner.Options = .init()
    ) -> Planner {
        Planner(
            specification: SpecificationSet(
                estate: Samples.estate([Samples.cluster("m")]), workspaces: workspaces, catalog: [],
                templates: Samples.templates),
            backends: MemoryWorld(), secrets: FixedSecrets(), snapshots: snapshots, options: options)
    }

    /// A workspace in a file, with what its document says beside its names.
    private func workspace(_ id: String, name: String? = nil, in file: String, saying content: Value) -> Workspace {
        var workspace = Samples.workspace(id)
        workspace.name = name ?? id
        workspace.file = "specs/workspaces/\(file).yaml"
        workspace.document = ["spec": ["says": content]]
        return workspace
    }

    private func snapshot(_ workspace: Workspace) -> Snapshot {
        var snapshot = Snapshot(group: workspace.id, phase: .active)
        let digest = Digest(of: Value.null)
        snapshot.cluster = "m"
        snapshot.source = Snapshot.Source(
            commit: nil, estate: digest, workspace: digest, templates: digest, catalog: digest,
            nameless: workspace.namelessDigest, file: workspace.file)
        return snapshot
    }

    @Test func whoComesWhileAnotherGoesWantsConsent() {
        // The one that comes is another shard's.
        func problems(
            _ facts: PlacementFacts, unknown: Set<String> = [], consents: Set<Consent> = []
        ) -> [Plan.Problem] {
            let shard = (1...2).compactMap { Shard(number: $0, of: 2) }.first { !$0.contains("new") }
            let planner = planner(
                [Samples.workspace("new")],
                options: .init(selection: shard.map(GroupSelection.shard) ?? .all, consents: consents))
            return planner.replacements(planner.coming(facts, unknown: unknown), going: ["old"])
        }
        #expect(problems(PlacementFacts()).map(\.kind) == [.refused])
        // The one that goes is: the shard that makes the other asks, too.
        let shards = (1...2).compactMap { Shard(number: $0, of: 2) }
        let gone =
            ["old", "older", "oldest"].first { !(shards.first { $0.contains("new") }?.contains($0) ?? true) } ?? ""
        for shard in shards {
            var options = Planner.Options(selection: .shard(shard))
            options.prunes = true
            let planner = planner([Samples.workspace("new")], options: options)
            let facts = PlacementFacts(placed: [gone: "m"])
            #expect(planner.goingElsewhere(facts) == (shard.contains("new") ? [gone] : []))
            let found = planner.replacements(
                planner.coming(facts), going: planner.orphans(facts), elsewhere: planner.goingElsewhere(facts))
            #expect(found.map(\.kind) == [.refused])
        }
        #expect(problems(PlacementFacts(), consents: [.relocate]).isEmpty)
        #expect(problems(PlacementFacts(placed: ["new": "m"])).isEmpty, "it is there already")
        #expect(problems(PlacementFacts(), unknown: ["new"]).isEmpty, "it may be there")
        var claimed = PlacementFacts()
        claimed.claimed = ["new": "m"]
        #expect(problems(claimed).isEmpty)
    }

    /// What speaks for another name of an orphan, and what does not.
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var file = "new"
        var content: Value = "one thing"
        /// What the orphan said.
        var former: Value = "one thing"
        var name = "new"
        /// What else there is: a workspace that stays, and says this.
        var other: Value = "another thing"
        var others = "other"
        var sign: Renaming.Sign?
    }

    @Test(arguments: [
        Case(testDescription: "its name", content: "else", name: "old", sign: .name),
        Case(testDescription: "its file", file: "old", content: "else", sign: .file),
        Case(testDescription: "a file with several", file: "old", content: "else", others: "old", sign: nil),
        Case(testDescription: "what it says", sign: .content),
        Case(testDescription: "what one that stays says, too", other: "one thing", sign: nil),
        Case(testDescription: "nothing", content: "else", sign: nil),
        // What keeps the old name, as a group of people does.
        Case(
            testDescription: "what it says of the old one", content: "old-admins", former: "old-admins", sign: .content),
    ])
    func whatSpeaksForAnotherName(_ test: Case) throws {
        let old = workspace("old", in: "old", saying: test.former)
        let new = workspace("new", name: test.name, in: test.file, saying: test.content)
        let other = workspace("other", in: test.others, saying: test.other)
        let snapshots = ["old": snapshot(old), "other": snapshot(other)]
        let facts = PlacementFacts(placed: ["old": "m", "other": "m"])
        let found = planner([new, other], snapshots: snapshots).renamings(facts)
        #expect(found["new"]?.sign == test.sign)
        #expect(found.count == (test.sign == nil ? 0 : 1))
        guard test.sign != nil else { return }
        #expect(found["new"]?.former == ["old": "m"])
        let renaming = try #require(found["new"])
        #expect(renaming.explanation.contains("its API is new and empty, and nothing of old comes along"))
        // Neither one that has a file, nor one that was made or begun.
        #expect(planner([new, old, other], snapshots: snapshots).renamings(facts).isEmpty)
        #expect(planner([new, other], snapshots: snapshots).renamings(PlacementFacts(placed: ["other": "m"])).isEmpty)
        let made = PlacementFacts(placed: ["old": "m", "other": "m", "new": "m"])
        #expect(planner([new, other], snapshots: snapshots).renamings(made).isEmpty)
        let begun = snapshots.merging(["new": Snapshot(group: "new")]) { $1 }
        #expect(planner([new, other], snapshots: begun).renamings(facts).isEmpty)
        // It is asked about by who makes it.
        let elsewhere = Planner.Options(selection: .workspaces(["other"]))
        #expect(planner([new, other], snapshots: snapshots, options: elsewhere).renamings(facts).isEmpty)
    }

    /// Nothing of it is planned without consent, and the rest is; with it the plan says what it means.
    @Test func itIsLeftOutWithoutConsent() async throws {
        let old = workspace("old", in: "old", saying: "one thing")
        let snapshots = ["old": snapshot(old)]
        let workspaces = [
            workspace("new", in: "old", saying: "one thing"), workspace("other", in: "other", saying: "another thing"),
        ]
        let refused = try await planner(workspaces, snapshots: snapshots).plan()
        #expect(refused.confinedProblems.map(\.address?.group) == ["new"] && refused.blockingProblems.isEmpty)
        #expect(refused.problems.contains { $0.hint?.contains("--allow relocate") == true })
        #expect(Set(refused.steps.map(\.address.group)).isDisjoint(with: ["new"]))
        #expect(refused.steps.contains { $0.address.group == "other" })
        // The note on the orphan does not say it once more.
        #expect(refused.remarks.contains { $0.contains("old on m is orphaned") && $0.contains("where other is") })
        let agreed = try await planner(
            workspaces, snapshots: snapshots, options: .init(consents: [.relocate])
        ).plan()
        #expect(agreed.problems.isEmpty && agreed.steps.contains { $0.address.group == "new" })
        #expect(agreed.remarks.contains { $0.contains("stays on m, orphaned; to go on with that instead") })
    }
}
