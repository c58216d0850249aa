import Specification
import TestSupport
import Testing

@testable import Planning

/// From one Kubernetes version to another.
struct UpgradePathTests {
    struct Case: Sendable {
        var from: String
        var to: String
        var catalog = ["v1.32.9", "v1.33.5", "v1.33.7-", "v1.34.5", "v1.35.2"]
        var way: [String]?
        var obstacle: UpgradePath?
    }

    @Test(arguments: [
        Case(from: "v1.34.5", to: "v1.35.2", way: []), Case(from: "v1.34.1", to: "v1.34.5", way: []),
        Case(from: "v1.34.9", to: "v1.34.5", way: []),
        Case(from: "v1.33.1", to: "v1.35.2", way: ["v1.34.5"]),
        // The newest of a minor version, also one that nobody may stay at.
        Case(from: "v1.32.9", to: "v1.35.2", way: ["v1.33.7", "v1.34.5"]),
        Case(from: "v1.35.2", to: "v1.34.5", obstacle: .downgrade),
        Case(from: "v1.31.0", to: "v1.35.2", catalog: ["v1.31.0", "v1.33.1", "v1.35.2"], obstacle: .gap(minor: 32)),
        Case(from: "v1.32.9", to: "v1.33.7", obstacle: .inactive),
        Case(from: "v1.33.7", to: "v1.33.7", way: []),
    ])
    func goes(_ given: Case) throws {
        let catalog = given.catalog.map { text in
            KubernetesVersionEntry(
                version: text.hasSuffix("-") ? String(text.dropLast()) : text, isActive: !text.hasSuffix("-"),
                declaredAt: Samples.place)
        }
        let path = UpgradePath(
            from: try #require(KubernetesVersion(given.from)), to: try #require(KubernetesVersion(given.to)),
            catalog: catalog)
        if let obstacle = given.obstacle { #expect(path == obstacle) }
        if let way = given.way { #expect(path == .through(way.compactMap { KubernetesVersion($0) })) }
    }

    @Test(arguments: [
        "v1.35", "1.35.2", "v1.35.2.1", "v1.035.2", "v2.1.1", "v1.99999.1", "v1.-1.2", "v1.3x.2", "", "v1.1.٣",
    ])
    func isNoVersion(_ text: String) {
        #expect(KubernetesVersion(text) == nil)
    }
}
