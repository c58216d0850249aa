import Document
import Resources
import Specification

/// How a control plane gets from one Kubernetes version to another: one minor version at a time, and never back by one.
enum UpgradePath: Sendable, Hashable {
    /// The versions to come to first, in their order; none where the next one is the wanted.
    case through([KubernetesVersion])
    /// A server refuses to go back by a minor version.
    case downgrade
    /// The catalog has nothing of this minor version, which cannot be left out.
    case gap(minor: Int)
    /// The version is not active, and is not the one that runs.
    case inactive

    /// Where the leaf is that says the version.
    static let leaf: Path = ["spec", "kubernetes", "version"]
    /// Why nothing of a control plane is changed that somebody upgraded outside of Berth.
    static let unsettled = "somebody upgraded it outside of Berth, which has to be settled first"

    /// `catalog` are the versions of the estate. On the way one that is not active any more will do, since nobody stays there;
    /// of several the newest is taken.
    init(from old: KubernetesVersion, to new: KubernetesVersion, catalog: [KubernetesVersionEntry]) {
        if new != old, catalog.contains(where: { $0.version == new.description && !$0.isActive }) {
            self = .inactive
            return
        }
        guard !new.isMinorBelow(old) else {
            self = .downgrade
            return
        }
        let known = catalog.compactMap { KubernetesVersion($0.version) }
        var between: [KubernetesVersion] = []
        var minor = old.minor + 1
        while minor < new.minor {
            guard let next = known.filter({ $0.minor == minor }).max() else {
                self = .gap(minor: minor)
                return
            }
            between.append(next)
            minor += 1
        }
        self = .through(between)
    }

    /// The control plane as it is on the way; any other item, and that of any other step, as it is.
    static func staged(_ item: Item, for step: Step) -> Item {
        guard let version = step.upgradeVersion, item.key.itemKind == TenantLocation.controlPlaneKind else {
            return item
        }
        return staged(item, at: version)
    }

    static func staged(_ item: Item, at version: KubernetesVersion) -> Item {
        var staged = item
        staged.desired[leaf] = .string(version.description)
        return staged
    }
}

extension Step {
    /// Whether the control plane it is about has come to its version, or further: an earlier run brought it there.
    package func isPassed(by observation: Observation?) -> Bool {
        guard let version = upgradeVersion,
            let now = observation?.value[UpgradePath.leaf]?.string.flatMap({ KubernetesVersion($0) })
        else { return false }
        return now >= version
    }
}
