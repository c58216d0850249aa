import Diagnostics

/// A cluster of the operator that runs Kamaji and with it the control planes of workspaces.
package struct ManagementCluster: Sendable, Hashable {
    /// Which workspaces it hosts.
    package enum Role: String, Sendable, Hashable, CaseIterable {
        /// Hosts standard workspaces.
        case pool
        /// Hosts workspaces of the kind root.
        case root
    }

    package var name: String
    package var role: Role
    /// Nil only for root clusters, which serve all.
    package var computeProviderType: ComputeProviderType?
    package var region: String?
    /// Inactive clusters keep what they have and get nothing new.
    package var isActive: Bool
    /// Workspaces it may host; nil: without limit.
    package var capacity: Int?
    package var kubeconfig: KubeconfigReference
    package var declaredAt: SourceLocation

    package init(
        name: String, role: Role = .pool, computeProviderType: ComputeProviderType? = nil, region: String? = nil,
        isActive: Bool = true, capacity: Int? = nil, kubeconfig: KubeconfigReference, declaredAt: SourceLocation
    ) {
        self.name = name
        self.role = role
        self.computeProviderType = computeProviderType
        self.region = region
        self.isActive = isActive
        self.capacity = capacity
        self.kubeconfig = kubeconfig
        self.declaredAt = declaredAt
    }
}

/// Where the access to a management cluster comes from.
package struct KubeconfigReference: Sendable, Hashable {
    /// What holds the kubeconfig.
    package enum Origin: Sendable, Hashable {
        case file(LocalPath)
        /// A variable that holds the kubeconfig itself.
        case environment(String)
        /// The service account of the pod that Berth runs in.
        case inCluster
    }

    package var origin: Origin
    /// Nil: the kubeconfig's current context.
    package var context: String?
    package var declaredAt: SourceLocation

    package init(_ origin: Origin, context: String? = nil, declaredAt: SourceLocation) {
        self.origin = origin
        self.context = context
        self.declaredAt = declaredAt
    }
}
