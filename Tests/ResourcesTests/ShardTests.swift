import Testing

@testable import Resources

struct ShardTests {
    @Test(arguments: [
        ("1/1", 1, 1), ("1/4", 1, 4), ("4/4", 4, 4), ("10000/10000", 10_000, 10_000),
    ])
    func readsWhatIsAShard(_ text: String, _ number: Int, _ count: Int) throws {
        let shard = try #require(Shard(text))
        #expect(shard.number == number && shard.count == count && shard.description == text)
    }

    @Test(arguments: [
        "", "/", "1", "1/", "/4", "0/0", "0/4", "5/4", "1/0", "-1/4", "1/-4", "+1/4", "01/4", "1/04", "1 /4", " 1/4",
        "1/4 ",
        "1/4/4", "1/4/", "1//4", "1,4", "1.0/4", "1e0/4", "0x1/4", "١/٤", "１/４", "1/10001", "1/99999999999999999999",
        "99999999999999999999/4", "1/4\n", "1\u{0}/4", "a/b", "½/1",
    ])
    func readsNothingElse(_ text: String) {
        #expect(Shard(text) == nil)
    }

    /// As `printf %s NAME | sha256sum | cut -c1-12` gives it, modulo the number of shards.
    @Test(arguments: [
        ("payments", 0xdf38_4ae9_7c77), ("analytics", 0x65f9_8121_a162), ("cluster/fsn1-a", 0x8ff1_5d50_de89),
        ("", 0xe3b0_c442_98fc),
    ])
    func aGroupBelongsWhereItsHashSays(_ group: String, _ hash: Int) {
        for count in [1, 2, 3, 4, 7, 16, 1_000, 10_000] {
            let shard = Shard.of(group, among: count)
            #expect(shard?.number == hash % count + 1)
        }
    }

    @Test func eachGroupBelongsToExactlyOneShardAndAllGetSome() throws {
        let groups = (0..<2_000).map { "team-\($0)" } + (0..<20).map { "cluster/c\($0)" }
        for count in [1, 2, 3, 8, 64] {
            let shards = try (1...count).map { try #require(Shard(number: $0, of: count)) }
            for group in groups { #expect(shards.count { $0.contains(group) } == 1) }
            let sizes = shards.map { shard in groups.count { shard.contains($0) } }
            #expect(sizes.allSatisfy { $0 > groups.count / count / 3 }, "\(sizes)")
        }
        #expect(Shard.of("a", among: 0) == nil && Shard.of("a", among: -1) == nil)
    }

    @Test func aSelectionSaysWhatItIsAbout() throws {
        let shard = try #require(Shard.of("payments", among: 3))
        let other = try #require(Shard(number: shard.number % 3 + 1, of: 3))
        #expect(GroupSelection.all.contains("a") && GroupSelection.all.isWhole("a"))
        #expect(GroupSelection.workspaces(["a"]).contains("a") && !GroupSelection.workspaces(["a"]).contains("b"))
        #expect(!GroupSelection.workspaces(["a"]).isWhole("a"))
        #expect(GroupSelection.shard(shard).contains("payments") && GroupSelection.shard(shard).isWhole("payments"))
        #expect(!GroupSelection.shard(other).contains("payments") && !GroupSelection.shard(other).isWhole("payments"))
    }
}
