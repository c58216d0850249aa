import Document
import Testing

@testable import Specification

/// The small types that specs are made of.
struct ValueTypeTests {
    @Test(arguments: [
        (">=0.1", "0.1.0", true), (">=0.1", "0.0.9", false), (">=0.1, <2", "1.9.9", true), (">=0.1, <2", "2.0", false),
        ("1.2", "1.2.0", true), ("=1.2", "1.2.1", false), (">1", "1.0.1", true), ("<=1", "1.0.0-rc.1", true),
        ("!=1.1", "1.1.0", false), (">=0.1", "dev", false),
    ])
    func versionConstraints(constraint: String, version: String, isAllowed: Bool) throws {
        #expect(try #require(VersionConstraint(constraint)).allows(version) == isAllowed)
    }

    @Test(arguments: ["", ">=", "1.2.3.4", "latest", ">=1,", "~>1", "1..2", ">=-1"])
    func noVersionConstraints(text: String) {
        #expect(VersionConstraint(text) == nil)
    }

    @Test(arguments: [("10m", 600), ("1h30m", 5400), ("45s", 45), ("1h1m1s", 3661), ("90m", 5400)])
    func durations(text: String, seconds: Int) {
        #expect(Duration(spelled: text) == .seconds(seconds))
    }

    @Test func durationsAreSpelledShort() {
        #expect(Duration.seconds(5400).spelled == "1h30m")
        #expect(Duration.seconds(61).spelled == "1m1s")
        #expect(Duration.zero.spelled == "0s")
    }

    @Test(arguments: ["", "10", "m", "10d", "1m1h", "1m1m", "-1m", "0s", "1.5h", "10 m", "9999999h", "١m"])
    func noDurations(text: String) {
        #expect(Duration(spelled: text) == nil)
    }

    @Test(arguments: ["10.20.0.0/33", "10.20.0/16", "10.20.0.0", "256.0.0.0/8", "010.0.0.0/8", "a/8", "fd00::/8", "/"])
    func noRanges(text: String) {
        #expect(IPv4Range(text) == nil)
        #expect(IPv4Range.masking(text) == nil)
    }

    @Test func ranges() throws {
        #expect(try #require(IPv4Range("0.0.0.0/0")).overlaps(try #require(IPv4Range("10.0.0.1/32"))))
        #expect(!(try #require(IPv4Range("10.244.0.0/16")).overlaps(try #require(IPv4Range("10.245.0.0/16")))))
        #expect(IPv4Range("10.1.0.0/15") == nil)
        #expect(IPv4Range.masking("10.1.0.0/15")?.description == "10.0.0.0/15")
    }

    @Test(arguments: [
        ("a.yaml", "specs", "specs/a.yaml"), ("/etc/a", "specs", "/etc/a"), ("a", ".", "a"), ("a", "", "a"),
    ])
    func localPaths(text: String, folder: String, resolved: String) {
        #expect(LocalPath(text, relativeTo: folder).resolved() == resolved)
    }

    @Test func homeIsResolvedWhereItIsKnown() {
        #expect(LocalPath("~/key", relativeTo: "specs").resolved(home: "/home/a") == "/home/a/key")
        #expect(LocalPath("~/key", relativeTo: "specs").resolved() == "~/key")
    }

    @Test func valuesAreMergedDeep() {
        let defaults: Object = ["a": 1, "b": ["x": 1, "y": 2], "c": [1, 2], "d": 4]
        let merged = defaults.merging(["b": ["y": 3, "z": 4], "c": [3], "d": .null, "e": 5])
        #expect(merged == ["a": 1, "b": ["x": 1, "y": 3, "z": 4], "c": [3], "e": 5])
    }

    @Test func deploymentRulesMatchLabelsAndTypes() {
        let workspace = Workspace(
            name: "a", labels: ["team": "x"], computeProviderType: .hetznerCloud,
            kubernetes: Workspace.Kubernetes(version: "v1.35.2"))
        func brings(_ labels: [String: String], _ types: [ComputeProviderType]) -> Bool {
            let rules = DeploymentRules(workspaces: .matching(labels: labels, computeProviderTypes: types))
            return Application(name: "app", activeRevision: "1", rules: rules).isBrought(to: workspace)
        }
        #expect(brings([:], []))
        #expect(brings(["team": "x"], [.hetznerCloud, .ionosDCD]))
        #expect(!brings(["team": "y"], []))
        #expect(!brings(["team": "x", "tier": "1"], []))
        #expect(!brings([:], [.ionosDCD]))
    }

    @Test func namespacesTellTheKind() {
        let kubernetes = Workspace.Kubernetes(version: "v1.35.2", availability: .singleNode)
        #expect(Workspace(name: "a", kubernetes: kubernetes).namespace == "k8s-w-a")
        #expect(Workspace(name: "a", id: "b", kind: .root, kubernetes: kubernetes).namespace == "k8s-c-b")
        #expect(
            Workspace(name: "a", kubernetes: kubernetes).host(managementDomain: "example.com") == "a.k8s.example.com")
        #expect(kubernetes.replicas == 1)
    }
}
