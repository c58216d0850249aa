import Document

/// Gives the backends of an estate's places; connections are made when first asked for and kept.
package protocol BackendProvider: Sendable {
    /// The backend of a place; throws where it cannot be reached or its access is not usable, and for a tenant that
    /// was not connected before.
    func backend(for place: Place) async throws -> any Backend

    /// Connects to the tenant of a workspace by the admin kubeconfig in a secret of its management cluster, read anew
    /// each time; nil where the secret does not exist or is not complete yet. Throws where its kubeconfigs lead to another
    /// API than the control plane beside it says it serves.
    func connectTenant(_ workspace: String, secret: ItemKey) async throws -> TenantAccess?

    /// Connects to tenants whose control planes were seen just now, `limit` at once: the Secrets of many on one cluster are
    /// read together. Each gets what `connectTenant` would give or throw, but for `adminKubeconfig`, which is left out.
    func connectTenants(
        _ tenants: [TenantSighting], limit: Int
    ) async -> [String: Result<TenantAccess?, any Error>]

    /// Asks a connected tenant at its host name, dialling its known address, so that DNS caches do not matter:
    /// whether `path` (`/healthz`, `/readyz`) answers 200, otherwise what it answered.
    func probe(_ workspace: String, host: String, port: Int, path: String) async throws -> ProbeResult

    /// How many nodes of a connected tenant are Ready; nil where they cannot be listed though the API answers.
    func readyNodes(_ workspace: String) async throws -> Int?
}

extension BackendProvider {
    /// One after the other.
    package func connectTenants(
        _ tenants: [TenantSighting], limit: Int
    ) async -> [String: Result<TenantAccess?, any Error>] {
        let answers = await tenants.concurrentPairs(limit: limit) { tenant -> Result<TenantAccess?, any Error> in
            do {
                return .success(try await connectTenant(tenant.workspace, secret: tenant.secret))
            } catch {
                return .failure(error)
            }
        }
        return Dictionary(answers.map { ($0.workspace, $1) }) { first, _ in first }
    }
}

/// A tenant that is to be connected to.
package struct TenantSighting: Sendable {
    package var workspace: String
    /// The Secret that holds its admin kubeconfigs.
    package var secret: ItemKey
    /// Its control plane as it was seen.
    package var controlPlane: Observation

    package init(workspace: String, secret: ItemKey, controlPlane: Observation) {
        self.workspace = workspace
        self.secret = secret
        self.controlPlane = controlPlane
    }
}

/// How a tenant is reached.
package struct TenantAccess: Sendable, Hashable {
    /// Where the API server is dialled: an IP address, or a name.
    package var address: String
    /// What the workspace's name leads to: the address with the load balancer's others, or the name.
    package var published: String
    package var port: Int
    /// The uid and resourceVersion of the secret that holds the admin kubeconfig.
    package var secretUID: String
    package var secretVersion: String
    /// `admin.conf`, the kubeconfig that people get; secret, never shown or logged. Empty where many tenants were connected to
    /// at once.
    package var adminKubeconfig: [UInt8]

    /// `published` is the address where it is not given.
    package init(
        address: String, published: String? = nil, port: Int, secretUID: String, secretVersion: String,
        adminKubeconfig: [UInt8]
    ) {
        self.address = address
        self.published = published ?? address
        self.port = port
        self.secretUID = secretUID
        self.secretVersion = secretVersion
        self.adminKubeconfig = adminKubeconfig
    }
}

/// What a health endpoint said.
package enum ProbeResult: Sendable, Hashable {
    case healthy
    /// It answered something else, or not at all, with the reason in a few words.
    case unhealthy(String)
}

/// Gives the values of secret references.
package protocol SecretSource: Sendable {
    /// The value; throws an error that names the reference and what to do, never the value. Nil for a generated secret
    /// that was not generated yet.
    func value(of reference: SecretReference) async throws -> [UInt8]?
}
