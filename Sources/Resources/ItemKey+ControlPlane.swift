extension ItemKind {
    /// Kamaji's control plane of a tenant.
    package static let tenantControlPlane = ItemKind(
        apiVersion: "kamaji.clastix.io/v1alpha1", kind: "TenantControlPlane")
}

extension ItemKey {
    /// The control plane of a workspace in a namespace of its management cluster.
    package static func controlPlane(of workspace: String, in namespace: String?, at place: Place) -> ItemKey {
        ItemKey(
            place: place, apiVersion: "kamaji.clastix.io/v1alpha1", kind: "TenantControlPlane", namespace: namespace,
            name: workspace)
    }
}
