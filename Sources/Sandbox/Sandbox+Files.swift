import Document
import FoundationEssentials
import SandboxAPI

extension Sandbox {
    /// Writes what users of the sandbox need: kubeconfigs, endpoints and an empty zone.
    nonisolated func writeFiles() throws(SandboxError) {
        let layout = SandboxLayout(directory: configuration.directory)
        for (index, cluster) in clusters.enumerated() {
            let server =
                "https://\(configuration.network.managementCluster(index + 1)):\(LoopbackNetwork.kubernetesPort)"
            let kubeconfig = Kubeconfig(
                cluster: cluster.target, server: server, authorityPEM: cluster.authority.certificatePEM,
                user: "admin", context: "admin",
                identity: try cluster.authority.clientIdentity(user: "kubernetes-admin", groups: ["system:masters"]))
            try Files.write(Array(kubeconfig.yaml.utf8), to: layout.kubeconfig(cluster.target), mode: 0o600)
        }
        try Files.write(endpoints.json(.pretty), to: layout.endpoints, mode: 0o644)
        try Files.makeDirectory(layout.zones)
        let zone = "\(layout.zones)/\(Self.zone).zone"
        if !Files.exists(zone) { try Files.write(Array(Self.emptyZone.utf8), to: zone, mode: 0o644) }
    }

    /// Where everything answers.
    package nonisolated var endpoints: Value {
        let network = configuration.network
        let port = LoopbackNetwork.webPort
        var servers: Value = [:]
        for (index, cluster) in clusters.enumerated() {
            let address = network.managementCluster(index + 1)
            servers[cluster.target] = .string("https://\(address):\(LoopbackNetwork.kubernetesPort)")
        }
        return [
            "hcloud": .string("http://\(network.hetznerCloud):\(port)/v1"),
            "ionos": .string("http://\(network.ionosCloud):\(port)/cloudapi/v6"),
            "cloudflare": .string("http://\(network.cloudflare):\(port)/client/v4"),
            "control": .string("http://\(network.control):\(port)"), "clusters": servers,
        ]
    }

    /// The zone of the sample estate.
    static let zone = "cloud.example.com"

    private static let emptyZone = """
        $ORIGIN cloud.example.com.
        $TTL 60
        @ IN SOA ns1.cloud.example.com. hostmaster.cloud.example.com. 1 3600 600 86400 60
        @ IN NS ns1.cloud.example.com.
        ns1 IN A 127.0.0.1

        """
}

extension SandboxLayout {
    /// The authority of a management cluster: the one that was made at its first start.
    func authority(_ cluster: String) throws(SandboxError) -> CertificateAuthority {
        let certificate = "\(keys)/\(cluster).crt"
        let key = "\(keys)/\(cluster).key"
        if Files.exists(certificate), Files.exists(key) {
            return try CertificateAuthority(
                certificatePEM: String(decoding: try Files.read(certificate), as: UTF8.self),
                keyPEM: String(decoding: try Files.read(key), as: UTF8.self))
        }
        let authority = try CertificateAuthority(commonName: "\(cluster)-ca")
        try Files.write(Array(authority.keyPEM.utf8), to: key, mode: 0o600)
        try Files.write(Array(authority.certificatePEM.utf8), to: certificate, mode: 0o600)
        return authority
    }

    /// The administrator's bearer token of a management cluster, in `token/<cluster>`.
    func token(_ cluster: String) throws(SandboxError) -> String {
        let path = "\(tokens)/\(cluster)"
        if Files.exists(path) {
            return String(decoding: try Files.read(path), as: UTF8.self).filter { !$0.isWhitespace }
        }
        let token = UUID().uuidString.lowercased()
        try Files.write(Array("\(token)\n".utf8), to: path, mode: 0o600)
        return token
    }
}
