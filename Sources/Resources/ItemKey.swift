/// Where an item lives.
package enum Place: Sendable, Hashable {
    /// A management cluster of the estate, by name.
    case management(String)
    /// The control plane of a workspace, by the workspace's id.
    case tenant(String)
    /// A compute provider of the estate, by name.
    case provider(String)
    /// The estate's DNS zone.
    case dns

    /// `cluster fsn1-a`, `tenant payments`, `provider hetzner-prod`, `dns`.
    package var description: String {
        switch self {
        case .management(let name): "cluster \(name)"
        case .tenant(let id): "tenant \(id)"
        case .provider(let name): "provider \(name)"
        case .dns: "dns"
        }
    }
}

/// What names one thing in the world: a Kubernetes object, a provider's network, a DNS record.
package struct ItemKey: Sendable, Hashable {
    package var place: Place
    /// `v1`, `apps/v1`; empty for what is no Kubernetes object.
    package var apiVersion: String
    /// `Namespace`, `TenantControlPlane`; `Network`, `Record`.
    package var kind: String
    package var namespace: String?
    package var name: String

    package init(place: Place, apiVersion: String = "", kind: String, namespace: String? = nil, name: String) {
        self.place = place
        self.apiVersion = apiVersion
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }

    /// The API group, empty for the core group.
    package var group: String {
        apiVersion.split(separator: "/").count == 2 ? String(apiVersion.prefix { $0 != "/" }) : ""
    }

    /// `Kind` or `Kind.group`: how recorded sets of kinds are written (as ApplySet does).
    package var groupKind: String {
        group.isEmpty ? kind : "\(kind).\(group)"
    }
}

extension ItemKey: CustomStringConvertible, Comparable {
    /// `Deployment.apps namespace/name`, without the place.
    package var description: String {
        "\(groupKind) \(namespace.map { "\($0)/" } ?? "")\(name)"
    }

    private var order: String { "\(place.description) \(description) \(apiVersion)" }

    package static func < (left: ItemKey, right: ItemKey) -> Bool {
        left.order < right.order
    }
}
