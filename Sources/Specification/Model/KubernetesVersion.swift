/// A full Kubernetes version: `v1.35.2`.
package struct KubernetesVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let minor: Int
    package let patch: Int

    /// Nil where the text is no version of the form `v1.35.2`.
    package init?(_ text: String) {
        let parts = text.dropFirst("v1.".count).split(separator: ".", omittingEmptySubsequences: false)
        guard text.hasPrefix("v1."), parts.count == 2, let minor = Self.number(parts[0]),
            let patch = Self.number(parts[1])
        else { return nil }
        self.minor = minor
        self.patch = patch
    }

    private static func number(_ digits: Substring) -> Int? {
        guard (1...4).contains(digits.utf8.count), digits.allSatisfy({ $0.isASCII && $0.isNumber }),
            digits == "0" || !digits.hasPrefix("0")
        else { return nil }
        return Int(digits)
    }

    package var description: String { "v1.\(minor).\(patch)" }

    /// Whether it is of an older minor version.
    package func isMinorBelow(_ other: KubernetesVersion) -> Bool { minor < other.minor }

    package static func < (left: KubernetesVersion, right: KubernetesVersion) -> Bool {
        (left.minor, left.patch) < (right.minor, right.patch)
    }
}
