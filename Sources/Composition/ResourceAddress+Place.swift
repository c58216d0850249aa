import Resources
import Specification

extension ResourceAddress {
    /// Whether an item with this key can carry the address in its mark: a mark is believed only where it can be true.
    ///
    /// What lies in one tenant never speaks for another workspace, for a network, a name or a control plane. On a management
    /// cluster a workspace has what is in its own namespace, that namespace, and one control plane in it, called after it; a
    /// network and a DNS name are called after their workspace, too.
    package func canMark(_ key: ItemKey) -> Bool {
        switch (key.place, scope) {
        case (.tenant(let id), .workspace(let workspace)): id == workspace && isInsideTenant
        case (.management(let cluster), .cluster(let name)): cluster == name && application != nil
        case (.management, .workspace(let workspace)): canMark(key, ofWorkspace: workspace)
        case (.provider, .workspace(let workspace)):
            name == "network" && Self.namespaces(ofWorkspace: workspace).contains(key.name)
        case (.dns, .workspace(let workspace)): name == "dns" && key.name.hasPrefix("\(workspace).")
        default: false
        }
    }

    /// What a workspace may have on its management cluster.
    private func canMark(_ key: ItemKey, ofWorkspace workspace: String) -> Bool {
        let namespaces = Self.namespaces(ofWorkspace: workspace)
        let isStep = name == "namespace" || name == "control-plane"
        switch key.itemKind {
        case ItemKind(group: "", kind: "Namespace"): return name == "namespace" && namespaces.contains(key.name)
        case .tenantControlPlane:
            return name == "control-plane" && key.name == workspace && key.namespace.map(namespaces.contains) == true
        default:
            // Only the templates of the steps themselves may have what lies in no namespace.
            guard let namespace = key.namespace else { return isStep }
            return (isStep || application != nil) && namespaces.contains(namespace)
        }
    }

    /// Whether the resource is one of those inside a workspace's own API.
    private var isInsideTenant: Bool {
        ["application/", "integration/", "rbac/", "secret/"].contains { name.hasPrefix($0) }
    }

    /// The names that the namespace of a workspace on its management cluster can have: a standard one, a root one.
    package static func namespaces(ofWorkspace id: String) -> [String] {
        Workspace.Kind.allCases.map { $0.namespace(of: id) }
    }
}
