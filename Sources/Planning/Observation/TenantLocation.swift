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

    package static let controlPlaneKind = ItemKind.tenantControlPlane

    package var controlPlane: ItemKey {
        .controlPlane(of: workspace, in: namespace, at: .management(cluster))
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

extension ItemKey {
    /// The tenant that a control plane serves; nil for anything else.
    package var servedTenant: Place? { itemKind == TenantLocation.controlPlaneKind ? .tenant(name) : nil }
}
