import TestSupport
import Testing

@testable import Resources

/// Keys and addresses are sorted without making texts of them, in the order that the texts would have.
struct OrderTests {
    /// Names that begin alike, with everything that names may hold behind that.
    private static let names = ["a", "a-b", "a.b", "ab", "a1", "b", "a-", "a0", "default", "z"]

    @Test(arguments: [1, 2, 3] as [UInt64]) func keysAreInTheOrderOfTheirDescriptions(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func name() -> String { Self.names.randomElement(using: &random) ?? "" }
        let keys = (0..<300).map { _ in
            let places: [Place] = [.management(name()), .tenant(name()), .provider(name()), .dns]
            return ItemKey(
                place: places.randomElement(using: &random) ?? .dns,
                apiVersion: ["v1", "apps/v1", "a.b/v1", "a/v2"].randomElement(using: &random) ?? "",
                kind: ["Pod", "PodX", "Pods", "A"].randomElement(using: &random) ?? "",
                namespace: Bool.random(using: &random) ? name() : nil, name: name())
        }
        for (left, right) in zip(keys, keys.shuffled(using: &random)) {
            #expect((left < right) == (text(left) < text(right)), "\(text(left)) and \(text(right))")
        }
        #expect(keys.sorted().map(text) == keys.map(text).sorted())
    }

    private func text(_ key: ItemKey) -> String { "\(key.place.description) \(key.description)" }

    @Test func addressesAreInTheOrderOfTheirDescriptions() {
        var random = SeededGenerator(seed: 7)
        let addresses = Self.names.flatMap { scope in
            Self.names.flatMap { name in
                [ResourceAddress(workspace: scope, name), ResourceAddress(cluster: scope, "application/\(name)")]
            }
        }
        let mixed = addresses.shuffled(using: &random)
        #expect(mixed.sorted().map(\.description) == addresses.map(\.description).sorted())
    }
}
