extension ItemKind {
    /// The API group, empty for the core group.
    package var group: String {
        apiVersion.split(separator: "/").count == 2 ? String(apiVersion.prefix { $0 != "/" }) : ""
    }

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

    /// `apps/v1/Deployment`: how recorded sets of kinds are written.
    package var text: String { "\(apiVersion)/\(kind)" }

    /// Reads what `text` writes; nil where it is none.
    package init?(text: String) {
        guard let slash = text.lastIndex(of: "/"), slash != text.startIndex else { return nil }
        self.init(apiVersion: String(text[..<slash]), kind: String(text[text.index(after: slash)...]))
    }

    /// The kinds of a recorded set, separated by commas; what cannot be read is left out.
    package static func set(from text: String?) -> Set<ItemKind> {
        Set((text ?? "").split(separator: ",").compactMap { ItemKind(text: String($0)) })
    }

    /// A set as it is recorded.
    package static func text(of kinds: Set<ItemKind>) -> String {
        kinds.sorted().map(\.text).joined(separator: ",")
    }
}
