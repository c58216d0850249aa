import Diagnostics
import Files
import HTTP
import Resources
import Specification

/// The backends of an estate: one for each management cluster, tenant and compute provider, and the DNS zone.
package actor EstateBackends: BackendProvider {
    private let estate: Estate
    private let clusters: ClusterConnections
    private let secrets: any SecretSource
    private let http: HTTPClient
    private let home: String?
    private var others: [Place: any Backend] = [:]

    /// `secrets` gives the providers' tokens, which are read when a provider is first asked; `home` is what `~` means.
    package init(
        _ estate: Estate, clusters: ClusterConnections, secrets: any SecretSource, http: HTTPClient, home: String?
    ) {
        self.estate = estate
        self.clusters = clusters
        self.secrets = secrets
        self.http = http
        self.home = home
    }

    /// What the estate names and this version of Berth has no driver for.
    package static func unsupported(in estate: Estate) -> [Diagnostic] {
        guard let name = estate.dns.provider.unsupportedName else { return [] }
        return [
            .error(
                "the DNS provider \(name) is not supported by this version of berth", at: estate.dns.declaredAt,
                notes: "use `zoneFile: {directory: …}`")
        ]
    }

    package func backend(for place: Place) async throws -> any Backend {
        if let known = others[place] { return known }
        let backend: any Backend
        switch place {
        case .management, .tenant: return try await clusters.backend(for: place)
        case .provider(let name): backend = try await provider(name)
        case .dns: backend = try await dns()
        }
        // Two who asked at once may both have made one; they share what the first to finish keeps.
        if let known = others[place] { return known }
        others[place] = backend
        return backend
    }

    package func connectTenant(_ workspace: String, secret: ItemKey) async throws -> TenantAccess? {
        try await clusters.connectTenant(workspace, secret: secret)
    }

    package func probe(_ workspace: String, host: String, port: Int, path: String) async throws -> ProbeResult {
        try await clusters.probe(workspace, host: host, port: port, path: path)
    }

    package func readyNodes(_ workspace: String) async throws -> Int? {
        try await clusters.readyNodes(workspace)
    }

    private func provider(_ name: String) async throws -> any Backend {
        guard let provider = estate.computeProvider(named: name) else {
            throw BackendError("use", "provider \(name)", .notFound, "the estate has no such compute provider")
        }
        guard let token = try await secrets.value(of: provider.token) else {
            throw BackendError(
                "use", "provider \(name)", .unauthorized, "its token, the \(provider.token), does not exist")
        }
        switch provider.type {
        case .hetznerCloud:
            return HetznerCloudNetworks(
                provider: name, estate: estate.name, client: http, token: Secret(token), reference: provider.token,
                endpoint: provider.endpoint)
        case .ionosDCD:
            return IONOSNetworks(
                provider: name, estate: estate.name, client: http, token: Secret(token), reference: provider.token,
                endpoint: provider.endpoint)
        }
    }

    private func dns() async throws -> any Backend {
        let zones = [estate.dns.zone]
        return RecordBackend(try await recordDriver(zones), zones: zones, estate: estate.name)
    }

    private func recordDriver(_ zones: [String]) async throws -> any RecordDriver {
        switch estate.dns.provider {
        case .zoneFile(let directory):
            ZoneFileDriver(directory: directory.resolved(home: home).tidyPath, zones: zones)
        case .hetzner(let endpoint, let token):
            HetznerZones(client: http, token: try await dnsSecret(token), reference: token, endpoint: endpoint)
        case .cloudflare(let endpoint, let token):
            CloudflareZones(client: http, token: try await dnsSecret(token), reference: token, endpoint: endpoint)
        case .powerDNS, .rfc2136: throw DiagnosticsError(Self.unsupported(in: estate))
        }
    }

    private func dnsSecret(_ reference: SecretReference) async throws -> Secret {
        guard let text = try await secrets.value(of: reference) else {
            throw BackendError("use", "the DNS provider", .unauthorized, "its key, the \(reference), does not exist")
        }
        return Secret(text)
    }
}

extension DNSSettings.Provider {
    /// The name of a provider without a driver.
    fileprivate var unsupportedName: String? {
        switch self {
        case .zoneFile, .hetzner, .cloudflare: nil
        case .powerDNS: "powerdns"
        case .rfc2136: "rfc2136"
        }
    }
}
