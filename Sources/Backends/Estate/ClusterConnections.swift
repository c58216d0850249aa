import Diagnostics
import Document
import HTTP
import Kubernetes
import Redaction
import Resources
import Specification

/// The connections to management clusters and tenants, made when first asked for and kept.
package actor ClusterConnections {
    private let estate: Estate
    private let reader: ClusterAccessReader
    private let http: HTTPClient
    private var clusters: [String: KubernetesBackend] = [:]
    private var tenants: [String: Tenant] = [:]

    /// A tenant that was connected.
    private struct Tenant {
        var backend: KubernetesBackend
        var access: TenantAccess
    }

    private let discoveries: DiscoveryStore?

    /// `discoveries` is what earlier runs learnt of the tenants' API servers.
    package init(
        _ estate: Estate, reader: ClusterAccessReader, http: HTTPClient, discoveries: DiscoveryStore? = nil
    ) {
        self.discoveries = discoveries
        self.estate = estate
        self.reader = reader
        self.http = http
    }

    /// The backend of a management cluster; throws where its kubeconfig cannot be used.
    package func cluster(_ name: String) throws -> KubernetesBackend {
        if let known = clusters[name] { return known }
        guard let cluster = estate.managementCluster(named: name) else {
            throw BackendError("connect to", "cluster \(name)", .notFound, "the estate has no such management cluster")
        }
        let client = KubernetesClient(
            name: name, access: try reader.access(to: cluster), http: http, environment: reader.environment)
        let backend = KubernetesBackend(client, place: .management(name), estate: estate.name)
        clusters[name] = backend
        return backend
    }

    /// The backend of a management cluster or a connected tenant.
    package func backend(for place: Place) throws -> any Backend {
        switch place {
        case .management(let name): try cluster(name)
        case .tenant(let workspace): try tenant(workspace).backend
        case .provider, .dns: throw BackendError("connect to", place.description, .other, "it is not a Kubernetes API")
        }
    }

    /// Connects as `super-admin.conf` of the secret says: unlike `admin.conf` it is allowed everything from the start.
    package func connectTenant(_ workspace: String, secret key: ItemKey) async throws -> TenantAccess? {
        guard let secret = try await read(key) else { return nil }
        let plane = try await read(ItemKey.controlPlane(of: workspace, in: key.namespace, at: key.place))
        return try connect(TenantCredentials(of: secret, workspace: workspace, controlPlane: plane))
    }

    /// As `connectTenant`, with control planes that were seen just now. Of more than a few tenants on a cluster the Secrets
    /// are read by one LIST; those that it does not show are read by name.
    package func connectTenants(
        _ tenants: [TenantSighting], limit: Int
    ) async -> [String: Result<TenantAccess?, any Error>] {
        var results: [String: Result<TenantAccess?, any Error>] = [:]
        let places = Dictionary(grouping: tenants, by: \.secret.place)
        for (place, sightings) in places.sorted(by: { $0.key.description < $1.key.description }) {
            let credentials = sightings.count > Self.fewTenants ? await listedCredentials(at: place, sightings) : [:]
            for (workspace, found) in credentials { results[workspace] = Result { try connect(found.get()) } }
            let rest = sightings.filter { credentials[$0.workspace] == nil }
            let answers = await rest.concurrentPairs(limit: limit) { await self.connected($0) }
            results.merge(answers.map { ($0.workspace, $1) }) { first, _ in first }
        }
        return results
    }

    /// Up to so many Secrets are read by name.
    private static let fewTenants = 4

    private func connected(_ tenant: TenantSighting) async -> Result<TenantAccess?, any Error> {
        do {
            guard let secret = try await read(tenant.secret) else { return .success(nil) }
            let found = try TenantCredentials(
                of: secret, workspace: tenant.workspace, controlPlane: tenant.controlPlane)
            return .success(try connect(found?.withoutAdminKubeconfig))
        } catch {
            return .failure(error)
        }
    }

    /// What the Secrets of many tenants say, as far as a LIST of those that Kamaji marks as kubeconfigs shows them; nothing
    /// where that is refused or fails: then each is asked for, and the answers say why.
    private func listedCredentials(
        at place: Place, _ tenants: [TenantSighting]
    ) async -> [String: Result<TenantCredentials?, any Error>] {
        guard case .management(let name) = place, let backend = try? cluster(name) else { return [:] }
        let wanted = Dictionary(tenants.map { ($0.secret, $0) }) { first, _ in first }
        var found: [String: Result<TenantCredentials?, any Error>] = [:]
        do {
            _ = try await backend.client.pages(
                GroupVersionKind(apiVersion: "v1", kind: "Secret"),
                ObjectSelection(labelSelector: "kamaji.clastix.io/component=admin-kubeconfig"), limit: 100
            ) { secrets, _ in
                let known = secrets.compactMap { value -> (secret: Observation, tenant: TenantSighting)? in
                    let secret = backend.observation(of: value, GroupVersionKind(apiVersion: "v1", kind: "Secret"))
                    return wanted[secret.key].map { (secret, $0) }
                }
                // To read a kubeconfig takes longer than to get it.
                let credentials = known.concurrentlyMapped { secret, tenant in
                    Result {
                        try TenantCredentials(
                            of: secret, workspace: tenant.workspace, controlPlane: tenant.controlPlane)?
                            .withoutAdminKubeconfig
                    }
                }
                for (tenant, result) in zip(known.map(\.tenant), credentials) { found[tenant.workspace] = result }
            }
        } catch {
            return [:]
        }
        return found
    }

    /// Keeps the way to a tenant; nil where its Secret is not complete yet.
    private func connect(_ credentials: TenantCredentials?) throws -> TenantAccess? {
        guard let credentials else { return nil }
        let (workspace, access) = (credentials.workspace, credentials.tenant)
        if let known = tenants[workspace], known.access.isSame(as: access) {
            tenants[workspace]?.access = access
            return access
        }
        let client = KubernetesClient(
            name: "tenant \(workspace)", access: credentials.access, http: http,
            memory: credentials.server.flatMap { discoveries?.memory(of: $0.uid, version: $0.version) })
        tenants[workspace] = Tenant(
            backend: KubernetesBackend(client, place: .tenant(workspace), estate: estate.name), access: access)
        return access
    }

    private func read(_ key: ItemKey) async throws -> Observation? {
        guard case .management(let name) = key.place else { return nil }
        return try await cluster(name).read(key)
    }

    /// Asks a connected tenant at a host name by dialling its known address.
    package func probe(_ workspace: String, host: String, port: Int, path: String) async throws -> ProbeResult {
        let tenant = try tenant(workspace)
        var access = tenant.backend.client.access
        access.server = "https://\(host):\(port)"
        access.connectTo = "\(tenant.access.address.bracketed):\(tenant.access.port)"
        do throws(KubernetesError) {
            let answer = try await KubernetesClient(name: "tenant \(workspace)", access: access, http: http).raw(path)
            if answer.status == 200 { return .healthy }
            // A server lists its checks, most of which pass: the one that does not is the reason.
            let lines = answer.text.split(whereSeparator: \.isNewline)
            let line = (lines.first { $0.hasPrefix("[-]") } ?? lines.first).map(String.init)
            let text = line.map { ": \(KnownSecrets.shared.redacting($0).prefix(120))" } ?? ""
            return .unhealthy("\(path) answered \(answer.status)\(text)".sanitized)
        } catch {
            if error.isCancelled { throw CancellationError() }
            return .unhealthy("\(error)")
        }
    }

    /// How many nodes of a connected tenant are Ready; nil where the nodes cannot be listed though the API answers.
    package func readyNodes(_ workspace: String) async throws -> Int? {
        try await tenant(workspace).backend.readyNodes()
    }

    private func tenant(_ workspace: String) throws -> Tenant {
        guard let tenant = tenants[workspace] else {
            throw BackendError("connect to", "tenant \(workspace)", .notFound, "its kubeconfig was not read yet")
        }
        return tenant
    }
}

extension TenantAccess {
    /// Whether it leads to the same API with the same credentials.
    fileprivate func isSame(as other: TenantAccess) -> Bool {
        secretUID == other.secretUID && secretVersion == other.secretVersion && published == other.published
    }
}

extension String {
    /// The host as it stands in front of a port.
    fileprivate var bracketed: String { contains(":") ? "[\(self)]" : self }
}
