/// What names a resource everywhere: in plans, on the objects themselves, in state and on the command line.
///
/// Written `<workspace>/<name>` (`payments/dns`, `payments/application/ingress-nginx`), or for what all workspaces of a
/// management cluster share `cluster/<cluster>/application/<name>`.
package struct ResourceAddress: Sendable, Hashable {
    /// Whom a resource belongs to.
    package enum Scope: Sendable, Hashable {
        case workspace(String)
        case cluster(String)

        /// Reads the name of a group, as `group` writes it.
        package init(group: String) {
            let prefix = "cluster/"
            self = group.hasPrefix(prefix) ? .cluster(String(group.dropFirst(prefix.count))) : .workspace(group)
        }

        /// The workspace's id, or `cluster/<name>`: what a run is grouped, locked and recorded by.
        package var group: String {
            switch self {
            case .workspace(let id): id
            case .cluster(let name): "cluster/\(name)"
            }
        }

        /// The name of the cluster; nil for a workspace.
        package var cluster: String? {
            if case .cluster(let name) = self { name } else { nil }
        }
    }

    package var scope: Scope
    /// The name within the scope: `network`, `application/cert-manager`, `rbac/loopback-workspace-claim`.
    package var name: String

    package init(workspace: String, _ name: String) {
        scope = .workspace(workspace)
        self.name = name
    }

    package init(cluster: String, _ name: String) {
        scope = .cluster(cluster)
        self.name = name
    }

    /// Reads an address as `description` writes it; nil where the text is none.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2, !parts.contains("") else { return nil }
        // A workspace may be called "cluster"; its addresses have at most three parts, those of a cluster four.
        if parts[0] == "cluster", parts.count == 4 {
            self.init(cluster: parts[1], parts[2...].joined(separator: "/"))
        } else {
            self.init(workspace: parts[0], parts[1...].joined(separator: "/"))
        }
    }

    /// The id of the workspace; nil for what a cluster shares.
    package var workspace: String? {
        if case .workspace(let id) = scope { id } else { nil }
    }

    /// The workspace's id, or `cluster/<name>`: what a run is grouped, locked and recorded by.
    package var group: String { scope.group }

    /// The name behind `stored-secret/`; nil for everything else.
    package var storedSecret: String? {
        name.hasPrefix("stored-secret/") ? String(name.dropFirst("stored-secret/".count)) : nil
    }

    /// The name behind `application/`; nil for everything else.
    package var application: String? {
        name.hasPrefix("application/") ? String(name.dropFirst("application/".count)) : nil
    }
}

extension ResourceAddress: CustomStringConvertible, Comparable {
    package var description: String { "\(group)/\(name)" }

    /// The order of the descriptions, which are not made for it.
    package static func < (left: ResourceAddress, right: ResourceAddress) -> Bool {
        if left.scope == right.scope { return left.name < right.name }
        if case .workspace(let one) = left.scope, case .workspace(let other) = right.scope {
            return one.precedes(other, endingIn: UInt8(ascii: "/"))
        }
        return left.description < right.description
    }
}
