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

    package func connectTenants(
        _ tenants: [TenantSighting], limit: Int
    ) async -> [String: Result<TenantAccess?, any Error>] {
        await clusters.connectTenants(tenants, limit: limit)
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
        let settings = estate.dns
        var nameServer = settings.nameServer.flatMap { APIEndpoint(authority: $0, preset: 53) }
        let driver: any RecordDriver
        switch settings.provider {
        case .zoneFile(let directory):
            driver = ZoneFileDriver(directory: directory.resolved(home: home).tidyPath, zones: settings.zones)
        case .powerDNS(let endpoint, let key):
            driver = PowerDNSDriver(
                endpoint: endpoint, client: http, apiKey: try await credential(key), reference: key)
        case .rfc2136(let server, let signing):
            guard let server = APIEndpoint(authority: server, preset: 53) else {
                throw BackendError("use", "the name server \(server)", .rejected, "it is not a host and port")
            }
            // The server that takes the updates is the one that must answer with them.
            nameServer = nameServer ?? server
            driver = DynamicUpdateDriver(server: server, key: try await key(signing), zones: settings.zones)
        case .hetzner(let endpoint, let token):
            driver = HetznerZones(
                client: http, token: try await credential(token), reference: token, endpoint: endpoint)
        case .cloudflare(let endpoint, let token):
            driver = CloudflareZones(
                client: http, token: try await credential(token), reference: token, endpoint: endpoint)
        }
        return RecordBackend(
            driver, zones: settings.zones, estate: estate.name,
            nameServer: nameServer.map { NameServerConnection($0) })
    }

    private func key(_ signing: DNSSettings.Signing) async throws -> TransactionKey {
        switch signing {
        case .key(let name, let algorithm, let reference):
            .secret(name: name, algorithm: algorithm, try await credential(reference), reference: reference)
        case .keyFile(let path): .file(path.resolved(home: home))
        case .kerberos: .kerberos
        }
    }

    private func credential(_ reference: SecretReference) async throws -> Secret {
        guard let value = try await secrets.value(of: reference) else {
            throw BackendError(
                "use", "the DNS provider", .unauthorized, "its credential, the \(reference), does not exist")
        }
        return Secret(value)
    }
}
