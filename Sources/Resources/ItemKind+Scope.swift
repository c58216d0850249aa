extension ItemKind {
    /// Whether objects of a built-in kind live in namespaces; nil for kinds that only the server knows.
    package var isNamespaced: Bool? {
        switch group {
        case "": !["Namespace", "Node", "PersistentVolume", "ComponentStatus"].contains(kind)
        case "apps", "batch", "autoscaling", "policy", "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io": true
        case "rbac.authorization.k8s.io": !kind.hasPrefix("Cluster")
        case "networking.k8s.io": !["IngressClass", "IPAddress", "ServiceCIDR"].contains(kind)
        case "storage.k8s.io": kind == "CSIStorageCapacity"
        case "apiextensions.k8s.io", "apiregistration.k8s.io", "admissionregistration.k8s.io", "scheduling.k8s.io",
            "node.k8s.io", "certificates.k8s.io", "flowcontrol.apiserver.k8s.io":
            false
        case "kamaji.clastix.io": kind == "TenantControlPlane"
        default: nil
        }
    }
}
