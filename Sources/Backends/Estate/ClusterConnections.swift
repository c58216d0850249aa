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

    package init(_ estate: Estate, reader: ClusterAccessReader, http: HTTPClient) {
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
        guard let secret = try await read(key), let uid = secret.uid, let version = secret.version,
            let superAdmin = secret.data("super-admin.conf"), let admin = secret.data("admin.conf")
        else { return nil }
        let document = try KubeconfigDocument(admin, workspace: workspace)
        let superAccess = try ClusterAccessReader.access(superAdmin, ofTenant: workspace)
        let published = try await checkEndpoint(of: workspace, [document.endpoint.url, superAccess.server], by: key)
        if let known = tenants[workspace]?.access, known.secretUID == uid, known.secretVersion == version,
            known.published == published
        {
            return known
        }
        let access = TenantAccess(
            address: document.address, published: published, port: document.port, secretUID: uid,
            secretVersion: version,
            adminKubeconfig: admin)
        let client = KubernetesClient(
            name: "tenant \(workspace)", access: superAccess, http: http)
        tenants[workspace] = Tenant(
            backend: KubernetesBackend(client, place: .tenant(workspace), estate: estate.name), access: access)
        return access
    }

    /// What the control plane's name is to lead to; throws where the kubeconfigs of a Secret do not lead to the API that the control plane in its namespace says it
    /// serves: whoever put another's into it must not make Berth act there.
    private func checkEndpoint(
        of workspace: String, _ servers: [String], by secret: ItemKey
    ) async throws -> String? {
        let key = ItemKey.controlPlane(of: workspace, in: secret.namespace, at: secret.place)
        let status = try await read(key)?.value["status"]
        let endpoint = status?["controlPlaneEndpoint"]?.string
        guard let reason = TenantEndpoint.mismatch(servers: servers, endpoint: endpoint, of: workspace) else {
            return ControlPlaneAddress(status: status)?.published
        }
        // A control plane that got another address has its kubeconfigs made anew a moment later.
        throw BackendError(
            "connect to", "tenant \(workspace)", .other, "\(secret) \(reason)",
            hint: "Kamaji makes the Secret anew when it is deleted", isTransient: true)
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

extension Observation {
    /// The bytes of a key of a Secret.
    fileprivate func data(_ key: String) -> [UInt8]? {
        value["data"]?[key]?.string.flatMap(Base64.decode)
    }
}

extension String {
    /// The host as it stands in front of a port.
    fileprivate var bracketed: String { contains(":") ? "[\(self)]" : self }
}
