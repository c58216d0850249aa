import Testing

@testable import Execution

@Suite struct LeaseNameTests {
    private func names(_ estate: String = "test") throws -> LeaseName { try #require(LeaseName(estate: estate)) }

    @Test(arguments: [
        ("payments", "test.workspace.payments"), ("cluster/fsn1-a", "test.cluster.fsn1-a"),
        ("estate", "test.workspace.estate"), ("cluster", "test.workspace.cluster"),
        ("cluster/1", "test.cluster.1"),
    ])
    func aLeaseIsFoundAgainByItsName(group: String, name: String) throws {
        #expect(try names().name(of: group) == name)
        #expect(try names().group(of: name) == group)
    }

    @Test(arguments: [
        "other.workspace.payments", "testing.workspace.payments", "leader", "test.estate", "test.run.r-1",
        "test.workspace.", "test.workspace.a.b", "test.cluster.",
    ])
    func othersAreLeftAlone(name: String) throws {
        #expect(try names().group(of: name) == nil)
    }

    @Test(arguments: [
        "", "..", "../../../x", "a/b", "cluster/", "cluster/..", "cluster/a/b", "Payments", "1a", "-a", "a-", "a.b",
        "a\n", "a\u{0}", "ä", String(repeating: "a", count: 58),
    ])
    func whatIsNoGroupHasNoLease(group: String) throws {
        #expect(try names().name(of: group) == nil)
    }

    @Test(arguments: ["", "a.workspace", "a.b", "A", "..", "a/b"])
    func anEstateIsOneLabelSoThatNoneIsTheBeginningOfAnothers(estate: String) {
        #expect(LeaseName(estate: estate) == nil)
    }

    @Test func aRunsNameIsMadeFitForALease() throws {
        #expect(
            try names().name(ofRun: "20261123T045208Z-3fa9c1", suffix: "9c") == "test.run.20261123t045208z-3fa9c1-9c")
        #expect(try names().name(ofRun: "../Ä b", suffix: "9c") == "test.run.b-9c")
    }
}
