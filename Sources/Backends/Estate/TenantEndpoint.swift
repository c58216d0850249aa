import Resources

/// Whether kubeconfigs lead to the control plane that they are said to be of; a pure function of both.
enum TenantEndpoint {
    /// Why not, as the end of a sentence about the Secret that holds them; nil where they do.
    ///
    /// `servers` are those of the kubeconfigs, as URLs; `endpoint` is the control plane's `status.controlPlaneEndpoint`,
    /// `host:port`, of which Kamaji makes the servers; nil where it has none.
    static func mismatch(servers: [String], endpoint: String?, of workspace: String) -> String? {
        guard let endpoint else { return "holds kubeconfigs, and the control plane \(workspace) has no endpoint" }
        guard let there = APIEndpoint(authority: endpoint, preset: 443) else {
            return "holds kubeconfigs, and the endpoint of the control plane \(workspace) is not a host and port"
        }
        for server in servers {
            guard let named = APIEndpoint(url: server) else { return "holds a kubeconfig without an https:// server" }
            guard named == there else {
                return "leads to \(named), and the control plane \(workspace) is at \(there)"
            }
        }
        return nil
    }
}
