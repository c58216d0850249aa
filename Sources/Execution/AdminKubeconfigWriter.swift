import Backends

/// Writes the admin kubeconfig for people: the host name as server, cluster and context named like the workspace.
package struct AdminKubeconfigWriter: KubeconfigWriter {
    package init() {}

    package func adminKubeconfig(
        from original: [UInt8], workspace: String, host: String, port: Int
    ) throws -> [UInt8] {
        let document = try KubeconfigDocument(original, workspace: workspace)
        return KubeconfigDocument.yaml(document.admin(.init(workspace: workspace, host: host, port: port)))
    }
}
