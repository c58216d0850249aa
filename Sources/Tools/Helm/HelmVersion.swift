/// Which `helm` a machine has.
package struct HelmVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let major: Int
    package let minor: Int
    package let patch: Int

    /// The first version that has all options in use; with 3.8 charts in OCI registries are supported, too.
    package static let oldest = HelmVersion(major: 3, minor: 8, patch: 0)

    package init(major: Int, minor: Int, patch: Int) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Reads what `helm version --short` prints: `v4.2.3+g43e8b7f`, `v3.14.0+gc309b6f`, `Client: v2.17.0+ga690bad`; nil where it
    /// names no version.
    package init?(printed text: String) {
        guard let match = text.firstMatch(of: /v([0-9]{1,4})\.([0-9]{1,6})\.([0-9]{1,6})/),
            let major = Int(match.1), let minor = Int(match.2), let patch = Int(match.3)
        else { return nil }
        self.init(major: major, minor: minor, patch: patch)
    }

    package var description: String { "\(major).\(minor).\(patch)" }

    package static func < (left: HelmVersion, right: HelmVersion) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }
}
