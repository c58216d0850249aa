/// The name of an API version in the order of preference: `v2 > v1 > v1beta2 > v1alpha1 > anything else`.
struct KubernetesVersion: Comparable {
    private let rank: [Int]
    private let text: String

    init(_ text: String) {
        self.text = text
        rank = Self.rank(of: text)
    }

    /// Major, stability and minor; empty for names that are no such version.
    private static func rank(of text: String) -> [Int] {
        guard text.first == "v" else { return [] }
        let rest = text.dropFirst()
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard let major = Int(digits) else { return [] }
        let suffix = rest.dropFirst(digits.count)
        if suffix.isEmpty { return [3, major, 0] }
        for (word, stability) in [("beta", 2), ("alpha", 1)] where suffix.hasPrefix(word) {
            if let minor = Int(suffix.dropFirst(word.count)) { return [stability, major, minor] }
        }
        return []
    }

    static func < (left: KubernetesVersion, right: KubernetesVersion) -> Bool {
        if left.rank != right.rank { return left.rank.lexicographicallyPrecedes(right.rank) }
        return left.text > right.text
    }
}
