import Document

/// The revision of a catalog application that a resource installs.
package struct Deployment: Sendable, Hashable {
    package var application: String
    package var revision: String
    /// Digest of all files of the revision; the same revision must keep it.
    package var digest: Digest

    package init(application: String, revision: String, digest: Digest) {
        self.application = application
        self.revision = revision
        self.digest = digest
    }
}

/// A release as Helm would know it. Berth writes no record of one.
package struct HelmRelease: Sendable, Hashable {
    package var name: String
    package var namespace: String

    package init(name: String, namespace: String) {
        self.name = name
        self.namespace = namespace
    }
}
