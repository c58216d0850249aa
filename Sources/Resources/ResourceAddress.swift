/// What names a resource everywhere: in plans, on the objects themselves, in state and on the command line.
///
/// Written `<workspace>/<name>` (`payments/dns`, `payments/application/ingress-nginx`), or for what all workspaces of a
/// management cluster share `cluster/<cluster>/application/<name>`.
///
/// Copies share their memory, and the hash is taken once: whatever is planned is found by its address.
package struct ResourceAddress: Sendable {
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

    private final class Storage: Sendable {
        let scope: Scope
        let name: String
        let hash: Int

        init(_ scope: Scope, _ name: String) {
            self.scope = scope
            self.name = name
            var hasher = Hasher()
            hasher.combine(scope)
            hasher.combine(name)
            hash = hasher.finalize()
        }
    }

    private var storage: Storage

    package var scope: Scope { storage.scope }

    /// The name within the scope: `network`, `application/cert-manager`, `rbac/loopback-workspace-claim`.
    package var name: String {
        get { storage.name }
        set { storage = Storage(storage.scope, newValue) }
    }

    package init(workspace: String, _ name: String) { storage = Storage(.workspace(workspace), name) }

    package init(cluster: String, _ name: String) { storage = Storage(.cluster(cluster), name) }

    /// Reads an address as `description` writes it; nil where the text is none.
    package init?(_ text: String) {
        // By bytes: addresses are read from each object of a fleet.
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
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

extension ResourceAddress: Hashable {
    package static func == (left: ResourceAddress, right: ResourceAddress) -> Bool {
        if left.storage === right.storage { return true }
        return left.storage.hash == right.storage.hash && left.name == right.name && left.scope == right.scope
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(storage.hash) }
}

extension ResourceAddress: CustomStringConvertible, Comparable {
    package var description: String { "\(group)/\(name)" }

    /// The order of the descriptions, which are not made for it.
    package static func < (left: ResourceAddress, right: ResourceAddress) -> Bool {
        if left.scope == right.scope { return left.name < right.name }
        if case .workspace(let one) = left.scope, case .workspace(let other) = right.scope {
            return one.precedesInBytes(other, endingIn: UInt8(ascii: "/"))
        }
        return left.description < right.description
    }
}
