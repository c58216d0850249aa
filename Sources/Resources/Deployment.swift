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
