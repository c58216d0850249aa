import Resources
import Testing

/// What a selection by changes holds, and how it is told.
struct ChangedGroupsTests {
    private func changed(
        _ workspaces: Set<String>, removed: Set<String>? = [], shard: Shard? = nil
    ) -> GroupSelection {
        .changed(ChangedGroups(workspaces: workspaces, removed: removed, since: "abc1234", total: 120, shard: shard))
    }

    @Test(
        arguments: [
            ([], [], "the workspaces changed since abc1234 (none of 120)"),
            (["a"], [], "the workspace changed since abc1234 (1 of 120)"),
            (["a", "b", "c"], [], "the 3 workspaces changed since abc1234 (of 120)"),
            ([], ["x"], "the workspaces changed since abc1234 (none of 120) and 1 without a file since then"),
        ] as [(Set<String>, Set<String>, String)])
    func itSaysHowManyOfHowMany(_ workspaces: Set<String>, _ removed: Set<String>, _ words: String) {
        #expect(changed(workspaces, removed: removed).wordsOfChanges == words)
        #expect(GroupSelection.all.wordsOfChanges == nil)
    }

    @Test func whatHasNoFileAnyMoreIsLookedAtAsAWhole() {
        let selection = changed(["a"], removed: ["x"])
        #expect(selection.contains("a") && !selection.contains("x") && !selection.contains("b"))
        #expect(selection.isWhole("x") && !selection.isWhole("a") && !selection.isWhole("cluster/m1"))
        // Where it cannot be told, everything without a specification may be.
        let untold = changed(["a"], removed: nil)
        #expect(untold.isWhole("x") && untold.isWhole("y") && !untold.isWhole("cluster/m1"))
    }

    @Test func ofAShardOnlyItsOwnIsGone() throws {
        let shard = try #require(Shard.of("x", among: 4))
        let other = try #require((1...4).lazy.compactMap { Shard(number: $0, of: 4) }.first { $0 != shard })
        #expect(changed([], removed: ["x"], shard: shard).isWhole("x"))
        #expect(!changed([], removed: ["x"], shard: other).isWhole("x"))
        #expect(!changed([], removed: nil, shard: other).isWhole("x"))
        #expect(changed([], shard: shard).shard == shard && changed([]).shard == nil)
        #expect(changed([], shard: shard).words == "shard \(shard)" && changed([]).words == nil)
    }

    /// What a cluster shares is done by its own shard, whoever changed.
    @Test func whatChangedElsewhereTakesInWhatItsClusterShares() throws {
        let cluster = "cluster/m1"
        let shard = try #require(Shard.of(cluster, among: 2))
        func selection(_ shard: Shard?) -> GroupSelection {
            .changed(
                ChangedGroups(
                    workspaces: [], removed: [], since: "abc1234", total: 3, shard: shard, elsewhere: ["w"]))
        }
        #expect(selection(shard).takesIn(cluster, for: "w") && !selection(shard).takesIn(cluster, for: "v"))
        let other = try #require((1...2).lazy.compactMap { Shard(number: $0, of: 2) }.first { $0 != shard })
        #expect(!selection(other).takesIn(cluster, for: "w") && !selection(nil).takesIn(cluster, for: "w"))
        #expect(!GroupSelection.shard(shard).takesIn(cluster, for: "w"))
    }

    /// Only what the plan itself may make, or another shard of the same estate, can be another workspace by a new id.
    @Test func aSuccessorIsWhatMayBeMade() throws {
        let changed = ChangedGroups(workspaces: ["new"], removed: ["old"], since: "abc1234", total: 3)
        let selection = GroupSelection.changed(changed)
        #expect(selection.mayMake("new") && !selection.mayMake("other"))
        #expect(GroupSelection.all.mayMake("other") && !GroupSelection.workspaces(["new"]).mayMake("other"))
        let shard = try #require(Shard("1/2"))
        let (own, others) = (
            try #require((1...99).map { "w\($0)" }.first(where: shard.contains)),
            try #require((1...99).map { "w\($0)" }.first { !shard.contains($0) })
        )
        let part = GroupSelection.changed(
            ChangedGroups(workspaces: [], removed: ["old"], since: "abc1234", total: 3, shard: shard))
        #expect(!part.mayMake(own) && part.mayMake(others))
        #expect(GroupSelection.shard(shard).mayMake(others))
    }
}
