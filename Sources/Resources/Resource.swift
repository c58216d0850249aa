import Diagnostics

/// A node of the graph: one line of a plan, applied and recorded as a whole.
package struct Resource: Sendable, Hashable {
    /// The steps of the product page, in the order in which a reader expects them.
    package enum Kind: String, Sendable, Hashable, Comparable, CaseIterable {
        case network, placement, namespace, prerequisite
        case controlPlane = "control-plane"
        case kubeconfig, dns, api, integration, rbac, secret
        case kubeconfigStore = "kubeconfig-store"
        /// A secret in the state repository, where it is to be encrypted anew; no specification gives it.
        case storedSecret = "stored-secret"
        case application, active

        package static func < (left: Kind, right: Kind) -> Bool { left.rank < right.rank }

        /// The place among all kinds.
        var rank: Int { Self.ranks[self] ?? 0 }
        private static let ranks = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
    }

    package var address: ResourceAddress
    package var kind: Kind
    /// What must be done before this starts.
    package var dependencies: Set<ResourceAddress>
    /// Written in the order of `Item.installOrder`; empty for gates.
    package var items: [Item]
    package var gate: Gate?
    /// How long installing and becoming ready may take together.
    package var timeout: Duration
    package var deployment: Deployment?
    /// What Helm would call the install of its chart; nil where it has none.
    package var release: HelmRelease?
    /// True where it needs a Ready worker node and is deferred until there is one.
    package var requiresWorkers: Bool
    /// True where it must not be deleted or replaced.
    package var isProtected: Bool
    /// True where it takes over what exists under its names and Berth did not make.
    package var adopts: Bool
    /// When what cannot be changed in place is made anew; nil where its items' kinds say.
    package var replaces: ReplacePolicy?
    package var location: SourceLocation?
    /// The addresses that it had before, the latest first: what carries their marks is this resource's.
    package var formerly: [ResourceAddress] = []
    /// The line that chooses the revision; nil where it has none.
    package var revisionLocation: SourceLocation?

    package init(
        _ address: ResourceAddress, _ kind: Kind, dependencies: Set<ResourceAddress> = [], items: [Item] = [],
        gate: Gate? = nil, timeout: Duration = .seconds(300), deployment: Deployment? = nil,
        release: HelmRelease? = nil, requiresWorkers: Bool = false, isProtected: Bool = false,
        adopts: Bool = false, replaces: ReplacePolicy? = nil, location: SourceLocation? = nil
    ) {
        self.address = address
        self.kind = kind
        self.dependencies = dependencies
        self.items = items
        self.gate = gate
        self.timeout = timeout
        self.deployment = deployment
        self.release = release
        self.requiresWorkers = requiresWorkers
        self.isProtected = isProtected
        self.adopts = adopts
        self.replaces = replaces
        self.location = location
    }
}
