import Diagnostics
import Resources

/// The kinds of compute provider that workspaces can ask for.
package enum ComputeProviderType: String, Sendable, Hashable, CaseIterable {
    case hetznerCloud = "hetzner_cloud"
    case ionosDCD = "ionos_dcd"
}

/// An account at a provider, in which managed networks are made.
package struct ComputeProvider: Sendable, Hashable {
    package var name: String
    package var type: ComputeProviderType
    package var token: SecretReference
    /// Replaces the provider's public API address.
    package var endpoint: String?
    /// Hetzner Cloud only.
    package var networkZone: String?
    /// IONOS only: where datacenters are made, as `de/fra`.
    package var location: String?
    package var declaredAt: SourceLocation

    package init(
        name: String, type: ComputeProviderType, token: SecretReference, endpoint: String? = nil,
        networkZone: String? = nil, location: String? = nil, declaredAt: SourceLocation
    ) {
        self.name = name
        self.type = type
        self.token = token
        self.endpoint = endpoint
        self.networkZone = networkZone
        self.location = location
        self.declaredAt = declaredAt
    }
}
