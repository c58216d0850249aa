import Document
import Resources
import Specification
import Synchronization

/// The composed manifests of applications that the workspaces of a cluster share: all of them want the same, and in a fleet it
/// would be composed a thousand times.
///
/// Nothing of one workspace stands in them. Each use checks that the revision is the same, and that its values are the
/// revision's own.
final class SharedManifests: Sendable {
    private struct Known {
        var revision: Digest
        var items: [Item]
    }

    private let known = Mutex<[ResourceAddress: Known]>([:])

    /// The items; nil where they were not composed yet, or of something else.
    func items(of selected: SelectedApplication, at address: ResourceAddress) -> [Item]? {
        guard selected.hasDefaults, let known = known.withLock({ $0[address] }) else { return nil }
        return known.revision == selected.revision.digest ? known.items : nil
    }

    /// Keeps what was composed without a finding.
    func keep(_ items: [Item], of selected: SelectedApplication, at address: ResourceAddress) {
        guard selected.hasDefaults else { return }
        known.withLock { $0[address] = Known(revision: selected.revision.digest, items: items) }
    }
}

extension SelectedApplication {
    /// Whether no workspace gives it a value: what one gives may be spelled otherwise where it is equal.
    fileprivate var hasDefaults: Bool { removed.isEmpty && values == revision.defaults }
}
