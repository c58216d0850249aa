import Document
import Resources
import Testing

@testable import Planning

/// Quantities as servers and teams write them, and what only looks like one.
struct QuantityTests {
    private let path = Path([.key("spec"), .key("limits"), .key("cpu")])

    /// In a kind of somebody's own it is a text that programs may read as they like.
    @Test func areReadOfKindsThatHaveThem() {
        #expect(ItemKind(apiVersion: "apps/v1", kind: "Deployment").hasQuantities)
        #expect(ItemKind(apiVersion: "v1", kind: "ResourceQuota").hasQuantities)
        #expect(ItemKind(apiVersion: "kamaji.clastix.io/v1alpha1", kind: "TenantControlPlane").hasQuantities)
        #expect(!ItemKind(apiVersion: "example.com/v1", kind: "Thing").hasQuantities)
    }

    @Test(arguments: [
        ("1000m", "1", true), ("0.5Gi", "512Mi", true), ("1e3", "1k", true), ("1", "2", false),
        // Numbers at the ends of what can be counted, or beyond, compare as text and never trap.
        ("10e9223372036854775807", "1", false), ("10e-9223372036854775808", "1", false),
        ("0.10e-9223372036854775808", "1", false), ("1e99999999999999999999", "1", false),
        ("9223372036854775807Ei", "1", false), ("-9223372036854775808", "-9223372036854775808.0", false),
        ("9223372036854775808", "1", false), ("10e9223372036854775807", "10e9223372036854775807", true),
    ])
    func compares(one: String, other: String, isEqual: Bool) {
        #expect(Value.string(one).isCanonicallyEqual(to: .string(other), at: path, hasQuantities: true) == isEqual)
        #expect(
            Value.string(one).isCanonicallyEqual(to: .string(other), at: path, hasQuantities: false) == (one == other))
    }
}
