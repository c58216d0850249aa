import Resources

/// Where the control plane of a workspace is kept.
package struct TenantLocation: Sendable, Hashable {
    package var workspace: String
    package var cluster: String
    package var namespace: String

    package init(workspace: String, cluster: String, namespace: String) {
        self.workspace = workspace
        self.cluster = cluster
        self.namespace = namespace
    }

    package static let controlPlaneKind = ItemKind(apiVersion: "kamaji.clastix.io/v1alpha1", kind: "TenantControlPlane")

    package var controlPlane: ItemKey {
        ItemKey(
            place: .management(cluster), apiVersion: "kamaji.clastix.io/v1alpha1", kind: "TenantControlPlane",
            namespace: namespace, name: workspace)
    }

    /// The namespace itself.
    package var namespaceItem: ItemKey {
        ItemKey(place: .management(cluster), apiVersion: "v1", kind: "Namespace", name: namespace)
    }

    /// The secret in which Kamaji leaves the admin kubeconfigs.
    package var secret: ItemKey {
        ItemKey(
            place: .management(cluster), apiVersion: "v1", kind: "Secret", namespace: namespace,
            name: "\(workspace)-admin-kubeconfig")
    }
}
