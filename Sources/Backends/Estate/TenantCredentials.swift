import Document
import Kubernetes
import Resources

/// What the Secret of a control plane says of the way to its API, held against what the control plane says itself.
struct TenantCredentials: Sendable {
    var workspace: String
    /// As `super-admin.conf` says: unlike `admin.conf` it is allowed everything from the start.
    var access: ClusterAccess
    var tenant: TenantAccess
    /// The identity of the control plane and the version that it serves; nil where it does not say.
    var server: (uid: String, version: String)?

    /// Nil where the Secret is not complete yet. Throws where its kubeconfigs do not lead to the API that the control plane
    /// says it serves: whoever put another's into it must not make Berth act there.
    init?(of secret: Observation, workspace: String, controlPlane: Observation?) throws {
        guard let uid = secret.uid, let version = secret.version, let superAdmin = secret.data("super-admin.conf"),
            let admin = secret.data("admin.conf")
        else { return nil }
        let document = try KubeconfigDocument(admin, workspace: workspace)
        access = try ClusterAccessReader.access(superAdmin, ofTenant: workspace)
        let status = controlPlane?.value["status"]
        if let reason = TenantEndpoint.mismatch(
            servers: [document.endpoint.url, access.server], endpoint: status?["controlPlaneEndpoint"]?.string,
            of: workspace)
        {
            // A control plane that got another address has its kubeconfigs made anew a moment later.
            throw BackendError(
                "connect to", "tenant \(workspace)", .other, "\(secret.key) \(reason)",
                hint: "Kamaji makes the Secret anew when it is deleted", isTransient: true)
        }
        self.workspace = workspace
        tenant = TenantAccess(
            address: document.address, published: ControlPlaneAddress(status: status)?.published,
            port: document.port, secretUID: uid, secretVersion: version, adminKubeconfig: admin)
        let served = status?["kubernetesResources"]?["version"]?["version"]?.string
        if let uid = controlPlane?.uid, let served { server = (uid, served) }
    }

    /// The same for those who only look: thousands of kubeconfigs are not kept for nothing.
    var withoutAdminKubeconfig: TenantCredentials {
        var result = self
        result.tenant.adminKubeconfig = []
        return result
    }
}

extension Observation {
    /// The bytes of a key of a Secret.
    fileprivate func data(_ key: String) -> [UInt8]? {
        value["data"]?[key]?.string.flatMap(Base64.decode)
    }
}
