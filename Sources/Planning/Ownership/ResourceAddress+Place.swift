import Resources
import Specification

extension ResourceAddress {
    /// Whether an item with this key can carry the address in its mark: a mark is believed only where it can be true.
    ///
    /// What lies in one tenant never speaks for another workspace, for a network, a name or a control plane; a network and
    /// a DNS name are called after their workspace.
    func canMark(_ key: ItemKey) -> Bool {
        switch (key.place, scope) {
        case (.tenant(let id), .workspace(let workspace)): id == workspace && isInsideTenant
        case (.management(let cluster), .cluster(let name)): cluster == name && application != nil
        case (.management, .workspace(let workspace)):
            switch name {
            case "namespace", "control-plane":
                key.kind != "Namespace" || Self.namespaces(ofWorkspace: workspace).contains(key.name)
            default: application != nil
            }
        case (.provider, .workspace(let workspace)):
            name == "network" && Self.namespaces(ofWorkspace: workspace).contains(key.name)
        case (.dns, .workspace(let workspace)): name == "dns" && key.name.hasPrefix("\(workspace).")
        default: false
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
