import Diagnostics
import Document
import Resources
import Specification

/// A line of a plan: one resource, what is to be done with it and why.
package struct Step: Sendable, Hashable {
    package var address: ResourceAddress
    package var kind: Resource.Kind
    package var action: Action
    /// In the reader's words: `new`, `the spec changed`, `drift`, `waits for a worker node`.
    package var reason: String
    /// The steps that must be done first; all of them are in the plan.
    package var dependencies: Set<ResourceAddress>
    /// In the order in which they are carried out.
    package var changes: [ItemChange]
    package var gate: Gate?
    package var timeout: Duration
    package var deployment: Deployment?
    /// What says that it must not be deleted or replaced; nil where nothing does.
    package var protection: String?
    /// The line of the specification it comes from.
    package var location: SourceLocation?
    /// The place that could not be asked, where that is why the step is unknown: one of the plan's `unreachable`.
    package var silentPlace: Place?
    /// The addresses that its resource had before: their installs are its own.
    package var formerly: [ResourceAddress] = []

    package init(
        address: ResourceAddress, kind: Resource.Kind, action: Action, reason: String = "",
        dependencies: Set<ResourceAddress> = [], changes: [ItemChange] = [], gate: Gate? = nil,
        timeout: Duration = .seconds(300), deployment: Deployment? = nil, protection: String? = nil,
        location: SourceLocation? = nil
    ) {
        self.address = address
        self.kind = kind
        self.action = action
        self.reason = reason
        self.dependencies = dependencies
        self.changes = changes
        self.gate = gate
        self.timeout = timeout
        self.deployment = deployment
        self.protection = protection
        self.location = location
    }
}

extension Step {
    /// The end of the address of a step that removes leftovers of a resource that stays.
    private static let removal = ":removed"
    /// The end of the address of the step that narrows a workspace's record of kinds when what it removed is gone.
    private static let narrowing = ":kinds"
    /// The end of the address of the step that takes old names out of a control plane's certificate.
    private static let retirement = ":names"
    /// Between the address of a control plane and the version that a step brings it to on the way to another.
    private static let upgrade = ":"

    /// The address of the step that removes leftovers of a resource which itself stays.
    static func removal(of resource: ResourceAddress) -> ResourceAddress {
        var address = resource
        address.name += removal
        return address
    }

    /// The address of the step that narrows the record of kinds on the namespace of a workspace.
    static func narrowing(of namespace: ResourceAddress) -> ResourceAddress {
        var address = namespace
        address.name += narrowing
        return address
    }

    /// The address of the step that brings a control plane to a version on the way to another.
    static func upgrade(of plane: ResourceAddress, to version: String) -> ResourceAddress {
        var address = plane
        address.name += upgrade + version
        return address
    }

    /// The address of the step that takes the old names out of a control plane's certificate.
    static func retiring(namesOf plane: ResourceAddress) -> ResourceAddress {
        var address = plane
        address.name += retirement
        return address
    }

    /// Whether it takes old names out of a control plane's certificate, since the new ones answer.
    package var retiresNames: Bool {
        kind == .controlPlane && action == .update && address.name.hasSuffix(Self.retirement)
    }

    /// The version that it brings a control plane to on the way to another; nil for every other step.
    package var upgradeVersion: KubernetesVersion? {
        guard kind == .controlPlane, action == .update else { return nil }
        let parts = address.name.split(separator: ":", maxSplits: 1).map(String.init)
        return parts.count == 2 ? KubernetesVersion(parts[1]) : nil
    }

    /// Whether it brings a control plane to the wanted version by way of others.
    var endsUpgrade: Bool {
        kind == .controlPlane && action == .update
            && dependencies.contains { dependency in
                dependency.workspace == address.workspace
                    && KubernetesVersion(dependency.name.replacing(address.name + Self.upgrade, with: "")) != nil
            }
    }

    /// What goes along with its deletions, in their order.
    var companions: [ItemKey] { changes.filter { $0.action == .delete }.flatMap(\.companions).map(\.key) }

    /// Whether it takes something away: its items, or what hooks of a chart take away around them.
    package var isRemoval: Bool { action == .delete || runsRemovalHooks }

    /// Whether it leaves as it is what somebody changed and nothing sets back.
    package var keepsDrift: Bool {
        action == .none
            && changes.contains { change in
                change.action == .none && change.leaves.contains { $0.reason == .drift }
            }
    }

    /// Whether it runs hooks around the removal of a chart.
    package var runsRemovalHooks: Bool { address.hookStage?.isOfRemoval == true && action != .delete }

    /// Whether it narrows a record of kinds.
    var isNarrowing: Bool { action == .update && address.name.hasSuffix(Self.narrowing) }

    /// Whether it encrypts a stored secret anew, as `Reencryption` plans it.
    package var isReencryption: Bool {
        guard case .encryptAnew(let change)? = gate, kind == .storedSecret, let name = address.storedSecret else {
            return false
        }
        return action == .update && changes.isEmpty && dependencies.isEmpty && deployment == nil
            && address.workspace != nil && !name.contains("/") && timeout == Reencryption.timeout
            && !change.recipients.isEmpty
    }

    /// The resource that it is about: its address, or that of the resource whose leftovers, or old names, it removes.
    package var resource: ResourceAddress {
        for ending in [Self.removal, Self.narrowing, Self.retirement] where address.name.hasSuffix(ending) {
            var resource = address
            resource.name.removeLast(ending.count)
            return resource
        }
        if let version = upgradeVersion {
            var resource = address
            resource.name.removeLast(Self.upgrade.count + version.description.count)
            return resource
        }
        return address
    }
}

extension Sequence<Step> {
    /// What their changes delete.
    var deletedKeys: Set<ItemKey> {
        var keys: Set<ItemKey> = []
        for step in self {
            for change in step.changes where change.action == .delete { keys.insert(change.key) }
        }
        return keys
    }
}
