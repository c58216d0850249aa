import Testing

@testable import Execution

struct LeaseNameTests {
    @Test(arguments: [("payments", "test.workspace.payments"), ("cluster/fsn1-a", "test.cluster.fsn1-a")])
    func aLeaseIsFoundAgainByItsName(group: String, name: String) {
        #expect(LeaseName(estate: "test").name(of: group) == name)
        #expect(LeaseName(estate: "test").group(of: name) == group)
    }

    @Test(arguments: ["other.workspace.payments", "testing.workspace.payments", "leader"])
    func othersAreLeftAlone(name: String) {
        #expect(LeaseName(estate: "test").group(of: name) == nil)
    }
}
